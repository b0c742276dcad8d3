"""The form of a series: the plan of a webinar, and how it repeats."""

from calendar import monthrange
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import time_zones
from people.models import User
from web.reading.days import date_format
from webinars.models import Webinar
from webinars.planning.forms import FURTHEST, DayInput, WebinarForm
from webinars.planning.series import queries
from webinars.planning.series.rule import MOST_DATES, Rhythm, Rule
from webinars.planning.series.steps import Repeat, Step, first_steps, mark_of, next_steps


class DaysField(forms.MultipleChoiceField):
    """Any number of days, each a box to tick beside that date; what is no day is left away."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        found = set()
        for typed in super().to_python(value):
            with suppress(ValueError):
                found.add(date.fromisoformat(typed).isoformat())
        return sorted(found)

    def valid_value(self, value: Any) -> bool:
        return True


class SeriesForm(WebinarForm):
    """The plan of a series. With `webinar`, it changes this date of a series and all that follow.

    A valid form gives `plan()`, `repeat` and `steps`: what becomes of each date. `is_seen` says
    whether these are the steps that the member saw when they sent the form.
    """

    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)
    times = forms.IntegerField(
        label=_("How many times"),
        min_value=1,
        max_value=MOST_DATES,
        required=False,
        help_text=_("Including the first one. Leave it empty if you choose the last day below."),
    )
    until = forms.DateField(
        label=_("Or until which day"), required=False, widget=DayInput(format="%Y-%m-%d")
    )
    left_out = DaysField(label=_("Leave out"), required=False)

    TOGETHER = [("day", "clock", "time_zone", "rhythm", "times", "until")]
    FIRST = ("title", "day", "clock", "rhythm", "times", "until")
    # The name of the button that says yes to the dates; its value is their mark.
    SEEN = "seen"

    def __init__(self, *args: Any, by: User, webinar: Webinar | None = None, **kwargs: Any) -> None:
        super().__init__(*args, by=by, webinar=webinar, **kwargs)
        self.by = by
        self.repeat: Repeat | None = None
        self.steps: list[Step] = []
        self.fields["day"].label = _("First day")
        if webinar is not None:
            self.rows = list(queries.rows_from(webinar, by=by))
            self.of_others = queries.days_of_others(webinar, by=by)
            self.initial.update(_repeat_as_typed(webinar, self.rows))

    def _not_asked(self) -> Collection[str]:
        return ["series"] if self.webinar is None else ["series", "region"]

    def folded(self) -> Iterator[tuple[forms.BoundField, str]]:
        return (pair for pair in super().folded() if pair[0].name != "left_out")

    @property
    def left_out_as_sent(self) -> list[str]:
        """The days that are left out, for a page that does not show the dates."""
        return list(self["left_out"].value() or [])

    @property
    def mark(self) -> str:
        return mark_of(self.steps)

    @property
    def is_seen(self) -> bool:
        """Also where no date changes, as when a change is sent again."""
        if self.webinar is not None and not any(step.is_change for step in self.steps):
            return True
        return self.data.get(self.SEEN) == self.mark

    @property
    def zone(self) -> ZoneInfo:
        """The organiser's time zone, as it was chosen."""
        return time_zones.zone(self.cleaned_data["time_zone"])

    @property
    def dates(self) -> int:
        """How many dates take place."""
        return sum(step.takes_place for step in self.steps)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._check_the_end(data)
        self._check_the_first_day(data)
        if not self.errors:
            self._find_steps(data)
        return data

    def _check_the_end(self, data: dict[str, Any]) -> None:
        if self.errors.keys() & {"times", "until"}:
            return
        times, until, day = data.get("times"), data.get("until"), data.get("day")
        if (times is None) == (until is None):
            said = _("Say how many times, or until which day: one of the two.")
            self.add_error("times", said)
        elif until is not None and day is not None and until < day:
            self.add_error("until", _("This is before the first day. Choose a later day."))

    def _check_the_first_day(self, data: dict[str, Any]) -> None:
        day = data.get("day")
        if day is None:
            return
        is_last = day.day + 7 > monthrange(day.year, day.month)[1]
        if data.get("rhythm") == Rhythm.MONTHLY_LAST and not is_last:
            said = _("The first day is not the last such weekday of its month. Choose another.")
            self.add_error("rhythm", said)
        before = queries.slot_before(self.webinar) if self.webinar else None
        if before is not None and day <= before:
            said = _("There is a date of this series before, on %(day)s. Choose a later day.")
            self.add_error("day", said % {"day": date_format(before)})

    def _find_steps(self, data: dict[str, Any]) -> None:
        repeat = self.repeat = Repeat(
            rule=Rule(
                rhythm=Rhythm(data["rhythm"]), times=data.get("times"), until=data.get("until")
            ),
            since=data["day"],
            clock=data["clock"],
            time_zone=data["time_zone"],
            left_out=tuple(date.fromisoformat(day) for day in data["left_out"]),
        )
        days = repeat.days
        end = "times" if repeat.rule.until is None else "until"
        if len(days) > MOST_DATES:
            said = _("These are more than %(n)d dates. Choose an earlier day.")
            self.add_error(end, said % {"n": MOST_DATES})
        elif days[-1] > (timezone.now() + FURTHEST).date():
            said = _("The last date would be more than two years away, on %(day)s. Choose fewer.")
            self.add_error(end, said % {"day": date_format(days[-1])})
        else:
            self._show_steps(repeat, data)

    def _show_steps(self, repeat: Repeat, data: dict[str, Any]) -> None:
        if self.webinar is None or self.webinar.series is None:
            self.steps = first_steps(repeat)
        else:
            self.steps = next_steps(
                self.webinar.series, self.rows, repeat, of_others=self.of_others
            )
        queries.note_clashes(
            self.steps,
            region=self._chosen("region"),
            facilitator=data["facilitator"],
            minutes=data["minutes"],
            by=self.by,
        )
        if not any(step.takes_place for step in self.steps):
            self.add_error(None, _("No date would be left. Keep at least one."))


def _repeat_as_typed(webinar: Webinar, rows: list[Webinar]) -> dict[str, object]:
    """Return how the series repeats from this date on, as the coordinator would type it."""
    series, slot = webinar.series, webinar.recurs_on
    assert series is not None
    assert series.since is not None
    assert series.clock is not None
    assert slot is not None
    rule = Rule.read(series.rule)
    left_out = [day for day in series.left_out if date.fromisoformat(day) >= slot]
    whole = Repeat(
        rule=rule,
        since=series.since,
        clock=series.clock,
        time_zone=series.time_zone,
    )
    ahead = {day for day in whole.days if day >= slot} | {row.recurs_on for row in rows}
    return {
        "day": slot,
        "clock": series.clock,
        "time_zone": series.time_zone,
        "rhythm": rule.rhythm,
        "times": len(ahead) if rule.times is not None else None,
        "until": rule.until,
        "left_out": left_out,
    }
