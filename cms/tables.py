"""A table to read, which a phone shows as a card for each line."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks import TEXT
from cms.pages.lists import ListBlock


def uneven(rows: Iterable[Any], width: int) -> str:
    """Return which row has not one cell for each of `width` columns, as a sentence; "" when none
    has."""
    found = (row["heading"] for row in rows if len(row["cells"]) != width)
    told = gettext("Give “%(line)s” as many cells as there are columns.")
    return next((told % {"line": heading} for heading in found), "")


def columns() -> blocks.ListBlock:
    """Return a block for the names of the columns of a table that fits a phone."""
    return ListBlock(
        blocks.CharBlock(label=_("Column"), max_length=40, default=""),
        label=_("Columns"),
        help_text=_("Without the column with the names of the lines."),
        min_num=1,
        max_num=4,
        default=[""] * 2,
    )


class RowBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Name of the line"), max_length=60, default="")
    cells = ListBlock(
        # Translators: One cell of a table.
        blocks.CharBlock(label=_("Cell"), max_length=200, required=False, default=""),
        label=_("Cells"),
        help_text=_("One for each column."),
        max_num=4,
        default=[""] * 2,
    )

    class Meta:
        icon = "minus"
        label = _("Line")


UNWRITTEN: dict[str, Any] = {"heading": "", "cells": [""] * 2}


class TableBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, default="")
    columns = columns()
    rows = ListBlock(RowBlock(), label=_("Lines"), min_num=1, max_num=12, default=[UNWRITTEN] * 2)
    source = blocks.CharBlock(
        label=_("Where the numbers come from"), max_length=200, required=False, default=""
    )

    class Meta:
        icon = "table"
        group = TEXT
        # Translators: A table with columns and lines, as a part of a lesson.
        label = _("Table")
        description = _("A small table to read. A phone shows each line as a card.")
        template = "blocks/table.html"

    def clean(self, value: Any) -> Any:
        """Refuse a line that has not one cell for each column, except in a draft."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if fault := uneven(cleaned["rows"], len(cleaned["columns"])):
            raise StructBlockValidationError(block_errors={"rows": ValidationError(fault)})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return super().get_context(value, parent_context) | {"lines": list(_lines(value))}

    def get_preview_value(self) -> Any:
        return self.normalize(
            {
                "heading": gettext("What a workshop costs, in francs"),
                "columns": [gettext("One day"), gettext("Three days")],
                "rows": [
                    # Translators: The room of a workshop, as a line of a sample table.
                    {"heading": gettext("Room"), "cells": ["5 000", "15 000"]},
                    {"heading": gettext("Meals"), "cells": ["12 000", "36 000"]},
                ],
                "source": gettext("The group’s own cash book"),
            }
        )


def _lines(value: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the name of each line, and its cells with the names of their columns."""
    for row in value["rows"]:
        yield row["heading"], list(zip(value["columns"], row["cells"], strict=False))
