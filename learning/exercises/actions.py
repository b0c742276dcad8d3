"""Handing in an exercise with its files, and the answer to it.

The states are draft → sent → returned → sent … → accepted. `mentorship` decides who may review.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from files.storage import CleanFile
from learning import notices
from learning.catalogue import contents, outline
from learning.catalogue.contents import Exercise, WorkedAnswer
from learning.catalogue.outline import Course, Lesson
from learning.exercises import tables
from learning.exercises.tables import Table
from learning.models import Attachment, CoursePage, Enrolment, Review, Submission
from learning.partners import actions as partners
from learning.progress import completion
from learning.progress.actions import NotEnrolled
from people.models import User
from people.notices.actions import delete_about, tell
from people.privacy import events
from web.errors import Closed, TooMany

State = Submission.State
Verdict = Review.Verdict


class AlreadySent(Closed):
    """The work waits for a review or was accepted: it cannot be changed now."""

    sentence = _(
        "Your work was already handed in, so this text was not saved. Copy it if you want to keep "
        "it."
    )


class IsOlder(Closed):
    """Another page has saved a newer text meanwhile."""

    sentence = _(
        "A newer text of yours is already saved, so this one was not. Copy it if you want to keep "
        "it, then reload the page."
    )


class OtherText(Closed):
    """Another tab or phone has saved another text since this page was opened."""

    sentence = _(
        "Another text of yours was saved on another page meanwhile, so this one was not. Tap “Save "
        "as a draft” to see both."
    )


class AlreadyRead(Closed):
    """Someone has opened the work meanwhile: it cannot be taken back."""

    sentence = _(
        "Someone has opened your work meanwhile, so you can no longer take it back. Their comment "
        "will appear here."
    )


class TooManyFiles(TooMany):
    """The work has `Attachment.MOST` files already."""

    sentence = _("An exercise has at most 3 files. Remove one first.")


class NotWaiting(Closed):
    """The work is not waiting for a review: nothing can be decided about it."""

    sentence = _("This exercise is no longer waiting for a review. Your comment was not sent.")


@dataclass(frozen=True)
class Task:
    """The exercise that a submission answers, in the reader's language if it is translated;
    `language` is that of the exercise. Only pages of those who may review show `worked_answer`."""

    course: Course
    lesson: Lesson
    exercise: Exercise
    language: str
    worked_answer: WorkedAnswer | None


def now() -> int:
    """Return the present time in the milliseconds of `Submission.typed_at`."""
    return time.time_ns() // 1_000_000


@transaction.atomic
def save_draft(
    *,
    user: User,
    course: Course,
    lesson: Lesson,
    exercise: Exercise,
    text: str,
    table: Table | None = None,
    is_for_coordinators: bool = False,
    typed_at: int | None = None,
    opened_at: int | None = None,
    file: CleanFile | None = None,
    without: UUID | None = None,
) -> Submission:
    """Keep `text` and `table` for later, add `file`, which is kept once however often it comes, and
    delete the one with the code `without`.

    Raises `NotEnrolled`, `AlreadySent`, `IsOlder`, `OtherText`, `TooManyFiles`.

    `typed_at` comes with what a page saves by itself: a text older than the kept one is refused.
    Without it the text is the newest, because the member just sent it. `opened_at` says which page
    sends it: one that never showed what another one saved since does not replace it.
    """
    # A page cannot have been typed after now.
    typed = now() if typed_at is None else min(typed_at, now())
    enrolment = (
        Enrolment.objects.select_for_update().filter(user=user, course_key=course.key).first()
    )
    if enrolment is None:
        raise NotEnrolled
    submission, is_new = Submission.objects.select_for_update().get_or_create(
        enrolment=enrolment,
        exercise_id=exercise.id,
        defaults={
            "lesson_key": lesson.key,
            "text": text,
            "table": table.kept if table else None,
            "is_for_coordinators": is_for_coordinators,
            "typed_at": typed,
            "opened_at": opened_at or 0,
        },
    )
    if not submission.is_editable:
        raise AlreadySent
    if not is_new:
        is_other = not _says(submission, text, table)
        if typed_at is not None and typed <= submission.typed_at and is_other:
            raise IsOlder
        is_unseen = (
            opened_at is not None and submission.opened_at != opened_at < submission.typed_at
        )
        if is_unseen and is_other:
            raise OtherText
        submission.text = text
        if table:
            submission.table = table.kept
        submission.is_for_coordinators = is_for_coordinators
        submission.lesson_key = lesson.key
        submission.typed_at = max(typed, submission.typed_at)
        submission.opened_at = opened_at or 0
        fields = ["text", "table", "is_for_coordinators", "lesson_key", "typed_at", "opened_at"]
        submission.save(update_fields=fields)
    if without:
        submission.attachments.filter(code=without).delete()
    if file and not _holds(submission, file):
        _attach(submission, file)
    return submission


def send(
    *,
    user: User,
    course: Course,
    lesson: Lesson,
    exercise: Exercise,
    text: str,
    table: Table | None = None,
    is_for_coordinators: bool = False,
    opened_at: int | None = None,
    file: CleanFile | None = None,
) -> Submission:
    """Hand in `text` and `table`, with `file` and those that were added before; sending the same
    again changes nothing.

    Raises `NotEnrolled`, `AlreadySent` when something else was handed in before, `OtherText` and
    `TooManyFiles`.
    """
    try:
        with transaction.atomic():
            submission = save_draft(
                user=user,
                course=course,
                lesson=lesson,
                exercise=exercise,
                text=text,
                table=table,
                is_for_coordinators=is_for_coordinators,
                opened_at=opened_at,
                file=file,
            )
            submission.state = State.SENT
            submission.sent_at = timezone.now()
            submission.is_read = False
            submission.save(update_fields=["state", "sent_at", "is_read"])
            events.record("hand_in", actor=user, subject=submission)
    except AlreadySent:
        # By the enrolment: another course can have an exercise of the same id.
        kept = Submission.objects.get(
            enrolment__user=user, enrolment__course_key=course.key, exercise_id=exercise.id
        )
        is_same = _says(kept, text, table) and (file is None or _holds(kept, file))
        if kept.state == State.SENT and is_same:
            return kept
        raise
    return submission


@transaction.atomic
def withdraw(*, user: User, submission: Submission) -> None:
    """Give handed-in work back to `user`, who wrote it, as it was before: a draft, or work to
    improve.

    Work that does not wait any more stays as it is. Raises `AlreadyRead`.
    """
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if submission.state != State.SENT:
        return
    if submission.is_read:
        raise AlreadyRead
    is_improved = submission.decided_at is not None
    submission.state = State.RETURNED if is_improved else State.DRAFT
    submission.save(update_fields=["state"])
    delete_about([submission.code], except_for=[user])
    events.record("withdraw", actor=user, subject=submission)


def mark_read(submission: Submission) -> bool:
    """Record that someone opens the work, before they read it; return whether it is still there
    for them: its writer may have taken it back meanwhile."""
    if submission.is_withdrawable:
        waiting = Submission.objects.filter(pk=submission.pk, state=State.SENT)
        return waiting.update(is_read=True) == 1
    return True


def review(*, submission: Submission, reviewer: User, verdict: str, text: str, key: UUID) -> Review:
    """Review a submission, and complete the course if this was the last thing to do in it.

    The same `key` again returns the existing review. A comment leaves the state as it is. Raises
    `NotWaiting` when there is nothing to decide, or nothing was handed in yet.
    """
    with transaction.atomic():
        # Every writer locks the enrolment first, so that a last answer at the same moment waits
        # and only one of the two completes the course.
        # Those of partners come along in one order, so that no two reviews wait for each other.
        counted = partners.enrolments_of(submission)
        locked = Enrolment.objects.select_for_update().filter(pk__in=counted).order_by("pk")
        enrolment = next(one for one in locked if one.pk == submission.enrolment_id)
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        kept = Review.objects.filter(key=key).first()
        if kept:
            return kept
        if submission.state == State.DRAFT:
            raise NotWaiting
        if verdict != Verdict.COMMENT:
            _decide(submission, verdict)
        written = Review.objects.create(
            submission=submission, reviewer=reviewer, key=key, verdict=verdict, text=text
        )
        _tell(enrolment.user, submission, verdict, written)
        events.record(f"review_{verdict}", actor=reviewer, subject=submission)
        completion.complete_when_done(enrolment=enrolment)
        if verdict == Verdict.ACCEPT:
            partners.count_for_partners(submission)
    return written


def tasks(submissions: Iterable[Submission], language: str) -> dict[int, Task]:
    """Return submission pk → the exercise it answers; two queries when the cache is warm.

    Give submissions with `select_related("enrolment")`. Those whose course, lesson or exercise is
    no longer published are left out.
    """
    wanted = list(submissions)
    keys = {one.enrolment.course_key for one in wanted}
    visible = CoursePage.objects.live().filter(translation_key__in=keys)
    courses = {course.key: course for course in outline.courses(visible, language, whole=True)}
    found = {}
    for one in wanted:
        course = courses.get(one.enrolment.course_key)
        lesson = course.lesson(one.lesson_key) if course else None
        content = contents.of(lesson) if lesson else None
        exercise = content.exercise(one.exercise_id) if content else None
        if course and lesson and content and exercise:
            words = content.words_of(exercise, lesson)
            answer = content.worked_answers.get(exercise.id)
            found[one.pk] = Task(course, lesson, exercise, words.language, answer)
    return found


def _says(submission: Submission, text: str, table: Table | None) -> bool:
    """Whether this very text and table are what is kept."""
    return submission.text == text and (
        table is None or tables.same(Table.of_kept(submission.table), table)
    )


def _attach(submission: Submission, file: CleanFile) -> None:
    if submission.attachments.count() >= Attachment.MOST:
        raise TooManyFiles
    content = _bytes(file)
    submission.attachments.create(kind=_kind(file), size=len(content), content=content)


def _holds(submission: Submission, file: CleanFile) -> bool:
    """Whether the work has this very file. No digest of it is kept: one can be guessed at."""
    content = _bytes(file)
    alike = submission.attachments.filter(kind=_kind(file), size=len(content))
    return any(one.content == content for one in alike)


def _kind(file: CleanFile) -> str:
    return PurePath(str(file.name)).suffix.removeprefix(".")


def _bytes(file: CleanFile) -> bytes:
    file.seek(0)
    return bytes(file.read())


def _decide(submission: Submission, verdict: str) -> None:
    if submission.state != State.SENT:
        raise NotWaiting
    submission.state = State.ACCEPTED if verdict == Verdict.ACCEPT else State.RETURNED
    submission.decided_at = timezone.now()
    submission.save(update_fields=["state", "decided_at"])


def _tell(user: User, submission: Submission, verdict: str, written: Review) -> None:
    accepted = verdict == Verdict.ACCEPT
    tell(
        user,
        kind=notices.EXERCISE_ACCEPTED if accepted else notices.EXERCISE_RETURNED,
        key=f"{submission.code}:{written.pk}",
        subject_code=submission.code,
    )
