"""A small table, some cells of which are typed or chosen."""

import json
import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from learning.models import Answer, LessonPage
from learning.progress.recount import recount_changed
from learning.questions.kinds.fill_table import FillTable, FillTableBlock
from people.privacy import export
from tests import factories
from tests.learning.questions.publishing import address, change, published, question
from tests.learning.walking import Walk

ROOM = {"number": Decimal(15000), "tolerance": Decimal(500), "feedback": "Three times the room."}
WHO = {"accepted": ["two people", "2 people"], "feedback": "Never alone."}
BOOK = {"right": "cash book", "others": ["wall", "phone"], "feedback": "Where is each payment?"}
ROWS = [
    {"heading": "Room", "cells": [("shown", "5 000"), ("number", ROOM)]},
    {"heading": "Counting", "cells": [("written", WHO), ("chosen", BOOK)]},
]


def block(**own) -> dict:
    said = {"text": "Fill it in.", "columns": ["One day", "Three days"], "rows": ROWS}
    return {**FillTableBlock().get_default(), **said, **own}


@pytest.fixture
def asked(walk) -> Walk:
    return published(walk, "fill_table", block())


def fill(walk: Walk, number="15000", word="two people", book="cash book", lang: str = "en"):
    room, who, where = question(walk).cells
    cover = next((one.cover for one in where.options if one.text == book), book)
    sent = {room.code: number, who.code: word, where.code: cover}
    return walk.client.post(address(walk, lang), sent)


def reply(walk: Walk, lang: str = "en"):
    return walk.client.get(address(walk, lang)).context["reply"]


@pytest.mark.parametrize(
    ("number", "word"),
    [("15000", "two people"), ("15 500", "TWO-PEOPLE"), ("14.500", "2 people")],
)
def test_what_is_near_enough_and_spelled_alike_is_right(asked, number, word):
    assert fill(asked, number, word).status_code == 302
    kept = Answer.objects.get()
    assert (kept.is_right, kept.words) == (True, None)


def test_wrong_cells_have_their_comments_and_come_back(asked):
    fill(asked, "5000", "one person", "wall")
    said = reply(asked)
    assert said.summary == "0 of 3 cells are right."
    assert [(line.text, line.feedback) for line in said.lines] == [
        ("Room, Three days — 5000", "Three times the room."),
        ("Counting, One day — one person", "Never alone."),
        ("Counting, Three days — wall", "Where is each payment?"),
    ]
    page = asked.client.get(address(asked)).content.decode()
    assert re.findall(r'value="(5000|one person)"', page) == ["5000", "one person"]
    assert re.findall(r"<option [^>]*selected>(\w+)<", page) == ["wall"]


def test_only_wrong_cells_have_a_comment(asked):
    fill(asked, book="phone")
    said = reply(asked)
    assert [bool(line.feedback) for line in said.lines] == [False, False, True]
    assert (said.is_right, said.summary) == (False, "2 of 3 cells are right.")


def test_page_names_line_and_column_of_each_field(asked):
    page = asked.client.get(address(asked)).content.decode()
    assert re.findall(r'scope="col">(.+?)<', page) == ["One day", "Three days"]
    assert re.findall(r'scope="row">(.+?)<', page) == ["Room", "Counting"]
    labels = dict(re.findall(r'<label\s+for="id_([\w-]+)" class="vh">(.+?)</label>', page))
    names = ["Room, Three days", "Counting, One day", "Counting, Three days"]
    assert labels == dict(zip((one.code for one in question(asked).cells), names, strict=True))
    # Where a line is a card, each cell says its column.
    assert re.findall(r'data-label="(.+?)"', page) == ["One day", "Three days"] * 2


def test_page_offers_the_answers_of_a_list_in_an_order_of_its_own(asked):
    page = asked.client.get(address(asked)).content.decode()
    offered = re.findall(r'<option value="[\w-]+">(.+?)</option>', page)
    assert sorted(offered) == ["cash book", "phone", "wall"]
    assert offered != ["cash book", "wall", "phone"]
    where = question(asked).cells[2]
    assert [one.code for one in where.options if one.code in page] == []


def test_what_is_no_answer_is_refused_in_its_cell_and_comes_back(asked):
    response = fill(asked, "many", "?!", "x")
    told = [errors[0] for errors in response.context["form"].errors.values()]
    assert told == [
        "Write one number in digits, such as 1250 or 12.5.",
        "Write your answer with letters or digits.",
        "This is no longer here. Choose again.",
    ]
    assert 'value="many"' in response.content.decode()
    assert Answer.objects.count() == 0


def test_words_of_a_member_lie_sealed_and_are_in_their_copy(asked):
    fill(asked, word="my  sister")
    kept = Answer.objects.get()
    assert kept.words == "my sister"
    with connection.cursor() as cursor:
        cursor.execute("SELECT given, words FROM learning_answer")
        given, words = cursor.fetchone()
    assert "sister" not in json.dumps(given)
    assert "sister" not in str(words)
    [section] = [one for one in export.gather(asked.user) if one.model == "learning.Answer"]
    [row] = [{entry.name: entry.told for entry in row} for row in section.rows]
    assert row["given"] == (
        "Room, Three days — 15000; Counting, One day — my sister; Counting, Three days — cash book"
    )


def test_answer_that_an_editor_accepts_later_counts(asked):
    fill(asked, word="a pair")

    def corrected(value):
        accepted = value["rows"][1]["value"]["cells"][0]["value"]["accepted"]
        accepted.append({"type": "item", "value": "A pair", "id": str(uuid4())})
        return value

    change(asked, corrected)
    recount_changed()
    assert Answer.objects.get().is_right


def test_corrected_number_counts_again(asked):
    fill(asked, "9000")

    def corrected(value):
        value["rows"][0]["value"]["cells"][1]["value"]["number"] = "9000"
        return value

    change(asked, corrected)
    recount_changed()
    assert Answer.objects.get().is_right


def test_question_is_asked_again_when_an_editor_took_out_a_line(asked):
    fill(asked)
    change(asked, lambda value: value | {"rows": value["rows"][:1]})
    assert reply(asked) is None


def french(asked: Walk, *changes) -> None:
    """Publish a translation, its stored rows changed."""
    if not LessonPage.objects.filter(title="Lesson 1 (fr)").exists():
        factories.in_french(asked.page)
        factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    page = LessonPage.objects.get(title="Lesson 1 (fr)")
    story, raw = page.body.get_prep_value()
    for each in changes:
        each(raw["value"]["rows"])
    page.body = page.body.stream_block.to_python([story, raw])
    page.save_revision().publish()


def test_answer_counts_in_every_language(asked):
    def words(rows):
        rows[0]["value"]["heading"] = "Salle"
        cells = rows[1]["value"]["cells"]
        cells[0]["value"]["accepted"][0]["value"] = "deux personnes"
        cells[1]["value"]["right"] = "cahier de caisse"

    french(asked, words)
    fill(asked, "15 000", "Deux personnes", lang="fr")
    assert Answer.objects.get().is_right
    texts = [line.text for line in reply(asked).lines]
    assert texts[1:] == ["Counting, One day — two people", "Counting, Three days — cash book"]
    assert reply(asked, "fr").lines[1].text == "Counting, One day — deux personnes"
    assert reply(asked, "fr").lines[0].text == "Salle, Three days — 15000"


def test_stale_translation_comments_nothing_and_one_with_other_cells_is_not_asked(asked):
    def other_number(rows):
        rows[0]["value"]["cells"][1]["value"]["number"] = "9000"

    french(asked, other_number)
    fill(asked, "9000")
    said = reply(asked, "fr")
    assert (said.is_right, said.lines[0].feedback) == (False, "")
    french(asked, lambda rows: rows[0]["value"]["cells"].pop())
    assert asked.client.get(address(asked, "fr")).context["words"].is_fallback


def row(heading: str, *cells) -> dict:
    return {"heading": heading, "cells": list(cells)}


SHOWN = ("shown", "x")


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (
            {"columns": ["Day", "day "]},
            {"columns": "Two columns have the same name."},
        ),
        (
            {"rows": [row("a", SHOWN, ("number", ROOM)), row("A", SHOWN, SHOWN)]},
            {"rows": "Two lines have the same name."},
        ),
        (
            {"rows": [row("a", ("number", ROOM))]},
            {"rows": "Give “a” as many cells as there are columns."},
        ),
        (
            {"rows": [row("a", SHOWN, SHOWN)]},
            {"rows": "Nothing is left to fill in: ask for at least one cell."},
        ),
        (
            {"rows": [row("a", SHOWN, ("written", WHO | {"accepted": ["two", "…"]}))]},
            {"rows": "Write each answer with letters or digits."},
        ),
        (
            {"rows": [row("a", SHOWN, ("chosen", BOOK | {"others": ["Cash book"]}))]},
            {"rows": "Two answers of one list are the same: write each one once."},
        ),
    ],
)
def test_editor_cannot_publish_what_no_one_can_fill_in(own, told):
    made = FillTableBlock()
    with pytest.raises(ValidationError) as refused:
        made.clean(made.normalize(block(**own)))
    errors = refused.value.block_errors
    assert {name: error.messages[0] for name, error in errors.items()} == told


@pytest.mark.parametrize(
    "cell",
    [("number", ROOM | {"tolerance": Decimal(-1)}), ("number", ROOM | {"number": None})],
)
def test_number_that_no_one_can_reach_is_refused_in_its_cell(cell):
    made = FillTableBlock()
    with pytest.raises(ValidationError) as refused:
        made.clean(made.normalize(block(rows=[row("a", SHOWN, cell)])))
    assert refused.value.block_errors.keys() == {"rows"}


def test_draft_with_too_few_cells_can_be_previewed():
    made = FillTableBlock()
    empty = ("number", {"number": None, "tolerance": None, "feedback": ""})
    for cells in ([], [empty], [SHOWN, empty, empty]):
        drawn = FillTable.of_block(uuid4(), made.normalize(block(rows=[row("", *cells)])))
        assert len(drawn.form(None, None).fields) == len(drawn.cells) < 2


@pytest.mark.parametrize("part", [None, True, 1, -1, [], {}, "x", "1 000 x"])
def test_kept_answer_of_another_shape_is_asked_again(asked, part):
    one = question(asked)
    cells = {str(cell.id): part for cell in one.cells}
    for said in (cells, {}, [], None, part):
        assert one.reply({"kind": "fill_table", "v": 1, "cells": said, "words": "a"}) is None
