"""What becomes of each date of a series: what a coordinator sees before anything is planned."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import blake2b

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from webinars.models import Series, Webinar
from webinars.planning.moments import SkippedHour, moment
from webinars.planning.series.rule import Rhythm, Rule, days_of

DOUBLED = _("The clocks go back that day and this hour happens twice. The first one counts.")
# A date that changes its day stays the same date within less than one turn of the rule, of the old
# one and the new one.
NEAR = {Rhythm.WEEKLY: timedelta(days=6), Rhythm.FORTNIGHTLY: timedelta(days=13)}
NEAR_IN_MONTHS = timedelta(days=27)


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """When a series takes place: by its rule from the day `since` on, at `clock` in `time_zone`,
    and not on the days `left_out`."""

    rule: Rule
    since: date
    clock: time
    time_zone: str
    left_out: tuple[date, ...] = ()

    @property
    def text(self) -> str:
        return self.rule.text(self.since)

    @property
    def days(self) -> list[date]:
        return days_of(self.text, first=self.since)


class What(TextChoices):
    """What becomes of a date."""

    NEW = "new", pgettext_lazy("date of a series", "New")
    STAYS = "stays", pgettext_lazy("date of a series", "Stays as it is")
    MOVES = "moves", pgettext_lazy("date of a series", "Moves")
    CANCELLED = "cancelled", pgettext_lazy("date of a series", "Is cancelled")
    WAS_CANCELLED = "was_cancelled", pgettext_lazy("date of a series", "Was cancelled before")
    LEFT_OUT = "left_out", pgettext_lazy("date of a series", "Left out")
    SKIPPED = "skipped", pgettext_lazy("date of a series", "Does not take place")


@dataclass(kw_only=True)
class Step:
    """What becomes of one date. `day` is the day of the rule, or that of a webinar that the rule
    has no day for; `starts_at` is UTC, and None where there is no such hour on that day. `notes`
    are sentences to read before saying yes."""

    what: What
    day: date
    starts_at: datetime | None
    webinar: Webinar | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def can_be_left_out(self) -> bool:
        return self.what in (What.NEW, What.LEFT_OUT)

    @property
    def look(self) -> str:
        """The class of what the page says of it."""
        if self.what in (What.CANCELLED, What.SKIPPED):
            return "warn"
        return "wait" if self.is_change else ""

    @property
    def is_change(self) -> bool:
        return self.what in (What.NEW, What.MOVES, What.CANCELLED)

    @property
    def takes_place(self) -> bool:
        return self.what in (What.NEW, What.STAYS, What.MOVES)


def first_steps(repeat: Repeat) -> list[Step]:
    """Return what becomes of each day of a new series, in order."""
    return [_on(day, None, repeat) for day in repeat.days]


def next_steps(
    series: Series, rows: Sequence[Webinar], repeat: Repeat, *, of_others: Collection[date]
) -> list[Step]:
    """Return what becomes of `rows`, the webinars of the series from one date on, and of each day
    of the rule that follows, in order. Days `of_others` have a webinar that is left alone.

    A webinar keeps its date if the rule still has that day. One whose day is not in the rule takes
    the next free day near it, else it is cancelled. One that was cancelled stays so, on its day.
    """
    gone = {row.recurs_on for row in rows if row.is_cancelled}
    coming = sorted((row for row in rows if not row.is_cancelled), key=_slot)
    days = [day for day in repeat.days if day not in of_others]
    free = [day for day in days if day not in gone and day not in repeat.left_out]
    rhythms = (Rule.read(series.rule).rhythm, repeat.rule.rhythm)
    at = _matched(coming, free, near=min(NEAR.get(one, NEAR_IN_MONTHS) for one in rhythms))
    kept = {day: row for row, day in at}
    is_same_hour = (series.clock, series.time_zone) == (repeat.clock, repeat.time_zone)
    steps = []
    for day in days:
        if day in gone:
            [row] = [one for one in rows if one.recurs_on == day]
            steps.append(_of(row, What.WAS_CANCELLED))
        elif (kept_row := kept.get(day)) and kept_row.recurs_on == day and is_same_hour:
            # Also where this date alone was moved.
            steps.append(_of(kept_row, What.STAYS))
        else:
            steps.append(_on(day, kept_row, repeat))
    # A day without that hour has no webinar.
    stay = {step.webinar.pk for step in steps if step.webinar}
    steps += [_of(row, What.CANCELLED) for row in coming if row.pk not in stay]
    return sorted(steps, key=lambda step: (step.day, step.what))


def mark_of(steps: Iterable[Step]) -> str:
    """Return a mark of what was shown: other days, other hours or other webinars have another one.
    What is left out changes nothing, as it is chosen on the same page."""
    shown = [
        (step.day, step.starts_at, step.webinar and step.webinar.pk, step.what)
        for step in steps
        if not step.can_be_left_out
    ]
    days = [(step.day, step.starts_at) for step in steps if step.can_be_left_out]
    return blake2b(repr((shown, days)).encode(), digest_size=8).hexdigest()


def _matched(
    rows: Sequence[Webinar], days: Sequence[date], *, near: timedelta
) -> list[tuple[Webinar, date]]:
    """Return which webinar takes which day."""
    left = list(days)
    found = []
    for row in rows:
        if row.recurs_on in left:
            left.remove(row.recurs_on)
            found.append((row, row.recurs_on))
    same = {row.pk for row, _day in found}
    for row in rows:
        if row.pk in same:
            continue
        day = next((one for one in left if abs(one - _slot(row)) <= near), None)
        if day is not None:
            left.remove(day)
            found.append((row, day))
    return found


def _slot(row: Webinar) -> date:
    assert row.recurs_on is not None
    return row.recurs_on


def _of(row: Webinar, what: What) -> Step:
    return Step(what=what, day=_slot(row), starts_at=row.starts_at, webinar=row)


def _on(day: date, row: Webinar | None, repeat: Repeat) -> Step:
    try:
        starts_at, is_doubled = moment(day, repeat.clock, repeat.time_zone)
    except SkippedHour as error:
        return Step(what=What.SKIPPED, day=day, starts_at=None, notes=[str(error)])
    what = What.NEW
    if row is not None:
        what = What.STAYS if row.starts_at == starts_at else What.MOVES
    elif day in repeat.left_out:
        what = What.LEFT_OUT
    step = Step(what=what, day=day, starts_at=starts_at, webinar=row)
    if is_doubled:
        step.notes.append(str(DOUBLED))
    return step
