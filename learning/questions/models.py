"""The latest answer of a member to each question."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone

from learning.progress.models import Enrolment
from people.privacy.sealed_text import SealedText


class Answer(models.Model):
    """The latest answer of a member to a question; giving it again changes nothing.

    `learning.questions.kinds.protocol` describes `given` and `said`.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="answers")
    lesson_key = models.UUIDField()
    question_id = models.UUIDField()
    given = models.JSONField()
    # What they wrote themselves, for the kinds that ask for it.
    words = SealedText(owner="enrolment__user", place="question_id", null=True)
    is_right = models.BooleanField()
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "question_id"], name="answered_once")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def said(self) -> dict[str, Any]:
        """The answer as its question reads it: `given`, and what the member wrote."""
        return self.given if self.words is None else {**self.given, "words": self.words}

    @said.setter
    def said(self, said: dict[str, Any]) -> None:
        self.given, self.words = parted(said)


def parted(said: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """Return an answer as it is stored: what its question gave, and what the member wrote."""
    return {name: part for name, part in said.items() if name != "words"}, said.get("words")


def with_keys(answers: Iterable[Answer]) -> list[Answer]:
    """Return `answers` with what opens the words in them: a few queries for all, or none."""
    found = list(answers)
    written = [one for one in found if one.__dict__["words"] is not None]
    models.prefetch_related_objects(written, "enrolment__user__key")
    return found
