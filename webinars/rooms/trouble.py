"""Why a room is not available."""

from enum import Enum


class RoomTrouble(Enum):
    """Why a room is not available, as far as it changes what a person can do next."""

    DOWN = "could not be reached"
    SLOW = "took too long to answer"
    NONSENSE = "gave an answer that makes no sense"
    REFUSED = "refused the request"
    # Only when opening: the meeting with this id has ended, and another id is needed.
    GONE = "has closed this room"
    # Two that we say ourselves, without asking the server.
    RESTING = "was silent a moment ago"
    BUSY = "has enough to answer"

    @property
    def is_silence(self) -> bool:
        """Whether asking for the next room now would only take time."""
        return self in (RoomTrouble.SLOW, RoomTrouble.RESTING, RoomTrouble.BUSY)


class RoomUnavailable(Exception):
    """The room server did not do what was asked; `reason` is the kind of trouble.

    Not a `web.errors.Refused`: a machine failed, and no one was refused. Its text is for the log;
    the page has its own sentence for each reason. It never contains an address, a secret, a name or
    free text from the server.
    """

    def __init__(self, reason: RoomTrouble) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"The room server {self.reason.value}."
