"""Tables to fill in: what a member finds, what is kept, and who reads it."""

import gzip
import re
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from learning.exercises import actions
from learning.exercises.blocks import ExerciseBlock
from learning.exercises.tables import LONGEST, MOST_COLUMNS, MOST_LINES, Table
from learning.models import LessonPage, Review, Submission
from learning.personal_data import RECORDS
from tests import canaries, factories
from tests.responses import text_of

pytestmark = pytest.mark.servers

MARK = "ZCELL"


def drawn(walk) -> Table:
    return walk.content(2).exercises[0].table


def name(walk, line: str, column: int) -> str:
    """The field of a cell: `line` is “rent” or the key of a free line."""
    table = drawn(walk)
    key = table.lines[0].key if line == "rent" else line
    return f"cell-{key}-{table.columns[column].key}"


def send(walk, cells: dict[tuple[str, int], str], text: str = "", button: str = "save", **more):
    fields = {name(walk, *place): cell for place, cell in cells.items()}
    return walk.client.post(walk.exercise_address, {"text": text, button: "1", **fields, **more})


def cells() -> list[tuple[str, list[str]]]:
    """What is kept, line by line."""
    table = Table.of_kept(Submission.objects.get().table)
    return [(line, [text for _column, text in found]) for line, found in table.rows]


def words(response) -> str:
    """The words of a page, with single blanks."""
    return " ".join(re.sub(r"<[^>]*>", " ", text_of(response)).split())


def page_of(walk) -> str:
    return words(walk.client.get(walk.exercise_address))


def change(act) -> None:
    """Let an editor change the table."""
    page = LessonPage.objects.get(title="Lesson 2")
    [exercise] = [one for one in page.body if one.block_type == "exercise"]
    act(exercise.value)
    page.save_revision().publish()


def test_first_visit_shows_what_the_editor_filled_in_and_the_empty_lines(walk):
    page = walk.client.get(walk.exercise_address).content.decode()
    fields = re.findall(r'name="(cell-[^"]+)"', page)
    assert fields == [name(walk, line, column) for line in ("rent", "n1") for column in range(2)]
    assert ">\n3 months</textarea>" in page
    assert [">Rent</th>" in page, ">Line 2</th>" in page] == [True, True]


def test_cells_are_kept_as_a_draft_and_come_back(walk):
    assert send(walk, {("rent", 0): "2 months", ("rent", 1): "50 000"}).status_code == 302
    assert Submission.objects.get().state == "draft"
    assert cells() == [("Rent", ["2 months", "50 000"])]
    page = walk.client.get(walk.exercise_address).content.decode()
    assert 'value="50 000"' in page


def test_cell_that_the_member_emptied_stays_empty(walk):
    send(walk, {("rent", 0): "", ("rent", 1): "50"})
    assert cells() == [("Rent", ["", "50"])]
    assert "3 months" not in walk.client.get(walk.exercise_address).content.decode()


def test_line_is_added_and_saves_what_is_typed(walk):
    there = send(walk, {("n1", 0): "Soap"}, button="add_line").url
    assert there == f"{walk.exercise_address}#table"
    send(walk, {("n1", 0): "Soap", ("n2", 0): "Cups"})
    assert cells() == [("Rent", ["", ""]), ("Line 2", ["Soap", ""]), ("Line 3", ["Cups", ""])]


def test_first_line_is_added_before_anything_is_written(walk):
    assert send(walk, {}, button="add_line").status_code == 302
    assert walk.client.get(walk.exercise_address).content.decode().count('id="id_cell-n') == 4


def test_table_grows_to_its_limit_and_no_further(walk):
    for _ in range(MOST_LINES + 3):
        send(walk, {("n1", 0): "Soap"}, button="add_line")
    page = walk.client.get(walk.exercise_address).content.decode()
    assert page.count('data-label="What"') == MOST_LINES
    assert "Add a line" not in page


def test_table_without_empty_lines_takes_no_more(walk):
    change(lambda table: table.update(free_lines=0))
    page = walk.client.get(walk.exercise_address).content.decode()
    assert ("Add a line" in page, "cell-n1" in page) == (False, False)


def test_what_is_wrong_far_below_is_named_above_the_table(walk):
    long = send(walk, {("rent", 0): "x" * 301, ("n1", 0): "Soap"}, text="y" * 6001)
    [above, *_rest] = long.content.decode().split('<section id="table"')
    cell = name(walk, "rent", 0)
    assert re.findall(r'<a href="#(id_[^"]+)">([^<]+)</a>', above) == [
        (f"id_{cell}", "Rent, What"),
        ("id_text", "Your text"),
    ]
    assert "Nothing is saved yet." in above
    assert "Nothing is saved yet." not in page_of(walk)


def test_table_alone_can_be_handed_in_but_not_untouched(walk):
    untouched = send(walk, {("rent", 0): "3 months"}, button="send")
    assert list(untouched.context["form"].errors) == ["text"]
    assert not Submission.objects.exists()
    assert send(walk, {("rent", 1): "75"}, button="send").status_code == 302
    assert Submission.objects.get().state == "sent"


def test_numbers_of_a_column_are_added_up_as_people_write_them(walk):
    send(walk, {("rent", 1): "75 000", ("n1", 1): "1,500"})
    assert "Sum 76,500" in page_of(walk)
    send(walk, {("rent", 1): "75 000", ("n1", 1): "2.50"})
    assert "Sum 75,002.5" in page_of(walk)


def test_words_in_a_column_of_numbers_are_kept_and_not_added(walk):
    send(walk, {("rent", 1): "75", ("n1", 1): "about 20"}, button="send")
    assert cells() == [("Rent", ["", "75"]), ("Line 2", ["", "about 20"])]
    page = page_of(walk)
    assert "Sum 75" in page
    assert "In a column with a sum, only cells with one number are added up." in page


@pytest.mark.parametrize("text", ["9" * 300, "1e999", "NaN", "٣", "--1", "\0", "٬" * 40])
def test_what_is_no_number_breaks_no_sum(walk, text):
    send(walk, {("rent", 0): "a", ("rent", 1): text})
    assert walk.client.get(walk.exercise_address).status_code == 200


def test_cell_that_is_too_long_is_refused_beside_it_and_stays(walk):
    response = send(walk, {("n1", 0): "x" * 301})
    assert list(response.context["form"].errors) == [name(walk, "n1", 0)]
    assert "x" * 301 in response.content.decode()
    assert "This cell has 301 characters" in response.content.decode()
    assert not Submission.objects.exists()


def test_table_that_is_too_long_is_refused_and_stays(walk):
    send(walk, {("n1", 0): "a"}, button="add_line")
    for _ in range(13):
        send(walk, {}, button="add_line")
    long = {(f"n{number}", 0): "x" * 299 for number in range(1, 15)}
    response = send(walk, long)
    assert f"Your table has {14 * 299} characters; the limit is {LONGEST}." in text_of(response)
    assert response.content.decode().count("x" * 299) == 14


def test_page_saves_the_table_by_itself_and_no_older_one(walk):
    at = actions.now() - 60_000
    first = send(walk, {("n1", 0): "new"}, by_itself="1", typed_at=str(at + 10))
    late = send(walk, {("n1", 0): "old"}, by_itself="1", typed_at=str(at))
    assert (first.status_code, late.status_code) == (200, 409)
    assert cells()[1] == ("Line 2", ["new", ""])


def test_page_that_saves_by_itself_is_told_what_is_wrong_in_a_cell(walk):
    answer = send(walk, {("n1", 0): "x" * 301}, by_itself="1", typed_at="1")
    assert answer.status_code == 422
    assert answer.content.decode().startswith("This cell has 301 characters")


def test_other_tab_replaces_no_table_that_it_never_showed(walk):
    first = actions.now() - 60_000
    send(walk, {("n1", 0): "mine"}, opened_at=str(first))
    response = send(walk, {("n1", 0): "other"}, opened_at=str(first - 1))
    assert cells()[1] == ("Line 2", ["mine", ""])
    page = text_of(response)
    assert "The table that is saved" in page
    assert "mine" in page
    assert "other" in page


def test_handing_in_the_same_table_twice_is_one_work_and_another_is_refused(walk):
    for _ in range(2):
        assert send(walk, {("n1", 0): "Soap"}, button="send").status_code == 302
    other = send(walk, {("n1", 0): "Cups"}, button="send")
    assert list(other.context["form"].errors) == ["text"]
    assert cells()[1] == ("Line 2", ["Soap", ""])


def test_column_and_line_that_an_editor_took_out_keep_what_was_written(walk):
    send(walk, {("rent", 0): "2 months", ("rent", 1): "50", ("n1", 0): "Soap"})
    what, rent = drawn(walk).columns[0].key, drawn(walk).lines[0].key

    def take_out(table):
        del table["columns"][0]
        del table["lines"][0]

    change(take_out)
    page = walk.client.get(walk.exercise_address).content.decode()
    assert f'name="cell-{rent}-{what}"' in page
    assert [text in page for text in ("2 months", ">\nSoap", 'value="50"')] == [True] * 3
    fields = re.findall(r'name="(cell-[^"]+)"', page)
    walk.client.post(
        walk.exercise_address,
        {"text": "", "save": "1"} | {field: f"new {number}" for number, field in enumerate(fields)},
    )
    assert cells() == [("Rent", ["new 0", "new 1"]), ("Line 2", ["new 2", "new 3"])]


def test_what_is_typed_into_a_column_that_goes_meanwhile_is_kept(walk):
    what = name(walk, "n1", 0)
    change(lambda table: table["columns"].pop(0))
    walk.client.post(walk.exercise_address, {"text": "", "save": "1", what: "Soap"})
    assert cells()[1] == ("Line 2", ["", "Soap"])
    assert "A column that was taken out" in page_of(walk)


def test_table_that_goes_as_a_whole_leaves_what_was_written(walk):
    send(walk, {("n1", 0): "Soap"}, "A text")
    change(
        lambda table: [table["columns"].clear(), table["lines"].clear(), table.update(free_lines=0)]
    )
    assert drawn(walk) is None
    assert "Soap" in walk.client.get(walk.exercise_address).content.decode()
    walk.hand_in("A text")
    assert "Soap" not in str(cells())


def test_what_was_taken_down_gives_the_cells_back(walk):
    there, cell = walk.exercise_address, name(walk, "n1", 0)
    LessonPage.objects.get(title="Lesson 2").unpublish()
    response = walk.client.post(there, {"text": "And <this>", cell: "Soap", "save": "1"})
    assert response.status_code == 404
    assert "Soap\n\nAnd &lt;this&gt;</textarea>" in response.content.decode()


def test_french_page_has_the_table_of_the_source_until_it_is_translated(walk, french):
    walk.client.cookies["language"] = "fr"
    address = walk.exercise_address.replace("/en/", "/fr/")
    send(walk, {("n1", 0): "Savon"})
    page = LessonPage.objects.get(title="Lesson 2 (fr)")
    [exercise] = [one for one in page.body if one.block_type == "exercise"]
    exercise.value["columns"][0]["heading"] = "Quoi"
    page.save_revision().publish()
    html = walk.client.get(address).content.decode()
    assert ('data-label="Quoi"' in html, "Savon" in html) == (True, True)
    del exercise.value["columns"][0]
    page.save_revision().publish()
    html = walk.client.get(address).content.decode()
    assert ('data-label="What"' in html, "Savon" in html) == (True, True)


def test_table_lies_sealed_and_is_in_the_export_as_text(walk):
    send(walk, {("rent", 1): "75", ("n1", 0): MARK}, button="send")
    assert canaries.hits(MARK) == []
    [record] = [one for one in RECORDS if one.model == "learning.Submission"]
    said = record.openers["table"](Submission.objects.get())
    assert said == f"Rent — Francs: 75\nLine 2 — What: {MARK}\nSum — Francs: 75"


def test_reviewer_reads_a_table_and_a_stranger_nothing(walk, world, sign_in):
    pair = factories.running_pair(world.a)
    assert pair.mentor == world.a.mentor
    send(walk, {("rent", 1): "75 000", ("n1", 0): "Soap"}, button="send")
    work = Submission.objects.get()
    address = reverse("mentorship:review", args=[work.code])
    page = words(sign_in(world.a.mentor).get(address))
    assert "Rent 75 000 Line 2 Soap Sum 75,000" in page
    assert sign_in(world.b.mentor).get(address).status_code == 404
    assert Client().get(walk.exercise_address).status_code == 302


def test_reviewer_reads_no_table_while_it_is_rewritten(walk, world, sign_in):
    factories.running_pair(world.a)
    send(walk, {("n1", 0): "Soap"}, button="send")
    work = Submission.objects.get()
    actions.review(
        submission=work,
        reviewer=world.a.mentor,
        verdict=Review.Verdict.IMPROVE,
        text="Add the rent.",
        key=uuid4(),
    )
    address = reverse("mentorship:review", args=[work.code])
    assert "Soap" not in text_of(sign_in(world.a.mentor).get(address))
    assert "Soap" in walk.client.get(walk.exercise_address).content.decode()


def test_exercise_that_is_no_longer_published_shows_the_table(walk):
    send(walk, {("n1", 0): "Soap"}, button="send")
    LessonPage.objects.get(title="Lesson 2").unpublish()
    page = words(walk.client.get(reverse("learning:work", args=[Submission.objects.get().code])))
    assert "Line 2 Soap" in page


def test_translators_get_what_stands_in_the_table(course):
    found = extract_segments(LessonPage.objects.get(title="Lesson 2"))
    texts = [one.string.data for one in found if isinstance(one, StringSegmentValue)]
    assert texts.count("What") == texts.count("Francs") == texts.count("Rent") == 1
    assert "3 months" in texts


def faults(**parts) -> list[str]:
    """Which parts of a table an editor cannot publish."""
    block = ExerciseBlock()
    try:
        block.clean(block.normalize({**factories.exercise()[1], **parts}))
    except ValidationError as error:
        return list(error.block_errors)
    return []


def test_editor_cannot_publish_a_table_that_no_one_can_fill_in():
    line = {"heading": "Rent", "cells": ["a", "b", "c"]}
    assert faults() == []
    assert faults(columns=[], lines=[], free_lines=0) == []
    assert faults(columns=[]) == ["columns"]
    assert faults(lines=[], free_lines=0) == ["lines"]
    assert faults(lines=[line]) == ["lines"]
    assert faults(free_lines=11) == ["free_lines"]


def test_page_with_a_full_table_costs_no_more_than_others(walk, django_assert_max_num_queries):
    columns = [{"heading": f"Column {number}", "is_summed": False} for number in range(5)]
    change(lambda table: table.update(factories.table() | {"columns": columns}))
    for _ in range(MOST_LINES):
        send(walk, {("n1", 0): "Soap"}, button="add_line")
    address = walk.exercise_address
    walk.client.get(address)
    with django_assert_max_num_queries(6):
        page = walk.client.get(address).content
    assert page.count(b"</textarea>") == 5 * MOST_LINES + 1
    assert len(gzip.compress(page)) < 12_000


@pytest.mark.parametrize("place", ["cell-n1-{}", "cell-{}-00000001"])
def test_columns_and_lines_that_no_editor_drew_do_not_pile_up(walk, place):
    keys: list[str] = []
    for turn in range(5):
        keys += [f"{turn:04x}{number:04x}" for number in range(10)]
        typed = {place.format(key): "x" for key in reversed(keys)}
        walk.client.post(walk.exercise_address, {"text": "", "save": "1", **typed})
    kept = Table.of_kept(Submission.objects.get().table)
    assert (len(kept.columns) <= 3 * MOST_COLUMNS, len(kept.lines) <= MOST_LINES + 2) == (
        True,
        True,
    )
