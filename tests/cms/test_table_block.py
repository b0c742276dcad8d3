"""A table to read: each line has a cell for each column, and a phone can name it."""

import re

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.tables import TableBlock
from tests.pages import one_line

BLOCK = TableBlock()
ROOM = {"heading": "Room", "cells": ["5 000", "15 000"]}


def table(*rows: dict, source: str = ""):
    return BLOCK.normalize(
        {
            "heading": "A workshop",
            "columns": ["One day", "Three days"],
            "rows": list(rows),
            "source": source,
        }
    )


def test_cells_say_their_column_and_lines_their_name():
    html = one_line(BLOCK.render(table(ROOM, {"heading": "<b>", "cells": ["", "1"]})))
    assert re.findall(r'<th scope="(\w+)">([^<]*)</th>', html) == [
        ("col", "One day"),
        ("col", "Three days"),
        ("row", "Room"),
        ("row", "&lt;b&gt;"),
    ]
    assert re.findall(r'<td data-label="([^"]*)">([^<]*)</td>', html) == [
        ("One day", "5 000"),
        ("Three days", "15 000"),
        ("Three days", "1"),
    ]
    assert html.count("<td></td>") == 2
    assert "Source" not in html
    assert "Source: A cash book" in one_line(BLOCK.render(table(ROOM, source="A cash book")))


@pytest.mark.parametrize("cells", [[], ["1"], ["1", "2", "3"]])
def test_line_with_other_cells_than_columns_is_refused_and_a_draft_takes_it(cells):
    uneven = table(ROOM, {"heading": "Meals", "cells": cells})
    with pytest.raises(StructBlockValidationError) as refused:
        BLOCK.clean(uneven)
    told = ["Give “Meals” as many cells as there are columns."]
    assert refused.value.block_errors["rows"].messages == told
    BLOCK.defer_required_validation()
    try:
        assert list(BLOCK.clean(uneven)["rows"][1]["cells"]) == cells
    finally:
        BLOCK.restore_deferred_validation()
    BLOCK.render(uneven)
