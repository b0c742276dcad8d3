"""Which planned meetings a member takes part in."""

from django.db.models import QuerySet

from mentorship.models import Pair, PlannedMeeting
from mentorship.pairs.permissions import pairs_readable_by
from people.models import User


def pairs_meeting_with(user: User) -> QuerySet[Pair]:
    """Running pairs of `user`; a mentor needs the role in force, as for reading the pair."""
    return pairs_readable_by(user).filter(ended_at=None, started_at__isnull=False)


def meetings_of(user: User) -> QuerySet[PlannedMeeting]:
    """Planned meetings of running pairs of `user`, those that were called off included."""
    pairs = pairs_meeting_with(user).order_by().values("pk")
    return PlannedMeeting.objects.filter(pair__in=pairs).select_related(
        "pair__mentor", "pair__mentee"
    )
