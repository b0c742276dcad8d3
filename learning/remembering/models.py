"""The questions that come back to a member after a lesson."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.accounts.models import User


class Recall(models.Model):
    """A question of a finished lesson that comes back to a member, and on which day.

    Nothing is kept of what they answered, nor whether it was right: only the day on which they are
    asked again, and the last day on which they were, because a day has few questions. It belongs
    to the keys that all languages share, so it comes back in the language that its member reads.
    """

    class After(models.IntegerChoices):
        """How many days after the lesson, if each answer was given on its day and right."""

        TWO_DAYS = 2, _("2 days after the lesson")
        A_WEEK = 7, _("7 days after the lesson")
        A_MONTH = 30, _("30 days after the lesson")

    # A wrong answer, or one that is asked again, comes back on the next day.
    SOON = timedelta(days=1)

    user = models.ForeignKey(User, models.CASCADE, related_name="recalls")
    lesson_key = models.UUIDField()
    question_id = models.UUIDField()
    after = models.PositiveSmallIntegerField(choices=After, default=After.TWO_DAYS)
    # Empty once the question has been answered right after a month.
    due_on = models.DateField(null=True)
    asked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "question_id"], name="recalled_once")
        ]
        indexes = [models.Index(fields=["user", "due_on"], name="recalls_of_a_day")]

    def __str__(self) -> str:
        return f"recall {self.pk}"

    def take(self, *, is_right: bool, today: date) -> None:
        """Set, unsaved, when the question comes back after an answer of `today`."""
        self.asked_on = today
        if not is_right:
            self.due_on = today + self.SOON
            return
        later = [one for one in self.After if one > self.after]
        if not later:
            self.due_on = None
            return
        self.due_on = today + timedelta(days=later[0] - self.after)
        self.after = later[0]
