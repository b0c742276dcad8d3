"""Certificates of completed courses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from learning.progress.models import Enrolment


class Certificate(models.Model):
    """Proof, by a number, that a member completed a course; the check never says which member."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="certificate")
    number = models.CharField(max_length=19, unique=True)
    month = models.DateField(help_text=_("First day of the month of completion."))
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.number
