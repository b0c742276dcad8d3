"""Who may be a mentor."""

from people.models import User
from people.roles.permissions import has_role
from people.roles.table import Role


def can_mentor(user: User) -> bool:
    """Whether `user` has the role of a mentor: no one becomes one by ticking a box."""
    return has_role(user, Role.MENTOR)
