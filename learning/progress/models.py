"""The progress of members: enrolments, and lessons that are done.

Rows refer to the key that all translations of a page share, and never to a language.
"""

from uuid import UUID

from django.db import models
from django.utils import timezone

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
    """A lesson that a member opened, and when they finished it."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="progress")
    lesson_key = models.UUIDField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="progress_once")
        ]

    def __str__(self) -> str:
        return f"progress {self.pk}"
