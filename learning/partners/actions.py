"""Letting the work of one member count for those who did it with them, by their own yes."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning import notices
from learning.models import Enrolment, Partner, Submission, Together
from learning.progress import completion
from people import readable_codes
from people.models import AccessRecord, User
from people.notices.actions import tell
from people.privacy import access_log, events
from web.errors import Closed, Gone, TooMany

# 40 bits, for a day, and typed beside the exercise that it belongs to.
GROUPS = 2
SALT = b"learning.partners"
State = Submission.State


class NoSuchCode(Gone):
    """No work of this exercise can be joined with this code now."""

    sentence = _(
        "This code does not work here. It belongs to one exercise and works for 24 hours. Ask for "
        "a new one."
    )


class IsFull(TooMany):
    """As many typed the code as did the work together."""

    sentence = _(
        "As many people have typed this code as did the work. Ask the one who handed it in to "
        "correct the number."
    )


class HasOwnWork(Closed):
    """The member handed in work of their own for this exercise."""

    sentence = _("You have handed in work of your own for this exercise. It counts for you.")


class NotHandedIn(Closed):
    """Nothing was handed in that others could have done, too."""

    sentence = _("Hand in the exercise first. Then the others can type a code.")


class TooFew(Closed):
    """More people typed the code than are said to have done the work."""

    sentence = _("More people have typed the code already. Give the number with all of them.")


def code_of(together: Together) -> str:
    """Return the code that others type."""
    return readable_codes.code_for(together.key, groups=GROUPS, salt=SALT)


@transaction.atomic
def open_to_others(*, user: User, submission: Submission, people: int) -> Together:
    """Keep that `people` did the work of `user` together, and give a code that works for a day. An
    earlier code works no more, except that a form sent twice within it keeps it.

    Raises `NotHandedIn` and `TooFew`.
    """
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if submission.state == State.DRAFT or submission.sent_at is None:
        raise NotHandedIn
    now = timezone.now()
    together = Together.objects.filter(submission=submission).first()
    if together is None:
        together = Together(submission=submission, until=now)
    elif together.partners.count() > people - 1:
        raise TooFew
    together.people = people
    if together.until <= now:
        together.key, together.until = uuid4(), now + Together.OPEN_FOR
        together.digest = readable_codes.digest(code_of(together))
    together.save()
    events.record("open_to_others", actor=user, subject=submission)
    return together


@transaction.atomic
def end(*, user: User, submission: Submission) -> None:
    """Let the group of this work of `user` end: its code works no more, and no one who typed it
    reads the work. For whom it was accepted, it stays so; all others are told, because it no longer
    counts for them. Ending it again changes nothing."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    together = Together.objects.filter(submission=submission).first()
    if together is None:
        return
    if submission.state != State.ACCEPTED:
        for partner in together.partners.select_related("enrolment__user").order_by("pk"):
            enrolment = partner.enrolment
            tell(
                enrolment.user,
                kind=notices.GROUP_ENDED,
                key=f"{together.key}@{partner.pk}",
                subject_code=enrolment.course_key,
            )
    together.delete()
    events.record("end_group", actor=user, subject=submission)


@transaction.atomic
def join(*, user: User, enrolment_id: int, exercise_id: UUID, code: str) -> None:
    """Let the work behind `code` count for `user`, too, as soon as it is accepted. The same again
    changes nothing.

    Raises `NoSuchCode`, `HasOwnWork` and `IsFull`.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment_id, user=user)
    open_now = Together.objects.filter(until__gt=timezone.now())
    found = open_now.filter(
        digest=readable_codes.digest(code),
        submission__exercise_id=exercise_id,
        submission__enrolment__course_key=enrolment.course_key,
        submission__enrolment__user__is_active=True,
    ).first()
    if found is None or found.submission.enrolment_id == enrolment.pk:
        raise NoSuchCode
    # Locked, so that two at once share one limit, and a review counts for both or comes before.
    work = Submission.objects.select_for_update().get(pk=found.submission_id)
    if work.state == State.DRAFT:
        raise NoSuchCode
    if enrolment.shared.filter(exercise_id=exercise_id).exists():
        return
    own = enrolment.submissions.filter(exercise_id=exercise_id)
    if own.filter(state__in=[State.SENT, State.ACCEPTED]).exists():
        raise HasOwnWork
    if found.partners.count() >= found.people - 1:
        raise IsFull
    found.partners.create(enrolment=enrolment, exercise_id=exercise_id)
    # The event names the course of the one who joins, and not whose work it is.
    events.record("join_work", actor=user, subject=enrolment)
    if work.state == State.ACCEPTED:
        _count(enrolment, work)


@transaction.atomic
def leave(*, user: User, enrolment_id: int, exercise_id: UUID) -> None:
    """Let `user` go out of a group without a reason. What was accepted already stays so."""
    mine = Partner.objects.filter(enrolment=enrolment_id, enrolment__user=user)
    left, _rows = mine.filter(exercise_id=exercise_id).delete()
    if left:
        events.record("leave_work", actor=user)


def read(*, user: User, work: Submission) -> None:
    """Record that `user` reads work that they did with its writer, before they do. Raises
    DatabaseError when it cannot be recorded."""
    what = AccessRecord.What.TOGETHER
    access_log.record(actor=user, subjects=[work.enrolment.user], what=what)


def enrolments_of(submission: Submission) -> list[int]:
    """Return the enrolments for which `submission` counts, that of its writer included."""
    partners = Partner.objects.filter(together__submission=submission)
    return [submission.enrolment_id, *partners.values_list("enrolment", flat=True)]


def count_for_partners(submission: Submission) -> None:
    """Let work that was accepted count for everyone who typed its code. The caller holds its lock,
    so that no one joins meanwhile."""
    partners = Partner.objects.filter(together__submission=submission).order_by("enrolment")
    for partner in partners.select_related("enrolment"):
        enrolment = Enrolment.objects.select_for_update().get(pk=partner.enrolment_id)
        _count(enrolment, submission)


def _count(enrolment: Enrolment, work: Submission) -> None:
    own, _is_new = Submission.objects.get_or_create(
        enrolment=enrolment,
        exercise_id=work.exercise_id,
        defaults={"lesson_key": work.lesson_key, "text": ""},
    )
    if own.state == State.ACCEPTED:
        return
    # What they wrote themselves, or took back, is not what was accepted: it stays theirs alone.
    own.state, own.sent_at, own.decided_at = State.ACCEPTED, None, timezone.now()
    own.save(update_fields=["state", "sent_at", "decided_at"])
    tell(
        enrolment.user,
        kind=notices.EXERCISE_ACCEPTED,
        key=f"{own.code}:together",
        subject_code=own.code,
    )
    completion.complete_when_done(enrolment=enrolment)
