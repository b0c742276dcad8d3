"""The form for a file of questions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learning.exchange.quizzes.found import Found, Unreadable
from learning.exchange.quizzes.report import read

LARGEST = 500_000


class QuestionsForm(forms.Form):
    """A file, or the text of one that was read before: nothing of it is stored in between."""

    file = forms.FileField(
        label=_("File with questions"),
        required=False,
        help_text=_("GIFT or Moodle XML, in UTF-8, at most 500 kB."),
        widget=forms.FileInput(attrs={"accept": ".gift,.txt,.xml"}),
        error_messages={
            "empty": _("This file is empty."),
            "invalid": _("Choose a file first."),
            "missing": _("Choose a file first."),
        },
    )
    text = forms.CharField(
        required=False, strip=False, max_length=LARGEST, widget=forms.HiddenInput
    )

    def clean_file(self) -> str:
        """Return the text of the file."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if (file.size or 0) > LARGEST:
            raise ValidationError(
                gettext("This file is larger than 500 kB. Import its questions in parts.")
            )
        try:
            text = file.read().decode()
        except UnicodeDecodeError as error:
            told = gettext("This file is not in UTF-8. Open it in an editor and save it as UTF-8.")
            raise ValidationError(told) from error
        if "\0" in text:
            raise ValidationError(gettext("This is no file of text."))
        return text

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        text = said.get("file") or said.get("text") or ""
        if self.errors:
            return said
        if not text:
            self.add_error("file", gettext("Choose a file first."))
            return said
        try:
            found: list[Found] = read(text)
        except Unreadable as unreadable:
            self.add_error("file", str(unreadable))
            return said
        return {"text": text, "found": found}
