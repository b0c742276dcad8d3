"""Programmes of mentoring, and what counts in their matching.

`Programme` is the only model of mentoring with a history, because it holds rules that people made.
Nothing about a member has a history.
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.history import ContentHistory
from mentorship.matching.scoring import Weights
from people.networks.models import region_or_all

DEFAULT = Weights()


class Programme(models.Model):
    """A mentoring programme for one region or for all, and what counts in its matching."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    region = region_or_all("programmes", help_text=_("Empty: all regions."))
    # Translators: Label of a checkbox for a mentoring programme.
    is_open = models.BooleanField(_("open to new pairs"), default=True)
    subject_points = models.PositiveSmallIntegerField(
        _("points for the subject"), default=DEFAULT.subject
    )
    language_points = models.PositiveSmallIntegerField(
        _("points for the language"), default=DEFAULT.language
    )
    time_points = models.PositiveSmallIntegerField(
        _("points for shared hours"), default=DEFAULT.time
    )
    region_points = models.PositiveSmallIntegerField(
        _("points for the region"), default=DEFAULT.region
    )
    waiting_points = models.PositiveSmallIntegerField(
        _("points for waiting time"), default=DEFAULT.waiting
    )
    weights_version = models.PositiveSmallIntegerField(default=1, editable=False)

    history = ContentHistory(excluded_fields=["weights_version"])

    POINTS = ("subject", "language", "time", "region", "waiting")

    class Meta:
        verbose_name = _("programme")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    subject_points=100
                    - F("language_points")
                    - F("time_points")
                    - F("region_points")
                    - F("waiting_points")
                ),
                name="programme_points_make_100",
                violation_error_message=_("The points must add up to 100."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("mentorship:programme", args=[self.code])

    @property
    def weights(self) -> Weights:
        points = {part: getattr(self, f"{part}_points") for part in self.POINTS}
        return Weights(version=self.weights_version, **points)
