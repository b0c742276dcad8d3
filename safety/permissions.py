"""Who may read a concern: safety officers of any region, but never of the organisation concerned.

Its local cells, the organisation that it is a cell of, and all that have the name of one of these
count as the same organisation.
"""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from people.accounts.permissions import settled
from people.models import RoleGrant, User
from people.roles.permissions import has_role
from people.roles.table import Role
from people.second_step import actions as second_step
from safety.models import Concern, ConcernQuerySet


def can_read_concerns(user: User | AnonymousUser) -> bool:
    """Whether `user` may read concerns at all."""
    return has_role(user, Role.SAFETY)


def can_read_concern(user: User, concern: Concern) -> bool:
    """Whether `user` may read and answer `concern`; the same as `concerns_readable_by`, for one."""
    return concerns_readable_by(user).filter(pk=concern.pk).exists()


def officers_at_work() -> QuerySet[User]:
    """Members who read concerns today; the same as `can_read_concerns`, for many. In someone's
    first days the role rests, and without a second step where one is required."""
    held = RoleGrant.objects.in_force().filter(role=Role.SAFETY)
    officers = User.objects.active().filter(settled(), pk__in=held.values("user"))
    if settings.SECOND_STEP_REQUIRED:
        officers = officers.filter(second_step.held())
    return officers


def concerns_readable_by(user: User) -> ConcernQuerySet:
    """Concerns that are kept and that `user` may read and answer."""
    if not can_read_concerns(user):
        return Concern.objects.none()
    return Concern.objects.kept().not_about(user.organisation_id)
