"""Courses that members taught to a group."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from learning.progress.models import Enrolment


class TaughtQuerySet(models.QuerySet["Taught"]):
    def of_courses(self) -> "TaughtQuerySet":
        """Those of a whole course, not of one lesson."""
        return self.filter(lesson_key=None)


class Taught(models.Model):
    """A member who takes a course says that they taught it, or one lesson of it: in which month, to
    roughly how many, with or without a phone of their own.

    No day, no place and no exact number, so that it tells no one which meeting it was.
    """

    class Group(models.TextChoices):
        FEW = "few", _("1 to 5 people")
        SOME = "some", _("6 to 10 people")
        MANY = "many", _("11 to 20 people")
        CROWD = "crowd", _("more than 20 people")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="taught")
    lesson_key = models.UUIDField(
        null=True, blank=True, help_text="Empty when it was the whole course."
    )
    month = models.DateField(help_text=_("First day of the month."))
    group = models.CharField(max_length=5, choices=Group)

    objects = TaughtQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-pk"]

    def __str__(self) -> str:
        return f"taught {self.pk}"
