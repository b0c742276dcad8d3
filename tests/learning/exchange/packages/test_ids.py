"""Answers hang on the ids of questions and choices, so an id stays when its place changes."""

from typing import Any

from learning.exchange.packages.format.bodies import BlockReader, key_of
from learning.models import LessonPage

BODY = LessonPage._meta.get_field("body").stream_block


class Nothing:
    """A package without files and pages."""

    def file(self, model, name):
        raise AssertionError(name)

    def page(self, key):
        raise AssertionError(key)


def asked(text: str, **own: str) -> dict[str, Any]:
    choices = [{"text": one, "right": one == "B", "feedback": ""} for one in ("A", "B")]
    return {"type": "single_choice", "text": text, "choices": choices, **own}


def ids(*blocks: dict[str, Any]) -> dict[str, list[str]]:
    """Return by its text the ids of each question and of its choices."""
    body = BlockReader(Nothing(), ("a", "b"), "en/b").stream(BODY, list(blocks)).get_prep_value()
    return {
        one["value"]["text"]: [one["id"], *(it["id"] for it in one["value"]["choices"])]
        for one in body
    }


def test_question_with_an_id_keeps_it_and_its_choices_when_another_is_put_before_it():
    one, two = asked("One?", id="one"), asked("Two?", id="two")
    before = ids(one, two)
    after = ids(asked("New?", id="new"), two, one)
    assert {text: after[text] for text in before} == before
    assert not set(after["New?"]) & {code for codes in before.values() for code in codes}


def test_question_without_an_id_has_that_of_its_place():
    assert ids(asked("One?"))["One?"] == ids(asked("One?", id="single_choice-1"))["One?"]
    assert ids(asked("One?"))["One?"][:2] == [
        str(key_of("a", "b", "single_choice-1")),
        str(key_of("a", "b", "single_choice-1", "choices", "1")),
    ]
