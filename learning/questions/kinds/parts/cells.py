"""The cells of a table: shown as they are, typed or chosen."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self
from uuid import UUID, uuid5

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.pages.lists import ListBlock
from learning.questions.kinds.parts.asked import comment
from learning.questions.kinds.parts.lines import Item, has_twins, in_words, items_of, shuffled
from learning.questions.kinds.parts.numbers import (
    MOST_DIGITS,
    NumberField,
    is_near,
    plain,
    readings,
    shown,
)
from learning.questions.kinds.parts.written import WrittenField, like
from web.reading import names


def _feedback() -> blocks.TextBlock:
    return comment(label=_("Comment shown when something else stands here"))


class NumberBlock(blocks.StructBlock):
    number = blocks.DecimalBlock(label=_("Right number"), max_digits=MOST_DIGITS)
    tolerance = blocks.DecimalBlock(
        label=_("Tolerance"),
        help_text=_("With 100 and a tolerance of 5, every number from 95 to 105 is right."),
        max_digits=MOST_DIGITS,
        min_value=0,
        default=Decimal(0),
    )
    feedback = _feedback()


class WrittenBlock(blocks.StructBlock):
    accepted = ListBlock(
        blocks.CharBlock(label=_("Answer"), max_length=100, default=""),
        label=_("Answers that are right"),
        help_text=_("Accents, capitals, apostrophes, hyphens, points and blanks do not count."),
        min_num=1,
        max_num=10,
        default=[""],
    )
    feedback = _feedback()


class ChosenBlock(blocks.StructBlock):
    right = blocks.CharBlock(label=_("Right answer"), max_length=100, default="")
    others = ListBlock(
        blocks.CharBlock(label=_("Answer"), max_length=100, default=""),
        label=_("Other answers"),
        help_text=_("They stand in the list too, in another order."),
        min_num=1,
        max_num=5,
        default=[""],
    )
    feedback = _feedback()


class CellsBlock(blocks.StreamBlock):
    shown = blocks.CharBlock(
        label=pgettext_lazy("cell of a table", "Text that stands there"),
        icon="title",
        max_length=100,
        default="",
    )
    number = NumberBlock(label=pgettext_lazy("cell of a table", "Type a number"), icon="order")
    written = WrittenBlock(label=pgettext_lazy("cell of a table", "Write a word"), icon="edit")
    chosen = ChosenBlock(
        label=pgettext_lazy("cell of a table", "Choose from a list"), icon="list-ul"
    )


def fault_of(cell: blocks.StreamValue.StreamChild) -> str:
    """Return why no one can fill this cell, as a sentence; an empty text when they can."""
    match cell.block_type:
        case "written" if not all(names.letters(text) for text in cell.value["accepted"]):
            return gettext("Write each answer with letters or digits.")
        case "chosen" if has_twins([cell.value["right"], *cell.value["others"]]):
            return gettext("Two answers of one list are the same: write each one once.")
    return ""


@dataclass(frozen=True)
class Said:
    """What stands in a cell: the value of its field, its words, and whether they are right."""

    value: str
    text: str
    is_right: bool


@dataclass(frozen=True)
class Cell(Item):
    """A cell to fill. Its `text` names its line and its column."""

    feedback: str

    def field(self) -> forms.Field:
        """Return its field, without its label."""
        raise NotImplementedError

    def part(self, value: str, words: list[str]) -> Any:
        """Return what is stored of the field's `value`. Words of the member are added to `words`,
        and their number is stored."""
        raise NotImplementedError

    def said(self, part: Any, words: list[str]) -> Said | None:
        """Return what stands in the cell; None when it cannot be read."""
        raise NotImplementedError

    @property
    def right(self) -> Any:
        """A right part."""
        raise NotImplementedError

    @property
    def offered(self) -> list[str]:
        """What can be chosen; nothing where it is typed."""
        return []

    @property
    def answer(self) -> str:
        """A right answer as it is read aloud."""
        raise NotImplementedError

    def in_words_of(self, translation: Self) -> Self | None:
        """Return the cell in other words; None when it offers something else."""
        raise NotImplementedError


@dataclass(frozen=True)
class NumberCell(Cell):
    number: Decimal
    tolerance: Decimal

    def field(self) -> forms.Field:
        return NumberField()

    def part(self, value: str, words: list[str]) -> str:
        return value

    def said(self, part: Any, words: list[str]) -> Said | None:
        if not isinstance(part, str) or not readings(part):
            return None
        return Said(part, part, is_near(part, self.number, self.tolerance))

    @property
    def right(self) -> str:
        return plain(self.number)

    @property
    def answer(self) -> str:
        return shown(self.number)

    def in_words_of(self, translation: Self) -> Self:
        key = (self.number, self.tolerance)
        is_up_to_date = key == (translation.number, translation.tolerance)
        said = translation.feedback if is_up_to_date else ""
        return replace(self, text=translation.text, feedback=said)


@dataclass(frozen=True)
class WrittenCell(Cell):
    """`listed` has what is accepted in the words of the source, in whatever language it is read."""

    accepted: tuple[Item, ...]
    listed: tuple[Item, ...]

    def field(self) -> forms.Field:
        return WrittenField()

    def part(self, value: str, words: list[str]) -> str | int:
        if found := like(value, self.accepted) or like(value, self.listed):
            return str(found.id)
        words.append(" ".join(value.split()))
        return len(words) - 1

    def said(self, part: Any, words: list[str]) -> Said | None:
        found = next((one for one in self.accepted if str(one.id) == part), None)
        if found:
            return Said(found.text, found.text, is_right=True)
        if type(part) is not int or not 0 <= part < len(words):
            return None
        # An editor may have listed it since; only the words of the source count in every language.
        return Said(words[part], words[part], like(words[part], self.listed) is not None)

    @property
    def right(self) -> str:
        return str(self.accepted[0].id)

    @property
    def answer(self) -> str:
        return self.accepted[0].text

    def in_words_of(self, translation: Self) -> Self | None:
        accepted = in_words(self.accepted, translation.accepted)
        return replace(translation, accepted=accepted, listed=self.listed) if accepted else None


@dataclass(frozen=True)
class ChosenCell(Cell):
    """The first of the `options` is the right one."""

    options: tuple[Item, ...]

    def field(self) -> forms.Field:
        offered = [(one.cover, one.text) for one in shuffled(self.options)]
        return forms.ChoiceField(
            choices=[("", _("Nothing chosen")), *offered],
            error_messages={
                "required": _("Choose something here."),
                "invalid_choice": _("This is no longer here. Choose again."),
            },
        )

    def part(self, value: str, words: list[str]) -> str:
        return next(str(one.id) for one in self.options if one.cover == value)

    def said(self, part: Any, words: list[str]) -> Said | None:
        found = next((one for one in self.options if str(one.id) == part), None)
        return Said(found.cover, found.text, found == self.options[0]) if found else None

    @property
    def right(self) -> str:
        return str(self.options[0].id)

    @property
    def offered(self) -> list[str]:
        return [one.text for one in shuffled(self.options)]

    @property
    def answer(self) -> str:
        return self.options[0].text

    def in_words_of(self, translation: Self) -> Self | None:
        options = in_words(self.options, translation.options)
        return replace(translation, options=options) if options else None


def cell_of(cell: blocks.StreamValue.StreamChild, own: UUID, label: str) -> Cell | None:
    """Return a cell that an editor wrote, with its id and label; None when it is only shown."""
    value = cell.value
    match cell.block_type:
        case "number":
            # A draft may have none yet.
            number, tolerance = (value[name] or Decimal(0) for name in ("number", "tolerance"))
            return NumberCell(own, label, value["feedback"], number, tolerance)
        case "written":
            accepted = items_of(own, value["accepted"])
            return WrittenCell(own, label, value["feedback"], accepted, accepted)
        case "chosen":
            right = Item(uuid5(own, "right"), value["right"])
            options = (right, *items_of(own, value["others"]))
            return ChosenCell(own, label, value["feedback"], options)
    return None
