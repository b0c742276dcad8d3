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
        ("[[parts]]", "typed = true\n[[parts]]", "“typed” is for sheets of fields"),
    ],
)
def test_fault_is_named(read, old, new, told):
    with pytest.raises(Faulty, match=told):
        read(WHOLE.replace(old, new))


def test_formula_that_names_no_row_is_refused(read):
    with pytest.raises(Faulty, match="“other”"):
        books.cells(read(WHOLE.replace("{line}", "{other}"))[0])


TYPED = """
typed = true
title = { en = "Page: a test", fr = "Page : un essai" }
purpose = { en = "For all.", fr = "Pour tout le monde." }
[[parts]]
kind = "points"
points = [
  { heading = { en = "Who?", fr = "Qui ?" }, text = { en = "By role.", fr = "Par rôle." } },
  { heading = { en = "What", fr = "Quoi" }, text = { en = "In short.", fr = "En bref." } },
]
[[parts]]
kind = "fields"
heading = { en = "At the end", fr = "À la fin" }
fields = [{ en = "Day", fr = "Jour" }]
[[parts]]
kind = "note"
note = [{ en = "No names.", fr = "Pas de noms." }]
"""


def test_sheet_to_type_in_asks_the_same_as_the_page(read):
    english, _ = read(TYPED)
    assert books.cells(english) == {
        "A1": "Page: a test",
        "A2": "For all.",
        "A3": "1. Who? By role.",
        "A4": "",
        "A5": "2. What. In short.",
        "A6": "",
        "A7": "At the end",
        "A8": "Day",
        "A9": "",
        "A10": "No names.",
    }
