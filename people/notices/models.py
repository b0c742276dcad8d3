"""Notices: what a member is notified of."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts.models import User


class Notice(models.Model):
    """A sentence for one member, shown in the app. What it says follows from `kind` alone.

    `key` makes it unique: whoever tries to tell the same thing twice is told it stands already.
    """

    class Kind(models.TextChoices):
        WEBINAR_SOON = "webinar_soon", _("A webinar you registered for starts soon.")
        WEBINAR_PLACE = (
            "webinar_place",
            _("A place has become free: you now have a place in a webinar."),
        )
        WEBINAR_CANCELLED = (
            "webinar_cancelled",
            _("A webinar you registered for has been cancelled."),
        )
        EXERCISE_SENT = "exercise_sent", _("An exercise is waiting for your review.")
        EXERCISE_RETURNED = "exercise_returned", _("Your mentor has reviewed your exercise.")
        EXERCISE_ACCEPTED = "exercise_accepted", _("Your exercise has been accepted.")
        PAIR_PROPOSED = "pair_proposed", _("A pair has been proposed to you.")
        PAIR_STARTED = "pair_started", _("You both said yes: your pair begins.")
        COURSE_COMPLETED = "course_completed", _("You have completed a course.")
        RECOVERY_ASKED = (
            "recovery_asked",
            _(
                "Someone is asking to get back into your account. If it is not you, stop it on "
                "your “Me” page."
            ),
        )
        CODE_USED = (
            "code_used",
            _(
                "A code on paper was used to replace your passphrase. If it was not you, make new "
                "codes, then change your passphrase."
            ),
        )
        PAIR_ENDED = (
            "pair_ended",
            _("One of your pairs has ended. A new one can begin whenever you like."),
        )
        MUCH_READ = (
            "much_read",
            _(
                "In one day, someone reached the limit for viewing people, and there were more to "
                "see. Ask the coordinators whether there was a reason."
            ),
        )
        IDLE = (
            "idle",
            _(
                "You were away for eleven months. An account is erased after twelve. Yours stays, "
                "now that you are back."
            ),
        )

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=80)
    subject_code = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="notice_given_once")
        ]
        indexes = [
            # Every request asks for the latest notice that she has not put away.
            models.Index(
                fields=["user", "-created_at"],
                condition=models.Q(read_at=None),
                name="notice_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
