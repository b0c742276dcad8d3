"""The form of planning a webinar."""

from collections.abc import Collection, Iterator
from datetime import UTC, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learning.leaving import titles
from learning.models import CourseRun
from learning.runs.permissions import runs_managed_by
from people.forms import ChangeForm, OnceForm
from people.models import Region, User
from people.picking.fields import LanguagesField, TimeZoneField
from people.picking.stays import ChoiceThatStays, DayInput
from people.picking.widgets import Picker
from people.privacy import access_log
from web.reading.days import date_format
from webinars.models import Series, Webinar
from webinars.planning import actions, moments, permissions
from webinars.planning.models import LONGEST_MINUTES, MOST_SEATS

SHORTEST_MINUTES = 5
# No one plans further ahead, and the rules of time zones can change.
FURTHEST = timedelta(days=730)
# What fits beside a label.
LONGEST_WORDS = 40


class ClockInput(forms.TimeInput):
    input_type = "time"


class WebinarForm(ChangeForm, OnceForm):
    """The plan of a webinar, with its time in one time zone.

    `by` decides which regions, series and facilitators it offers; `webinar` is the one to change,
    and a new one may begin `like` another. A valid form gives `plan()`, and `hour_is_doubled` when
    the local time happens twice.
    """

    title = forms.CharField(label=_("Title"), max_length=120)
    description = forms.CharField(
        label=_("What it is about"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    region = forms.ModelChoiceField(
        label=_("Who it is for"),
        queryset=Region.objects.none(),
        required=False,
        empty_label=_("All regions"),
    )
    series = ChoiceThatStays(
        label=_("Series"),
        queryset=Series.objects.none(),
        required=False,
        empty_label=_("No series"),
    )
    day = forms.DateField(label=_("Day"), widget=DayInput(format="%Y-%m-%d"))
    clock = forms.TimeField(
        label=_("Start"),
        widget=ClockInput(format="%H:%M"),
        help_text=_(
            "In the time zone below. When the clocks go back and an hour happens twice, the first "
            "one counts."
        ),
    )
    time_zone = TimeZoneField()
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=SHORTEST_MINUTES,
        max_value=LONGEST_MINUTES,
        initial=60,
        error_messages={
            "min_value": _("That is too short. Choose at least %(limit_value)s minutes.")
        },
    )
    languages = LanguagesField(error_messages={"required": _("Choose at least one language.")})
    seats = forms.IntegerField(
        label=_("Number of places"),
        min_value=1,
        max_value=MOST_SEATS,
        initial=30,
        error_messages={"min_value": _("There must be at least one place.")},
        help_text=_("When all places are taken, others join the waiting list."),
    )
    facilitator = ChoiceThatStays(
        label=_("Facilitator"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("No one yet"),
        help_text=_("Joins the room as a moderator, like you."),
    )

    run = ChoiceThatStays(
        label=_("Course run"),
        queryset=CourseRun.objects.none(),
        required=False,
        empty_label=_("No course run"),
        help_text=_("Then only the people in that run see the webinar, on the page of the run."),
    )

    TOGETHER = [("day", "clock", "time_zone")]
    # What is asked at once; the rest has an answer already and is folded.
    FIRST: tuple[str, ...] = ("title", "day", "clock")

    def __init__(
        self,
        *args: Any,
        by: User,
        webinar: Webinar | None = None,
        like: Webinar | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.webinar = webinar
        self.hour_is_doubled = False
        offered: dict[str, Any] = {
            "region": permissions.regions_plannable_by(by),
            "series": permissions.series_usable_by(by),
            "run": runs_managed_by(by).open().not_over(),
            "facilitator": _facilitators_for(by, webinar),
        }
        for name in self._not_asked():
            del self.fields[name], offered[name]
        for name, rows in offered.items():
            choice: Any = self.fields[name]
            choice.queryset = rows
        self.initial.update(_as_typed(webinar) if webinar else _first_offer(by, like))
        self._keep_what_is_not_offered()
        self.fields["run"].label_from_instance = _label_of_run  # type: ignore[attr-defined]
        for name in offered:
            # The list is read once, for the field and for what its summary says.
            choice = self.fields[name]
            choice.choices = list(choice.choices)
        runs = {str(value) for value, _label in self.fields["run"].choices}  # type: ignore[attr-defined]
        if webinar is None and str(self.initial.get("run")) not in runs:
            # A run that cannot be chosen any more: say that there is none now.
            self.initial["run"] = None

    @property
    def is_change(self) -> bool:
        return self.webinar is not None

    def _not_asked(self) -> Collection[str]:
        """Return which of region, series and facilitator the webinar keeps: a date of a series that
        repeats stays in it."""
        return ["series"] if self.webinar is not None and self.webinar.recurs_on else []

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def folded(self) -> Iterator[tuple[forms.BoundField, str]]:
        """Yield each other field with what its summary says: its value in words."""
        for field in self.visible_fields():
            if field.name not in self.FIRST:
                yield field, _in_words(field)

    def _keep_what_is_not_offered(self) -> None:
        """Let the webinar's series and facilitator stay where `by` could not choose them."""
        for name in {"series", "run", "facilitator"} - {*self._not_asked()}:
            field: Any = self.fields[name]
            chosen = getattr(self.webinar, f"{name}_id", None)
            if chosen and not field.queryset.filter(pk=chosen).exists():
                field.keep(getattr(self.webinar, name))
                self.initial[name] = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not {"day", "clock", "time_zone"} <= data.keys():
            return data
        now = timezone.now()
        # This also keeps the computations below within the years that `datetime` supports.
        if data["day"] > (now + FURTHEST).date():
            self.add_error("day", _("This is more than two years away. Choose an earlier day."))
        elif data["day"] < (now - timedelta(days=2)).date():
            self._refuse_the_past()
        else:
            self._find_moment(data)
        return data

    def _find_moment(self, data: dict[str, Any]) -> None:
        try:
            starts_at, self.hour_is_doubled = moments.moment(
                data["day"], data["clock"], data["time_zone"]
            )
        except moments.SkippedHour as error:
            self.add_error("clock", str(error))
            return
        unchanged = self.webinar is not None and self.webinar.starts_at == starts_at
        if starts_at <= timezone.now() and not unchanged:
            self._refuse_the_past()
        data["starts_at"] = starts_at

    def _refuse_the_past(self) -> None:
        self.add_error("day", _("This time has already passed. Choose a time in the future."))

    def plan(self) -> actions.Plan:
        data = self.cleaned_data
        return actions.Plan(
            title=data["title"],
            description=data["description"],
            series=self._chosen("series"),
            region=self._chosen("region"),
            starts_at=data["starts_at"].astimezone(UTC),
            minutes=data["minutes"],
            time_zone=data["time_zone"],
            languages=data["languages"],
            seats=data["seats"],
            facilitator=data["facilitator"],
            run=data["run"],
        )

    def _chosen(self, name: str) -> Any:
        """Return what was chosen, or what the webinar has where that is not asked."""
        asked = name in self.fields
        return self.cleaned_data[name] if asked else getattr(self.webinar, name, None)


def _label_of_run(run: CourseRun) -> str:
    """Return the days of a run and its course, as a coordinator knows it in a list."""
    title = titles([run.course_key]).get(run.course_key, "")
    return f"{date_format(run.starts_on)} · {title}"


def _in_words(field: forms.BoundField) -> str:
    """Return the value of a field as a reader knows it, short."""
    asked: Any = field.field
    value = field.value()
    if isinstance(asked.widget, Picker):
        return asked.widget.in_words(value)
    if isinstance(field.field, forms.ChoiceField):
        chosen = {str(key): str(label) for key, label in asked.choices}
        return chosen.get(str(value or ""), "")
    return Truncator(str(value or "")).chars(LONGEST_WORDS) or gettext("none yet")


def _facilitators_for(by: User, webinar: Webinar | None) -> QuerySet[User]:
    """Facilitators that `by` may choose and whose names they may read today; the webinar's present
    one counts first."""
    chosen = webinar.facilitator_id if webinar else None
    possible = permissions.facilitators_available_to(by)
    return access_log.readable(actor=by, members=possible, first=[chosen])


def _as_typed(webinar: Webinar) -> dict[str, object]:
    start = webinar.starts_at.astimezone(webinar.planning_zone)
    return _answers_of(webinar) | {"day": start.date()}


def _answers_of(webinar: Webinar) -> dict[str, object]:
    """Return everything about a webinar but its day."""
    return {
        "title": webinar.title,
        "description": webinar.description,
        "series": webinar.series_id,
        "run": webinar.run_id,
        "clock": webinar.starts_at.astimezone(webinar.planning_zone).time(),
        "facilitator": webinar.facilitator_id,
        **_frame_of(webinar),
    }


def _frame_of(webinar: Webinar) -> dict[str, object]:
    """Return what one webinar of a coordinator often shares with their next."""
    return {
        "region": webinar.region_id,
        "time_zone": webinar.time_zone,
        "minutes": webinar.minutes,
        "languages": webinar.languages,
        "seats": webinar.seats,
    }


def _first_offer(by: User, like: Webinar | None) -> dict[str, object]:
    """Return what a new webinar begins with: all but the day of one that it is `like`, else the
    frame of the last one that `by` planned."""
    regions = [region.pk for region in permissions.regions_plannable_by(by)]
    home = by.organisation.languages if by.organisation else []
    offer: dict[str, object] = {
        "region": next(iter(regions), None),
        "time_zone": by.time_zone,
        "languages": home or [translation.get_language()],
    }
    last = permissions.webinars_managed_by(by).filter(created_by=by).order_by("-pk").first()
    if like is not None:
        offer |= _answers_of(like)
    elif last is not None:
        offer |= _frame_of(last)
    # One that cannot be chosen any more would become “All regions” in the list.
    if offer["region"] not in (None, *regions):
        offer["region"] = next(iter(regions), None)
    return offer
