"""A room on the room server: a random meeting id, made when the first person enters."""

import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

# Longer than any room is open. After it a server has closed the room by itself, and the row is of
# no use.
KEPT_FOR = timedelta(days=1)


def random_code() -> str:
    """Return 20 characters that say nothing: 80 random bits (`Entrant.opaque_id` takes 20)."""
    return secrets.token_hex(10)


def random_meeting_id() -> str:
    return str(uuid4())


class RoomQuerySet(models.QuerySet["Room"]):
    def current(self) -> "RoomQuerySet":
        """Rooms that people may still be sent to."""
        return self.filter(ended_at=None)

    def past_their_time(self, now: datetime | None = None) -> "RoomQuerySet":
        return self.current().filter(closes_at__lte=now or timezone.now())

    def to_end(self) -> "RoomQuerySet":
        """Rooms that the room server has still to be asked to end."""
        return self.filter(is_ended=False).exclude(ended_at=None)

    def on_other_servers_than(self, server: str) -> "RoomQuerySet":
        """Rooms that were opened on another room server. Practice rooms are on none."""
        return self.exclude(server__in=["", server])

    def to_forget(self, now: datetime | None = None) -> "RoomQuerySet":
        return self.filter(closes_at__lte=(now or timezone.now()) - KEPT_FOR)


class Room(models.Model):
    """One room on the room server; it says nothing about a person.

    `occasion` is the code of what takes place in it: a webinar, or what another app meets for.
    `seats` and `closes_at` are what the room was made for: a server takes no changes to a room that
    exists. `created_ms` (epoch milliseconds, the server's clock) is None until the server answered.
    `server` says on which server it was opened: the settings may name another one since. From
    `ended_at` on, no one is sent there; `is_ended` says that the server knows.
    """

    occasion = models.UUIDField(editable=False)
    meeting_id = models.CharField(
        max_length=36, unique=True, default=random_meeting_id, editable=False
    )
    seats = models.PositiveSmallIntegerField()
    closes_at = models.DateTimeField()
    created_ms = models.BigIntegerField(null=True, blank=True)
    server = models.CharField(max_length=16, default="", editable=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_ended = models.BooleanField(default=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["occasion"], condition=Q(ended_at=None), name="one_room_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.meeting_id
