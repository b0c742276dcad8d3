"""The field for a name that stands for a member in one place, and nowhere else."""

from typing import Any

from django import forms

from people.accounts import pseudonyms
from people.aliases.names import reads_as_moderator
from web.reading import names


class AliasField(forms.CharField):
    """A made-up name, tidied; `kept` is said of one that reads as that of who runs the place."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def __init__(self, *, label: Any, help_text: Any, kept: Any) -> None:
        super().__init__(label=label, help_text=help_text, max_length=pseudonyms.LONGEST_TYPED)
        self.kept = kept

    def clean(self, value: Any) -> str:
        alias = names.tidy(super().clean(value))
        pseudonyms.validate_pseudonym(alias)
        if reads_as_moderator(alias):
            raise forms.ValidationError(self.kept)
        return alias
