"""Code shared by the kinds that ask for one choice in each of several lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from learning.questions.kinds.parts.asked import id_of
from learning.questions.kinds.protocol import AnswerForm
from web.codes import encode
from web.reading import names

SALT = "learning.questions.kinds.parts.lines"


@dataclass(frozen=True)
class Item:
    """A line, a box, or something else that has a text and an id."""

    id: UUID
    text: str

    @property
    def code(self) -> str:
        """The id as a form sends it."""
        return encode(self.id)

    @property
    def cover(self) -> str:
        """A code from which only this site can tell the id."""
        return _digest("code", self.id)[:22]


Placed = TypeVar("Placed", bound=Item)


def shuffled(items: Sequence[Placed]) -> list[Placed]:
    """Return `items` in an order that says nothing about theirs, and is not theirs.

    It is the same at each visit, in every language and for all members, so that a group can talk
    about it. Only this site can tell how it came about.
    """
    mixed = sorted(items, key=lambda one: _digest("order", one.id))
    return [*mixed[1:], *mixed[:1]] if mixed == list(items) else mixed


def _digest(purpose: str, own: UUID) -> str:
    return salted_hmac(f"{SALT}.{purpose}", own.bytes, algorithm="sha256").hexdigest()


class LinesForm(AnswerForm):
    """One field for each item, of the same options; `kept` is the item's code → its value."""

    question: Any
    needed = _("Choose something for this line.")
    widget: type[forms.Widget] = forms.Select

    def __init__(
        self,
        data: QueryDict | None,
        *,
        question: Any,
        items: Iterable[Item],
        options: Iterable[tuple[str, str]],
        kept: Mapping[str, str],
    ) -> None:
        super().__init__(data, initial=dict(kept))
        self.question = question
        # In a list that is folded, nothing is chosen beforehand.
        unchosen = [("", _("Nothing chosen"))] if self.widget is forms.Select else []
        offered = [*unchosen, *options]
        for item in items:
            self.fields[item.code] = forms.ChoiceField(
                label=item.text,
                choices=offered,
                widget=self.widget,
                error_messages={
                    "required": self.needed,
                    "invalid_choice": _("This is no longer here. Choose again."),
                },
            )


def items_of(question_id: UUID, listed: blocks.list_block.ListValue) -> tuple[Item, ...]:
    """Return the lines that an editor wrote in a list of plain texts."""
    return tuple(
        Item(id_of(child, question_id, number), child.value)
        for number, child in enumerate(listed.bound_blocks)
    )


def in_words(items: Sequence[Placed], translated: Sequence[Placed]) -> tuple[Placed, ...] | None:
    """Return `items` in their order with the texts of `translated`; None when these are others."""
    words = {one.id: one for one in translated}
    if words.keys() != {one.id for one in items} or len(words) != len(items):
        return None
    return tuple(words[one.id] for one in items)


def has_twins(texts: Iterable[str]) -> bool:
    """Return whether two of these texts read the same."""
    found = [names.key(text) for text in texts]
    return len(set(found)) < len(found)
