"""The address at which a calendar fetches the webinars of a member."""

from uuid import uuid4

from django.db import models
from django.utils import timezone

from people.accounts.models import User


class CalendarAddress(models.Model):
    """A member has one, or none. Only a keyed digest of its secret part is kept.

    `code` is another one for each address, and again when it ends: a page shows what it speaks of.
    Of an ended address nothing but the new code is left, so that no old form brings it back.
    """

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_address")
    digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    made_on = models.DateField(default=timezone.localdate, null=True)

    def __str__(self) -> str:
        return f"calendar address {self.pk}"
