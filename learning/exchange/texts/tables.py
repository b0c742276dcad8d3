"""Tables of a text, as the block of a lesson, which has to fit a phone."""

from collections.abc import Iterator
from typing import Any

from cms.tables import RowBlock, TableBlock
from learning.exchange.texts.tree import Node

COLUMNS = TableBlock.base_blocks["columns"]
ROWS = TableBlock.base_blocks["rows"]
CELLS = RowBlock.base_blocks["cells"]
AROUND_ROWS = {"thead", "tbody", "tfoot"}


def rows_of(table: Node) -> list[list[str]]:
    """Return the texts of the cells, row by row. A table inside a cell is text of that cell, so
    that nothing is taken twice."""
    found = [[cell.text for cell in _parts(row, "td", "th")] for row in _parts(table, "tr")]
    return [row for row in found if any(row)]


def _parts(node: Node, *tags: str) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node) and child.tag in tags:
            yield child
        elif isinstance(child, Node) and child.tag in AROUND_ROWS:
            yield from _parts(child, *tags)


def block_of(table: Node) -> dict[str, Any] | None:
    """Return the value of a table block without its heading; None where the table does not fit: it
    is too large, it has merged cells, or its lines have no names."""
    if any({"colspan", "rowspan"} & set(cell.said) for cell in table.all("td", "th", "table")):
        return None
    head, *rows = rows_of(table) or [[]]
    columns = head[1:]
    fits = (
        0 < len(columns) <= COLUMNS.meta.max_num
        and 0 < len(rows) <= ROWS.meta.max_num
        and all(len(row) == len(head) for row in rows)
        and all(0 < len(name) <= _longest(COLUMNS.child_block) for name in columns)
        and all(0 < len(row[0]) <= _longest(RowBlock.base_blocks["heading"]) for row in rows)
        and all(len(cell) <= _longest(CELLS.child_block) for row in rows for cell in row[1:])
    )
    if not fits or next(table.all("table"), None):
        return None
    return {
        "columns": columns,
        "rows": [{"heading": name, "cells": cells} for name, *cells in rows],
        "source": "",
    }


def _longest(block: Any) -> int:
    return int(block.field.max_length)
