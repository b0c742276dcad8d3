"""The moment of a local time, on nights when clocks change too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from people import time_zones
from web.errors import Gone
from web.reading.days import date_format


class SkippedHour(Gone):
    """The clocks of that zone skip this time; `next_valid` is the first local time after it."""

    def __init__(self, next_valid: datetime) -> None:
        self.next_valid = next_valid
        super().__init__(
            _(
                "The clocks change that day, and this time does not exist in this time zone. "
                "The next time that exists is %(time)s on %(day)s."
            )
            % {
                "time": time_format(next_valid.time()),
                "day": date_format(next_valid.date()),
            }
        )


def moment(day: date, clock: time, zone: str) -> tuple[datetime, bool]:
    """Return the UTC moment of a local time, and whether that local time happens twice that day.

    When an hour happens twice because clocks go back, it is the first one. Raises `SkippedHour` for
    a time that does not exist. Rules: the IANA time zone database, through `zoneinfo`.
    """
    tz = time_zones.zone(zone)
    naive = datetime.combine(day, clock.replace(tzinfo=None))
    local = naive.replace(tzinfo=tz)
    if not _happens(naive, tz):
        raise SkippedHour(_next_valid(naive, tz))
    return local.astimezone(UTC), local.utcoffset() != local.replace(fold=1).utcoffset()


def _happens(naive: datetime, tz: ZoneInfo) -> bool:
    there_and_back = naive.replace(tzinfo=tz).astimezone(UTC).astimezone(tz)
    return there_and_back.replace(tzinfo=None) == naive


def _next_valid(naive: datetime, tz: ZoneInfo) -> datetime:
    naive = naive.replace(second=0, microsecond=0)
    # No zone has ever skipped more than a day (Samoa, 30 December 2011).
    while not _happens(naive, tz):
        naive += timedelta(minutes=1)
    return naive
