"""How far somebody is: opening lessons, answering questions, and the view of it all."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from learning.catalogue import contents, outline
from learning.catalogue.contents import Exercise
from learning.catalogue.outline import Course, Lesson
from learning.catalogue.permissions import courses_visible_to
from learning.models import Enrolment, Submission
from people.models import User


@dataclass
class Standing:
    """Where one member stands in one course, all that any of its pages asks about her."""

    enrolment_id: int
    course_key: UUID
    last_lesson: UUID | None
    completed_at: datetime | None
    certificate: str
    opened: set[UUID] = field(default_factory=set)
    done: set[UUID] = field(default_factory=set)
    works: dict[UUID, str] = field(default_factory=dict)

    def is_done(self, lesson: Lesson) -> bool:
        return lesson.key in self.done

    def count_done(self, course: Course) -> int:
        return sum(lesson.key in self.done for lesson in course.lessons)

    def next_lesson(self, course: Course) -> Lesson | None:
        """Return where «continue» leads: the lesson she was in, else the first that is not done,
        looking forward from there; None when she is through with all of them."""
        last = course.lesson(self.last_lesson)
        start = last.number - 1 if last else 0
        ordered = [*course.lessons[start:], *course.lessons[:start]]
        return next((lesson for lesson in ordered if lesson.key not in self.done), None)

    def accepted(self, exercise: Exercise) -> bool:
        return self.works.get(exercise.id) == Submission.State.ACCEPTED


@dataclass(frozen=True, kw_only=True)
class InHand:
    """A course that somebody takes, for her home page.

    `is_begun` once she has opened a lesson. `next_lesson` is None when all are done; then
    `exercise` is the first that is not accepted, in `exercise_lesson`, with its `Submission.State`
    or "" when not begun. `weight` is in bytes.
    """

    course: Course
    is_begun: bool
    done: int
    total: int
    next_lesson: Lesson | None
    weight: int
    exercise: Exercise | None
    exercise_lesson: Lesson | None
    exercise_state: str
    completed: bool
    certificate: str


def standing(user: User, course_key: UUID) -> Standing | None:
    """Return where `user` stands in the course, None when she does not take it. One query."""
    return standings(user, course_key=course_key).get(course_key)


def standings(user: User, **only: UUID) -> dict[UUID, Standing]:
    """Return course key → where `user` stands, the last touched course first. One query.

    Lessons and works are joined side by side: a course has so few of both that their product is
    cheaper than a second query.
    """
    found: dict[UUID, Standing] = {}
    rows = (
        Enrolment.objects.filter(user=user, **only)
        .order_by("-touched_at", "-pk")
        .values_list(
            *("pk", "course_key", "last_lesson", "completed_at"),
            *("certificate__number", "certificate__revoked_at"),
            *("progress__lesson_key", "progress__done_at"),
            *("submissions__exercise_id", "submissions__state"),
        )
    )
    for pk, key, last, completed, number, revoked, lesson, done_at, exercise, state in rows:
        valid = number if number and not revoked else ""
        one = found.setdefault(key, Standing(pk, key, last, completed, valid))
        if lesson:
            one.opened.add(lesson)
        if done_at:
            one.done.add(lesson)
        if exercise:
            one.works[exercise] = state
    return found


def overview(user: User, language: str) -> list[InHand]:
    """Return the courses that `user` takes, the last touched first; two queries when warm.

    Courses that are not published (any more) are left out.
    """
    held = standings(user)
    if not held:
        return []
    visible = courses_visible_to(user).filter(translation_key__in=held)
    by_key = {course.key: course for course in outline.courses(visible, language)}
    return [_in_hand(by_key[key], one) for key, one in held.items() if key in by_key]


def _in_hand(course: Course, standing: Standing) -> InHand:
    lesson = standing.next_lesson(course)
    waiting = None if lesson or standing.completed_at else first_open_exercise(course, standing)
    return InHand(
        course=course,
        is_begun=bool(standing.opened),
        done=standing.count_done(course),
        total=len(course.lessons),
        next_lesson=lesson,
        weight=contents.of(lesson).weight if lesson else 0,
        exercise=waiting[1] if waiting else None,
        exercise_lesson=waiting[0] if waiting else None,
        exercise_state=standing.works.get(waiting[1].id, "") if waiting else "",
        completed=standing.completed_at is not None,
        certificate=standing.certificate,
    )


def first_open_exercise(course: Course, standing: Standing) -> tuple[Lesson, Exercise] | None:
    """Return the first exercise that is not accepted, with its lesson."""
    parts = contents.of_all(course.lessons)
    for lesson in course.lessons:
        for exercise in parts[lesson.key].exercises:
            if not standing.accepted(exercise):
                return lesson, exercise
    return None
