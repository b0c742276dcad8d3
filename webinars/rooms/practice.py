"""Rooms without a room server: a page that shows who would be let in, and how.

For a first run, a demonstration, or a network that has no server yet. Nothing leaves the machine
and nothing is stored: a ticket in the address contains all that the page needs.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.core import signing
from django.urls import reverse

from webinars.rooms.interface import Entrant, OpenRoom, RoomPlan

SALT = "practice-room"
TICKET_LIFETIME = timedelta(seconds=120)
# Any fixed moment works; this one makes the numbers look real (September 2020).
FIRST_CREATED_MS = 1_600_000_000_000


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A person in a practice room: two opaque codes and two permissions, no alias."""

    meeting_id: str
    opaque_id: str
    is_moderator: bool
    is_approved: bool


class PracticeRooms:
    """A RoomProvider that never fails: its rooms are always open."""

    def open(self, plan: RoomPlan) -> OpenRoom:
        """The room of this plan; the same meeting id gives the same `created_ms` for ever."""
        fingerprint = sha256(plan.meeting_id.encode()).digest()[:4]
        created_ms = FIRST_CREATED_MS + int.from_bytes(fingerprint, "big")
        return OpenRoom(meeting_id=plan.meeting_id, created_ms=created_ms)

    def entrance(self, room: OpenRoom, entrant: Entrant) -> str:
        """The path of the practice page, with a ticket that is valid for two minutes."""
        claims = {
            "room": room.meeting_id,
            "entrant": entrant.opaque_id,
            "moderator": entrant.enters_as_moderator,
            "approved": entrant.is_approved,
        }
        token = signing.dumps(claims, salt=SALT, compress=False)
        return reverse("webinars:practice", args=[token])

    def inside(self, meeting_id: str) -> set[str]:
        """No one: its page itself says who is there."""
        return set()

    def end(self, meeting_id: str) -> None:
        """Nothing to close."""


def read_ticket(token: str) -> Ticket | None:
    """The ticket in a practice address; None when it was not made here or is over two minutes old.
    Both look the same to a person who tries tokens."""
    try:
        claims = signing.loads(token, salt=SALT, max_age=TICKET_LIFETIME)
    except signing.BadSignature:
        return None
    return Ticket(
        meeting_id=claims["room"],
        opaque_id=claims["entrant"],
        is_moderator=claims["moderator"],
        is_approved=claims["approved"],
    )
