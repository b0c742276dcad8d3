"""Course runs as members see them, and the people in one as its facilitators see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Case, OuterRef, Q, Subquery, Value, When

from learning.catalogue import outline
from learning.catalogue.outline import Course
from learning.catalogue.permissions import courses_visible_to
from learning.models import CourseRun, Enrolment, RunPlace
from learning.runs.models import CourseRunQuerySet
from learning.runs.permissions import reaching, runs_managed_by, runs_open_to, runs_visible_to
from people import readable_codes
from people.models import User
from web.reading import names

# More than one region plans of one course.
LINES = 5
LONGEST_LIST = 60


def of_course(user: User, course: Course) -> list[CourseRun]:
    """Return the runs of the course that `user` may join today, and those in which they are, the
    next one first. Each has `my_state`. One query."""
    return list(_mine_or_open(user).filter(course_key=course.key)[:LINES])


def listed_for(user: User, language: str) -> list[tuple[CourseRun, Course]]:
    """Return these runs of all courses that `user` may see, and those that they manage, with their
    courses. Each has `my_state`. Two queries."""
    managed = runs_managed_by(user).not_over(user.today)
    either = Q(pk__in=managed.order_by().values("pk"))
    either |= Q(pk__in=_mine_or_open(user).order_by().values("pk"))
    runs = list(_with_my_state(CourseRun.objects.filter(either), user)[:LONGEST_LIST])
    by_key = _courses(user, {one.course_key for one in runs}, language)
    return [(one, by_key[one.course_key]) for one in runs if one.course_key in by_key]


def _mine_or_open(user: User) -> CourseRunQuerySet:
    mine = RunPlace.objects.filter(user=user, run__ends_on__gte=user.today)
    either = Q(pk__in=runs_open_to(user).order_by().values("pk")) | Q(pk__in=mine.values("run"))
    return _with_my_state(CourseRun.objects.open().filter(either), user)


def _with_my_state(runs: CourseRunQuerySet, user: User) -> CourseRunQuerySet:
    mine = RunPlace.objects.filter(user=user, run=OuterRef("pk"))
    return runs.annotate(my_state=Subquery(mine.values("state")[:1]))


def _courses(user: User, keys: Collection[UUID], language: str) -> dict[UUID, Course]:
    visible = courses_visible_to(user).filter(translation_key__in=keys)
    return {one.key: one for one in outline.courses(visible, language)} if keys else {}


def visible(user: User) -> CourseRunQuerySet:
    """The runs whose page `user` may open, with `taken`, `waiting`, and `is_for_them`: whether they
    may join as far as days and places allow."""
    for_them = Case(
        When(reaching(user), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    return runs_visible_to(user).with_places().annotate(is_for_them=for_them)


def places_of(user: User, run: CourseRun) -> tuple[RunPlace | None, RunPlace | None]:
    """Return the place of `user` in the run, and in another one of the course that is not over. One
    query."""
    found = RunPlace.objects.filter(user=user, run__course_key=run.course_key)
    places = list(found.select_related("run").order_by("pk"))
    mine = next((one for one in places if one.run_id == run.pk), None)
    others = (one for one in places if one.run_id != run.pk and not one.run.is_over(user.today))
    return mine, next(others, None)


def code_of(run: CourseRun) -> str:
    """Return the code with which those who were invited join."""
    return readable_codes.code_for(run.code, groups=2, salt=b"course run")


def is_code_of(run: CourseRun, typed: str) -> bool:
    return readable_codes.digest(typed) == readable_codes.digest(code_of(run))


@dataclass(frozen=True)
class Person:
    """Someone with a place, under their name in the run; `done` is how many lessons they have
    done, None where they did not agree that it is seen. `member` is their primary key."""

    member: int
    handle: str
    done: int | None
    completed: bool


def people_in(run: CourseRun, course: Course) -> list[Person]:
    """Return the people with a place in the order of their names there, which says nothing of when
    they joined. Two queries."""
    places = run.places.filter(state=RunPlace.State.PLACE)
    rows = list(places.values_list("user", "handle", "shows_progress"))
    done, completed = _progress({user for user, _handle, shows in rows if shows}, course)
    people = [
        Person(
            member=user,
            handle=handle,
            done=(len(course.lessons) if user in completed else done[user]) if shows else None,
            completed=user in completed,
        )
        for user, handle, shows in rows
    ]
    return sorted(people, key=lambda one: names.key(one.handle))


def _progress(members: Iterable[int], course: Course) -> tuple[dict[int, int], set[int]]:
    """Return how many lessons each of these members has done, and who completed the course."""
    lessons = {one.key for one in course.lessons}
    done: dict[int, int] = defaultdict(int)
    completed = set()
    rows = Enrolment.objects.filter(user__in=members, course_key=course.key).order_by()
    for user, completed_at, lesson, done_at in rows.values_list(
        "user", "completed_at", "progress__lesson_key", "progress__done_at"
    ):
        done[user] += bool(done_at and lesson in lessons)
        if completed_at:
            completed.add(user)
    return done, completed
