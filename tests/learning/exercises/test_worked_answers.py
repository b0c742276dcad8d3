"""The worked answer of an exercise: in which language it is, and that it is not in the lesson."""

import json

import pytest

from learning.catalogue import contents, outline
from learning.catalogue.contents import Content, WorkedAnswer
from learning.models import CoursePage, LessonPage
from tests import factories

ANSWER = factories.WORKED_ANSWER
ENGLISH = [WorkedAnswer(f"<p>{ANSWER}</p>", "en")]


def content(course: CoursePage, language: str = "en") -> Content:
    found = outline.course(CoursePage.objects.live(), course.translation_key, language)
    assert found
    return contents.of(found.lessons[-1])


def answers(found: Content) -> list[WorkedAnswer]:
    return [WorkedAnswer(one.html.strip(), one.language) for one in found.worked_answers.values()]


def write(title: str, **words: str) -> None:
    """Publish the lesson with these words of its exercise; None takes a field out of what is kept,
    as in lessons from before the field existed."""
    page = LessonPage.objects.get(title=title)
    body = page.body.get_prep_value()
    for name, text in words.items():
        body[-1]["value"][name] = text
        if text is None:
            del body[-1]["value"][name]
    page.body = json.dumps(body)
    page.save_revision().publish()


def test_it_is_beside_the_exercise_and_neither_in_it_nor_in_the_lesson(course):
    found = content(course)
    assert answers(found) == ENGLISH
    assert list(found.worked_answers) == [one.id for one in found.exercises]
    assert ANSWER not in f"{found.html}{found.exercises}{found.questions}"


def test_translation_has_its_own(course, french):
    write("Lesson 2 (fr)", worked_answer="<p>Le loyer.</p>")
    assert answers(content(course, "fr")) == [WorkedAnswer("<p>Le loyer.</p>", "fr")]
    assert answers(content(course, "en")) == ENGLISH


@pytest.mark.parametrize("empty", ["", '<p data-block-key="a1b2c"></p>', None])
def test_translation_without_one_has_that_of_the_source(course, french, empty):
    write("Lesson 2 (fr)", worked_answer=empty)
    assert answers(content(course, "fr")) == ENGLISH


@pytest.mark.parametrize("empty", ["", '<p data-block-key="a1b2c"></p>', None])
def test_exercise_without_one(course, empty):
    write("Lesson 2", worked_answer=empty)
    found = content(course)
    assert answers(found) == []
    assert [one.heading for one in found.exercises] == ["A budget"]
