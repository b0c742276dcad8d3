"""Who may read a concern: safety officers of any region, but never of the organisation concerned.

Its local cells, the organisation that it is a cell of, and all that have the name of one of these
count as the same organisation.
"""

from django.contrib.auth.models import AnonymousUser

from people.models import User
from people.roles.permissions import has_role
from people.roles.table import Role
from safety.models import Concern, ConcernQuerySet


def can_read_concerns(user: User | AnonymousUser) -> bool:
    """Whether `user` may read concerns at all."""
    return has_role(user, Role.SAFETY)


def can_read_concern(user: User, concern: Concern) -> bool:
    """Whether `user` may read and answer `concern`; the same as `concerns_readable_by`, for one."""
    return concerns_readable_by(user).filter(pk=concern.pk).exists()


def concerns_readable_by(user: User) -> ConcernQuerySet:
    """Concerns that are kept and that `user` may read and answer."""
    if not can_read_concerns(user):
        return Concern.objects.none()
    return Concern.objects.kept().not_about(user.organisation_id)
