"""The interface of a room server, independent of any product.

Nothing here identifies a person: a room knows an alias and an opaque code, both made for one
webinar. Problems reach the caller as one exception (`webinars.rooms.trouble`).
"""

from dataclasses import dataclass, field
from typing import Protocol

# BigBlueButton's limits for name and meetingID; other servers are wider.
SHORTEST_TEXT, LONGEST_TEXT = 2, 256
LONGEST_OPAQUE_ID = 20


@dataclass(frozen=True, kw_only=True)
class RoomPlan:
    """A room to create.

    `meeting_id` is random text, new for every occurrence, so that two occurrences cannot be linked;
    `name` is neutral, because it appears in the room's tab; `minutes` after opening the room ends
    in any case; `seats` counts everyone in the room, moderators included; `logout_url` is where a
    browser goes after leaving. Raises ValueError for values that no room server would accept,
    without repeating them.
    """

    meeting_id: str
    name: str
    minutes: int
    seats: int
    logout_url: str

    def __post_init__(self) -> None:
        if not SHORTEST_TEXT <= len(self.meeting_id) <= LONGEST_TEXT or "," in self.meeting_id:
            raise ValueError("A meeting id has 2 to 256 characters and no comma.")
        if not SHORTEST_TEXT <= len(self.name) <= LONGEST_TEXT:
            raise ValueError("The name of a room has 2 to 256 characters.")
        # Servers take zero as "for ever" and "without limit".
        if self.minutes < 1 or self.seats < 1:
            raise ValueError("A room has at least one minute and one seat.")


@dataclass(frozen=True, kw_only=True)
class OpenRoom:
    """An existing room. `created_ms` (epoch milliseconds, the server's clock) identifies this
    instance of the meeting id: an entrant sends it, so that they do not enter another one."""

    meeting_id: str
    created_ms: int


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """A person who asks to enter.

    `alias` is the name that others read, chosen for this webinar; the server counts attendance by
    `opaque_id` (1 to 20 characters, new for every webinar); a person who is not `is_approved` waits
    until a moderator lets them in. Raises ValueError without repeating the value.
    """

    # Not in repr(), so that no alias gets into a traceback and a log.
    alias: str = field(repr=False)
    opaque_id: str
    is_moderator: bool
    is_approved: bool = True

    def __post_init__(self) -> None:
        if not self.alias.strip():
            raise ValueError("An alias cannot be empty.")
        if not 1 <= len(self.opaque_id) <= LONGEST_OPAQUE_ID:
            raise ValueError("An opaque id has 1 to 20 characters.")

    @property
    def enters_as_moderator(self) -> bool:
        """Servers let moderators past the waiting room, so an unapproved person may not be one."""
        return self.is_moderator and self.is_approved


class RoomProvider(Protocol):
    """A server of rooms. Every method may raise RoomUnavailable, none any other exception."""

    def open(self, plan: RoomPlan) -> OpenRoom:
        """Make sure that the room exists. Repeating it returns the same room with the same
        `created_ms` and changes nothing."""

    def entrance(self, room: OpenRoom, entrant: Entrant) -> str:
        """The address to redirect the entrant's own browser to.

        It lets its holder in under the alias: make it when the member clicks, send it as a redirect
        with `no-store` and `no-referrer`, and never store, log or mail it.
        """

    def inside(self, meeting_id: str) -> set[str]:
        """The opaque ids of the people who are in the room now; no one in a room that does not
        exist."""

    def end(self, meeting_id: str) -> None:
        """Ask for the room to be closed; a room that does not exist is fine. Servers close it
        within seconds of the answer."""
