"""Results of the matching: the latest run of a programme and its drafts of pairs."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship.programmes.models import Programme
from people.accounts.models import User


class Run(models.Model):
    """The latest matching of a programme: the mentees without a match, and what is missing."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="latest_run")
    code = models.UUIDField(default=uuid4, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    weights_version = models.PositiveSmallIntegerField()
    unmatched = models.JSONField(default=dict, help_text="Code of the mentee to reasons.")
    unmet_demand = models.JSONField(default=list, help_text="Rows of subject, language, count.")

    def __str__(self) -> str:
        return f"run {self.code}"


class DraftQuerySet(models.QuerySet["Draft"]):
    def undecided(self) -> "DraftQuerySet":
        return self.filter(state=Draft.State.DRAFTED)

    def in_sight(self) -> "DraftQuerySet":
        """Drafts whose two members are both here: neither suspended nor hidden."""
        return self.filter(mentor__is_active=True, mentee__is_active=True)


class Draft(models.Model):
    """A pair that the matching proposes to the coordinator. Only coordinators read it."""

    class State(models.TextChoices):
        DRAFTED = "drafted", _("proposed by the matching")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined by the coordinator")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="drafts")
    run = models.UUIDField()
    mentor = models.ForeignKey(User, models.CASCADE, related_name="drafts_as_mentor")
    mentee = models.ForeignKey(User, models.CASCADE, related_name="drafts_as_mentee")
    score = models.PositiveSmallIntegerField()
    parts = models.JSONField(help_text="Part of the score to points.")
    reasons = models.JSONField(help_text="Codes with parameters.")
    alternatives = models.JSONField(help_text="Mentor's code, score, reasons, why not.")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFTED)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "mentee", "mentor"], name="drafted_once_per_programme"
            ),
            models.UniqueConstraint(
                fields=["programme", "mentee"],
                condition=Q(state="drafted"),
                name="one_open_draft_per_mentee",
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.code}"
