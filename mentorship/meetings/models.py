"""A meeting that a pair agrees on: times are proposed, one is accepted, moved or called off."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship.pairs.models import Meeting, Pair
from people.accounts.models import User

MOST_SLOTS = 3
# As in a webinar: the room opens a little earlier, so that both can try their phone.
OPENS_BEFORE = timedelta(minutes=15)
REMIND_BEFORE = timedelta(hours=1)
# A meeting that was called off, or has been held, is forgotten after this time.
KEPT_FOR = timedelta(days=30)


class PlannedMeetingQuerySet(models.QuerySet["PlannedMeeting"]):
    def open(self) -> "PlannedMeetingQuerySet":
        """Proposed or agreed, and neither called off nor answered for."""
        return self.filter(ended_at=None)

    def to_remind(self, now: datetime | None = None) -> "PlannedMeetingQuerySet":
        """Agreed meetings that begin within the hour and of which no one was reminded; not while
        the pair rests (`PairQuerySet.in_sight`)."""
        now = now or timezone.now()
        soon = Q(starts_at__gt=now, starts_at__lte=now + REMIND_BEFORE)
        both_here = Q(pair__mentor__is_active=True, pair__mentee__is_active=True)
        return self.open().filter(soon, both_here, reminded_at=None)

    def called_off_ahead(self, now: datetime | None = None) -> "PlannedMeetingQuerySet":
        """Called off before their time, which is still to come: calendars have to learn of it."""
        return self.filter(
            outcome=PlannedMeeting.Outcome.CANCELLED, starts_at__gt=now or timezone.now()
        )

    def to_forget(self, now: datetime | None = None) -> "PlannedMeetingQuerySet":
        return self.filter(ended_at__lt=(now or timezone.now()) - KEPT_FOR)


class PlannedMeeting(models.Model):
    """One meeting of a pair, from the first proposed time on. It holds times, and no words.

    `slots` are the times proposed now, as ISO texts in UTC, and `proposed_minutes` the length that
    was proposed with them; `starts_at` and `minutes` are what was agreed, which stands until
    something else is accepted. Each change that a calendar should learn raises
    `revision`.
    """

    class Length(models.IntegerChoices):
        QUARTER = 15, _("about 15 minutes")
        HALF = 30, _("about half an hour")
        HOUR = 60, _("about an hour")
        LONGER = 90, _("an hour and a half")

    class Outcome(models.TextChoices):
        CANCELLED = "cancelled", _("called off")
        HELD = "held", _("took place")
        MISSED = "missed", _("did not take place")

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="planned_meetings")
    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    # Of the form that proposed the present times, so that it counts once.
    key = models.UUIDField(editable=False)
    proposed_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    slots = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(_("how long"), choices=Length)
    starts_at = models.DateTimeField(null=True, blank=True)
    proposed_minutes = models.PositiveSmallIntegerField(null=True, blank=True, choices=Length)
    revision = models.PositiveIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)

    objects = PlannedMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], condition=Q(ended_at=None), name="one_planned_meeting_of_a_pair"
            )
        ]
        indexes = [models.Index(fields=["ended_at", "starts_at"], name="planned_meeting_due")]

    def __str__(self) -> str:
        return f"planned meeting {self.code}"

    @property
    def proposed(self) -> list[datetime]:
        """The times proposed now, in UTC."""
        return [datetime.fromisoformat(slot) for slot in self.slots]

    @property
    def is_unanswered_in_time(self) -> bool:
        """Whether times were proposed and all of them have passed."""
        return bool(self.slots) and all(slot <= timezone.now() for slot in self.proposed)

    @property
    def is_other_length(self) -> bool:
        """Whether another length was proposed than the agreed one."""
        return self.starts_at is not None and self.proposed_minutes not in (None, self.minutes)

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at and self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_cancelled(self) -> bool:
        return self.outcome == self.Outcome.CANCELLED

    @property
    def is_called_off_ahead(self) -> bool:
        """The same rule as `PlannedMeetingQuerySet.called_off_ahead`."""
        return self.is_cancelled and self.starts_at is not None and not self.has_begun

    @property
    def has_begun(self) -> bool:
        """Whether its agreed time has come: from then on it can be said whether it took place."""
        return self.starts_at is not None and self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def has_room(self) -> bool:
        """Whether the room for the two is open now."""
        if not self.is_open or self.starts_at is None or self.ends_at is None:
            return False
        return self.starts_at - OPENS_BEFORE <= timezone.now() < self.ends_at

    @property
    def logged_length(self) -> str:
        """The nearest length that the log of past meetings knows."""
        return Meeting.Length(str(self.minutes)).value
