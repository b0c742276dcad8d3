"""Common questions about a lesson, with an answer for everyone who takes the course."""

from uuid import uuid4

from django.db import models

from people.accounts.models import User


class CommonQuestionQuerySet(models.QuerySet["CommonQuestion"]):
    def published(self) -> "CommonQuestionQuerySet":
        """Those that learners read, the newest first."""
        return self.exclude(published_on=None).order_by("-published_on", "-pk")

    def waiting(self) -> "CommonQuestionQuerySet":
        """Those that no second person has checked yet, or that were taken down."""
        return self.filter(published_on=None).order_by("pk")


class CommonQuestion(models.Model):
    """A new text, written by a facilitator, which someone else checks before anyone reads it.

    Nothing leads from it to the learner who asked: neither a row nor an hour.
    """

    LONGEST = 200
    LONGEST_ANSWER = 2000

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    lesson_key = models.UUIDField(db_index=True)
    # The language in which it is written.
    language = models.CharField(max_length=20)
    question = models.CharField(max_length=LONGEST)
    answer = models.TextField()
    written_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="common_questions"
    )
    published_on = models.DateField(null=True, blank=True)

    objects = CommonQuestionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"common question {self.code}"
