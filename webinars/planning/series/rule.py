"""How a series repeats: a recurrence rule of iCalendar (RFC 5545, 3.3.10), made and read.

Only rules that a coordinator can choose are made. They are rules of days (VALUE=DATE), those of the
organiser's time zone: the hour is no part of them, so it stays on the clock when clocks change.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Self

from dateutil.rrule import rrulestr
from django.db.models import TextChoices
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from web.reading.days import date_format

# One for each week of a year.
MOST_DATES = 52
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNTIL = "%Y%m%d"
LAST = -1


class Rhythm(TextChoices):
    """How often; the first date says on which weekday or day of the month."""

    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month, on the same weekday of the month")
    MONTHLY_LAST = "monthly_last", _("Every month, on the last such weekday of the month")
    MONTHLY_DAY = "monthly_day", _("Every month, on the same day of the month")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rhythm, and either how many `times` or `until` which day."""

    rhythm: Rhythm
    times: int | None = None
    until: date | None = None

    def text(self, first: date) -> str:
        """Return the rule as iCalendar writes it, for a series that begins on the day `first`."""
        parts = [*_frequency(self.rhythm, first)]
        if self.times is not None:
            parts.append(f"COUNT={self.times}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:{UNTIL}}")
        return ";".join(parts)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the rule that `text` wrote; raises KeyError or ValueError for another text."""
        parts = _parts(text)
        until = parts.get("UNTIL")
        return cls(
            rhythm=_rhythm(parts),
            times=int(parts["COUNT"]) if "COUNT" in parts else None,
            until=_day(until) if until else None,
        )


def _frequency(rhythm: Rhythm, first: date) -> list[str]:
    weekday = DAYS[first.weekday()]
    match rhythm:
        case Rhythm.WEEKLY:
            return ["FREQ=WEEKLY", f"BYDAY={weekday}"]
        case Rhythm.FORTNIGHTLY:
            return ["FREQ=WEEKLY", "INTERVAL=2", f"BYDAY={weekday}"]
        case Rhythm.MONTHLY:
            return ["FREQ=MONTHLY", f"BYDAY={week_of(first)}{weekday}"]
        case Rhythm.MONTHLY_LAST:
            return ["FREQ=MONTHLY", f"BYDAY={LAST}{weekday}"]
        case Rhythm.MONTHLY_DAY:
            return ["FREQ=MONTHLY", f"BYMONTHDAY={first.day}"]


def week_of(day: date) -> int:
    """Return which Thursday of the month a Thursday is, counted from 1; so for each weekday."""
    return (day.day - 1) // 7 + 1


def _parts(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split(";"))


def _rhythm(parts: dict[str, str]) -> Rhythm:
    if parts["FREQ"] == "WEEKLY":
        return Rhythm.FORTNIGHTLY if parts.get("INTERVAL") == "2" else Rhythm.WEEKLY
    if "BYMONTHDAY" in parts:
        return Rhythm.MONTHLY_DAY
    return Rhythm.MONTHLY_LAST if parts["BYDAY"].startswith(str(LAST)) else Rhythm.MONTHLY


def _day(until: str) -> date:
    return datetime.strptime(until, UNTIL).date()


def days_of(text: str, *, first: date) -> list[date]:
    """Return the days of the rule from the day `first` on, one more than `MOST_DATES` at most.

    A month without that day has none (RFC 5545, 3.3.10).
    """
    begin = datetime.combine(first, time())
    return [one.date() for one in islice(rrulestr(text, dtstart=begin), MOST_DATES + 1)]


def in_words(text: str) -> str:
    """Return how often the series takes place, in words; an empty or unknown rule as it is."""
    try:
        parts = _parts(text)
        often = _how_often(parts)
        if count := parts.get("COUNT"):
            times = int(count)
            # Translators: “rhythm” is such as “every Thursday” or “on the 5th of each month”.
            said = ngettext("%(rhythm)s, %(n)d time", "%(rhythm)s, %(n)d times", times)
            return said % {"rhythm": often, "n": times}
        # Translators: “rhythm” is such as “every Thursday” or “on the 5th of each month”.
        return gettext("%(rhythm)s, until %(day)s") % {
            "rhythm": often,
            "day": date_format(_day(parts["UNTIL"])),
        }
    except (KeyError, ValueError):
        return text


def often_in_words(text: str) -> str:
    """Return how often the series takes place, in words, without its end: dates that were left out,
    or that a change left behind, make its number another one than members count."""
    try:
        return _how_often(_parts(text))
    except (KeyError, ValueError):
        return text


def _how_often(parts: dict[str, str]) -> str:
    rhythm = _rhythm(parts)
    if rhythm == Rhythm.MONTHLY_DAY:
        return _on_the_day(int(parts["BYMONTHDAY"]))
    week, day = parts["BYDAY"][:-2], parts["BYDAY"][-2:]
    weekday = {"weekday": str(WEEKDAYS[DAYS.index(day)])}
    match rhythm:
        case Rhythm.WEEKLY:
            return gettext("every %(weekday)s") % weekday
        case Rhythm.FORTNIGHTLY:
            # Translators: Every two weeks, on that weekday.
            return gettext("every other %(weekday)s") % weekday
    return _on_the_weekday(int(week)) % weekday


def _on_the_day(day: int) -> str:
    if day == 1:
        return gettext("on the first day of each month")
    # Translators: Such as “on day 15 of each month”.
    return gettext("on day %(day)d of each month") % {"day": day}


def _on_the_weekday(week: int) -> str:
    return {
        1: gettext("on the first %(weekday)s of each month"),
        2: gettext("on the second %(weekday)s of each month"),
        3: gettext("on the third %(weekday)s of each month"),
        4: gettext("on the fourth %(weekday)s of each month"),
        5: gettext("on the fifth %(weekday)s of each month"),
        LAST: gettext("on the last %(weekday)s of each month"),
    }[week]
