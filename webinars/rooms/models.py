"""The room of one webinar: a random meeting id, made when the first person enters."""

import secrets
from uuid import uuid4

from django.db import models
from django.db.models import Q

from webinars.planning.models import Webinar


def random_code() -> str:
    """Return 20 characters that say nothing: 80 random bits (`Entrant.opaque_id` takes 20)."""
    return secrets.token_hex(10)


def random_meeting_id() -> str:
    return str(uuid4())


class RoomQuerySet(models.QuerySet["Room"]):
    def to_end(self) -> "RoomQuerySet":
        """Rooms that are open although their webinar was cancelled."""
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
