"""Exercises of the starter course: handed in, sent back with a comment, improved, accepted; one
has a photo."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import File

from demo import cash_book, dates
from demo.members import called
from files import storage
from learning.catalogue import contents
from learning.catalogue.outline import Course
from learning.exercises import actions as exercises
from learning.models import (
    Answer,
    Certificate,
    Enrolment,
    LessonProgress,
    Recall,
    Review,
    Submission,
)
from learning.progress import actions as progress
from learning.questions import actions as questions
from people.models import Notice, User

Verdict = Review.Verdict


@dataclass(frozen=True)
class Round:
    """What was handed in `sent` days ago, and what the mentor wrote `read` days ago, if at all."""

    sent: int
    text: str
    read: int = 0
    verdict: str = ""
    comment: str = ""
    has_photo: bool = False


@dataclass(frozen=True, kw_only=True)
class Work:
    """How a member took the course: `enrolled` days ago, a lesson every few days."""

    who: str
    mentor: str = ""
    enrolled: int
    lessons: int = 99
    rounds: tuple[Round, ...] = ()


WORKS = [
    # Completed, after three rounds.
    Work(
        who="lead",
        mentor="mentor2",
        enrolled=146,
        rounds=(
            Round(
                112,
                "Recettes : 1 660 000. Ateliers : 804 000. Fonctionnement : 803 000.",
                109,
                Verdict.IMPROVE,
                "Les sommes sont justes. Que reste-t-il à la fin, et qui peut signer ?",
            ),
            Round(
                101,
                "Recettes : 1 660 000. Ateliers : 804 000. Fonctionnement : 803 000."
                " Imprévus : 50 000. Reste : 3 000. Deux personnes signent.",
                99,
                Verdict.IMPROVE,
                "C’est plus clair. Ajoutez ce que vous ferez ce mois-ci, et quand en reparler.",
            ),
            Round(
                90,
                "Recettes : 1 660 000. Ateliers : 804 000. Fonctionnement : 803 000."
                " Imprévus : 50 000. Reste : 3 000. Deux personnes signent. Le premier vendredi,"
                " nous lisons les comptes à voix haute.",
                88,
                Verdict.ACCEPT,
                "Très bien. Quelqu’un d’absent peut refaire les comptes. Bravo !",
            ),
        ),
    ),
    # In the third round: a mentor has something to read.
    Work(
        who="leader3",
        mentor="mentor",
        enrolled=104,
        rounds=(
            Round(
                48,
                "Income 1 660 000. Workshops 804 000. Core 803 000.",
                45,
                Verdict.IMPROVE,
                "The sums are right. What is left at the end? Show the line.",
            ),
            Round(
                30,
                "Income 1 660 000. Workshops 804 000. Core 803 000. Unexpected 50 000. Left 3 000.",
                26,
                Verdict.IMPROVE,
                "Good. Now add the letters A and C, and who reads the accounts aloud.",
            ),
            Round(
                2,
                "Income 1 660 000. Workshops 804 000. Core 803 000. Unexpected 50 000. Left 3 000."
                " A: the host shows us the statement. C: two of us sign. Baobab reads aloud."
                " The photo shows our page of the cash book.",
                has_photo=True,
            ),
        ),
    ),
    # In the middle of the course.
    Work(who="facilitator", enrolled=23, lessons=2),
]


def make(course: Course) -> None:
    for work in WORKS:
        user = called(work.who)
        enrolment = progress.enrol(user=user, course_key=course.key)
        _learn(enrolment, course, work)
        _work(enrolment, course, work)


def _learn(enrolment: Enrolment, course: Course, work: Work) -> None:
    """Answer all questions of the lessons rightly, a lesson every four days."""
    taken = course.lessons[: work.lessons]
    for lesson in taken:
        for question in contents.of(lesson).questions:
            questions.answer(
                user=enrolment.user,
                course=course,
                lesson=lesson,
                question=question,
                given=question.right_answer,
            )
    for number, lesson in enumerate(taken, start=1):
        done_at = dates.ago(work.enrolled - 4 * number)
        here = {"enrolment": enrolment, "lesson_key": lesson.key}
        LessonProgress.objects.filter(**here).update(done_at=done_at)
        Answer.objects.filter(**here).update(answered_at=done_at)
        _remember(enrolment.user, lesson.key, done_at.date())
    Enrolment.objects.filter(pk=enrolment.pk).update(
        enrolled_at=dates.ago(work.enrolled, 9),
        touched_at=dates.ago(work.enrolled - 4 * len(taken)),
        last_lesson=taken[-1].key,
    )


def _remember(user: User, lesson: UUID, done_on: date) -> None:
    """Date back what comes back of a lesson: answered right on each of its days until two weeks
    ago. What was due since then waits."""
    recalls = Recall.objects.filter(user=user, lesson_key=lesson)
    for after in Recall.After:
        if (due_on := done_on + timedelta(days=after)) > dates.day(14):
            recalls.update(after=after, due_on=due_on)
            return
    recalls.delete()


def _work(enrolment: Enrolment, course: Course, work: Work) -> None:
    tasks = [
        (lesson, exercise)
        for lesson in course.lessons
        for exercise in contents.of(lesson).exercises
        if work.rounds
    ]
    for lesson, exercise in tasks:
        here: dict[str, Any] = {"course": course, "lesson": lesson, "exercise": exercise}
        for number, part in enumerate(work.rounds):
            photo = File(io.BytesIO(cash_book.photo()), "page.jpg") if part.has_photo else None
            file = storage.clean(photo, storage.PHOTOS) if photo else None
            sent = exercises.send(user=enrolment.user, text=part.text, file=file, **here)
            Submission.objects.filter(pk=sent.pk).update(sent_at=dates.ago(part.sent))
            if part.verdict:
                _read(sent, work, part, number)


def _read(sent: Submission, work: Work, part: Round, number: int) -> None:
    at = dates.ago(part.read, 19)
    written = exercises.review(
        submission=sent,
        reviewer=called(work.mentor),
        verdict=part.verdict,
        text=part.comment,
        key=dates.key(f"review {sent.exercise_id} {work.who} {number}"),
    )
    Review.objects.filter(pk=written.pk).update(written_at=at)
    Submission.objects.filter(pk=sent.pk).update(decided_at=at)
    # They read of it then.
    told = Notice.objects.filter(user=sent.enrolment.user, read_at=None)
    about = [sent.code, sent.enrolment.course_key]
    told.filter(subject_code__in=about).update(created_at=at, read_at=at)
    if part.verdict == Verdict.ACCEPT:
        Enrolment.objects.filter(pk=sent.enrolment_id).update(completed_at=at, touched_at=at)
        Certificate.objects.filter(enrolment=sent.enrolment_id).update(
            month=at.date().replace(day=1)
        )
