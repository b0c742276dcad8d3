"""What a pair writes down for itself: goals and meetings, their words sealed under its own key."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import KeyOwner


class PairKey(KeyOwner):
    """The key of a pair's notes. It belongs to both: when one of the two goes, so does the key."""

    pair = models.OneToOneField("mentorship.Pair", models.CASCADE, related_name="key")

    def __str__(self) -> str:
        return f"key {self.pk}"


class Note(models.Model):
    """Words of a pair, sealed. Only `mentorship.notes` opens them."""

    LONGEST = 200

    sealed_text = models.BinaryField(editable=False)

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        """Where the sealed words stand; they open nowhere else."""
        raise NotImplementedError


class Goal(Note):
    """What a pair wants to have done. The coordinator never reads it."""

    pair = models.ForeignKey("mentorship.Pair", models.CASCADE, related_name="goals")
    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"goal {self.code}"

    @property
    def place(self) -> str:
        return f"mentorship.Goal:{self.code}:sealed_text"


class Meeting(Note):
    """That a pair met: a day, about how long, how, and one line. Nothing else is asked."""

    class Length(models.TextChoices):
        QUARTER = "15", _("about 15 minutes")
        HALF = "30", _("about half an hour")
        HOUR = "60", _("about an hour")
        LONGER = "90", _("longer")

    class Channel(models.TextChoices):
        CALL = "call", _("voice call")
        VIDEO = "video", _("video call")
        WRITING = "writing", _("in writing")
        IN_PERSON = "in_person", _("in person")

    pair = models.ForeignKey("mentorship.Pair", models.CASCADE, related_name="meetings")
    key = models.UUIDField(default=uuid4)
    held_on = models.DateField(_("day"))
    length = models.CharField(_("how long"), max_length=2, choices=Length)
    channel = models.CharField(_("how"), max_length=10, choices=Channel)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["pair", "key"], name="meeting_logged_once")]

    def __str__(self) -> str:
        return f"meeting {self.pk}"

    @property
    def place(self) -> str:
        return f"mentorship.Meeting:{self.key}:sealed_text"
