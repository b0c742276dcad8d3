"""A member's progress in the courses that they take."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from learning.catalogue import outline
from learning.catalogue.before import Before
from learning.catalogue.contents import Exercise
from learning.catalogue.outline import Course, Lesson
from learning.catalogue.permissions import courses_visible_to
from learning.models import Certificate, Enrolment, LessonProgress, Submission, Taught
from people.models import User
from web.prepared import Open, Prepared


@dataclass
class Standing:
    """One member's progress in one course, with everything that the course's pages need. `worked`
    are the lessons in whose exercises they wrote something.

    `certificate` is the number that is valid; none after they withdrew it. `has_taught` says
    whether they taught the whole course to a group."""

    enrolment_id: int
    course_key: UUID
    last_lesson: UUID | None
    completed_at: datetime | None
    certificate: str
    has_taught: bool
    opened: set[UUID] = field(default_factory=set)
    done: set[UUID] = field(default_factory=set)
    reopened: dict[UUID, str] = field(default_factory=dict)
    works: dict[UUID, str] = field(default_factory=dict)
    worked: set[UUID] = field(default_factory=set)

    def is_done(self, lesson: Lesson) -> bool:
        return lesson.key in self.done

    def count_done(self, course: Course) -> int:
        return sum(lesson.key in self.done for lesson in course.lessons)

    def next_lesson(self, course: Course) -> Lesson | None:
        """Return where “continue” leads: the lesson they were in, else the next one after it that
        is open and not done; None when all of them are done."""
        last = course.lesson(self.last_lesson)
        start = last.number - 1 if last else 0
        ordered = [*course.lessons[start:], *course.lessons[:start]]
        left = (lesson for lesson in ordered if lesson.key not in self.done)
        return next((lesson for lesson in left if not self.first_before(course, lesson)), None)

    def first_before(self, course: Course, lesson: Lesson) -> Lesson | None:
        """Return the lesson to do first, where lessons open one after the other; None for a lesson
        that is open. What a member began or completed stays open, whatever an editor changes."""
        if not course.is_ordered or self.completed_at:
            return None
        if any(lesson.key in begun for begun in (self.opened, self.done, self.worked)):
            return None
        before = course.lessons[: lesson.number - 1]
        return next((one for one in before if one.key not in self.done), None)

    def with_lesson(self, lesson: Lesson, *, is_done: bool, reopened: str) -> "Standing":
        """Return this progress with another state of one lesson; it is not saved."""
        done = self.done | {lesson.key} if is_done else self.done - {lesson.key}
        why = "" if is_done else reopened or self.reopened.get(lesson.key, "")
        return replace(self, done=done, reopened={**self.reopened, lesson.key: why})

    def why_open(self, lesson: Lesson) -> str:
        """Return the sentence that says why a lesson that was done is open again, or nothing."""
        reason = self.reopened.get(lesson.key, "")
        return str(LessonProgress.Reopened(reason).label) if reason else ""

    def accepted(self, exercise: Exercise) -> bool:
        return self.works.get(exercise.id) == Submission.State.ACCEPTED


def standing(user: User, course_key: UUID) -> Standing | None:
    """Return the progress of `user` in the course; None when they do not take it. One query."""
    return _standings(_OF_ONE.rows(member=user.pk, course=course_key)).get(course_key)


def standing_of(enrolment: Enrolment) -> Standing:
    """Return the progress of this enrolment, as the database has it now. One query."""
    key = enrolment.course_key
    return _standings(_OF_ONE.rows(member=enrolment.user_id, course=key))[key]


def standings(user: User) -> dict[UUID, Standing]:
    """Return course key → progress of `user`, the last used course first. One query."""
    return _standings(_OF_ALL.rows(member=user.pk))


def _columns(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment, Any]:
    """Lessons and submissions are joined in one query: a course has so few of both that their
    product is cheaper than a second query."""
    valid = Certificate.objects.filter(enrolment=OuterRef("pk"), revoked_at=None)
    numbered = enrolments.annotate(
        valid_number=Subquery(valid.values("number")),
        has_taught=Exists(Taught.objects.of_courses().filter(enrolment=OuterRef("pk"))),
    )
    return numbered.order_by("-touched_at", "-pk").values_list(
        "pk",
        "course_key",
        "last_lesson",
        "completed_at",
        "valid_number",
        "has_taught",
        "progress__lesson_key",
        "progress__done_at",
        "progress__reopened",
        "submissions__exercise_id",
        "submissions__state",
        "submissions__lesson_key",
    )


def _of_all() -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(user=Open("member", User, "id"))


def _of_one() -> QuerySet[Enrolment]:
    return _of_all().filter(course_key=Open("course", Enrolment, "course_key"))


_OF_ALL = Prepared(lambda: _columns(_of_all()))
_OF_ONE = Prepared(lambda: _columns(_of_one()))


def _standings(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, Standing]:
    found: dict[UUID, Standing] = {}
    for pk, key, last, completed, number, taught, lesson, done_at, why, *work in rows:
        new = Standing(pk, key, last, completed, number or "", bool(taught))
        one = found.setdefault(key, new)
        exercise, state, where = work
        if lesson:
            one.opened.add(lesson)
        if done_at:
            one.done.add(lesson)
        if why:
            one.reopened[lesson] = why
        if exercise:
            one.works[exercise] = state
            one.worked.add(where)
    return found


def missing_before(
    user: User | AnonymousUser, course: Course, language: str
) -> list[tuple[Before, Course]]:
    """Return the courses that come before `course` and that `user` has not completed, of those that
    they may read. One query; none for a course that names none."""
    if not course.before:
        return []
    found = courses_visible_to(user).filter(translation_key__in=[one.key for one in course.before])
    if isinstance(user, User):
        completed = Enrolment.objects.filter(user=user, completed_at__isnull=False)
        found = found.exclude(translation_key__in=completed.values("course_key"))
    courses = {one.key: one for one in outline.courses(found, language) if one.lessons}
    return [(one, courses[one.key]) for one in course.before if one.key in courses]


def next_course(user: User, course: Course, language: str) -> Course | None:
    """Return the course that `user` could take after `course`: of those with lessons that they have
    not completed, the next in the catalogue, else the first; if possible one before which no other
    comes. One query."""
    completed = Enrolment.objects.filter(user=user, completed_at__isnull=False)
    others = courses_visible_to(user).exclude(translation_key=course.key)
    open_ones = others.exclude(translation_key__in=completed.values("course_key"))
    found = [one for one in outline.courses(open_ones, language) if one.lessons]
    found = beginnings(found) or found
    return next((one for one in found if one.path > course.path), next(iter(found), None))


def beginnings(courses: Collection[Course]) -> list[Course]:
    """Return those of `courses` before which no other of them comes."""
    keys = {one.key for one in courses}
    return [one for one in courses if keys.isdisjoint(before.key for before in one.before)]
