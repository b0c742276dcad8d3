"""The forms for uploads by editors: pictures, PDF documents, MP3 and Ogg recordings, small enough
for people on prepaid data. The fields clean the files, and show why a file cannot be used.
"""

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
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtailmedia.forms import BaseMediaForm
from wagtailmedia.models import get_media_model

from files import recordings, storage
from files.uploads import FileRefused

# Ten courses with sound in two languages: more than a day's work, and no filled disk.
FILES_A_DAY = 200
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


class PictureField(Cleaning, WagtailImageField):
    kinds = storage.PICTURES


class PaperField(Cleaning, WagtailDocumentField):
    kinds = storage.PAPERS


class RecordingField(Cleaning, forms.FileField):
    kinds = storage.RECORDINGS


def _free_bytes() -> int:
    folder = settings.MEDIA_ROOT
    return shutil.disk_usage(folder if folder.exists() else settings.DATA_DIR).free


def added_lately(user: Any) -> int:
    """Return how many files that are still here `user` added in the last 24 hours."""
    since = timezone.now() - timedelta(days=1)
    return sum(
        model.objects.filter(uploaded_by_user=user, created_at__gt=since).count()
        for model in (get_image_model(), get_document_model(), get_media_model())
    )


class CleaningForm:
    """A form of a library, with a cleaning field where the library has its own.

    An editor who adds more than `FILES_A_DAY` is asked to continue tomorrow.
    """

    field: type[forms.FileField]

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)  # type: ignore[call-arg]
        self.writer = user
        # Some forms leave the file out.
        if own := self.fields.get("file"):  # type: ignore[attr-defined]
            self.fields["file"] = self.field(  # type: ignore[attr-defined]
                label=own.label, widget=own.widget, required=own.required
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        is_new = "file" in self.fields and self.instance.pk is None  # type: ignore[attr-defined]
        if is_new and self.writer and added_lately(self.writer) >= FILES_A_DAY:
            too_many = ngettext(
                "You have added %(most)s file in 24 hours. That is the limit. Please continue "
                "tomorrow.",
                "You have added %(most)s files in 24 hours. That is the limit. Please continue "
                "tomorrow.",
                FILES_A_DAY,
            )
            self.add_error("file", too_many % {"most": FILES_A_DAY})  # type: ignore[attr-defined]
        if "file" in self.fields and _free_bytes() < LEFT_FREE:  # type: ignore[attr-defined]
            self.add_error(  # type: ignore[attr-defined]
                "file",
                _("The disk of the server is full. Tell the person who looks after the site."),
            )
        return cleaned

    def _post_clean(self) -> None:
        # For a refused file, the library would add an error about a missing name.
        if "file" not in self.errors:  # type: ignore[attr-defined]
            super()._post_clean()  # type: ignore[misc]

    def _update_errors(self, errors: forms.ValidationError) -> None:
        # A form for an existing file has no such field, but the library's model expects it.
        if "file" not in self.fields:  # type: ignore[attr-defined]
            errors.error_dict.pop("file", None)
        super()._update_errors(errors)  # type: ignore[misc]


class PictureForm(CleaningForm, BaseImageForm):
    field = PictureField


class DocumentForm(CleaningForm, BaseDocumentForm):
    field = PaperField


class RecordingForm(CleaningForm, BaseMediaForm):
    field = RecordingField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # No page shows the picture of a recording, and the file says how long it is.
        for name in ("thumbnail", "duration"):
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if isinstance(file := cleaned.get("file"), storage.CleanFile):
            self.instance.duration = recordings.seconds(file.read())
            file.seek(0)
        return cleaned
