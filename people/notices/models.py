"""Notices to members."""

from django.db import models
from django.utils import timezone

from people.accounts.models import User
from people.notices import registry


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> "NoticeQuerySet":
        """Notices that their member has not dismissed, of kinds that an app still declares."""
        return self.filter(read_at=None, kind__in=registry.declared())


class Notice(models.Model):
    """A sentence for one member, shown on the site. Its kind decides the sentence and the link.

    `key` makes it unique, so that a member is notified of the same thing once. `subject_code` is
    the code of what the notice is about.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=registry.choices)
    key = models.CharField(max_length=80)
    subject_code = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="notice_given_once")
        ]
        indexes = [
            # Every request asks for the member's latest notice that is not dismissed.
            models.Index(
                fields=["user", "-created_at"],
                condition=models.Q(read_at=None),
                name="notice_unread",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
