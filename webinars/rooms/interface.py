"""What a webinar asks of a room server, in words that belong to no server.

Nothing here says who a person is: a room knows an alias and an opaque code, both made for one
webinar. Problems reach the caller as one exception whose text may be logged and shown.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

# BigBlueButton's limits for name and meetingID; other servers are wider.
SHORTEST_TEXT, LONGEST_TEXT = 2, 256
LONGEST_OPAQUE_ID = 20


class RoomTrouble(Enum):
    """Why a room cannot be had, as far as it changes what a person can do next."""

    DOWN = "could not be reached"
    SLOW = "took too long to answer"
    NONSENSE = "gave an answer that makes no sense"
    REFUSED = "refused the request"
    # Only ever of opening: the id has had its meeting, and another one is needed.
    GONE = "has closed this room"


class RoomUnavailable(Exception):
    """The room server did not do what was asked; `reason` says which kind of trouble it is.

    No `web.errors.Refused`: a machine failed, and no one was refused. Its text is for the log; the
    page has sentences of its own for each reason. It never holds an address, a secret, a name or
    anything that the server wrote freely.
    """

    def __init__(self, reason: RoomTrouble) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"The room server {self.reason.value}."


@dataclass(frozen=True, kw_only=True)
class RoomPlan:
    """A room to create.

    `meeting_id` is random text, fresh for every occurrence, so that two occurrences cannot be
    linked; `name` is neutral, because it appears in the room's tab; `minutes` is the hard end,
    counted from opening; `seats` counts everyone in the room, moderators included; `logout_url` is
    where a browser goes on leaving. Raises ValueError for what no room server would take, without
    repeating the value.
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
        # Servers read zero as "for ever" and "without limit".
        if self.minutes < 1 or self.seats < 1:
            raise ValueError("A room has at least one minute and one seat.")


@dataclass(frozen=True, kw_only=True)
class OpenRoom:
    """A room that exists. `created_ms` (epoch milliseconds, the server's clock) names this very
    instance of the meeting id: an entrant presents it, so that they do not enter another one."""

    meeting_id: str
    created_ms: int


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """A person who asks to enter.

    `alias` is what others read, chosen for this webinar; `opaque_id` (1 to 20 characters, new for
    every webinar) is what the server counts attendance by; a person who is not `is_approved` waits
    until a moderator lets them in. Raises ValueError without repeating the value.
    """

    # Not in repr(): an alias in a traceback would be one in a log.
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
        """Make sure that the room exists. Repeating it finds the same room, with the same
        `created_ms`, and changes nothing about it."""

    def entrance(self, room: OpenRoom, entrant: Entrant) -> str:
        """The address to redirect the entrant's own browser to.

        Its holder is let in under the alias it carries: make it on the click, send it as a redirect
        with `no-store` and `no-referrer`, never store, log or mail it.
        """

    def end(self, meeting_id: str) -> None:
        """Ask for the room to be closed; a room that does not exist is fine. Servers close it
        within seconds of the answer."""
