"""The table of an exercise: as an editor draws it, as a member fills it in, and as it is kept.

All three are a `Table`. A filled one is kept as JSON with the names of its columns and lines as its
member read them, so that it can be read when the exercise has changed or is gone. What stands in a
column or a line that an editor took out meanwhile stays, and is shown at the end.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext
from wagtail import blocks

from learning.questions.kinds.parts.asked import id_of
from learning.questions.kinds.parts.numbers import LONGEST as LONGEST_NUMBER
from learning.questions.kinds.parts.numbers import readings, tidy

# What an editor may ask for, and what a member may add. The whole table is shorter than the text.
MOST_COLUMNS, MOST_NAMED, MOST_FREE, MOST_LINES = 5, 15, 10, 30
LONGEST_CELL, LONGEST = 300, 4000
# The name of a field: the key of the line, and that of the column.
CELL = re.compile(r"cell-([0-9a-f]{8}|n[1-9][0-9]?)-([0-9a-f]{8})", re.ASCII)


@dataclass(frozen=True)
class Column:
    key: str
    text: str
    is_summed: bool = False


@dataclass(frozen=True)
class Line:
    """A line: `cells` are by the keys of their columns, without the empty ones. Lines that members
    name themselves are free, and have the keys n1, n2 and so on."""

    key: str
    text: str
    cells: Mapping[str, str]

    @property
    def is_free(self) -> bool:
        return self.key.startswith("n")


# A line to show: its name, and what stands in each column.
Row = tuple[str, list[tuple[Column, str]]]


@dataclass(frozen=True)
class Table:
    """`free` is how many free lines a member finds at first; with none, no line can be added."""

    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    free: int = 0

    @classmethod
    def of_block(cls, own: UUID, value: blocks.StructValue) -> Self | None:
        """Return the table that an editor drew in the exercise with the id `own`; None without a
        column."""
        columns = tuple(
            Column(_key(child, own, number), child.value["heading"], child.value["is_summed"])
            for number, child in enumerate(value["columns"].bound_blocks)
        )
        lines = tuple(
            Line(
                _key(child, own, number),
                child.value["heading"],
                {
                    column.key: text
                    for column, text in zip(columns, child.value["cells"], strict=False)
                    if text
                },
            )
            for number, child in enumerate(value["lines"].bound_blocks)
        )
        return cls(columns, lines, value["free_lines"] or 0) if columns else None

    @classmethod
    def of_kept(cls, kept: str | None) -> Self | None:
        """Return a table that was kept as `kept`."""
        if not kept:
            return None
        found = json.loads(kept)
        return cls(
            tuple(Column(*column) for column in found["columns"]),
            tuple(Line(*line) for line in found["lines"]),
        )

    @property
    def kept(self) -> str:
        """The table as it is kept."""
        columns = [[one.key, one.text, one.is_summed] for one in self.columns]
        lines = [[one.key, one.text, dict(one.cells)] for one in self.lines]
        return json.dumps({"v": 1, "columns": columns, "lines": lines}, ensure_ascii=False)

    @property
    def cells(self) -> dict[tuple[str, str], str]:
        """What stands in the table, by the keys of line and column."""
        return {(line.key, key): text for line in self.lines for key, text in line.cells.items()}

    @property
    def can_grow(self) -> bool:
        return bool(self.free) and len(self.lines) < MOST_LINES

    @property
    def all_rows(self) -> Iterator[Row]:
        """The name of each line, and its cells with their columns."""
        for number, line in enumerate(self.lines, 1):
            cells = [(column, line.cells.get(column.key, "")) for column in self.columns]
            yield name_of(line, number), cells

    @property
    def rows(self) -> Iterator[Row]:
        """The same for those lines that have a name or say anything."""
        pairs = zip(self.lines, self.all_rows, strict=True)
        return (row for line, row in pairs if line.text or line.cells)

    @property
    def sums(self) -> list[tuple[Column, str]]:
        """The sum of each column, as its reader writes numbers; nothing where no column has one."""
        if not any(column.is_summed for column in self.columns):
            return []
        return [(one, self._sum(one) if one.is_summed else "") for one in self.columns]

    @property
    def has_words_among_numbers(self) -> bool:
        """Whether something stands in a column with a sum that is no number."""
        return any(
            _number(text) is None
            for column in self.columns
            if column.is_summed
            for text in self._texts(column)
        )

    @property
    def as_text(self) -> str:
        """The table for a file without tables: a line of text for each line and each sum."""
        rows = [*self.rows, *([(gettext("Sum"), self.sums)] if self.sums else [])]
        return "\n".join(
            f"{name} — " + "; ".join(f"{column.text}: {text}" for column, text in cells if text)
            for name, cells in rows
        )

    def in_words_of(self, translation: Self) -> Self | None:
        """Return the table in other words; None when these are those of another table."""
        columns = {one.key: one for one in translation.columns}
        lines = {one.key: one for one in translation.lines}
        if columns.keys() != {one.key for one in self.columns}:
            return None
        if lines.keys() != {one.key for one in self.lines}:
            return None
        return replace(
            self,
            columns=tuple(replace(one, text=columns[one.key].text) for one in self.columns),
            lines=tuple(lines[one.key] for one in self.lines),
        )

    def filled(self, kept: Self | None, *, more: int = 0) -> Self:
        """Return this table of an exercise with what a member has written so far, and with `more`
        free lines. What was never on their page stands there as the editor wrote it."""
        was = kept or type(self)()
        known = {one.key for one in was.columns}
        before = {one.key: one for one in was.lines}
        own = {one.key for one in self.lines}
        lines = [_filled(one, before.get(one.key), known) for one in self.lines]
        lines += [one for one in was.lines if one.key not in own and one.cells and not one.is_free]
        kept_free = [one for one in was.lines if one.is_free]
        is_free = self.free or any(one.cells for one in kept_free)
        highest = max((int(one.key[1:]) for one in kept_free), default=0)
        wanted = max(self.free, highest) + more if is_free else 0
        for number in range(1, min(wanted, MOST_LINES - len(lines)) + 1):
            lines.append(before.get(f"n{number}") or Line(f"n{number}", "", {}))
        own = {one.key for one in self.columns}
        left = {key for one in was.lines for key in one.cells} - own
        taken_out = tuple(one for one in was.columns if one.key in left)
        return replace(self, columns=self.columns + taken_out, lines=tuple(lines))

    def joined(self, typed: Self) -> Self:
        """Return this table with what was `typed`, also where it has no such column or line, as
        long as it has no more of them than editors can draw."""
        known = {one.key for one in self.columns}
        lines = {one.key: one for one in self.lines}
        for one in typed.lines:
            if one.key in lines or len(lines) < MOST_LINES:
                was = lines.get(one.key, one)
                lines[one.key] = replace(was, cells={**was.cells, **one.cells})
        room = max(0, 2 * MOST_COLUMNS - len(known))
        new = tuple(one for one in typed.columns if one.key not in known)[:room]
        return replace(self, columns=self.columns + new, lines=tuple(lines.values()))

    def written(self, texts: Mapping[tuple[str, str], str]) -> Self:
        """Return the table with these `texts` in its cells and nothing else."""
        lines = (
            replace(
                line,
                cells={
                    column.key: text
                    for column in self.columns
                    if (text := texts.get((line.key, column.key), ""))
                },
            )
            for line in self.lines
        )
        return replace(self, lines=tuple(lines))

    def said_as(self, exercise: Self | None) -> Self:
        """Return this kept table with the names that its columns and lines have in `exercise`."""
        if exercise is None:
            return self
        columns = {one.key: one.text for one in exercise.columns}
        lines = {one.key: one.text for one in exercise.lines}
        return replace(
            self,
            columns=tuple(
                replace(one, text=columns.get(one.key, one.text)) for one in self.columns
            ),
            lines=tuple(replace(one, text=lines.get(one.key, one.text)) for one in self.lines),
        )

    def _texts(self, column: Column) -> list[str]:
        return [text for line in self.lines if (text := line.cells.get(column.key))]

    def _sum(self, column: Column) -> str:
        numbers = (_number(text) for text in self._texts(column))
        total = sum((one for one in numbers if one is not None), Decimal(0))
        return str(number_format(total.normalize(), force_grouping=True))


def typed_in(sent: Mapping[str, str]) -> Table:
    """Return what was `sent` in the cells of a table, without the names of its columns and lines,
    and without what is empty."""
    lines: dict[str, dict[str, str]] = {}
    for name in sent:
        found = CELL.fullmatch(name)
        if found and (found[1] in lines or len(lines) < MOST_LINES) and sent[name].strip():
            lines.setdefault(found[1], {})[found[2]] = sent[name].strip().replace("\r\n", "\n")
    keys = list(dict.fromkeys(key for cells in lines.values() for key in cells))
    name = gettext("A column that was taken out")
    columns = tuple(Column(key, name) for key in keys[: 2 * MOST_COLUMNS])
    return Table(columns, tuple(Line(key, "", cells) for key, cells in lines.items()))


def shown(kept: str | None, exercise: Table | None) -> Table | None:
    """Return the table that was `kept`, with the names that its parts have in that of `exercise`;
    None where none was."""
    table = Table.of_kept(kept)
    return table and table.said_as(exercise)


def same(one: Table | None, other: Table | None) -> bool:
    """Whether the same stands in both, in whatever language their columns are named."""
    return (one.cells if one else {}) == (other.cells if other else {})


def name_of(line: Line, number: int) -> str:
    # Translators: Name of a line in a table that members fill in.
    return line.text or gettext("Line %(number)d") % {"number": number}


def as_texts(lines: Iterable[Line]) -> str:
    """Return the cells of `lines`, a line of text each, so that someone can copy them."""
    return "\n".join(" | ".join(line.cells.values()) for line in lines)


def _filled(line: Line, was: Line | None, known: set[str]) -> Line:
    if was is None:
        return line
    began = {key: text for key, text in line.cells.items() if key not in known}
    return replace(line, cells={**began, **was.cells})


def _number(text: str) -> Decimal | None:
    """Return the number in `text`; in “1,500” the comma stands before hundreds, because such tables
    are about money."""
    found = readings(tidy(text, "")) if len(text) <= LONGEST_NUMBER else set()
    return max(found, key=abs, default=None)


def _key(part: blocks.BoundBlock, own: UUID, number: int) -> str:
    return id_of(part, own, number).hex[:8]
