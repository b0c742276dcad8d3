"""Short messages between the two of a pair, sealed under the pair's key; they expire."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.utils import timezone

from mentorship.pairs.models import Note, Pair
from people.accounts.models import User

KEPT_FOR = timedelta(days=30)


class MessageQuerySet(models.QuerySet["Message"]):
    def to_forget(self, now: datetime | None = None) -> "MessageQuerySet":
        return self.filter(written_at__lte=(now or timezone.now()) - KEPT_FOR)

    def readable(self, now: datetime | None = None) -> "MessageQuerySet":
        """Messages that have not expired, even where the sweep has not run."""
        return self.filter(written_at__gt=(now or timezone.now()) - KEPT_FOR)


class Message(Note):
    """A message of one of a pair to the other. Whether it was read is never kept."""

    LONGEST = 500

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="messages")
    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    written_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"message {self.code}"

    @property
    def place(self) -> str:
        return f"mentorship.Message:{self.code}:sealed_text"
