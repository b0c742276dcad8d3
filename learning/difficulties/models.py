"""How often each answer was the first one that a member gave."""

from django.db import models


class FirstAnswer(models.Model):
    """An answer to a question, and how many members gave it as their first.

    `given` is the answer as it is stored (`learning.questions.kinds.protocol`) without what its
    member wrote, and `mark` is a digest of it. `was_right` is how it was judged when it was counted
    first. Nothing says who gave it, nor when, so the row is no one's and stays when they go.
    """

    question_id = models.UUIDField()
    mark = models.CharField(max_length=64)
    given = models.JSONField()
    was_right = models.BooleanField()
    members = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question_id", "mark"], name="first_answer_once")
        ]

    def __str__(self) -> str:
        return f"first answer {self.pk}"
