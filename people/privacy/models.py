"""Records of what members do: events, and the access log."""

from datetime import timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts.models import User


class Event(models.Model):
    """A record of one action: opaque codes, its name and the day; never a value or an address."""

    actor = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField(null=True)
    day = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["day"], name="event_day_for_retention")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class AccessRecordQuerySet(models.QuerySet["AccessRecord"]):
    def today_by(self, actor: User, what: str) -> "AccessRecordQuerySet":
        """Records of today (UTC) that `actor` read `what`."""
        return self.filter(actor=actor.code, what=what, day=timezone.now().date())

    def lately_by(self, actor: User, what: str) -> "AccessRecordQuerySet":
        """The same of today and yesterday: a page opened before midnight may be sent after it."""
        yesterday = timezone.now().date() - timedelta(days=1)
        return self.filter(actor=actor.code, what=what, day__gte=yesterday)


class AccessRecord(models.Model):
    """A record that someone read what a member shows to few people: what, who (a code), which
    day."""

    class What(models.TextChoices):
        NOTE = "note", _("your pair’s notes")
        WORK = "work", _("an exercise that you handed in")
        ENQUIRY = "enquiry", _("a question that you asked a facilitator")
        STORY = "story", _("a practice story that you sent in")
        ROSTER = "roster", _("a list that includes you")
        TOGETHER = "together", _("an exercise that you handed in for a group")
        EXPORT = "export", _("a copy of your data")
        RUN = "run", _("how far you are in a course run, under your name there")

    subject = models.ForeignKey(User, models.CASCADE, related_name="access_records")
    actor = models.UUIDField(null=True)
    what = models.CharField(max_length=8, choices=What)
    day = models.DateField(default=timezone.localdate)

    objects = AccessRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            # One row a day, however often the reader opens it.
            models.UniqueConstraint(
                fields=["subject", "actor", "what", "day"], name="access_recorded_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["actor", "day"], name="access_brakes")]

    def __str__(self) -> str:
        return f"{self.what} {self.day}"


def code_of(thing: models.Model | None) -> UUID | None:
    """Return the opaque code of a row that has one."""
    return getattr(thing, "code", None)
