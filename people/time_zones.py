"""Time zones by name, even for names that the machine does not know."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.utils import timezone

# Older names of zones that have one of their own in the list, and names that no one lives by.
LEFT_OUT = (
    *("Etc/", "SystemV/", "posix", "right"),
    *("Brazil/", "Canada/", "Chile/", "Mexico/", "US/"),
)
TIME_ZONES = [
    ("UTC", "UTC"),
    *(
        (name, name.replace("_", " "))
        for name in sorted(available_timezones())
        if "/" in name and not name.startswith(LEFT_OUT)
    ),
]


def zone(name: str) -> ZoneInfo:
    """Return the zone called `name`, or UTC when it is unknown: names change now and then, and a
    row with an old name must not break a page or the matching."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def earliest_day() -> date:
    """Return the day that it is where each day ends last, twelve hours after UTC: the days before
    it are over for everyone."""
    return (timezone.now() - timedelta(hours=12)).date()
