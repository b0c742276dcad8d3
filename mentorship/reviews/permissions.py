"""Who may read and review the work of whom.

They are asked in this order, so that no one waits for ever:

* the mentor of a live pair, as soon as the work is handed in;
* those who stand in (`learning.standing_in`): facilitators at once for a member without a mentor,
  for the others once the work has waited for `Submission.PROMISE`; coordinators then.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from learning.models import Submission
from learning.standing_in.permissions import AUTHOR, can_stand_in, stood_in_for_by
from mentorship.models import Pair
from mentorship.pairs.permissions import pairs_mentored_by
from people.accounts.permissions import settled
from people.models import AccessRecord, RoleGrant, User
from people.roles.table import Role


def submissions_reviewable_by(user: User) -> QuerySet[Submission]:
    """Work that `user` may read and review; `is_of_mentee` says whether as its author's mentor.

    Where the work of someone else counts (`learning.partners`), nothing was handed in."""
    mine = pairs_mentored_by(user).live().filter(mentee=OuterRef(AUTHOR))
    handed_in = Submission.objects.exclude(state=Submission.State.DRAFT).exclude(sent_at=None)
    found = handed_in.annotate(is_of_mentee=Exists(mine))
    if not can_stand_in(user):
        return found.filter(is_of_mentee=True)
    found = found.annotate(
        has_mentor=Exists(_pairs_with_a_mentor().filter(mentee=OuterRef(AUTHOR)))
    )
    waits = Q(state=Submission.State.SENT)
    stood_in_for = waits & stood_in_for_by(user, at_once=Q(has_mentor=False))
    return found.filter(Q(is_of_mentee=True) | stood_in_for)


def submissions_opened_by(user: User) -> QuerySet[Submission]:
    """Work of members of whom `user` read some lately while they stood in for a mentor, and that
    may be decided by now. A comment that they still send comes back to them; they read nothing
    more of the work."""
    if not can_stand_in(user):
        return Submission.objects.none()
    lately = AccessRecord.objects.lately_by(user, AccessRecord.What.WORK)
    return Submission.objects.filter(Exists(lately.filter(subject=OuterRef(AUTHOR))), is_read=True)


def with_record(user: User, found: QuerySet[Submission]) -> QuerySet[Submission]:
    """Add the author with their key, and `is_noted`: whether the access log already has `user` for
    today."""
    today = AccessRecord.objects.today_by(user, AccessRecord.What.WORK)
    is_noted = Exists(today.filter(subject=OuterRef(AUTHOR)))
    return found.select_related(f"{AUTHOR}__key", "together").annotate(is_noted=is_noted)


def _pairs_with_a_mentor() -> QuerySet[Pair]:
    """Live pairs in which the mentor still has that role."""
    mentors = RoleGrant.objects.in_force().filter(settled("user__"), role=Role.MENTOR)
    return Pair.objects.live().in_sight().filter(mentor__in=mentors.values("user"))
