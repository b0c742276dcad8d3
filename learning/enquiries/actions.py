"""Asking a facilitator about a lesson, taking the question back, and answering it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning import notices
from learning.catalogue.outline import Course, Lesson
from learning.enquiries.permissions import enquiries_answerable_by, enquiries_of
from learning.models import Enquiry, Enrolment
from learning.progress.actions import NotEnrolled
from learning.standing_in.actions import tell_each
from people.changes import code_from
from people.models import AccessRecord, Notice, User
from people.notices.actions import take_back, take_back_all, tell
from people.privacy import access_log, events
from web.errors import Closed, TooMany

# Of one course, at the same time: enough for a learner, and the queue stays short for all.
MOST_WAITING = 3


class TooManyWaiting(TooMany):
    """The member waits for as many answers in this course as allowed."""

    sentence = _(
        "Three of your questions about this course are waiting for an answer. Take one back, or "
        "ask this one later."
    )


class IsAnswered(Closed):
    """The question was answered, so it cannot be taken back."""

    sentence = _("Your question has been answered meanwhile. The answer is below.")


class NoLongerWaits(Closed):
    """Someone else has answered the question, or its author has taken it back."""

    sentence = _(
        "This question is no longer waiting: someone has answered it, or it was taken back. Your "
        "answer was not sent."
    )


@transaction.atomic
def ask(
    *,
    user: User,
    course: Course,
    lesson: Lesson,
    text: str,
    key: UUID,
    is_for_coordinators: bool = False,
) -> Enquiry:
    """Ask a facilitator. `key` is the form's own: the same form sent twice asks once, and with
    another text it asks another question.

    Raises `NotEnrolled` and `TooManyWaiting`.
    """
    # Locked, so that two at once count as two.
    mine = Enrolment.objects.select_for_update().filter(user=user, course_key=course.key)
    enrolment = mine.first()
    if enrolment is None:
        raise NotEnrolled
    code = code_from(user, key, text)
    if asked := enquiries_of(user).filter(code=code).first():
        return asked
    if enrolment.enquiries.waiting().count() >= MOST_WAITING:
        raise TooManyWaiting
    asked = Enquiry.objects.create(
        code=code,
        enrolment=enrolment,
        lesson_key=lesson.key,
        text=text,
        is_for_coordinators=is_for_coordinators,
    )
    events.record("ask", actor=user, subject=asked)
    return asked


@transaction.atomic
def take_back_question(*, user: User, code: UUID) -> bool:
    """Delete the question of `user` with this `code`; False when there is none, or no longer.
    Raises `IsAnswered`."""
    asked = enquiries_of(user).select_for_update(of=("self",)).filter(code=code).first()
    if asked is None:
        return False
    if asked.answered_at:
        raise IsAnswered
    events.record("take_back_question", actor=user, subject=asked)
    take_back(None, kinds=[notices.QUESTION_WAITS], code=code)
    asked.delete()
    return True


@transaction.atomic
def answer(*, enquiry: Enquiry, by: User, text: str) -> Enquiry:
    """Answer a question, and tell its author. The same answer sent twice is kept once.

    Raises `NoLongerWaits` unless the question waits for `by` (`enquiries_answerable_by`).
    """
    # Locked before it is asked whether it waits: of two answers, the second waits here for the
    # first.
    locked = Enquiry.objects.select_for_update().filter(pk=enquiry.pk)
    if not locked.exists():
        raise NoLongerWaits
    kept = Enquiry.objects.select_related("enrolment__user__key").get(pk=enquiry.pk)
    if kept.answered_by_id == by.pk and kept.answer == text:
        return kept
    if not enquiries_answerable_by(by).filter(pk=kept.pk).exists():
        raise NoLongerWaits
    kept.answer, kept.answered_at, kept.answered_by = text, timezone.now(), by
    kept.save(update_fields=["answer", "answered_at", "answered_by"])
    events.record("answer_question", actor=by, subject=kept)
    take_back(None, kinds=[notices.QUESTION_WAITS], code=kept.code)
    author = kept.enrolment.user
    # Without a subject: several answers are one line, which leads to all of them.
    tell(author, kind=notices.QUESTION_ANSWERED, key=str(kept.code))
    return kept


def note_reading(*, enquiry: Enquiry, reader: User) -> None:
    """Record that `reader` reads the question, before they do. Raises DatabaseError when it cannot
    be recorded."""
    author = enquiry.enrolment.user
    access_log.record(actor=reader, subjects=[author], what=AccessRecord.What.ENQUIRY)


def tell_stand_ins() -> None:
    """Notify facilitators and coordinators of the question that waits longest for them, and take
    back what does not wait any more; safe to run at any time."""
    tell_each(kind=notices.QUESTION_WAITS, waiting_for=enquiries_answerable_by)


@transaction.atomic
def forget_old() -> int:
    """Delete questions whose time is up, with the notices about them; return how many."""
    old = list(Enquiry.objects.to_forget().values_list("code", flat=True))
    take_back_all(None, kinds=[notices.QUESTION_WAITS], codes=old)
    told = Notice.objects.filter(kind=notices.QUESTION_ANSWERED.name)
    told.filter(key__in=[str(code) for code in old]).delete()
    deleted, _rows = Enquiry.objects.filter(code__in=old).delete()
    return deleted
