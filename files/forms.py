"""The forms for uploads by editors: pictures, PDF documents, MP3, Ogg and M4A recordings, small
enough for people on prepaid data. The fields clean the files, and show why a file cannot be used.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtailmedia.forms import BaseMediaForm

from files import recordings, storage
from files.fields import Cleaning, full_day, full_disk


class PictureField(Cleaning, WagtailImageField):
    kinds = storage.PICTURES


class PaperField(Cleaning, WagtailDocumentField):
    kinds = storage.PAPERS


class RecordingField(Cleaning, forms.FileField):
    kinds = storage.RECORDINGS


class CleaningForm:
    """A form of a library, with a cleaning field where the library has its own.

    An editor who adds more than `FILES_A_DAY` (`files.fields`) is asked to continue tomorrow. What
    came with this program keeps its file.
    """

    field: type[forms.FileField]

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)  # type: ignore[call-arg]
        self.writer = user
        if self.instance.pk and storage.is_trusted(self.instance.file):  # type: ignore[attr-defined]
            self._keep_file()
        # Some forms leave the file out.
        if own := self.fields.get("file"):  # type: ignore[attr-defined]
            self.fields["file"] = self.field(  # type: ignore[attr-defined]
                label=own.label, widget=own.widget, required=own.required
            )

    def _keep_file(self) -> None:
        self.fields.pop("file", None)  # type: ignore[attr-defined]
        self["title"].help_text = _(  # type: ignore[index]
            "The file came with a course of this program. Only a package of the course replaces it."
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        is_new = "file" in self.fields and self.instance.pk is None  # type: ignore[attr-defined]
        if is_new and self.writer and (full := full_day(self.writer)):
            self.add_error("file", full)  # type: ignore[attr-defined]
        if "file" in self.fields and (full := full_disk()):  # type: ignore[attr-defined]
            self.add_error("file", full)  # type: ignore[attr-defined]
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
