"""Webinars, and the series that they belong to."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.history import ContentHistory
from learning.models import CourseRun
from people.accounts.models import User
from people.languages import language_name
from people.networks.models import region_or_all
from people.picking.zones import city_here
from people.time_zones import zone
from web.prepared import Open
from web.reading.days import date_format
from webinars.planning.series.rule import in_words, often_in_words

LONGEST_MINUTES = 8 * 60
MOST_SEATS = 500
# Early enough to test the sound, late enough that no one waits on paid data.
DOOR_OPENS_BEFORE = timedelta(minutes=15)
REMIND_BEFORE = timedelta(minutes=60)
# Opus voice at about 40 kbit/s including WebRTC's overhead; an estimate, shown with “about”.
VOICE_BYTES_PER_HOUR = 18_000_000
# Fields that name people are left out of the history; the history itself keeps who made a change.
ABOUT_PEOPLE = ["facilitator", "created_by"]
# Not written by a person.
COUNTED = ["attended", "sequence", "recurs_on"]
# After this time, the registrations become a number.
WHO_CAME_KEPT_FOR = timedelta(days=90)


class Series(models.Model):
    """Webinars that belong together, planned one by one or by a rule.

    `rule` is a recurrence rule (RFC 5545, 3.3.10) that begins on the day `since`, at `clock` in
    `time_zone`. It speaks of the dates from that day on: a change of later dates begins it again
    there, and earlier dates stay as they are. `left_out` are days of the rule on which nothing
    takes place (RFC 5545, 3.8.5.1).
    """

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=2000)
    region = region_or_all("+", help_text=_("Empty: all regions."))
    # Translators: How often the webinars of a series take place.
    rule = models.CharField(_("how often"), max_length=120, blank=True, editable=False)
    # Translators: The day of the first date of a series.
    since = models.DateField(_("first date"), null=True, editable=False)
    clock = models.TimeField(_("start"), null=True, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC", editable=False)
    # Translators: Days on which a series does not take place.
    left_out = models.JSONField(_("dates left out"), default=list, editable=False)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    sequence = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often dates of it were changed together."
    )

    history = ContentHistory(excluded_fields=["created_by", "sequence"])
    HISTORY_WORDS = {
        "rule": in_words,
        "left_out": lambda days: [date_format(date.fromisoformat(day)) for day in days],
    }

    class Meta:
        ordering = ["title"]
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("webinars:series", args=[self.code])

    @property
    def rhythm(self) -> str:
        """How often it takes place, in words; nothing where its webinars are planned one by one."""
        return often_in_words(self.rule)


class Minutes(models.Func):
    """A number of minutes as a duration; Django cannot multiply the two on every database."""

    output_field = models.DurationField()
    # SQLite has no durations: Django counts microseconds there.
    template = "(%(expressions)s * 60000000)"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "make_interval(mins => %(expressions)s)"
        return self.as_sql(compiler, connection, template=template, **context)


def earliest_not_over(now: datetime) -> datetime:
    """Return the start before which every webinar is over at `now`."""
    return now - timedelta(minutes=LONGEST_MINUTES)


class WebinarQuerySet(models.QuerySet["Webinar"]):
    def planned(self) -> "WebinarQuerySet":
        return self.filter(status=Webinar.Status.PLANNED)

    def not_over(
        self, now: datetime | Open | None = None, *, earliest: Open | None = None
    ) -> "WebinarQuerySet":
        """Webinars that end after `now`, planned or cancelled. Where `now` is left open, `earliest`
        is as well: what `earliest_not_over(now)` returns."""
        now = now or timezone.now()
        begin = earliest if isinstance(now, Open) else earliest_not_over(now)
        end = models.ExpressionWrapper(
            F("starts_at") + Minutes("minutes"), output_field=models.DateTimeField()
        )
        # The first condition follows from the second, and can use the index.
        return self.filter(starts_at__gt=begin).alias(end=end).filter(end__gt=now)

    def to_count(self, now: datetime | None = None) -> "WebinarQuerySet":
        """Webinars that ended so long ago that their registrations become a number."""
        then = (now or timezone.now()) - WHO_CAME_KEPT_FOR
        ended = self.exclude(pk__in=self.model.objects.not_over(then).order_by().values("pk"))
        return ended.filter(registrations__isnull=False).distinct()

    def upcoming(self, now: datetime | None = None) -> "WebinarQuerySet":
        """Planned webinars that are not over, the next one first."""
        return self.planned().not_over(now).order_by("starts_at", "pk")

    def live(self, now: datetime | None = None) -> "WebinarQuerySet":
        """Webinars that can be entered: from 15 minutes before the start until the end."""
        now = now or timezone.now()
        return self.upcoming(now).filter(starts_at__lte=now + DOOR_OPENS_BEFORE)


class Webinar(models.Model):
    """A live meeting. All times are UTC; `time_zone` is the zone in which it was planned."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        CANCELLED = "cancelled", _("cancelled")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    series = models.ForeignKey(
        Series,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="webinars",
        verbose_name=_("series"),
    )
    recurs_on = models.DateField(
        null=True,
        editable=False,
        help_text=(
            "The day of the series' rule that it stands for, even where it was moved (RFC 5545, "
            "3.8.4.4)."
        ),
    )
    region = region_or_all("webinars")
    # Without the run, everyone in the region would see it.
    run = models.ForeignKey(
        CourseRun,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("course run"),
    )
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=2000)
    starts_at = models.DateTimeField(_("start"))
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MINUTES)],
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    languages = models.JSONField(_("languages"), default=list)
    seats = models.PositiveSmallIntegerField(
        _("places"), default=30, validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    status = models.CharField(
        _("status"), max_length=9, choices=Status, default=Status.PLANNED, editable=False
    )
    facilitator = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="webinars_led",
        verbose_name=_("facilitator"),
    )
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    sequence = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How often the time changed; calendar programs want it (RFC 5545, 3.8.7.4).",
    )
    attended = models.PositiveIntegerField(
        null=True,
        editable=False,
        help_text="How many went in; None as long as the registrations are still there.",
    )

    history = ContentHistory(excluded_fields=[*ABOUT_PEOPLE, *COUNTED])
    HISTORY_WORDS = {"languages": lambda codes: [language_name(code) for code in codes]}
    objects = WebinarQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("webinar")
        verbose_name_plural = _("webinars")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_MINUTES),
                name="webinar_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="webinar_has_a_seat"),
            models.UniqueConstraint(
                fields=["series", "recurs_on"], name="one_webinar_for_a_date_of_a_series"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="webinar_by_start")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("webinars:detail", args=[self.code])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether it is still to come or taking place now."""
        return not self.is_cancelled and not self.is_over

    @property
    def door_opens_at(self) -> datetime:
        return self.starts_at - DOOR_OPENS_BEFORE

    @property
    def is_live(self) -> bool:
        """Whether it can be entered now; the same rule as `WebinarQuerySet.live`."""
        return self.is_open and self.door_opens_at <= timezone.now()

    @property
    def seats_left(self) -> int:
        """Free places; only for a webinar from `with_places`."""
        return max(0, self.seats - self.taken)  # type: ignore[attr-defined]

    @property
    def has_begun(self) -> bool:
        """Whether people could already get in."""
        return not self.is_cancelled and self.door_opens_at <= timezone.now()

    @property
    def registered(self) -> int | None:
        """How many have or had a place; None once the registrations became a number of those who
        came. Only for a webinar from `with_places`."""
        return None if self.attended is not None else self.taken  # type: ignore[attr-defined]

    @property
    def came(self) -> int:
        """How many registered people got into the room; only for a webinar from `with_places`."""
        return (self.attended or 0) + self.inside  # type: ignore[attr-defined]

    @property
    def voice_bytes(self) -> int:
        """The data that listening to all of it uses, in bytes."""
        return self.minutes * VOICE_BYTES_PER_HOUR // 60

    @property
    def language_names(self) -> list[tuple[str, str]]:
        """Code and own name of each language."""
        return [(code, language_name(code)) for code in self.languages]

    @property
    def planning_zone(self) -> ZoneInfo:
        return zone(self.time_zone)

    @property
    def planning_place(self) -> str:
        """The town in the name of the time zone, in the language of the page."""
        return city_here(self.time_zone)
