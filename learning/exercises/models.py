"""Submissions to exercises, the files that belong to them, and their reviews."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.progress.models import Enrolment
from people.accounts.models import User
from people.privacy.sealed_text import SealedBytes, SealedText
from web.codes import encode


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def waiting(self) -> "SubmissionQuerySet":
        """Handed in and not answered yet, oldest first."""
        return self.filter(state=Submission.State.SENT).order_by("sent_at")


class Submission(models.Model):
    """A member's work on an exercise: one row for all rounds."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("waiting for a review")
        RETURNED = "returned", _("changes are asked for")
        # Translators: What a reviewer decided, beside the date of the comment.
        ACCEPTED = "accepted", _("accepted")

    LONGEST = 6000
    # Within these days someone should answer; others than the mentor may read it then, too.
    PROMISE = timedelta(days=7)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="submissions")
    lesson_key = models.UUIDField()
    exercise_id = models.UUIDField()
    text = SealedText(owner="enrolment__user", place="code")
    # What the member filled in, with the names of columns and lines, where the exercise has a table
    # (`learning.exercises.tables`).
    table = SealedText(owner="enrolment__user", place="code", null=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Whether anyone has opened it since it was handed in; until then its writer may take it back.
    is_read = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    # Where it is dangerous to be recognised: whether coordinators may read it, too.
    is_for_coordinators = models.BooleanField(default=False)
    # When the text was typed: milliseconds since 1970 by our clock. An older text that arrives
    # later, on a slow line, is not written over a newer one.
    typed_at = models.PositiveBigIntegerField(default=0)
    # When the page was opened on which it was typed: so each page knows its own texts from those of
    # another tab or phone.
    opened_at = models.PositiveBigIntegerField(default=0)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "exercise_id"], name="submitted_once")
        ]

    def __str__(self) -> str:
        return f"submission {self.code}"

    @property
    def is_editable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def promised_by(self) -> datetime | None:
        """When someone should have answered; None for work that was never handed in."""
        return self.sent_at + self.PROMISE if self.sent_at else None

    @property
    def is_withdrawable(self) -> bool:
        return self.state == self.State.SENT and not self.is_read


class Attachment(models.Model):
    """A file of a submission, for all of its rounds: a photo, a voice note or a PDF, cleaned.

    Its kind is what its name ends with; it has no other name.
    """

    class Kind(models.TextChoices):
        PICTURE = "webp", _("Photo")
        MP3 = "mp3", _("Voice note")
        OGG = "ogg", _("Voice note")
        M4A = "m4a", _("Voice note")
        PAPER = "pdf", _("PDF")

    # Of one submission, and the bytes of each: the people who read them may pay for every megabyte.
    MOST = 3
    LARGEST = 2_000_000

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=4, choices=Kind)
    size = models.PositiveIntegerField()
    content = SealedBytes(owner="submission__enrolment__user", place="code")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"attachment {self.code}"

    @property
    def name(self) -> str:
        """What the file is called wherever it goes; it says nothing."""
        return f"{encode(self.code)}.{self.kind}"

    @property
    def is_picture(self) -> bool:
        return self.kind == self.Kind.PICTURE

    @property
    def is_recording(self) -> bool:
        return self.kind in (self.Kind.MP3, self.Kind.OGG, self.Kind.M4A)


class Review(models.Model):
    """What someone wrote about a submission. `key` is the form's own: sent twice, kept once."""

    class Verdict(models.TextChoices):
        COMMENT = "comment", _("comment only")
        # Translators: What a reviewer decided, beside the date of the comment.
        IMPROVE = "improve", _("asked for changes")
        # Translators: What a reviewer decided, beside the date of the comment.
        ACCEPT = "accept", _("accepted")

    LONGEST = 3000

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(User, models.SET_NULL, null=True, related_name="reviews_given")
    key = models.UUIDField(default=uuid4, unique=True)
    verdict = models.CharField(max_length=8, choices=Verdict)
    # Under the key of the member whose work it is about.
    text = SealedText(owner="submission__enrolment__user", place="key")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return f"review {self.pk}"
