"""Who may read and review the work of whom.

They are asked in this order, so that no one waits for ever:

* the mentor of a live pair, as soon as the work is handed in;
* facilitators in the region or a network of the member: at once for a member without a mentor, for
  the others once the work has waited for `Submission.PROMISE`;
* coordinators there, once it has waited that long; where it is dangerous to be recognised, only if
  the member said yes.

All but the mentor read it only while it waits, and without a pseudonym. No one reviews their own
work, and no newcomer reviews any.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from learning.models import Submission
from mentorship.models import Pair
from mentorship.pairs.permissions import pairs_mentored_by
from people.accounts.permissions import is_newcomer, settled
from people.models import AccessRecord, Organisation, RoleGrant, User
from people.roles.permissions import coordinated_by, facilitated_by, has_role
from people.roles.table import Role

AUTHOR = "enrolment__user"
STANDING_IN = (Role.FACILITATOR, Role.COORDINATOR)


def can_stand_in(user: User) -> bool:
    """Whether `user` may review work of members whom they do not mentor."""
    return not is_newcomer(user) and has_role(user, *STANDING_IN)


def submissions_reviewable_by(user: User) -> QuerySet[Submission]:
    """Work that `user` may read and review; `is_of_mentee` says whether as its author's mentor."""
    mine = pairs_mentored_by(user).live().filter(mentee=OuterRef(AUTHOR))
    handed_in = Submission.objects.exclude(state=Submission.State.DRAFT)
    found = handed_in.annotate(is_of_mentee=Exists(mine))
    if not can_stand_in(user):
        return found.filter(is_of_mentee=True)
    found = found.annotate(
        has_mentor=Exists(_pairs_with_a_mentor().filter(mentee=OuterRef(AUTHOR)))
    )
    return found.filter(Q(is_of_mentee=True) | _stood_in_for(user))


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
    return found.select_related(f"{AUTHOR}__key").annotate(is_noted=is_noted)


def _pairs_with_a_mentor() -> QuerySet[Pair]:
    """Live pairs in which the mentor still has that role."""
    mentors = RoleGrant.objects.in_force().filter(settled("user__"), role=Role.MENTOR)
    return Pair.objects.live().in_sight().filter(mentor__in=mentors.values("user"))


def _stood_in_for(user: User) -> Q:
    home = f"{AUTHOR}__organisation__"
    waits = Q(state=Submission.State.SENT, enrolment__user__is_active=True) & ~Q(
        enrolment__user=user
    )
    is_late = Q(sent_at__lte=timezone.now() - Submission.PROMISE)
    said_yes = Q(is_for_coordinators=True)
    is_safe = ~Q(enrolment__user__organisation__in=Organisation.objects.at_high_risk())
    as_facilitator = facilitated_by(user, home) & (Q(has_mentor=False) | is_late)
    as_coordinator = coordinated_by(user, home) & is_late & (said_yes | is_safe)
    return waits & (as_facilitator | as_coordinator)
