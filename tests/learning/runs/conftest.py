"""A run of the course, and how a member joins it."""

from collections.abc import Callable

import pytest

from learning.catalogue import outline
from learning.models import CoursePage, CourseRun, RunPlace
from learning.runs import actions
from people.models import User
from tests import factories


@pytest.fixture
def run(world, course) -> CourseRun:
    return factories.course_run(world.a, course)


@pytest.fixture
def join(course) -> Callable[..., RunPlace]:
    """Return a function that lets a member join a run under a name of theirs alone."""
    return joining


def joining(user: User, run: CourseRun, handle: str = "", shows: bool = False) -> RunPlace:
    found = outline.course(CoursePage.objects.live(), run.course_key, "en")
    assert found is not None
    return actions.join(
        user=factories.loaded(user),
        run=run,
        course=found,
        language="en",
        handle=handle or f"Reed {user.pk + 100}",
        shows_progress=shows,
    )
