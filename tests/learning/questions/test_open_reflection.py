"""A question to think about, which no one marks and no one else reads."""

import pytest
from django.db import connection

from learning.models import Answer, LessonPage
from people.privacy import export
from tests import factories
from tests.learning.questions.publishing import address, published, question

THOUGHT = "I want to count with Ada\nfrom Friday on."


@pytest.fixture
def asked(walk):
    value = {"text": "What will you do?", "why": "Small steps last."}
    return published(walk, "open_reflection", value)


def write(walk, words: str = "", lang: str = "en", **more: str):
    return walk.client.post(address(walk, lang), {"words": words, **more})


def test_words_are_saved_sealed_and_come_back_to_be_changed(asked):
    assert write(asked, THOUGHT.replace("\n", "\r\n")).status_code == 302
    kept = Answer.objects.get()
    assert (kept.given, kept.words) == ({"kind": "open_reflection", "v": 1}, THOUGHT)
    page = asked.client.get(address(asked)).content.decode()
    assert "It is saved." in page
    assert "Small steps last." in page
    assert "that is right" not in page
    assert f"\n{THOUGHT}</textarea>" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM learning_answer")
        assert b"Ada" not in bytes(cursor.fetchone()[0])
    write(asked, "Another day.")
    assert Answer.objects.get().words == "Another day."


def test_who_shares_a_phone_need_not_write(asked):
    assert write(asked, silent="on").status_code == 302
    kept = Answer.objects.get()
    assert (kept.is_right, kept.words) == (True, None)
    assert " checked" in asked.client.get(address(asked)).content.decode()


def test_words_that_are_taken_back_are_gone(asked):
    write(asked, THOUGHT)
    write(asked, silent="on")
    assert Answer.objects.get().words is None


def test_neither_words_nor_tick_says_so_beside_the_field(asked):
    response = write(asked, "  ")
    assert response.context["form"].errors == {
        "words": ["Write a few words, or tick that you write nothing here."]
    }
    assert Answer.objects.count() == 0


def test_long_text_is_refused_and_comes_back(asked):
    response = write(asked, "x" * 10_000)
    told = "Your text has 10000 characters; the limit is 3000. Please shorten it a little."
    assert response.context["form"].errors == {"words": [told]}
    assert "x" * 10_000 in response.content.decode()


def test_reflection_finishes_the_lesson_and_is_no_right_answer_of_the_result(asked):
    write(asked, THOUGHT)
    result = asked.client.get(asked.address("result", 1))
    context = result.context
    assert (context["total"], context["right"], context["is_done"]) == (0, 0, True)
    assert "Right answers" not in result.content.decode()


def test_copy_of_a_member_has_their_words_and_an_erasure_takes_them(asked):
    write(asked, THOUGHT)
    [section] = [one for one in export.gather(asked.user) if one.model == "learning.Answer"]
    [row] = [{entry.name: entry.told for entry in row} for row in section.rows]
    assert row["words"] == THOUGHT
    asked.user.delete()
    assert Answer.objects.count() == 0


def test_words_are_kept_in_every_language(asked):
    factories.in_french(asked.page)
    factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    write(asked, THOUGHT, lang="fr")
    assert THOUGHT in asked.client.get(address(asked)).content.decode()


@pytest.mark.parametrize("more", [{}, {"words": ""}, {"words": 7}, {"silent": "yes"}])
def test_kept_answer_of_another_shape_is_asked_again(asked, more):
    assert question(asked).reply({"kind": "open_reflection", "v": 1, **more}) is None
