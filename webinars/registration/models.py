"""A member's place in a webinar, or on its waiting list."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts.models import User
from webinars.planning.models import REMIND_BEFORE, Webinar
from webinars.rooms.models import random_code


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def registered(self) -> "RegistrationQuerySet":
        return self.filter(state=Registration.State.REGISTERED)

    def waiting(self) -> "RegistrationQuerySet":
        """Registrations on the waiting list, in order."""
        return self.filter(state=Registration.State.WAITING).order_by("registered_at", "pk")

    def to_remind(self, now: datetime | None = None) -> "RegistrationQuerySet":
        """Registrations with a place in a webinar that begins within the hour, not yet reminded."""
        now = now or timezone.now()
        soon = Webinar.objects.upcoming(now).filter(starts_at__lte=now + REMIND_BEFORE)
        return self.registered().filter(reminded_at=None, webinar__in=soon.order_by().values("pk"))


class Registration(models.Model):
    """One member's place in one webinar, or their turn on the waiting list.

    Withdrawing deletes the row: that a member once registered is private. Until the webinar is over
    a notice of theirs keeps it, for their calendar (`webinars.calendar.events`).
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
