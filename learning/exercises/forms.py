"""The form in which a learner writes an exercise, and adds files to it."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from files import storage
from files.fields import Cleaning, full_disk
from files.uploads import FileRefused
from learning.models import Attachment, Submission
from people.forms import LongTextField


class OwnFileField(Cleaning, forms.FileField):
    """A photo, which is reduced, or a recording or PDF that is small enough as it is."""

    # A film is told so rather than its size.
    kinds = (
        *storage.PHOTOS,
        *(
            replace(kind, largest=Attachment.LARGEST)
            for kind in (storage.PDF, storage.MP3, storage.OGG)
        ),
        storage.M4A,
    )
    # For the phone's own camera and recorder.
    widget = forms.FileInput(
        attrs={"accept": "image/jpeg,image/png,image/webp,audio/*,application/pdf"}
    )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, storage.CleanFile):
            try:
                storage.check_size(value, Attachment.LARGEST)
            except FileRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal


class WorkForm(forms.Form):
    """The text of an exercise, a file that is added to it, and who may read both."""

    text = LongTextField(label=_("Your work"), longest=Submission.LONGEST, rows=12, required=False)
    file = OwnFileField(
        label=_("Add a photo, a voice note or a PDF"),
        required=False,
        help_text=_(
            "JPG, PNG, MP3, M4A, OGG or PDF, at most 3 files of 2 MB each. Photos are made smaller "
            "here: they may have up to 10 MB."
        ),
        error_messages={"empty": _("This file is empty.")},
    )
    is_for_coordinators = forms.BooleanField(
        label=_("If no one has answered by then, a coordinator of my region may read it"),
        required=False,
    )

    def __init__(
        self, *args: Any, is_at_risk: bool, may_be_empty: bool, asks_for_file: bool, **kwargs: Any
    ) -> None:
        """`is_at_risk`: coordinators read the work only if its author says yes.

        `may_be_empty`: there is a file, or one goes. `asks_for_file`: it was sent to add one.
        """
        super().__init__(*args, **kwargs)
        self.may_be_empty, self.asks_for_file = may_be_empty, asks_for_file
        if not is_at_risk:
            del self.fields["is_for_coordinators"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("file"):
            if full := full_disk():
                self.add_error("file", full)
        elif "file" in self.errors:
            pass
        elif self.asks_for_file:
            self.add_error("file", gettext("Choose a file first."))
        elif said.get("text") == "" and not self.may_be_empty:
            self.add_error(
                "text",
                gettext("Write something first, or add a file. A few lines are enough to begin."),
            )
        return said
