"""Which planned meetings a member takes part in."""

from django.db.models import Q, QuerySet

from mentorship.models import Pair, PlannedMeeting
from mentorship.pairs.permissions import pairs_answerable_by, pairs_readable_by
from people.models import User


def pairs_meeting_with(user: User) -> QuerySet[Pair]:
    """Running pairs of `user`; a mentor needs the role in force, as for reading the pair."""
    return pairs_readable_by(user).filter(ended_at=None, started_at__isnull=False)


def meetings_of(user: User) -> QuerySet[PlannedMeeting]:
    """Planned meetings of running pairs of `user`, those that were called off included."""
    pairs = pairs_meeting_with(user).order_by().values("pk")
    return PlannedMeeting.objects.filter(pair__in=pairs)


def meetings_in_calendars_of(user: User) -> QuerySet[PlannedMeeting]:
    """The same, and what was called off before its time in any pair of theirs, also when that has
    ended: only for the calendar file, which says nothing but the time."""
    own = Q(pk__in=meetings_of(user).order_by().values("pk"))
    pairs = pairs_answerable_by(user).order_by().values("pk")
    off = PlannedMeeting.objects.called_off_ahead().filter(pair__in=pairs)
    return PlannedMeeting.objects.filter(own | Q(pk__in=off.order_by().values("pk")))
