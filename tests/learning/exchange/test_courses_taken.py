"""Every starter course is taken from its first page to the certificate, in each language.

Every answer that can be chosen gets its comment, every page of a learner stays within its budget,
and everything that a course has on paper opens.
"""

import gzip
import re
from collections.abc import Iterator
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from learning.catalogue import contents, outline
from learning.catalogue.lengths import count_words
from learning.catalogue.outline import Course, Lesson
from learning.exchange.packages.format.bodies import key_of
from learning.exchange.starter.load import COURSES, load
from learning.exercises import actions as exercises
from learning.groups import screens
from learning.models import Answer, CoursePage, Review, Submission
from learning.questions.kinds.protocol import Given, Question
from tests import factories, starter
from tests.factories import World
from tests.pages import one_line

HEAVIEST, MOST_QUERIES = 12_000, 6
WRITES = re.compile("INSERT|UPDATE|DELETE")
TAKEN = [(name, language) for name in starter.NAMES for language in starter.LANGUAGES]


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """The two regions, on a site with all starter courses, gone after the last of these tests."""
    files = tmp_path_factory.mktemp("files")
    with override_settings(MEDIA_ROOT=files), django_db_blocker.unblock(), transaction.atomic():
        factories.roots()
        for folder in COURSES:
            load(folder=folder)
        yield factories.world()
        transaction.set_rollback(True)


class Learner:
    """A member who takes a course in one language."""

    def __init__(self, client: Client, name: str, language: str) -> None:
        self.client, self.language = client, language
        key = key_of(starter.course(language, name)["key"])
        found = outline.course(CoursePage.objects.live(), key, language)
        assert found is not None
        self.course: Course = found

    def address(self, name: str, *keys) -> str:
        with translation.override(self.language):
            return reverse(f"learning:{name}", args=[self.course.key, *keys])

    def page(self, name: str, *keys) -> str:
        """Return a page as it is read, after it was compared with its budget.

        A page that wrote nothing answers the next time as it did. Another one, and one that was
        fetched for its first reader, is opened again.
        """
        answer, queries = self._measured(name, *keys)
        if len(queries) > MOST_QUERIES or any(map(WRITES.match, queries)):
            answer, queries = self._measured(name, *keys)
        assert len(queries) <= MOST_QUERIES, (name, keys)
        packed = answer.get("Content-Encoding") == "gzip"
        html = gzip.decompress(answer.content) if packed else answer.content
        assert len(gzip.compress(html)) < HEAVIEST, (name, keys)
        return unescape(one_line(html.decode()))

    def _measured(self, name: str, *keys) -> tuple[HttpResponse, list[str]]:
        with CaptureQueriesContext(connection) as queries:
            answer = self._get(name, *keys)
        return answer, [one["sql"] for one in queries]

    def _get(self, name: str, *keys) -> HttpResponse:
        answer = self.client.get(self.address(name, *keys))
        assert answer.status_code == 200, (name, keys, answer.get("Location"))
        return answer

    def give(self, lesson: Lesson, asked: Question, given: Given) -> str:
        """Give an answer as a browser sends it, and return the page that comments on it."""
        form = asked.form(None, given)
        sent = {name: form[name].value() for name in form.fields}
        answer = self.client.post(self.address("question", lesson.key, asked.id), sent)
        assert answer.status_code == 302, asked.text
        return self.page("question", lesson.key, asked.id)


@pytest.fixture(params=TAKEN, ids="-".join)
def learner(request: pytest.FixtureRequest, people, db, sign_in) -> Learner:
    name, language = request.param
    return Learner(sign_in(people.a.leader), name, language)


def test_course_is_taken_to_its_certificate(learner, people):
    course = learner.course
    assert course.title in learner.page("course")
    learner.client.post(learner.address("enrol"))
    for lesson in course.lessons:
        content = contents.of(lesson)
        page = learner.page("lesson", lesson.key)
        for name in ("in-short", "teach-lesson"):
            assert learner.address(name, lesson.key) in page
            assert lesson.title in learner.page(name, lesson.key)
        for asked in content.questions:
            _answer_in_all_ways(learner, lesson, asked)
        learner.page("result", lesson.key)
    _hand_in(learner, people)
    assert course.title in learner.page("certificate")
    assert course.title in learner.page("teach")
    assert course.title in learner.page("words")


def test_group_takes_every_lesson_on_one_phone(learner):
    """Each screen stays within the budget of a page, and says how many there are."""
    for lesson in learner.course.lessons:
        learner.page("group", lesson.key)
        found = screens.of(lesson)
        assert [one.number for one in found.all if not (one.turn and one.turn.is_aside)] == [
            *range(1, found.total + 1)
        ]
        for one in found.all:
            assert count_words(one.html) <= 2 * screens.MOST_WORDS
            page = learner.page("screen", lesson.key, one.block, one.part)
            assert f'value="{one.number}"max="{found.total}"' in page.replace(" max", "max")
        learner.page("group-end", lesson.key)


def _answer_in_all_ways(learner: Learner, lesson: Lesson, asked: Question) -> None:
    assert asked.text in learner.page("question", lesson.key, asked.id)
    for choice in getattr(asked, "choices", ()):
        # Of several right answers, one alone is not enough yet.
        if hasattr(choice, "is_right") and asked.kind in ("single_choice", "picture_choice"):
            said = learner.give(lesson, asked, asked.choosing(choice))
            assert choice.feedback in said, choice.text
    said = learner.give(lesson, asked, asked.right_answer)
    assert asked.why in said, asked.text
    assert Answer.objects.get(question_id=asked.id).is_right or not asked.is_marked


def _hand_in(learner: Learner, people: World) -> None:
    lesson = learner.course.lessons[-1]
    [exercise] = contents.of(lesson).exercises
    assert exercise.heading in learner.page("exercise", lesson.key, exercise.id)
    address = learner.address("exercise", lesson.key, exercise.id)
    learner.client.post(address, {"text": "1. 2. 3.", "send": "1"})
    exercises.review(
        submission=Submission.objects.get(enrolment__user=people.a.leader),
        reviewer=people.a.mentor,
        verdict=Review.Verdict.ACCEPT,
        text="Clear.",
        key=uuid4(),
    )
