"""Invitations: how a person joins."""

from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts.models import User
from people.organisations.models import Organisation
from people.roles.table import choices


class Invitation(models.Model):
    """A code that lets one person join, within 72 hours; only a digest of the code is kept."""

    LIFETIME = timedelta(hours=72)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(
        max_length=12, choices=choices, blank=True, help_text=_("Leave empty for a leader.")
    )
    created_by = models.ForeignKey(User, models.CASCADE, related_name="invitations_made")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.expires_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.expires_at > timezone.now()
