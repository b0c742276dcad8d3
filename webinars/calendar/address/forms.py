"""The form that makes a calendar address, or a new one in place of the old one."""

from typing import Any
from uuid import uuid4

from django import forms

from people.forms import OnceForm


class AddressForm(OnceForm):
    """A button. `instead` is the code that the page showed, also of an ended address."""

    instead = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Let what no page of ours sends be the code of no address of theirs."""
        data = super().clean()
        if self.errors.pop("instead", None):
            data["instead"] = uuid4()
        return data
