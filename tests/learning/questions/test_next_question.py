"""A lesson's questions, one after the other: the next one stands below a right answer."""

import re

import pytest

from learning.models import LessonPage
from tests.learning.walking import Walk

FORM = re.compile(r'<form id="typed" method="post" action="([^"]+)">')
NEXT, RESULT = "Next question", "See the result"


def places(walk: Walk, question: int) -> tuple[list[str], bool, bool]:
    """Return where the forms of a question's page lead, and whether it has the two links."""
    asked = walk.content().questions[question - 1]
    page = walk.client.get(walk.address("question", 1, asked.id)).content.decode()
    return FORM.findall(page), NEXT in page, RESULT in page


@pytest.fixture
def addresses(walk) -> list[str]:
    return [walk.address("question", 1, one.id) for one in walk.content().questions]


def test_the_next_question_stands_below_a_right_answer_only(walk, addresses):
    first, second = addresses
    assert places(walk, 1) == ([first], True, False)
    walk.answer(1, 1, 1)
    assert places(walk, 1) == ([first], True, False)
    walk.answer(1, 1, 2)
    assert places(walk, 1) == ([second], False, False)
    walk.answer(1, 2, 2)
    assert places(walk, 2) == ([], False, True)


def test_a_question_that_has_an_answer_is_not_asked_below(walk, addresses):
    walk.answer(1, 2, 1)
    walk.answer(1, 1, 2)
    assert places(walk, 1) == ([], True, False)


def test_what_is_said_stands_above_the_next_question(walk, addresses):
    walk.answer(1, 1, 2)
    page = walk.client.get(addresses[0]).content.decode()
    parts = [
        "Question 1 of 2</h1>",
        "Yes, that is right.",
        "Question 2 of 2",
        f'action="{addresses[1]}"',
    ]
    assert sorted(parts, key=page.index) == parts


def test_an_answer_leads_to_what_is_said_about_it(walk, addresses):
    for number, address in enumerate(addresses, 1):
        assert walk.answer(1, number, 2).headers["Location"] == address


def test_what_is_not_marked_keeps_its_form_and_leads_on_by_a_link(walk, addresses):
    lesson = LessonPage.objects.get(title="Lesson 1")
    thought = {"text": "What do you take home?"}
    lesson.body.insert(0, ("open_reflection", thought))
    lesson.save_revision().publish()
    [first, *_others] = [walk.address("question", 1, one.id) for one in walk.content().questions]
    assert places(walk, 1) == ([first], True, False)
    assert walk.client.post(first, {"silent": "on"}).status_code == 302
    assert places(walk, 1) == ([first], True, False)


def test_button_below_a_right_answer_asks_for_a_first_try(walk, addresses):
    walk.answer(1, 1, 2)
    page = walk.client.get(addresses[0]).content.decode()
    assert ("Check my answer" in page, "Try again" in page) == (True, False)


def test_wrong_answer_to_the_question_below_is_said_on_its_own_page(walk, addresses):
    walk.answer(1, 1, 2)
    page = walk.client.post(addresses[1], {"choice": ""}).content.decode()
    assert ("Question 2 of 2</h1>" in page, "Yes, that is right." in page) == (True, False)
    walk.answer(1, 2, 1)
    page = walk.client.get(addresses[1]).content.decode()
    assert ("Not quite." in page, "Try again" in page) == (True, True)
