"""Webinars: what is planned, who has a place, and the room of one occurrence."""

import secrets
from datetime import datetime, timedelta
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
from people.languages import language_name
from people.models import Region, User
from people.zones import zone
from webinars import rules

LONGEST_MINUTES = 8 * 60
MOST_SEATS = 500
# Early enough to try the sound, late enough that nobody waits on paid data.
DOOR_OPENS_BEFORE = timedelta(minutes=15)
REMIND_BEFORE = timedelta(minutes=60)
# Opus voice at about 40 kbit/s with what WebRTC adds; an estimate, and said as «about».
VOICE_BYTES_PER_HOUR = 18_000_000
# What has a person in it is no business of a history; who wrote a change is kept by the history.
ABOUT_PEOPLE = ["facilitator", "created_by"]
# Written by the clock, not by anybody.
COUNTED = ["attended"]
# Afterwards who came is a number (safety.md, requirement 35).
WHO_CAME_KEPT_FOR = timedelta(days=90)


def random_code() -> str:
    """Return 20 characters that say nothing: 80 random bits (`Entrant.opaque_id` takes 20)."""
    return secrets.token_hex(10)


def random_meeting_id() -> str:
    return str(uuid4())


class SeriesQuerySet(models.QuerySet["Series"]):
    def usable_by(self, user: User) -> "SeriesQuerySet":
        return self.filter(rules.usable_series(user))


class Series(models.Model):
    """Webinars that belong together."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=2000)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
        help_text=_("Empty: all regions."),
    )

    history = ContentHistory()
    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.title


class Minutes(models.Func):
    """A number of minutes as a duration; Django has no product of the two for every database."""

    output_field = models.DurationField()
    # SQLite has no durations: Django counts microseconds there.
    template = "(%(expressions)s * 60000000)"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "make_interval(mins => %(expressions)s)"
        return self.as_sql(compiler, connection, template=template, **context)


class WebinarQuerySet(models.QuerySet["Webinar"]):
    def visible_to(self, user: User) -> "WebinarQuerySet":
        """What `user` may know of: her region's, those of all regions, and those she works on."""
        return self.filter(rules.visible(user))

    def managed_by(self, user: User) -> "WebinarQuerySet":
        return self.filter(rules.managed(user))

    def planned(self) -> "WebinarQuerySet":
        return self.filter(status=Webinar.Status.PLANNED)

    def not_over(self, now: datetime | None = None) -> "WebinarQuerySet":
        """Those that end after `now`, whether planned or cancelled."""
        now = now or timezone.now()
        end = models.ExpressionWrapper(
            F("starts_at") + Minutes("minutes"), output_field=models.DateTimeField()
        )
        # The first condition follows from the second, and can use the index.
        earliest = now - timedelta(minutes=LONGEST_MINUTES)
        return self.filter(starts_at__gt=earliest).alias(end=end).filter(end__gt=now)

    def to_count(self, now: datetime | None = None) -> "WebinarQuerySet":
        """Those that ended so long ago that their registrations become a number."""
        then = (now or timezone.now()) - WHO_CAME_KEPT_FOR
        ended = self.exclude(pk__in=self.model.objects.not_over(then).order_by().values("pk"))
        return ended.filter(registrations__isnull=False).distinct()

    def upcoming(self, now: datetime | None = None) -> "WebinarQuerySet":
        """Planned and not over, the next one first."""
        return self.planned().not_over(now).order_by("starts_at", "pk")

    def live(self, now: datetime | None = None) -> "WebinarQuerySet":
        """Those whose door is open: from 15 minutes before the start until the end."""
        now = now or timezone.now()
        return self.upcoming(now).filter(starts_at__lte=now + DOOR_OPENS_BEFORE)

    def listed_for(self, user: User) -> "WebinarQuerySet":
        """What her list shows: all that comes, and what was cancelled if she is registered."""
        hers = self.visible_to(user).not_over().with_state_of(user)
        return hers.filter(Q(status=Webinar.Status.PLANNED) | Q(my_state__isnull=False)).order_by(
            "starts_at", "pk"
        )

    def with_places(self) -> "WebinarQuerySet":
        """Add `taken` and `waiting`: how many people have a place, and how many wait for one."""
        states = Registration.State
        return self.annotate(
            taken=models.Count("registrations", filter=Q(registrations__state=states.REGISTERED)),
            waiting=models.Count("registrations", filter=Q(registrations__state=states.WAITING)),
        )

    def with_state_of(self, user: User) -> "WebinarQuerySet":
        """Add `my_state`: the state of her registration, None when she has none."""
        mine = Registration.objects.filter(webinar=models.OuterRef("pk"), user=user)
        return self.annotate(my_state=models.Subquery(mine.values("state")[:1]))


class Webinar(models.Model):
    """A live meeting at one hour; all times are UTC, `time_zone` is where it was planned."""

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
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="webinars",
        verbose_name=_("region"),
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
        _("seats"), default=30, validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
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

    attended = models.PositiveIntegerField(
        null=True,
        editable=False,
        help_text="How many went in; None as long as the registrations are still there.",
    )

    history = ContentHistory(excluded_fields=[*ABOUT_PEOPLE, *COUNTED])
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
        """Whether it will still take place, or does so now."""
        return not self.is_cancelled and not self.is_over

    @property
    def door_opens_at(self) -> datetime:
        return self.starts_at - DOOR_OPENS_BEFORE

    @property
    def is_live(self) -> bool:
        """Whether the door is open: the same moment as `WebinarQuerySet.live`."""
        return self.is_open and self.door_opens_at <= timezone.now()

    @property
    def seats_left(self) -> int:
        """Free places; only of a webinar that came through `with_places`."""
        return max(0, self.seats - self.taken)  # type: ignore[attr-defined]

    @property
    def voice_bytes(self) -> int:
        """What listening to all of it costs, in bytes."""
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
        """The town that stands for the planning zone, as on a map."""
        return self.time_zone.rpartition("/")[2].replace("_", " ")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def registered(self) -> "RegistrationQuerySet":
        return self.filter(state=Registration.State.REGISTERED)

    def waiting(self) -> "RegistrationQuerySet":
        """Those on the waiting list, whoever came first first."""
        return self.filter(state=Registration.State.WAITING).order_by("registered_at", "pk")

    def to_remind(self, now: datetime | None = None) -> "RegistrationQuerySet":
        """Those with a place in a webinar that begins within the hour, not yet told."""
        now = now or timezone.now()
        soon = Webinar.objects.upcoming(now).filter(starts_at__lte=now + REMIND_BEFORE)
        return self.registered().filter(reminded_at=None, webinar__in=soon.order_by().values("pk"))


class Registration(models.Model):
    """One member's place in one webinar, or her turn on the waiting list.

    Withdrawing deletes the row: who once thought of coming is nobody's business.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", _("has a place")
        WAITING = "waiting", _("on the waiting list")

    webinar = models.ForeignKey(Webinar, models.CASCADE, related_name="registrations")
    user = models.ForeignKey(User, models.CASCADE, related_name="registrations")
    alias = models.CharField(_("name in the room"), max_length=40)
    opaque_id = models.CharField(max_length=20, unique=True, default=random_code, editable=False)
    state = models.CharField(max_length=10, choices=State)
    registered_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webinar", "user"], name="registered_once")]
        indexes = [
            models.Index(fields=["webinar", "state"], name="registration_by_state"),
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def has_place(self) -> bool:
        return self.state == self.State.REGISTERED


class RoomQuerySet(models.QuerySet["Room"]):
    def to_end(self) -> "RoomQuerySet":
        """Those that are open although their webinar was called off."""
        return self.filter(ended_at=None, webinar__status=Webinar.Status.CANCELLED)


class Room(models.Model):
    """One occurrence of a webinar's room on the room server; it says nothing about a person.

    `created_ms` (epoch milliseconds, the server's clock) is None until the server answered.
    """

    webinar = models.ForeignKey(Webinar, models.CASCADE, related_name="rooms")
    meeting_id = models.CharField(
        max_length=36, unique=True, default=random_meeting_id, editable=False
    )
    created_ms = models.BigIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["webinar"], condition=Q(ended_at=None), name="one_room_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.meeting_id
