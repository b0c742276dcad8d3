"""The form for a text."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from files import storage
from files.texts import reading
from files.uploads import LARGEST, FileRefused


class TextForm(forms.Form):
    """A file, or a text in Markdown; what is valid has it as `read`."""

    language = forms.ChoiceField(
        label=_("Language of the lessons"),
        help_text=_("Those in which this course exists."),
        error_messages={
            "required": _("Choose one of these."),
            "invalid_choice": _("Choose one of these."),
        },
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A Word document (.docx), or a text in Markdown (.md), of at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.md,.markdown,.txt"}),
        error_messages={
            "empty": _("This file is empty."),
            "invalid": _("Choose a file first."),
            "missing": _("Choose a file first."),
        },
    )
    text = forms.CharField(
        label=_("Or a text in Markdown"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(self, data: Any, files: Any, *, pages: Mapping[str, Page]) -> None:
        super().__init__(data, files)
        choices = [(code, page.locale.get_display_name()) for code, page in pages.items()]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]
        self.fields["language"].initial = choices[0][0]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        file, text = said.get("file"), said.get("text", "").strip()
        if self.errors:
            return said
        if bool(file) == bool(text):
            told = (
                gettext("Choose a file or type a text, not both.")
                if file
                else gettext("Choose a file first, or type a text.")
            )
            self.add_error("file", told)
            return said
        try:
            if file:
                storage.check_size(file, LARGEST)
                read = reading.read(file.read())
            else:
                read = reading.read_markdown(text)
        except FileRefused as refusal:
            self.add_error("file" if file else "text", str(refusal))
            return said
        return {**said, "read": read}
