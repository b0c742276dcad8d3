"""A small table, some cells of which are typed or chosen.

Stored as `{"kind": "fill_table", "v": 1, "cells": {<id of a cell>: <part>, …}}`. A part is a number
as it was typed, the id of a listed answer, or the number of a line in the member's own `words`,
which lie sealed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms import tables
from cms.pages.lists import ListBlock
from learning.questions.kinds.parts.asked import Asked, QuestionBlock, id_of
from learning.questions.kinds.parts.cells import Cell, CellsBlock, Said, cell_of, fault_of
from learning.questions.kinds.parts.lines import Item, has_twins, in_words, items_of
from learning.questions.kinds.protocol import AnswerForm, Given, Line, Option, Reply, Table, Turn


class RowBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Name of the line"), max_length=60, default="")
    cells = CellsBlock(
        label=_("Cells"), help_text=_("One for each column."), required=False, max_num=4
    )

    class Meta:
        icon = "minus"
        label = _("Line")


UNWRITTEN: dict[str, Any] = {"heading": "", "cells": []}


class FillTableBlock(QuestionBlock):
    columns = tables.columns()
    rows = ListBlock(RowBlock(), label=_("Lines"), min_num=1, max_num=8, default=[UNWRITTEN] * 2)

    def sample(self) -> dict[str, Any]:
        number = {"number": Decimal(15000), "tolerance": Decimal(0), "feedback": ""}
        chosen = {
            "right": gettext("cash book"),
            "others": [gettext("attendance sheet")],
            "feedback": "",
        }
        written = {"accepted": [gettext("two people")], "feedback": ""}
        return {
            "text": gettext("Fill in the table of a workshop."),
            "columns": [gettext("One day"), gettext("Three days")],
            "rows": [
                {
                    "heading": gettext("Room, in francs"),
                    "cells": [("shown", "5 000"), ("number", number)],
                },
                {
                    "heading": gettext("Who counts, and where it stands"),
                    "cells": [("written", written), ("chosen", chosen)],
                },
            ],
        }

    def faults(self, value: Any) -> dict[str, str]:
        columns = len(value["columns"])
        cells = [cell for row in value["rows"] for cell in row["cells"]]
        faults = {}
        if has_twins(value["columns"]):
            faults["columns"] = gettext("Two columns have the same name.")
        if has_twins(row["heading"] for row in value["rows"]):
            faults["rows"] = gettext("Two lines have the same name.")
        elif fault := tables.uneven(value["rows"], columns):
            faults["rows"] = fault
        elif all(cell.block_type == "shown" for cell in cells):
            faults["rows"] = gettext("Nothing is left to fill in: ask for at least one cell.")
        elif fault := next(filter(None, map(fault_of, cells)), ""):
            faults["rows"] = fault
        return faults

    class Meta:
        icon = "table"
        label = _("Table to fill in")
        description = _("Members type or choose what is missing in a small table.")


@dataclass(frozen=True)
class Place:
    """A place in the table: a `cell` to fill, or a `text` that stands there."""

    column: str
    text: str
    cell: Cell | None


@dataclass(frozen=True)
class Row(Item):
    """A line of the table; its `text` is its name."""

    places: tuple[Place, ...]


class FillTableForm(AnswerForm):
    """One field for each cell to fill; `kept` is the cell's code → its value."""

    def __init__(
        self, data: QueryDict | None, *, question: "FillTable", kept: Mapping[str, str]
    ) -> None:
        super().__init__(data, initial=dict(kept))
        self.question = question
        for cell in question.cells:
            self.fields[cell.code] = cell.field()
            self.fields[cell.code].label = cell.text

    @property
    def lines(self) -> Iterator[tuple[Row, list[tuple[Place, BoundField | None]]]]:
        """The lines of the table, each place with its field."""
        for row in self.question.rows:
            yield row, [(one, self[one.cell.code] if one.cell else None) for one in row.places]

    @property
    def given(self) -> Given:
        return self.question.filling(self.cleaned_data)


@dataclass(frozen=True)
class FillTable(Asked):
    kind: ClassVar[str] = "fill_table"
    block: ClassVar[type[QuestionBlock]] = FillTableBlock

    columns: tuple[Item, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of_block(cls, question_id: UUID, value: blocks.StructValue) -> Self:
        columns = items_of(question_id, value["columns"])
        rows = tuple(
            _row(id_of(child, question_id, number), child.value, columns)
            for number, child in enumerate(value["rows"].bound_blocks)
        )
        return cls.of_parts(question_id, value, columns=columns, rows=rows)

    @property
    def cells(self) -> list[Cell]:
        """The cells to fill."""
        return [one.cell for row in self.rows for one in row.places if one.cell]

    def in_words_of(self, translation: Any) -> Self | None:
        if not isinstance(translation, type(self)):
            return None
        columns = in_words(self.columns, translation.columns)
        words = in_words(self.rows, translation.rows)
        if columns is None or words is None:
            return None
        rows = [_row_in_words(own, said) for own, said in zip(self.rows, words, strict=True)]
        if None in rows:
            return None
        return self.said_as(translation, columns=columns, rows=tuple(rows))

    def form(self, data: QueryDict | None, kept: Given | None) -> FillTableForm:
        filled = self._filled(kept) or {}
        kept_values = {cell.code: said.value for cell, said in filled.items()}
        return FillTableForm(data, question=self, kept=kept_values)

    def reply(self, given: Given | None) -> Reply | None:
        filled = self._filled(given)
        if not filled:
            return None
        found = sum(said.is_right for said in filled.values())
        told = ngettext(
            "%(found)d of %(total)d cells is right.",
            "%(found)d of %(total)d cells are right.",
            found,
        )
        lines = tuple(
            Line(f"{cell.text} — {said.text}", "" if said.is_right else cell.feedback)
            for cell, said in filled.items()
        )
        summary = told % {"found": found, "total": len(filled)}
        return Reply(is_right=found == len(filled), lines=lines, summary=summary)

    def aloud(self) -> tuple[Turn, ...]:
        how = gettext("Fill the table together: say what belongs at each number in brackets.")
        signs = {cell: str(number) for number, cell in enumerate(self.cells, 1)}
        rows = tuple(
            (row.text, tuple((one.column, _aloud(one, signs)) for one in row.places))
            for row in self.rows
        )
        table = Table(tuple(one.text for one in self.columns), rows)
        answers = (
            Option(sign, f"{cell.text} — {cell.answer}", feedback=cell.feedback)
            for cell, sign in signs.items()
        )
        return replace(self.asking(how), table=table), self.answering(answers)

    @property
    def right_answer(self) -> Given:
        return self._storing({str(cell.id): cell.right for cell in self.cells}, [])

    def filling(self, values: Mapping[str, str]) -> Given:
        """Return the answer with these values, by the codes of the cells, as it is stored."""
        words: list[str] = []
        parts = {str(cell.id): cell.part(values[cell.code], words) for cell in self.cells}
        return self._storing(parts, words)

    def _storing(self, parts: dict[str, Any], words: list[str]) -> Given:
        own = {"words": "\n".join(words)} if words else {}
        return {"kind": self.kind, "v": 1, "cells": parts, **own}

    def _filled(self, given: Given | None) -> dict[Cell, Said] | None:
        """Return what stands in each cell; None when an answer has other cells than today's."""
        match given:
            case {"kind": self.kind, "v": 1, "cells": {**parts}, **more}:
                words = str(more.get("words", "")).split("\n")
                filled = {cell: cell.said(parts.get(str(cell.id)), words) for cell in self.cells}
                if len(parts) == len(filled) and None not in filled.values():
                    return filled  # type: ignore[return-value]
        return None


def _aloud(place: Place, signs: Mapping[Cell, str]) -> str:
    """Return what stands in a place before it is filled: its number in brackets, and what can be
    chosen."""
    if place.cell is None:
        return place.text
    return f"({signs[place.cell]}) {' / '.join(place.cell.offered)}".strip()


def _row(own: UUID, value: blocks.StructValue, columns: tuple[Item, ...]) -> Row:
    """Return a line that an editor wrote. In a draft it may have too many cells, or too few."""
    places = []
    for number, (column, child) in enumerate(zip(columns, value["cells"], strict=False)):
        label = f"{value['heading']}, {column.text}"
        cell = cell_of(child, id_of(child, own, number), label)
        places.append(Place(column.text, "" if cell else child.value, cell))
    return Row(own, value["heading"], tuple(places))


def _row_in_words(own: Row, said: Row) -> Row | None:
    """Return a line in the words of a translation; None when this has other cells."""
    if len(own.places) != len(said.places):
        return None
    pairs = zip(own.places, said.places, strict=True)
    places = tuple(place for pair in pairs if (place := _place_in_words(*pair)))
    return replace(own, text=said.text, places=places) if len(places) == len(own.places) else None


def _place_in_words(own: Place, said: Place) -> Place | None:
    if own.cell is None or said.cell is None:
        return said if own.cell is said.cell else None
    if type(own.cell) is not type(said.cell) or own.cell.id != said.cell.id:
        return None
    cell = own.cell.in_words_of(said.cell)
    return replace(said, cell=cell) if cell else None
