"""Sessions that belong to a member."""

from uuid import uuid4

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from people.accounts.models import User


class MemberSession(AbstractBaseSession):
    """A session with its member, so that they can end it. It keeps no address and no device.

    `session_key` is a digest of the key in the member's cookie (`people.sessions.store.kept_key`).

    `started_at` is cut to the hour. Only `people.sessions.store.SessionStore` writes it.
    """

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    is_shared = models.BooleanField(default=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
