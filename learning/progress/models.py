"""The progress of members: enrolments, and lessons that are done.

Rows refer to the key that all translations of a page share, and never to a language.
"""

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts.models import User


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> "EnrolmentQuerySet":
        return self.filter(completed_at=None)


class Enrolment(models.Model):
    """A member's enrolment in a course; `last_lesson` is where “continue” leads."""

    user = models.ForeignKey(User, models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField()
    last_lesson = models.UUIDField(null=True, blank=True)
    enrolled_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-touched_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "course_key"], name="enrolled_once"),
        ]
        indexes = [
            # The coordinators' numbers count a course's enrolments.
            models.Index(fields=["course_key", "completed_at"], name="enrolment_per_course"),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"

    @property
    def code(self) -> UUID:
        """The code used in events: that of the course, which does not identify the person."""
        return self.course_key


class LessonProgress(models.Model):
    """A lesson that a member opened, when they finished it, and why it is open again if it is."""

    class Reopened(models.TextChoices):
        CORRECTED = (
            "corrected",
            _("This lesson is open again: the right answer to a question was corrected."),
        )
        ADDED = "added", _("This lesson is open again: a question was added.")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="progress")
    lesson_key = models.UUIDField()
    done_at = models.DateTimeField(null=True, blank=True)
    reopened = models.CharField(max_length=9, choices=Reopened, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="progress_once")
        ]

    def __str__(self) -> str:
        return f"progress {self.pk}"


class Recount(models.Model):
    """How far the progress of a course's members was counted again after its lessons changed.

    `mark` stands for the lessons as they were counted, and `reached` is the last enrolment that was
    counted by it.
    """

    course_key = models.UUIDField(unique=True)
    mark = models.CharField(max_length=64)
    reached = models.PositiveBigIntegerField(default=0)
    is_done = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"recount {self.pk}"
