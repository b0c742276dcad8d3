"""The form with which one of a pair proposes times."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentorship.meetings.models import MOST_SLOTS
from mentorship.models import PlannedMeeting
from people.forms import OnceForm
from webinars.planning import moments

# A meeting of two people is agreed some weeks ahead.
FURTHEST = timedelta(days=90)
SOONEST = timedelta(minutes=5)
# One for each of `MOST_SLOTS`.
LEGENDS = (
    pgettext_lazy("proposed for a meeting", "First time"),
    _("Second time, if you like"),
    _("Third time, if you like"),
)


class TimesForm(OnceForm):
    """Up to three times in the member's own time zone, and how long the meeting is to be, which is
    `minutes` as long as no one chooses otherwise.

    A valid form has `slots`, the moments in UTC, and `is_doubled` when a local time happens twice.
    """

    def __init__(self, *args: Any, time_zone: str, minutes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.time_zone = time_zone
        self.is_doubled = False
        for number in range(1, MOST_SLOTS + 1):
            self.fields[f"day_{number}"] = forms.DateField(
                label=_("Day"),
                required=number == 1,
                input_formats=["%Y-%m-%d"],
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
            self.fields[f"clock_{number}"] = forms.TimeField(
                label=_("Start"),
                required=number == 1,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            )
        self.fields["minutes"] = forms.TypedChoiceField(
            # Translators: How long a meeting of two people is going to be.
            label=_("Length"),
            coerce=int,
            choices=PlannedMeeting.Length.choices,
            initial=minutes,
        )

    @property
    def rows(self) -> list[tuple[Promise, forms.BoundField, forms.BoundField]]:
        """The legend and the two fields of each time."""
        return [
            (legend, self[f"day_{number}"], self[f"clock_{number}"])
            for number, legend in enumerate(LEGENDS, start=1)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        found = [self._moment(number, data) for number in range(1, MOST_SLOTS + 1)]
        data["slots"] = sorted({moment for moment in found if moment})
        return data

    def _moment(self, number: int, data: dict[str, Any]) -> datetime | None:
        day: date | None = data.get(f"day_{number}")
        clock: time | None = data.get(f"clock_{number}")
        if day is None and clock is None:
            return None
        if day is None or clock is None:
            missing = "day" if day is None else "clock"
            if f"{missing}_{number}" not in self.errors:
                self.add_error(f"{missing}_{number}", _("A time needs both: a day and an hour."))
            return None
        return self._checked(number, day, clock)

    def _checked(self, number: int, day: date, clock: time) -> datetime | None:
        now = timezone.now()
        # This also keeps the computation within the years that `datetime` supports.
        if day > (now + FURTHEST).date():
            self.add_error(f"day_{number}", _("This is too far away. Choose an earlier day."))
            return None
        if day < (now - timedelta(days=2)).date():
            self._refuse_the_past(number)
            return None
        try:
            moment, is_doubled = moments.moment(day, clock, self.time_zone)
        except moments.SkippedHour as error:
            self.add_error(f"clock_{number}", str(error))
            return None
        if moment < now + SOONEST:
            self._refuse_the_past(number)
            return None
        self.is_doubled = self.is_doubled or is_doubled
        return moment.astimezone(UTC)

    def _refuse_the_past(self, number: int) -> None:
        self.add_error(
            f"day_{number}", _("This time has already passed. Choose a time in the future.")
        )
