"""Concerns and the replies of safety officers. No row says who wrote a concern."""

from datetime import date, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts.models import KeyOwner
from people.organisations.models import Organisation


def today() -> date:
    """Return today's date in UTC: the author's own time zone would reveal where they are."""
    return timezone.now().date()


def end_of_keeping() -> date:
    """Return the last day on which a concern from today is kept, unless an officer changes it."""
    return today() + Concern.KEPT_FOR


class ConcernQuerySet(models.QuerySet["Concern"]):
    def kept(self) -> "ConcernQuerySet":
        """Concerns whose last day is not over."""
        return self.filter(keep_until__gte=today())

    def over(self) -> "ConcernQuerySet":
        return self.filter(keep_until__lt=today())

    def not_about(self, organisation_id: int | None) -> "ConcernQuerySet":
        """Concerns that are not about this organisation, its local cells, the one it is a cell of,
        or one with the name of any of these; all of them for None.

        The author types a name, and does not know how many organisations have it.
        """
        if organisation_id is None:
            return self.all()
        near = Organisation.objects.near(organisation_id).with_namesakes().values("pk")
        return self.filter(Q(organisation=None) | ~Q(organisation__in=near))

    def with_state(self) -> "ConcernQuerySet":
        """Add `last_on` and `is_answered`: the day of the last text, and whether an officer wrote
        it."""
        latest = ConcernMessage.objects.filter(concern=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            last_on=Subquery(latest.values("written_on")[:1]),
            is_answered=Subquery(latest.values("from_officer")[:1]),
        )

    def unanswered(self) -> "ConcernQuerySet":
        """Concerns in which the last text is not by an officer."""
        return self.with_state().filter(Q(is_answered=False))


class Concern(KeyOwner):
    """A concern: at most an organisation, and a digest of its number. Its texts are sealed."""

    KEPT_FOR = timedelta(days=180)
    SHORTEST, LONGEST = timedelta(days=30), timedelta(days=730)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    left_on = models.DateField(default=today)
    keep_until = models.DateField(_("keep until"), default=end_of_keeping)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-left_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(keep_until__gte=F("left_on")), name="concern_kept_from_its_day_on"
            )
        ]
        indexes = [models.Index(fields=["keep_until"], name="concern_for_retention")]

    def __str__(self) -> str:
        return f"concern {self.code}"

    @property
    def hides_organisation(self) -> bool:
        """Whether it concerns an organisation with a hidden name."""
        concerned = self.organisation
        return concerned is not None and concerned.listing == Organisation.Listing.HIDDEN

    @property
    def is_over(self) -> bool:
        return self.keep_until < today()

    @property
    def earliest_end(self) -> date:
        """The first day that may be set as the last one."""
        return max(self.left_on + self.SHORTEST, today())

    @property
    def latest_end(self) -> date:
        return self.left_on + self.LONGEST


class ConcernMessage(models.Model):
    """One text of a concern, sealed under the concern's key: by its author, or a reply."""

    LONGEST = 4000

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="messages")
    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.UUIDField()
    from_officer = models.BooleanField(default=False)
    sealed_text = models.BinaryField(editable=False)
    written_on = models.DateField(default=today)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "key"], name="concern_message_kept_once")
        ]

    def __str__(self) -> str:
        return f"message {self.code}"

    @property
    def place(self) -> str:
        """The place of the sealed text; it opens nowhere else."""
        return f"safety.ConcernMessage:{self.code}:sealed_text"
