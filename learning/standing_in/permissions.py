"""Facilitators and coordinators who answer what members wrote in a course, so that no one waits for
ever.

Facilitators in the region or a network of the member come first, coordinators there once it has
waited for a week; where it is dangerous to be recognised, these only if the member said yes. They
read it without a pseudonym and only while it waits. No one answers their own, and no newcomer any.

It is asked of rows that have an `enrolment`, `sent_at` and `is_for_coordinators`.
"""

from django.db.models import Q
from django.utils import timezone

from learning.models import Submission
from people.accounts.permissions import is_newcomer
from people.models import Organisation, User
from people.roles.permissions import coordinated_by, facilitated_by, has_role
from people.roles.table import Role

AUTHOR = "enrolment__user"
ROLES = (Role.FACILITATOR, Role.COORDINATOR)


def can_stand_in(user: User) -> bool:
    """Whether `user` may answer what members wrote whom they do not mentor."""
    return not is_newcomer(user) and has_role(user, *ROLES)


def stood_in_for_by(user: User, *, at_once: Q | None = None) -> Q:
    """What `user` may read of what waits. `at_once` narrows what facilitators read before it has
    waited for `Submission.PROMISE`."""
    home = f"{AUTHOR}__organisation__"
    others = Q(enrolment__user__is_active=True) & ~Q(enrolment__user=user)
    is_late = Q(sent_at__lte=timezone.now() - Submission.PROMISE)
    said_yes = Q(is_for_coordinators=True)
    is_safe = ~Q(enrolment__user__organisation__in=Organisation.objects.at_high_risk())
    as_facilitator = facilitated_by(user, home)
    if at_once is not None:
        as_facilitator &= at_once | is_late
    as_coordinator = coordinated_by(user, home) & is_late & (said_yes | is_safe)
    return others & (as_facilitator | as_coordinator)
