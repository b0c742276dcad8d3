"""Numbers of concerns for the pages of other apps."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min

from people.models import User
from safety.permissions import can_read_concerns, concerns_readable_by


@dataclass(frozen=True)
class Unanswered:
    """How many concerns wait for a reply, and the day of the oldest text that waits."""

    count: int = 0
    since: date | None = None


def unanswered_concerns(user: User) -> Unanswered:
    """Return what waits for a reply of `user`; one query for safety officers, else none."""
    if not can_read_concerns(user):
        return Unanswered()
    waiting = concerns_readable_by(user).unanswered().order_by()
    found = waiting.aggregate(Count("pk"), Min("last_on"))
    return Unanswered(found["pk__count"], found["last_on__min"])
