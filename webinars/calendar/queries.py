"""The events that members had and may still have in their calendars."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from people.models import Notice, User
from people.notices.registry import Kind
from webinars.calendar.events import TakenOut


def rows_taken_out(user: User, *, kinds: Iterable[Kind]) -> QuerySet[Notice]:
    """Return the rows that `taken_out` reads, those of what is over included."""
    return Notice.objects.filter(user=user, kind__in=[kind.name for kind in kinds])


def taken_out(user: User, *, kinds: Iterable[Kind], code: UUID | None = None) -> list[TakenOut]:
    """Return what `user` had and notices of these `kinds` took out, each once, the next one first;
    only what is not over; with `code`, only that one. One query."""
    found = rows_taken_out(user, kinds=kinds)
    if code is not None:
        found = found.filter(subject_code=code)
    events = map(TakenOut.read, found.values_list("key", flat=True))
    ahead = [event for event in events if event and not event.is_over]
    # What was taken out twice, by its last sequence.
    last = {event.code: event for event in sorted(ahead, key=lambda event: event.sequence)}
    return sorted(last.values(), key=lambda event: event.starts_at)
