"""The latest answer of a member to each question."""

from django.db import models
from django.utils import timezone

from learning.progress.models import Enrolment


class Answer(models.Model):
    """The latest answer of a member to a question; giving it again changes nothing.

    `learning.questions.kinds.protocol` describes `given`.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="answers")
    lesson_key = models.UUIDField()
    question_id = models.UUIDField()
    given = models.JSONField()
    is_right = models.BooleanField()
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "question_id"], name="answered_once")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
