"""Recovering an account without its passphrase."""

from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.utils import timezone

from people.accounts.models import User


class Recovery(models.Model):
    """A recovery for a member who lost passphrase and codes: two people vouch, then 72 hours.

    Only a digest of the code that the member reads out is kept.
    """

    DELAY = timedelta(hours=72)
    LIFETIME = timedelta(days=14)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="recoveries")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now)
    first_by = models.UUIDField(null=True)
    second_by = models.UUIDField(null=True)
    opens_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "recoveries"

    def __str__(self) -> str:
        return f"recovery {self.asked_at:%Y-%m-%d}"
