"""Submissions to exercises, and the reviews of mentors."""

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.progress.models import Enrolment
from people.accounts.models import User
from people.privacy.sealed_text import SealedText


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def waiting(self) -> "SubmissionQuerySet":
        """Handed in and not answered yet, oldest first."""
        return self.filter(state=Submission.State.SENT).order_by("sent_at")


class Submission(models.Model):
    """A member's work on an exercise: one row for all rounds."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("waiting for your mentor")
        RETURNED = "returned", _("your mentor asks for changes")
        # Translators: What a mentor decided, beside the date of the comment.
        ACCEPTED = "accepted", _("accepted")

    LONGEST = 6000

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="submissions")
    lesson_key = models.UUIDField()
    exercise_id = models.UUIDField()
    text = SealedText(owner="enrolment__user", place="code")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
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


class Review(models.Model):
    """What a mentor wrote about a submission. `key` is the form's own: sent twice, kept once."""

    class Verdict(models.TextChoices):
        COMMENT = "comment", _("comment only")
        # Translators: What a mentor decided, beside the date of the comment.
        IMPROVE = "improve", _("asked for changes")
        # Translators: What a mentor decided, beside the date of the comment.
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
