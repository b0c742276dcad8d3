"""Questions that learners ask facilitators about a lesson, and the answers."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.utils import timezone

from learning.exercises.models import Submission
from learning.progress.models import Enrolment
from people.accounts.models import User
from people.privacy.sealed_text import SealedText

# After the answer; so that someone who comes here seldom still finds it.
KEPT_FOR = timedelta(days=90)
# Without an answer.
WAITS_FOR = timedelta(days=180)


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def waiting(self) -> "EnquiryQuerySet":
        """Not answered yet, oldest first."""
        return self.filter(answered_at=None).order_by("sent_at")

    def to_forget(self) -> "EnquiryQuerySet":
        now = timezone.now()
        unanswered = models.Q(answered_at=None, sent_at__lte=now - WAITS_FOR)
        return self.filter(models.Q(answered_at__lte=now - KEPT_FOR) | unanswered)


class Enquiry(models.Model):
    """A question of a learner, and its answer. Both are sealed under the key of the learner."""

    LONGEST = 1000
    LONGEST_ANSWER = 2000

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="enquiries")
    lesson_key = models.UUIDField()
    text = SealedText(owner="enrolment__user", place="code")
    sent_at = models.DateTimeField(default=timezone.now)
    # Where it is dangerous to be recognised: whether coordinators may read it, too.
    is_for_coordinators = models.BooleanField(default=False)
    answer = SealedText(owner="enrolment__user", place="code", null=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="enquiries_answered"
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"enquiry {self.code}"

    @property
    def promised_by(self) -> datetime:
        """When someone should have answered."""
        return self.sent_at + Submission.PROMISE

    @property
    def kept_until(self) -> datetime:
        """When it is deleted."""
        return self.answered_at + KEPT_FOR if self.answered_at else self.sent_at + WAITS_FOR
