"""What an editor may upload: pictures, PDF documents, MP3 and Ogg recordings, of a size that
somebody on prepaid data can fetch. The fields clean them, and say beside them what cannot be used.
"""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtailmedia.forms import BaseMediaForm

from cms import files
from cms.uploads import Refused


class Cleaning:
    """A field whose file is clean before anything else looks at it."""

    kinds: tuple[files.Kind, ...]

    def to_python(self, data: Any) -> Any:
        # An empty file has a sentence of Django's.
        if isinstance(data, UploadedFile) and data.size:
            try:
                data = files.clean(data, self.kinds)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return super().to_python(data)  # type: ignore[misc]


class PictureField(Cleaning, WagtailImageField):
    kinds = files.PICTURES


class PaperField(Cleaning, WagtailDocumentField):
    kinds = files.PAPERS


class RecordingField(Cleaning, forms.FileField):
    kinds = files.RECORDINGS


class CleaningForm:
    """A form of a library, with a cleaning field where the library has its own."""

    field: type[forms.FileField]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Some forms leave the file out.
        if own := self.fields.get("file"):  # type: ignore[attr-defined]
            self.fields["file"] = self.field(  # type: ignore[attr-defined]
                label=own.label, widget=own.widget, required=own.required
            )

    def _post_clean(self) -> None:
        # The library would add that a file that was refused has no name.
        if "file" not in self.errors:  # type: ignore[attr-defined]
            super()._post_clean()  # type: ignore[misc]

    def _update_errors(self, errors: forms.ValidationError) -> None:
        # A form for a file that is here already leaves it out, and the library's model misses it.
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
        # No page shows the picture of a recording.
        self.fields.pop("thumbnail", None)
