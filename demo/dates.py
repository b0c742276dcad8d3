"""Days of the invented half year, counted from the day on which it is loaded."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from people.models import User
from people.time_zones import zone


def key(name: str) -> UUID:
    """Return the same key for the same name each time, so that loading twice makes one row."""
    return uuid5(NAMESPACE_URL, f"ensemble:demo:{name}")


def day(days_ago: int) -> date:
    return timezone.now().date() - timedelta(days=days_ago)


def ago(days: int, hour: int = 17) -> datetime:
    """Return a moment so many whole days ago, at that hour in UTC."""
    return datetime.combine(day(days), time(hour), tzinfo=UTC)


def ahead(days: int, clock: str, time_zone: str) -> datetime:
    """Return the moment when clocks of `time_zone` show `clock`, so many days from today there."""
    home = zone(time_zone)
    coming = timezone.localdate(timezone=home) + timedelta(days=days)
    return datetime.combine(coming, time.fromisoformat(clock), tzinfo=home).astimezone(UTC)


def sign(row: Any, *, by: User, at: datetime) -> None:
    """Say in the history of `row` who made it and when: here no request says it."""
    row.history.update(history_user=by, history_date=at)


def sign_last(row: Any, *, by: User, at: datetime) -> None:
    """The same, of the last change alone."""
    row.history.filter(pk=row.history.latest().pk).update(history_user=by, history_date=at)
