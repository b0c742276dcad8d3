"""Entering a room, whatever takes place in it: a webinar, or what an app above meets for.

The room is made when a person clicks, and no link to it is stored. No transaction is open during
calls to the room server: they may take some seconds, and on SQLite no one else could write during
that time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy

from people.models import User
from web.errors import Closed
from webinars.models import Room
from webinars.rooms.interface import Entrant, OpenRoom, RoomPlan, RoomProvider
from webinars.rooms.provider import provider, server_now
from webinars.rooms.trouble import RoomTrouble, RoomUnavailable

# The first room may have ended, and another click may have opened a second one meanwhile.
ATTEMPTS = 3
# The same in every language, because the first person to enter fixes it for all.
NAME = "Meeting"


class RoomClosed(Closed):
    """What would take place in the room has not begun, or is over, or was cancelled."""

    sentence = gettext_lazy("The room is closed. It opens 15 minutes before the start.")


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What takes place in a room, as far as the room has to know it.

    `code` is that of the webinar, or of what another app meets for, and is never sent to the room
    server; at `closes_at` the room closes in any case; `seats` counts everyone in it.
    """

    code: UUID
    closes_at: datetime
    seats: int


# Reads the occasion anew from the database; raises `RoomClosed` when it may have no room now.
Reader = Callable[[], Occasion]


def enter(*, read: Reader, entrant: Entrant, leave_to: str) -> str:
    """Open the room if it is not open yet, and return the address for this one browser.

    `read` is asked again after each call to the server, because the occasion may change meanwhile.
    `leave_to` is the full address to come back to. Raises `RoomClosed`, or `RoomUnavailable` when
    the room server fails. The address lets its holder in: send the browser there with
    `webinars.rooms.entering.lead`, never store it.
    """
    rooms = provider()
    return rooms.entrance(_open(read, rooms, leave_to), entrant)


def opaque_id(user: User, occasion: UUID) -> str:
    """Return a code of `user` for the room server, different for every occasion."""
    return salted_hmac("webinars.moderator", f"{occasion}{user.code}").hexdigest()[:20]


def close(occasion: UUID) -> bool:
    """Send no one to the open room of `occasion` any more; return whether there was one.

    The next run of `webinars.rooms.upkeep` asks the server to end it: a page waits for no server.
    Call it in the transaction of the change that closes the room.
    """
    return bool(Room.objects.current().filter(occasion=occasion).update(ended_at=timezone.now()))


def close_all() -> int:
    """Send no one to any room that is open now, and return how many there were; as `close`."""
    return Room.objects.current().update(ended_at=timezone.now())


def follow(occasion: Occasion) -> bool:
    """Let the open room follow a change of its occasion; return whether it had to be closed.

    Servers take no change to a room that exists. A room that is too small or would close too early
    is closed, and the next person to enter opens another. One that would stay open too long is
    ended in time.
    """
    room = Room.objects.current().filter(occasion=occasion.code).first()
    if room is None:
        return False
    if not _suits(room, occasion):
        return close(occasion.code)
    Room.objects.filter(pk=room.pk).update(closes_at=occasion.closes_at)
    return False


def _suits(room: Room, occasion: Occasion) -> bool:
    return room.seats >= occasion.seats and room.closes_at >= occasion.closes_at


def _open(read: Reader, rooms: RoomProvider, leave_to: str) -> OpenRoom:
    """Return the occasion's one open room. Servers close a room soon after the last person has
    left, so the known room may be gone; then a new one gets another id."""
    for _attempt in range(ATTEMPTS):
        occasion = read()
        room, _is_new = Room.objects.get_or_create(
            occasion=occasion.code,
            ended_at=None,
            defaults={"seats": occasion.seats, "closes_at": occasion.closes_at},
        )
        if room.server not in ("", server_now()):
            _give_up(room)
            continue
        try:
            opened = rooms.open(_plan(room, leave_to))
        except RoomUnavailable as trouble:
            # Only for this reason: otherwise people may be inside, and others would enter a second
            # room.
            if trouble.reason is not RoomTrouble.GONE:
                raise
            _give_up(room)
            continue
        if _keep(room, opened, read):
            return opened
        # The old room is gone and the server has just made another with its id, or the occasion
        # has changed meanwhile. A server that does not end it now must not keep people out.
        _give_up(room)
    raise RoomUnavailable(RoomTrouble.NONSENSE)


def _keep(room: Room, opened: OpenRoom, read: Reader) -> bool:
    """Save which instance was opened; False when another one is known already, or the room was
    closed meanwhile, or does not suit the occasion any more."""
    Room.objects.current().filter(pk=room.pk, created_ms=None).update(
        created_ms=opened.created_ms, opened_at=timezone.now(), server=server_now()
    )
    kept = Room.objects.current().filter(pk=room.pk, created_ms=opened.created_ms)
    if not kept.exists():
        return False
    try:
        return _suits(room, read())
    except RoomClosed:
        return False


def _give_up(room: Room) -> None:
    """Send no one to this room any more, and have it ended even if it was ended before."""
    Room.objects.filter(pk=room.pk).update(
        ended_at=Coalesce("ended_at", timezone.now()), is_ended=False
    )


def _plan(room: Room, leave_to: str) -> RoomPlan:
    rest = room.closes_at - timezone.now()
    return RoomPlan(
        meeting_id=room.meeting_id,
        name=NAME,
        minutes=max(1, ceil(rest / timedelta(minutes=1))),
        seats=room.seats,
        logout_url=leave_to,
    )
