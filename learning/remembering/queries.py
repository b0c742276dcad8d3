"""The questions that come back to a member today."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language

from learning.catalogue import contents, outline
from learning.catalogue.outline import Course, Lesson, Part
from learning.catalogue.permissions import levels_open_to
from learning.facts import COMES_BACK_ON
from learning.models import CoursePage, Enrolment, Recall
from learning.questions.kinds.protocol import Question, Reply
from learning.remembering.permissions import recalls_of
from people.models import User

A_DAY = 3


@dataclass(frozen=True)
class Asked:
    """A question that comes back, in the words of the page `words`."""

    course: Course
    lesson: Lesson
    question: Question
    words: Part

    @property
    def right(self) -> Reply | None:
        """What the lesson says to a right answer."""
        return self.question.reply(self.question.right_answer)


@dataclass(frozen=True)
class Today:
    """What comes back today: `due` are the questions that are left of the three of a day, those
    that wait longest first, and `answered` says how many were answered already."""

    due: tuple[Asked, ...] = ()
    answered: int = 0

    @property
    def total(self) -> int:
        return self.answered + len(self.due)

    @property
    def number(self) -> int:
        """The number of the question that is asked now, counted from 1."""
        return self.answered + 1

    def asks(self, question: UUID) -> bool:
        return any(one.question.id == question for one in self.due)

    def without(self, question: UUID) -> "Today":
        """Return what is left once `question` has an answer."""
        left = tuple(one for one in self.due if one.question.id != question)
        return replace(self, due=left, answered=self.answered + len(self.due) - len(left))


def today_of(user: User, courses: Iterable[Course]) -> Today:
    """Return what comes back to `user` today, out of the `courses` that they take. One query; none
    for members to whom nothing does, or who have stopped it.

    A question that was removed is not asked, nor one of a lesson or a course that is not published.
    """
    if not user.wants_recall or not _may_be_due(user):
        return Today()
    day = user.today
    due: list[tuple[UUID, UUID]] = []
    answered = 0
    found = recalls_of(user).filter(Q(due_on__lte=day) | Q(asked_on=day)).order_by("due_on", "pk")
    for lesson, question, asked_on in found.values_list("lesson_key", "question_id", "asked_on"):
        if asked_on == day:
            answered += 1
        else:
            due.append((lesson, question))
    return Today(_asked(due, courses, at_most=max(A_DAY - answered, 0)), answered)


def taken_by(user: User) -> list[Course]:
    """Return the courses that `user` takes, in the language of the page. One query."""
    return outline.courses_taken_by(user, levels_open_to(user), get_language() or "")


def asked(user: User, question: UUID, courses: Iterable[Course]) -> Asked | None:
    """Return a question that comes back to `user`, due or not; None while it is not published.
    One query. Raises `Recall.DoesNotExist` for any other question."""
    lesson = recalls_of(user).values_list("lesson_key", flat=True).get(question_id=question)
    return next(iter(_asked([(lesson, question)], courses, at_most=1)), None)


def questions_in_words(kept: Collection[Recall]) -> dict[int, str]:
    """Return recall pk → text of its question, in the active language, if it is published."""
    keys = Enrolment.objects.filter(user__in=[one.user_id for one in kept]).values("course_key")
    visible = CoursePage.objects.live().filter(translation_key__in=keys)
    courses = outline.courses(visible, get_language() or "", whole=True)
    pairs = [(one.lesson_key, one.question_id) for one in kept]
    found = _asked(pairs, courses, at_most=len(pairs))
    texts = {one.question.id: one.question.text for one in found}
    return {one.pk: texts[one.question_id] for one in kept if one.question_id in texts}


def _may_be_due(user: User) -> bool:
    """Whether a question can be due, by what the request has read with its member."""
    if COMES_BACK_ON not in user.facts:
        return True
    first: date | None = user.facts[COMES_BACK_ON]
    return first is not None and first <= user.today


def _asked(
    wanted: Collection[tuple[UUID, UUID]], courses: Iterable[Course], *, at_most: int
) -> tuple[Asked, ...]:
    """Return the first of the questions, given with the keys of their lessons, that are there."""
    places = {lesson.key: (course, lesson) for course in courses for lesson in course.lessons}
    there = [(lesson, question) for lesson, question in wanted if lesson in places]
    parts = contents.of_all(places[lesson][1] for lesson in {lesson for lesson, _id in there})
    found: list[Asked] = []
    for key, question_id in there:
        if len(found) == at_most:
            break
        if key not in parts or (question := parts[key].question(question_id)) is None:
            continue
        course, lesson = places[key]
        found.append(Asked(course, lesson, question, parts[key].words_of(question, lesson)))
    return tuple(found)
