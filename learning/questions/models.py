"""The latest answer of a member to each question."""

from django.db import models
from django.utils import timezone

from learning.progress.models import Enrolment


class Answer(models.Model):
    """Her latest answer to a question; giving it again changes nothing."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="answers")
    lesson_key = models.UUIDField()
    question_id = models.UUIDField()
    choice_id = models.UUIDField()
    is_right = models.BooleanField()
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "question_id"], name="answered_once")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
