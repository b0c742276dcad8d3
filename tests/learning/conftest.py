"""A published course, and a learner who walks through it."""

from uuid import uuid4

import pytest

from learning.exercises import actions as exercises
from learning.models import CoursePage, LessonPage, Review, Submission
from learning.progress.actions import enrol
from tests import factories
from tests.learning.walking import Walk


@pytest.fixture
def course(db) -> CoursePage:
    """A live English course of two lessons, two questions each, with an exercise at the end."""
    return factories.course()


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
    """The same member, after the last lesson and with the accepted exercise."""
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
