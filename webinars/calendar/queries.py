"""The events that members had and may still have in their calendars."""

from collections.abc import Iterable
from functools import cache
from uuid import UUID

from django.db.models import QuerySet

from people.models import Notice, User
from people.notices.registry import Kind
from web.prepared import Open, Prepared
from webinars.calendar.events import TakenOut


def rows_taken_out(user: User | Open, *, kinds: Iterable[Kind]) -> QuerySet[Notice]:
    """Return the rows that `taken_out` reads, those of what is over included."""
    return Notice.objects.filter(user=user, kind__in=[kind.name for kind in kinds])


def taken_out(user: User, *, kinds: Iterable[Kind], code: UUID | None = None) -> list[TakenOut]:
    """Return what `user` had and notices of these `kinds` took out, each once, the next one first;
    only what is not over; with `code`, only that one. One query."""
    keys = _keys(tuple(kinds), code is not None).rows(user=user.pk, code=code)
    events = map(TakenOut.read, keys)
    ahead = [event for event in events if event and not event.is_over]
    # What was taken out twice, by its last sequence.
    last = {event.code: event for event in sorted(ahead, key=lambda event: event.sequence)}
    return sorted(last.values(), key=lambda event: event.starts_at)


@cache
def _keys(kinds: tuple[Kind, ...], of_one: bool) -> Prepared[str]:
    def build() -> QuerySet[Notice, str]:
        found = rows_taken_out(Open("user", Notice, "user"), kinds=kinds)
        if of_one:
            found = found.filter(subject_code=Open("code", Notice, "subject_code"))
        return found.values_list("key", flat=True)

    return Prepared(build)
