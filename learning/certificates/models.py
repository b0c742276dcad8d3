"""Certificates: that someone completed a course."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from learning.progress.models import Enrolment


class Certificate(models.Model):
    """That a member completed a course, provable by a number; the check never says which member."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="certificate")
    number = models.CharField(max_length=19, unique=True)
    month = models.DateField(help_text=_("First day of the month of completion."))
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.number
