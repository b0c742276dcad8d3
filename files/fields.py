"""What every form for files needs: a field that cleans, and whether there is room."""

import shutil
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtailmedia.models import get_media_model

from files import storage
from files.uploads import FileRefused

# Bytes that uploads leave for the database and for sessions.
LEFT_FREE = 200_000_000
# Ten courses with sound in two languages: more than a day's work, and no filled disk.
FILES_A_DAY = 200


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


def full_day(user: Any, *, adding: int = 1) -> str:
    """Return the sentence for someone who would add too many files in 24 hours with `adding` more;
    nothing while they may."""
    since = timezone.now() - timedelta(days=1)
    added = sum(
        model.objects.filter(uploaded_by_user=user, created_at__gt=since).count()
        for model in (get_image_model(), get_document_model(), get_media_model())
    )
    if added + adding <= FILES_A_DAY:
        return ""
    told = ngettext(
        "You have added %(most)s file in 24 hours. That is the limit. Please continue tomorrow.",
        "You have added %(most)s files in 24 hours. That is the limit. Please continue tomorrow.",
        FILES_A_DAY,
    )
    return told % {"most": FILES_A_DAY}
