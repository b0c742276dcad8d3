"""A word or a few that members write."""

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from web.reading import names

LONGEST = 100


class Listed(Protocol):
    """An answer that an editor listed."""

    @property
    def id(self) -> UUID: ...

    @property
    def text(self) -> str: ...


Found = TypeVar("Found", bound=Listed)


def like(text: str, listed: Iterable[Found]) -> Found | None:
    """Return the listed answer that was written as `text`, but for accents, capitals and signs."""
    wanted = names.letters(text)
    return next((one for one in listed if names.letters(one.text) == wanted), None)


class WrittenField(forms.CharField):
    """A field for a few words, of which at least one has letters or digits."""

    default_error_messages = {"required": _("Write your answer first.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> str:
        # Before anything reads it: reading very many marks on one letter takes minutes.
        text: str = super().clean(value)
        if len(text) > LONGEST:
            raise ValidationError(
                ngettext(
                    "A few words are enough: write at most %(most)d character.",
                    "A few words are enough: write at most %(most)d characters.",
                    LONGEST,
                )
                % {"most": LONGEST}
            )
        if not names.letters(text):
            raise ValidationError(gettext("Write your answer with letters or digits."))
        return text
