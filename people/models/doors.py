"""How somebody comes in, comes back, and stays: invitations, vouches, recoveries, sessions."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.members import RoleGrant, User
from people.models.places import Organisation


class Invitation(models.Model):
    """A door that opens once, within 72 hours; only a digest of its code is kept."""

    LIFETIME = timedelta(hours=72)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(
        max_length=12, choices=RoleGrant.Role, blank=True, help_text=_("Empty: a leader.")
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


class Vouch(models.Model):
    """Who answers for whom, in opaque codes: enough to suspend a branch, and gone after 90 days."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("invited")
        VOUCHED = "vouched", _("vouched")

    newcomer = models.UUIDField(db_index=True)
    by = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=8, choices=Kind)
    day = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["newcomer", "kind"], name="vouched_for_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class Recovery(models.Model):
    """A way back for somebody who lost passphrase and codes: two vouchers, then 72 hours.

    Only a digest of the code that she reads out to them is kept.
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


class MemberSession(AbstractBaseSession):
    """A session that knows whose it is, so that she can end it; no address, no device.

    `started_at` is cut to the hour. Written by `people.sessions.SessionStore` alone.
    """

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    is_shared = models.BooleanField(default=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> Any:
        from people.sessions import SessionStore

        return SessionStore
