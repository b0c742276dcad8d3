"""Numbers of concerns for the pages of other apps."""

from people.models import User
from safety.permissions import can_read_concerns, concerns_readable_by


def unanswered_concerns(user: User) -> int:
    """Return how many concerns wait for a reply of `user`; one query for safety officers, else
    none."""
    if not can_read_concerns(user):
        return 0
    return concerns_readable_by(user).unanswered().count()
