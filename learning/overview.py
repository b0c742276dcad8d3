"""Summaries of learning for the pages of other apps: of a member, of a team and of regions."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cms.translations.queries import all_made, states_of
from learning.catalogue import contents, outline
from learning.catalogue.contents import Exercise
from learning.catalogue.outline import Course, Lesson
from learning.catalogue.permissions import courses_visible_to, levels_open_to
from learning.enquiries.permissions import enquiries_answerable_by
from learning.models import Enrolment, Taught
from learning.progress.queries import Standing, beginnings, standings
from learning.progress.rules import first_open_exercise, lacks_teaching
from learning.remembering.queries import Today, today_of
from learning.standing_in.permissions import can_stand_in
from learning.stories.permissions import can_edit_stories, stories_editable_by
from people.models import Organisation, User


def count_unfinished_translations() -> int:
    """Return how many translations of courses, lessons and subjects have texts to translate, or
    were made from an older source. At most seven queries."""
    return sum(bool(state) for state in states_of(all_made()))


def stories_waiting(user: User) -> int:
    """Return how many practice stories wait for `user`. One query for editors; else none."""
    return stories_editable_by(user).count() if can_edit_stories(user) else 0


def questions_waiting(user: User) -> int:
    """Return how many questions about lessons wait for `user`. One query for those who may answer
    some; else none."""
    return enquiries_answerable_by(user).count() if can_stand_in(user) else 0


@dataclass(frozen=True, kw_only=True)
class InHand:
    """A course that a member takes, for their home page.

    `is_begun` is True once they have opened a lesson. `why_open` says why `next_lesson` is open
    again, if it was done. `next_lesson` is None when all are done; then
    `exercise` is the first that is not accepted, in `exercise_lesson`, with its `Submission.State`,
    or "" when not begun. With `has_to_teach`, nothing is left but to teach it to a group. `weight`
    is in bytes.
    """

    course: Course
    is_begun: bool
    done: int
    total: int
    next_lesson: Lesson | None
    why_open: str
    weight: int
    exercise: Exercise | None
    exercise_lesson: Lesson | None
    exercise_state: str
    has_to_teach: bool
    completed: bool
    certificate: str


def in_hand(user: User, language: str) -> list[InHand]:
    """Return the courses that `user` takes, the last used first; two queries with a warm cache.

    Unpublished courses are left out.
    """
    held = standings(user)
    if not held:
        return []
    found = outline.courses_taken_by(user, levels_open_to(user), language)
    by_key = {course.key: course for course in found}
    return [_in_hand(by_key[key], one) for key, one in held.items() if key in by_key]


def coming_back(user: User, taken: Collection[InHand]) -> Today:
    """Return the questions that come back to `user` today out of the courses that they take. One
    query; none on a day without any."""
    return today_of(user, [one.course for one in taken])


def first_course(user: User, language: str) -> Course | None:
    """Return the course to begin with: the first of the catalogue that has lessons, if possible one
    before which no other comes, and in `language`. One query."""
    found = [one for one in outline.courses(courses_visible_to(user), language) if one.lessons]
    found = beginnings(found) or found
    return min(found, key=lambda one: one.is_fallback, default=None)


def _in_hand(course: Course, standing: Standing) -> InHand:
    # A completed course stays so, whatever is added to it later.
    lesson = None if standing.completed_at else standing.next_lesson(course)
    is_elsewhere = bool(lesson or standing.completed_at)
    waiting = None if is_elsewhere else first_open_exercise(course, standing)
    return InHand(
        course=course,
        is_begun=bool(standing.opened),
        done=len(course.lessons) if standing.completed_at else standing.count_done(course),
        total=len(course.lessons),
        next_lesson=lesson,
        why_open=standing.why_open(lesson) if lesson else "",
        weight=contents.of(lesson).weight if lesson else 0,
        exercise=waiting[1] if waiting else None,
        exercise_lesson=waiting[0] if waiting else None,
        exercise_state=standing.works.get(waiting[1].id, "") if waiting else "",
        has_to_teach=not (is_elsewhere or waiting) and lacks_teaching(course, standing),
        completed=standing.completed_at is not None,
        certificate=standing.certificate,
    )


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How far a member is in a course that they take; `member` is their primary key."""

    member: int
    pseudonym: str
    course: Course
    done: int
    completed: bool

    @property
    def total(self) -> int:
        return len(self.course.lessons)


def progress_of(members: QuerySet[User], *, reader: User, language: str) -> list[Taken]:
    """Return how far `members` are in their courses: each member's in the order of the catalogue,
    without courses that `reader` may not see. Two queries. The caller checks whether `reader` may
    see these members."""
    standings: dict[tuple[str, int, UUID], set[UUID]] = defaultdict(set)
    completed = set()
    rows = Enrolment.objects.filter(user__in=members.order_by().values("pk")).order_by("user")
    for name, pk, key, completed_at, lesson, done_at in rows.values_list(
        "user__pseudonym",
        "user",
        "course_key",
        "completed_at",
        "progress__lesson_key",
        "progress__done_at",
    ):
        one = (name, pk, key)
        standings[one] |= {lesson} if done_at else set()
        if completed_at:
            completed.add(one)
    visible = courses_visible_to(reader).filter(translation_key__in={key for *_, key in standings})
    courses = outline.courses(visible, language) if standings else []
    return [
        Taken(
            member=pk,
            pseudonym=name,
            course=course,
            done=sum(one in completed or lesson.key in standings[one] for lesson in course.lessons),
            completed=one in completed,
        )
        for name, pk in sorted({one[:2] for one in standings})
        for course in courses
        if (one := (name, pk, course.key)) in standings
    ]


@dataclass(frozen=True, kw_only=True)
class Participation:
    """How many members take a course, completed it and passed it on to a group, and from how many
    organisations each; those who have not completed it are `open`, those who have not passed it on
    the `rest`.

    These numbers are exact; `web.reading.safe_counts` decides which of them may be shown.
    """

    title: str
    language: str
    enrolled: int
    completed: int
    organisations: int
    completed_organisations: int
    open_organisations: int
    passed_on: int
    passed_on_organisations: int
    rest_organisations: int


def participation_in(
    region_ids: Collection[int], *, reader: User, language: str
) -> list[Participation]:
    """Return the numbers for each course that members of these regions take and `reader` may see,
    in the order of the catalogue. Two queries.

    Organisations that do not share their results are not counted. Nor is the reader: what they do
    themselves would show them at which number a count is hidden or rounded.
    """
    counts = {row.pop("course_key"): row for row in _counts(region_ids, reader)}
    visible = courses_visible_to(reader).filter(translation_key__in=counts)
    return [
        Participation(title=course.title, language=course.language, **counts[course.key])
        for course in outline.courses(visible, language, whole=True)
    ]


def _counts(region_ids: Collection[int], reader: User) -> QuerySet[Enrolment, Any]:
    done = Q(completed_at__isnull=False)
    taught = Q(has_taught=True)
    return (
        Enrolment.objects.filter(
            user__organisation__region__in=region_ids,
            user__organisation__results=Organisation.Results.COUNTED,
        )
        .exclude(user=reader)
        .order_by()
        .annotate(has_taught=Exists(Taught.objects.filter(enrolment=OuterRef("pk"))))
        .values("course_key")
        .annotate(
            enrolled=Count("pk"),
            completed=Count("pk", filter=done),
            organisations=Count("user__organisation", distinct=True),
            completed_organisations=Count("user__organisation", distinct=True, filter=done),
            open_organisations=Count("user__organisation", distinct=True, filter=~done),
            passed_on=Count("pk", filter=taught),
            passed_on_organisations=Count("user__organisation", distinct=True, filter=taught),
            rest_organisations=Count("user__organisation", distinct=True, filter=~taught),
        )
    )
