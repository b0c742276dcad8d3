"""Saying yes or no to a proposed pair, and ending one.

No one learns who said no, and no one is asked for a reason.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.models import Submission
from mentorship import notices
from mentorship.meetings import endings as meetings
from mentorship.models import Pair, Profile
from mentorship.profiles.permissions import can_mentor
from people.models import User
from people.notices.actions import dismiss_all, take_back, take_back_all, tell_all
from people.notices.registry import Kind
from people.privacy import events
from web.errors import Closed

# Why a draft or a proposal can no longer be changed.
REFUSALS = {
    "closed": _("This programme is closed to new pairs. Reopen it first."),
    "approved": _("This pair is already approved, and both people have been asked."),
    "declined": _("This proposal has already been set aside."),
    "replaced": _("The matching was run again, and this proposal no longer exists."),
    "taken": _(
        "This member already has a mentor, or one has been proposed to them. Nothing was changed."
    ),
    "gone": _("One of the two no longer takes part. Run the matching again."),
    "full": _("This mentor no longer has a free place. Run the matching again."),
    "paused": _("This mentor is taking a break. Run the matching again."),
    "over": _("This proposal is already closed. Nothing was changed."),
    "begun": _("Your pair has already begun. You can end it on its page."),
}


class PairingRefused(Closed):
    """It can no longer be done. `code` says why: a key of `REFUSALS`, or another broken rule."""

    sentence = _("Something about these two people has changed since then. Run the matching again.")

    def __init__(self, code: str) -> None:
        super().__init__(REFUSALS.get(code))
        self.code = code


class PairNotActive(Closed):
    """The pair has not begun, or has ended: nothing can be added to it."""

    sentence = _("This pair is not active, so nothing can be added. What you wrote was not saved.")


class MentorGone(PairNotActive):
    """The pair runs, but its mentor does not have that role any more, and reads nothing."""

    sentence = _(
        "Your mentor is no longer a mentor here, so no one would read this. You can end the pair; "
        "then someone else can be proposed to you."
    )


@transaction.atomic
def say_yes(*, pair: Pair, user: User) -> Pair:
    """Save one person's yes. The pair begins when both said yes. Repeating changes nothing.

    Raises `PairingRefused` (“over”) when the pair has been closed, ValueError for a third person.
    """
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    side = pair.side_of(user)
    if not pair.is_open:
        raise PairingRefused("over")
    if pair.answer_of(user):
        return pair
    setattr(pair, f"{side}_yes", True)
    dismiss_notices(pair, user_ids=[user.pk])
    if pair.mentor_yes and pair.mentee_yes:
        pair.started_at = timezone.now()
        tell_both(pair, notices.PAIR_STARTED)
    pair.save(update_fields=[f"{side}_yes", "started_at"])
    events.record("answer_pair", actor=user, subject=pair)
    return pair


@transaction.atomic
def say_no(*, pair: Pair, user: User) -> Pair:
    """Close a proposal. The other person reads “not this time”, and never who said no or why.

    Repeating changes nothing. Raises `PairingRefused` (“begun”) when both had said yes: then there
    is a pair to end, not a proposal to answer.
    """
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    side = pair.side_of(user)
    if not pair.is_open:
        return pair
    if pair.is_live:
        raise PairingRefused("begun")
    setattr(pair, f"{side}_yes", False)
    pair.ended_at = timezone.now()
    pair.save(update_fields=[f"{side}_yes", "ended_at"])
    dismiss_notices(pair, user_ids=[pair.mentor_id, pair.mentee_id])
    events.record("answer_pair", actor=user, subject=pair)
    return pair


@transaction.atomic
def withdraw(*, pair: Pair) -> None:
    """Close a proposal that its mentor cannot answer any more; no one said no. Repeating changes
    nothing."""
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    if pair.is_open and not pair.is_live:
        pair.ended_at = timezone.now()
        pair.save(update_fields=["ended_at"])
        dismiss_notices(pair, user_ids=[pair.mentor_id, pair.mentee_id])


@transaction.atomic
def end(*, pair: Pair, user: User) -> Pair:
    """End a pair. Either of the two may do so without a reason; ending it again changes nothing.

    A proposal is closed as with `say_no`. Both are told the same neutral sentence, and what they
    had agreed is called off. If the mentee still wants a mentor, their waiting time starts again
    today.
    """
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    if not pair.is_live:
        return say_no(pair=pair, user=user)
    pair.side_of(user)
    pair.ended_at = timezone.now()
    pair.save(update_fields=["ended_at"])
    dismiss_notices(pair, user_ids=[pair.mentee_id])
    take_back(None, kinds=[notices.MENTOR_GONE], code=pair.code)
    _leave_the_mentor(pair)
    tell_all([pair.mentor_id, pair.mentee_id], kind=notices.PAIR_ENDED, key=str(pair.code))
    Profile.objects.filter(user=pair.mentee_id, wants_mentor=True).update(
        waiting_since=timezone.localdate()
    )
    events.record("end_pair", actor=user, subject=pair)
    return pair


@transaction.atomic
def lose_the_mentor(*, pair: Pair) -> None:
    """Let a pair follow the end of its mentor's role. A proposal is closed; of a running pair, what
    was agreed is called off and the mentee is told, once a day; not of a pair that rests, because
    a member who hides looks like nobody. Changes nothing where the mentor has the role, or the pair
    is over or erased."""
    found = Pair.objects.select_for_update().filter(pk=pair.pk).first()
    if found is None or can_mentor(found.mentor):
        return
    if not found.is_live:
        withdraw(pair=found)
        return
    _leave_the_mentor(found)
    if found.mentor.is_active and found.mentee.is_active:
        key = f"{found.code}@{timezone.localdate()}"
        tell_all([found.mentee_id], kind=notices.MENTOR_GONE, key=key, subject_code=found.code)


@transaction.atomic
def find_the_mentor(*, pair: Pair) -> None:
    """Take back that the mentor is gone if they have the role again, and tell both what was called
    off meanwhile; not of a pair that rests."""
    found = Pair.objects.select_for_update().filter(pk=pair.pk).first()
    if found is None or not can_mentor(found.mentor):
        return
    take_back(None, kinds=[notices.MENTOR_GONE], code=found.code)
    if found.is_live and found.mentor.is_active and found.mentee.is_active:
        meetings.tell_of_called_off(found)


def _leave_the_mentor(pair: Pair) -> None:
    """Call off what was agreed, and take back what leads the mentor to the pair or to its work:
    they no longer read either."""
    meetings.call_off(pair)
    dismiss_notices(pair, user_ids=[pair.mentor_id])
    waiting = Submission.objects.filter(enrolment__user=pair.mentee_id).values("code")
    take_back_all([pair.mentor_id], kinds=[notices.EXERCISE_SENT], codes=waiting)


def live(pair: Pair) -> Pair:
    """Return `pair` as it is now, locked; raise `PairNotActive` unless it is running."""
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    if not pair.is_live:
        raise PairNotActive
    return pair


def live_with_mentor(pair: Pair) -> Pair:
    """The same, for what only makes sense if the other one gets it; raise `MentorGone` too."""
    pair = live(pair)
    if not can_mentor(pair.mentor):
        raise MentorGone
    return pair


def tell_both(pair: Pair, kind: Kind) -> None:
    both = [pair.mentor_id, pair.mentee_id]
    tell_all(both, kind=kind, key=str(pair.code), subject_code=pair.code)


def dismiss_notices(pair: Pair, *, user_ids: list[int]) -> None:
    """Dismiss notices about a pair for these members: they are answered or lead nowhere."""
    kinds = [notices.PAIR_PROPOSED, notices.PAIR_STARTED]
    dismiss_all(user_ids, kinds=kinds, key=str(pair.code))
