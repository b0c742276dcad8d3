"""Certificates of completed courses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from learning.progress.models import Enrolment


class Certificate(models.Model):
    """Proof, by a number, that a member completed a course; the check never says which member.

    Only its holder withdraws it, with a time in `revoked_at`. They may have a new number then; the
    old one stays withdrawn.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="certificates")
    number = models.CharField(max_length=19, unique=True)
    month = models.DateField(help_text=_("First day of the month of completion."))
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(revoked_at=None),
                name="one_valid_certificate",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_withdrawn(self) -> bool:
        return self.revoked_at is not None
