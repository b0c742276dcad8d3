"""Things that members sort into two or three boxes."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from learning.models import Answer, LessonPage
from learning.progress.recount import recount_changed
from learning.questions.kinds.sort_into_boxes import SortIntoBoxes, SortIntoBoxesBlock
from people.privacy import export
from tests import factories
from tests.learning.questions.publishing import address, change, published, question

BOXES = ("Each month", "Once")
THINGS = {"Rent": "1", "Phone": "1", "Poster": "2", "Chairs": "2"}


def block(boxes=BOXES, things=None) -> dict:
    listed = THINGS.items() if things is None else things
    said = [{"text": text, "box": box, "feedback": f"{text}?"} for text, box in listed]
    own = {"text": "Which costs?", "boxes": list(boxes), "things": said}
    return {**SortIntoBoxesBlock().get_default(), **own}


@pytest.fixture
def asked(walk):
    return published(walk, "sort_into_boxes", block())


def sort(walk, lang: str = "en", **chosen: int):
    """Send the right answer, but for the number of the box `chosen` for a thing."""
    codes = [box.code for box in question(walk).boxes]
    numbers = {text: int(box) for text, box in THINGS.items()} | chosen
    sent = {thing.code: codes[numbers[thing.text] - 1] for thing in question(walk).things}
    return walk.client.post(address(walk, lang), sent)


def test_right_boxes_are_right(asked):
    assert sort(asked).status_code == 302
    assert Answer.objects.get().is_right
    page = asked.client.get(address(asked)).content.decode()
    assert re.findall(r"<span>(\w+ — .*)</span>", page) == [
        "Rent — Each month",
        "Phone — Each month",
        "Poster — Once",
        "Chairs — Once",
    ]


def test_wrong_box_has_its_comment_and_comes_back(asked):
    sort(asked, Poster=1)
    response = asked.client.get(address(asked))
    page = response.content.decode()
    assert response.context["reply"].summary == "3 of 4 are in their boxes."
    assert "Poster?" in page
    assert "Rent?" not in page
    [first, _second] = question(asked).boxes
    chosen = re.findall(r'name="([\w-]+)" value="([\w-]+)"[^>]* checked', page)
    names = {thing.code: thing.text for thing in question(asked).things}
    assert {names[name] for name, box in chosen if box == first.code} == {"Rent", "Phone", "Poster"}


def test_page_has_a_group_of_boxes_for_each_thing_in_an_order_of_its_own(asked):
    page = asked.client.get(address(asked)).content.decode()
    legends = re.findall(r"<legend[^>]*>(.+?)</legend>", page)
    assert legends[0] == "Which costs?"
    assert sorted(legends[1:]) == sorted(THINGS)
    assert legends[1:] != list(THINGS)
    assert re.findall(r"<span>(Each month|Once)</span>", page) == list(BOXES) * 4


def test_corrected_key_counts_again(asked):
    sort(asked, Poster=1)

    def corrected(value):
        value["things"][2]["value"]["box"] = "1"
        return value

    change(asked, corrected)
    recount_changed()
    assert Answer.objects.get().is_right


def test_question_is_asked_again_when_an_editor_took_out_a_thing_or_a_box(asked):
    sort(asked)
    change(asked, lambda value: value | {"things": value["things"][1:]})
    assert asked.client.get(address(asked)).context["reply"] is None


def test_answer_counts_in_every_language_and_a_stale_translation_comments_nothing(asked):
    factories.in_french(asked.page)
    page = factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    story, raw = page.body.get_prep_value()
    raw["value"]["boxes"][0]["value"] = "Chaque mois"
    raw["value"]["things"][0]["value"] |= {"text": "Loyer", "box": "2"}
    page.body = page.body.stream_block.to_python([story, raw])
    page.save_revision().publish()
    sort(asked)
    french = asked.client.get(address(asked, "fr")).content.decode()
    assert "Oui, c’est juste." in french
    assert "Loyer — Chaque mois" in french
    sort(asked, Rent=2, Phone=2)
    french = asked.client.get(address(asked, "fr")).content.decode()
    assert "Phone?" in french
    assert "Rent?" not in french


def test_copy_of_a_member_has_things_and_boxes(asked):
    sort(asked, Rent=2)
    [section] = [one for one in export.gather(asked.user) if one.model == "learning.Answer"]
    [row] = [{entry.name: entry.told for entry in row} for row in section.rows]
    assert row["given"] == "Rent — Once; Phone — Each month; Poster — Once; Chairs — Once"


THREE = (*BOXES, "Never")


@pytest.mark.parametrize(
    ("boxes", "things", "told"),
    [
        (
            BOXES,
            {"a": "1", "b": "1", "c": "1"},
            {"boxes": "Nothing belongs into one of these boxes."},
        ),
        (
            THREE,
            {"a": "1", "b": "2", "c": "1"},
            {"boxes": "Nothing belongs into one of these boxes."},
        ),
        (
            BOXES,
            {"a": "1", "b": "2", "c": "3"},
            {"things": "One of these belongs into a third box, but there are 2."},
        ),
        (
            ("Once", "once "),
            {"a": "1", "b": "2", "c": "1"},
            {"boxes": "Two boxes have the same name."},
        ),
        (
            BOXES,
            {"a": "1", "A": "2", "c": "1"},
            {"things": "Two of these are the same: write each one once."},
        ),
    ],
)
def test_editor_cannot_publish_what_contradicts(boxes, things, told):
    made = SortIntoBoxesBlock()
    with pytest.raises(ValidationError) as refused:
        made.clean(made.normalize(block(boxes, things.items())))
    errors = refused.value.block_errors
    assert {name: error.messages[0] for name, error in errors.items()} == told


def test_thing_without_a_box_is_refused_beside_it():
    made = SortIntoBoxesBlock()
    with pytest.raises(ValidationError) as refused:
        made.clean(made.normalize(block(BOXES, [("a", "1"), ("b", "2"), ("c", "")])))
    assert refused.value.block_errors.keys() == {"things"}


def test_draft_without_boxes_can_be_previewed():
    made = SortIntoBoxesBlock()
    for things in ([], [("", "")] * 4, [("a", "3")]):
        drawn = SortIntoBoxes.of_block(uuid4(), made.normalize(block(BOXES, things)))
        assert len(drawn.form(None, None).fields) == len(things)


@pytest.mark.parametrize("boxes", [None, 7, [], {}, {"a": "b"}, {"a": None}])
def test_kept_answer_of_another_shape_is_asked_again(asked, boxes):
    assert question(asked).reply({"kind": "sort_into_boxes", "v": 1, "boxes": boxes}) is None
