"""Who may be a mentor."""

from people.models import User
from people.roles.permissions import has_role
from people.roles.table import Role


def can_mentor(user: User) -> bool:
    """Whether `user` has the role of a mentor; ticking a box in the profile is not enough."""
    return has_role(user, Role.MENTOR)
