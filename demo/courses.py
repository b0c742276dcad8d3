"""What the demo's people learn: the starter course, taken by many and completed by several."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.http import QueryDict

from demo import dates
from demo.members import Members
from learning.catalogue import contents, outline
from learning.catalogue.outline import Course
from learning.certificates import actions as certificates
from learning.difficulties import actions as difficulties
from learning.models import CoursePage, Enrolment, LessonProgress, Taught
from learning.questions.kinds.protocol import Given, Question
from people.models import User

# What members of a group do, in turn: not enrolled, enrolled, or completed.
TURNS = ("completed", "enrolled", "completed", "", "enrolled")


def course() -> Course:
    page = CoursePage.objects.live().order_by("path")[0]
    found = outline.course(CoursePage.objects.live(), page.translation_key, "fr")
    assert found is not None
    return found


def make_figures(taken: Course, members: Members) -> None:
    """Enrol those who never sign in. Their number is above the least that a region may see."""
    people = [
        (user, TURNS[at % len(TURNS)])
        for group in members.values()
        for at, user in enumerate(group)
    ]
    enrolments = Enrolment.objects.bulk_create(
        _enrolment(user, taken, turn, at) for at, (user, turn) in enumerate(people) if turn
    )
    completed = [one for one in enrolments if one.completed_at]
    LessonProgress.objects.bulk_create(
        LessonProgress(enrolment=one, lesson_key=lesson.key, done_at=done_at)
        for one in completed
        for lesson, done_at in zip(taken.lessons, _days_of(one, taken), strict=True)
    )
    for one in completed:
        certificates.issue(enrolment=one, on=one.touched_at.date())
    # Every second of them taught it to a group, in the month in which they completed it.
    Taught.objects.bulk_create(
        Taught(enrolment=one, month=one.touched_at.date().replace(day=1), group=Taught.Group.SOME)
        for one in completed[::2]
    )
    _count_first_answers(taken, members=len(completed))


def _count_first_answers(taken: Course, *, members: int) -> None:
    """Count what so many members answered first: the later the question in its lesson, the more of
    them were wrong, most with the same choice."""
    for content in contents.of_all(taken.lessons).values():
        for number, question in enumerate(content.questions, start=1):
            wrong = list(_wrong_choices(question))
            for at in range(members if wrong else 0):
                is_right = at % 9 >= number
                given = question.right_answer if is_right else wrong[at % 3 // 2 % len(wrong)]
                difficulties.count(question=question, given=given, is_right=is_right)


def _wrong_choices(question: Question) -> Iterator[Given]:
    """Yield the wrong answers that consist of one choice."""
    for name, field in question.form(None, None).fields.items():
        for code, _text in getattr(field, "choices", ()):
            form = question.form(QueryDict(f"{name}={code}"), None)
            if form.is_valid() and (reply := question.reply(form.given)) and not reply.is_right:
                yield form.given


def _enrolment(user: User, taken: Course, turn: str, at: int) -> Enrolment:
    """Return an enrolment, not saved yet: some days after its member joined, and completed within
    four weeks."""
    days = (dates.day(0) - user.joined_on).days - 4 - at % 5
    enrolled_at = dates.ago(days, 9 + at % 9)
    last = enrolled_at + timedelta(days=11 + at % 17)
    return Enrolment(
        user=user,
        course_key=taken.key,
        enrolled_at=enrolled_at,
        touched_at=last if turn == "completed" else enrolled_at,
        completed_at=last if turn == "completed" else None,
        last_lesson=taken.lessons[-1].key if turn == "completed" else None,
    )


def _days_of(one: Enrolment, taken: Course) -> list[datetime]:
    """Return when each lesson was done, the last one when the course was completed."""
    assert one.completed_at
    step = (one.completed_at - one.enrolled_at) / len(taken.lessons)
    return [one.enrolled_at + step * (number + 1) for number in range(len(taken.lessons))]
