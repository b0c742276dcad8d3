"""Time zones by their name, which may be one that the machine does not know."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

TIME_ZONES = [
    (name, name.replace("_", " "))
    for name in sorted(available_timezones())
    if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/", "posix", "right"))
]


def zone(name: str) -> ZoneInfo:
    """Return the zone called `name`, UTC when there is none: names are changed now and then, and a
    row that holds an old one must stop no page and no matching."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
