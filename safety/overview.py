"""Concerns as the pages of other apps count them."""

from people.models import User
from people.roles.permissions import Role, has_role
from safety.permissions import concerns_readable_by


def unanswered_concerns(user: User) -> int:
    """Return how many concerns wait for a reply of `user`; one query for safety officers, else
    none."""
    if not has_role(user, Role.SAFETY):
        return 0
    return concerns_readable_by(user).unanswered().count()
