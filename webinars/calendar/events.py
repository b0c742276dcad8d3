"""An event that is not a member's any more, while it may still be in their calendar.

A notice is what proves that they had it: its subject is what the event was about, and its key says
the rest of what a calendar wants to know. So the file that takes the event out needs no page and no
row of what the member gave up or may not see any more.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from uuid import UUID

from django.utils import timezone

# How hours are written into the key of a notice; 80 characters hold two of them and a code.
HOUR = "%Y%m%dT%H%MZ"
# When something begins and ends.
Hours = tuple[datetime, datetime]


def key_of(code: object, *, number: int, hours: tuple[datetime, ...]) -> str:
    """Return the key of a notice that says these hours; `number` tells one change from another."""
    return "/".join((str(code), str(number), *(f"{hour.astimezone(UTC):{HOUR}}" for hour in hours)))


def to_the_minute(hour: datetime) -> datetime:
    """Return the hour as a key says it."""
    return hour.replace(second=0, microsecond=0)


def hours_in(key: str) -> list[datetime]:
    """Return the hours in such a key, in UTC; raises ValueError for another key."""
    return [datetime.strptime(hour, HOUR).replace(tzinfo=UTC) for hour in key.split("/")[2:]]


@dataclass(frozen=True, kw_only=True)
class TakenOut:
    """The event about `code`, from `starts_at` to `ends_at`; `sequence` is higher than in any file
    that the member could load while they had it."""

    code: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> str:
        hours = (self.starts_at, self.ends_at)
        return key_of(self.code, number=self.sequence, hours=hours)

    @classmethod
    def read(cls, key: str) -> Self | None:
        """Return the event that this key of a notice says, if it says one."""
        try:
            code, number, *_hours = key.split("/")
            starts_at, ends_at = hours_in(key)
            return cls(code=UUID(code), sequence=int(number), starts_at=starts_at, ends_at=ends_at)
        except ValueError:
            return None

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()
