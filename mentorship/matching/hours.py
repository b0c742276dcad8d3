"""Turn free times such as “weekday evenings” in a time zone into hours of the week in UTC."""

from collections.abc import Iterable
from datetime import datetime

from mentorship.models import Profile
from people.time_zones import zone

HOURS_OF_A_WEEK = 7 * 24
DAYS = {"weekday": range(5), "weekend": range(5, 7)}
# First and last hour on the clock. There is a pause between them, so that no part touches the next.
PARTS_OF_A_DAY = {"morning": (8, 12), "afternoon": (13, 17), "evening": (18, 22)}


def utc_hours(free_time: Iterable[str], *, time_zone: str, at: datetime) -> frozenset[int]:
    """Return the free hours of a week in UTC, 0 (Monday 00:00 to 01:00) to 167.

    `free_time` holds keys of `Profile.FreeTime` in local time; `at` (aware) decides which of a
    zone's offsets counts, because many zones change their clocks. Only whole hours count: in a zone
    with a half-hour offset, four local hours give three.
    """
    offset = at.astimezone(zone(time_zone)).utcoffset()
    shift = int(offset.total_seconds()) // 60 if offset else 0
    hours: set[int] = set()
    for key in set(free_time) & set(Profile.FreeTime.values):
        days, part = key.split("_")
        first, last = PARTS_OF_A_DAY[part]
        for day in DAYS[days]:
            begins = (day * 24 + first) * 60 - shift
            ends = (day * 24 + last) * 60 - shift
            hours.update(hour % HOURS_OF_A_WEEK for hour in range(-(-begins // 60), ends // 60))
    return frozenset(hours)
