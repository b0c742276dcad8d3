"""What is done about rooms while no one waits for it: ending them, asking who is inside, and
forgetting them.

Each of these takes `SLICE` at most, and stops as soon as the room server is silent: reminders and
the rest of the worker's tasks never wait for a server. The next run goes on.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from webinars.models import Room
from webinars.rooms.provider import provider, server_now
from webinars.rooms.trouble import RoomUnavailable

SLICE = timedelta(seconds=15)


def end_rooms() -> int:
    """Ask the room server to end the rooms that are no longer wanted; return for how many it did.

    A room that the server did not end stays in its row, and the next run asks again, until the
    server has closed it by itself.
    """
    now = timezone.now()
    Room.objects.past_their_time(now).update(ended_at=now)
    rooms, ended = provider(), []

    def end(room: Room) -> None:
        rooms.end(room.meeting_id)
        Room.objects.filter(pk=room.pk).update(is_ended=True)
        ended.append(room.pk)

    elsewhere = Room.objects.on_other_servers_than(server_now()).values("pk")
    _for_each(Room.objects.to_end().exclude(pk__in=elsewhere).order_by("pk"), end)
    return len(ended)


def leave_other_servers(occasions: QuerySet[Any]) -> list[UUID]:
    """Send no one any more to the rooms of these `occasions` on another server than the settings
    name now, and return their codes, once: people may be inside. No one asks that server again."""
    now = timezone.now()
    elsewhere = Room.objects.on_other_servers_than(server_now())
    left = elsewhere.filter(occasion__in=occasions, is_ended=False, closes_at__gt=now)
    codes = list(left.values_list("occasion", flat=True))
    left.update(ended_at=Coalesce("ended_at", now), is_ended=True)
    return codes


def people_inside() -> set[str]:
    """Return the opaque ids of the people who are in any open room now, as far as the room server
    says so in time."""
    rooms, found = provider(), set[str]()
    # Another order each time, so that no room is always the one that time does not suffice for.
    opened = Room.objects.current().exclude(created_ms=None).order_by("?")
    _for_each(opened, lambda room: found.update(rooms.inside(room.meeting_id)))
    return found


def _for_each(rooms: Iterable[Room], ask: Callable[[Room], None]) -> None:
    until = monotonic() + SLICE.total_seconds()
    for room in rooms:
        try:
            ask(room)
        except RoomUnavailable as trouble:
            if trouble.reason.is_silence:
                return
        if monotonic() > until:
            return


def forget_rooms() -> int:
    """Delete the rows of rooms that closed long ago; return how many."""
    deleted, _rows = Room.objects.to_forget().delete()
    return deleted
