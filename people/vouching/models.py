"""Vouches: who brought whom."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Vouch(models.Model):
    """A vouch of one member for another, in opaque codes: enough to suspend a branch; deleted after
    90 days."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("invited")
        VOUCHED = "vouched", _("vouched")

    newcomer = models.UUIDField(db_index=True)
    by = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=8, choices=Kind)
    day = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["newcomer", "kind"], name="vouched_for_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
