"""Time zones by their name, which may be one that the machine does not know."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone(name: str) -> ZoneInfo:
    """Return the zone called `name`, UTC when there is none: names are changed now and then, and a
    row that holds an old one must stop no page and no matching."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
