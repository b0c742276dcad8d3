"""A source with a fault is refused, and says which."""

import pytest

from worksheets import books
from worksheets.sources import Faulty, sheets

WHOLE = """
title = { en = "List", fr = "Liste" }
purpose = { en = "For all.", fr = "Pour tout le monde." }
[[parts]]
kind = "table"
caption = { en = "Lines", fr = "Lignes" }
columns = [{ width = 1, heading = { en = "What", fr = "Quoi" } }]
lines = 2
[spreadsheet]
columns = [{ width = 3 }]
[[spreadsheet.rows]]
name = "line"
cells = ["=SUM(A{line})"]
"""


@pytest.fixture
def read(tmp_path):
    def of(text: str):
        (tmp_path / "a_course").mkdir(exist_ok=True)
        (tmp_path / "a_course" / "list.toml").write_text(text)
        return list(sheets(tmp_path))

    return of


def test_source_makes_one_sheet_in_each_language(read):
    english, french = read(WHOLE)
    assert (english.said["title"], french.said["title"]) == ("List", "Liste")
    assert english.pdf.name == "list.en.pdf"
    assert french.ods.name == "list.fr.ods"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (', fr = "Liste"', "", "other languages"),
        ('title = { en = "List", fr = "Liste" }', "", "“title” is missing"),
        ('kind = "table"', 'kind = "dance"', "“dance”"),
        ("lines = 2", "lnes = 2", "unknown: lnes"),
        ("lines = 2", "rows = [['a', 'b']]", "other cells than there are columns"),
        ('caption = { en = "Lines", fr = "Lignes" }', "", "“caption” is missing"),
        ('name = "line"', 'name = "line"\nstyle = "loud"', "“loud”"),
        ('["=SUM(A{line})"]', '["", ""]', "more cells than there are columns"),
    ],
)
def test_fault_is_named(read, old, new, told):
    with pytest.raises(Faulty, match=told):
        read(WHOLE.replace(old, new))


def test_formula_that_names_no_row_is_refused(read):
    with pytest.raises(Faulty, match="“other”"):
        books.cells(read(WHOLE.replace("{line}", "{other}"))[0])
