"""Imports of course packages, and what packages and this site have in common."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PackagedPage(models.Model):
    """That a page and a package said the same once: after an import or an export. The newest row of
    a page is the last time.

    `digest` is that of the text in the package, `revision` the page's last draft then. So the next
    import knows which of the two changed since. A course without a language stands for the order of
    its lessons.
    """

    translation_key = models.UUIDField()
    language = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    revision = models.PositiveBigIntegerField()
    # Of an export: the text was written here, so no package may change it unasked.
    is_ours = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "language", "digest"], name="packaged_once"
            )
        ]

    def __str__(self) -> str:
        return f"packaged page {self.pk}"


class PackagedFile(models.Model):
    """Which picture, recording or document a file of a package became, by the SHA-256 of what it
    held before it was cleaned."""

    digest = models.CharField(max_length=64)
    # Such as “wagtailimages.image”.
    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField()
    # The name of its file: another one since means another file.
    stored_as = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "model"], name="packaged_file_once")
        ]

    def __str__(self) -> str:
        return f"packaged file {self.pk}"


class PackageImport(models.Model):
    """A package that someone sent, until it is on the site."""

    class State(models.TextChoices):
        READ = "read", _("waiting for your answer")
        ACCEPTED = "accepted", _("being imported")
        DONE = "done", _("imported")
        REFUSED = "refused", _("not imported")

    KEPT_FOR = timedelta(days=7)
    # After this time without a sign of life, another worker goes on.
    LEASE = timedelta(minutes=5)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    title = models.CharField(max_length=255)
    # The ZIP, until the import is over.
    content = models.BinaryField()
    state = models.CharField(max_length=8, choices=State, default=State.READ)
    # In which the `reason` is written.
    language = models.CharField(max_length=20)
    # The pages whose changes on this site may be written over, as “<language>:<key>”.
    replacing = models.JSONField(default=list)
    leased_until = models.DateTimeField(default=timezone.now)
    # Another one for each worker that begins.
    lease = models.UUIDField(default=uuid4)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    # What someone changed here while the import was on its way; it stays.
    left = models.PositiveIntegerField(default=0)
    # How often a worker began, since the last page that was written.
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"import {self.code}"
