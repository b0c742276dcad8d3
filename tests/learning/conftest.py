"""A published course, and a learner who walks through it."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from learning.catalogue import contents, outline
from learning.catalogue.contents import Content
from learning.exercises import actions as exercises
from learning.models import CoursePage, Enrolment, LessonPage, Review, Submission
from learning.progress.actions import enrol
from people.models import User
from tests import factories
from web.codes import encode


def publish(page) -> None:
    """Publish `page` and what is below it, as the editor does: with a revision."""
    page.save_revision().publish()
    for child in page.get_children().specific():
        publish(child)


@dataclass
class Walk:
    """One learner's way through one course, by the pages."""

    client: Client
    user: User
    page: CoursePage

    @property
    def course(self) -> outline.Course:
        found = outline.course(CoursePage.objects.live(), self.page.translation_key, "en")
        assert found is not None
        return found

    def lesson(self, number: int = 1) -> outline.Lesson:
        return self.course.lessons[number - 1]

    def content(self, number: int = 1) -> Content:
        return contents.of(self.lesson(number))

    def address(self, name: str, number: int | None = None, *more: UUID, lang: str = "en") -> str:
        keys = [self.page.translation_key]
        if number is not None:
            keys.append(self.lesson(number).key)
        with translation.override(lang):
            return reverse(f"learning:{name}", args=[*keys, *more])

    def answer(self, number: int, question: int, choice: int, *, lang: str = "en"):
        """Give the numbered choice to the numbered question of the numbered lesson."""
        asked = self.content(number).questions[question - 1]
        return self.client.post(
            self.address("question", number, asked.id, lang=lang),
            {"choice": encode(asked.choices[choice - 1].id)},
        )

    def finish(self, number: int, *, lang: str = "en") -> None:
        for question in range(1, len(self.content(number).questions) + 1):
            assert self.answer(number, question, 2, lang=lang).status_code == 302

    def hand_in(self, text: str = "Our budget", deed: str = "send"):
        return self.client.post(self.exercise_address, {"text": text, deed: "1"})

    @property
    def exercise_address(self) -> str:
        last = len(self.course.lessons)
        return self.address("exercise", last, self.content(last).exercises[0].id)

    @property
    def enrolment(self) -> Enrolment:
        return Enrolment.objects.get(user=self.user, course_key=self.page.translation_key)


@pytest.fixture
def course(db) -> CoursePage:
    """A live English course of two lessons, two questions each, with an exercise at the end."""
    page = factories.course()
    publish(page)
    return page


@pytest.fixture
def french(course) -> CoursePage:
    """The same course in French, all lessons with it."""
    factories.home_page("fr")
    copy = factories.in_french(course)
    for lesson in course.lessons():
        factories.in_french(LessonPage.objects.get(pk=lesson.pk))
    return copy


@pytest.fixture
def visit(world, course, sign_in) -> Walk:
    """Region A's leader, who has not taken the course."""
    return Walk(sign_in(world.a.leader), world.a.leader, course)


@pytest.fixture
def completed(walk, world) -> Walk:
    """The same, after the last lesson and the mentor's yes."""
    walk.finish(1)
    walk.finish(2)
    walk.hand_in()
    exercises.review(
        submission=Submission.objects.get(enrolment__user=walk.user),
        reviewer=world.a.mentor,
        verdict=Review.Verdict.ACCEPT,
        text="Clear.",
        key=uuid4(),
    )
    return walk


@pytest.fixture
def walk(visit) -> Walk:
    """Region A's leader, who takes the course."""
    enrol(user=visit.user, course_key=visit.page.translation_key)
    return visit
