"""What every form for files needs: a field that cleans, and whether there is room."""

import shutil
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from files import storage
from files.uploads import FileRefused

# Bytes that uploads leave for the database and for sessions.
LEFT_FREE = 200_000_000


class Cleaning:
    """A field that cleans its file before any other code reads it."""

    kinds: tuple[storage.Kind, ...]

    def to_python(self, data: Any) -> Any:
        # Django has its own sentence for an empty file.
        if isinstance(data, UploadedFile) and data.size:
            try:
                data = storage.clean(data, self.kinds)
            except FileRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return super().to_python(data)  # type: ignore[misc]


def full_disk() -> str:
    """Return the sentence for a disk that has no room for files; nothing while it has."""
    folder = settings.MEDIA_ROOT
    if shutil.disk_usage(folder if folder.exists() else settings.DATA_DIR).free >= LEFT_FREE:
        return ""
    return _("The disk of the server is full. Tell the person who looks after the site.")
