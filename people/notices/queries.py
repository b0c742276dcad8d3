"""The notice that a page shows."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, JSONField, OuterRef, Subquery, When
from django.db.models.functions import JSONObject

from people.models import Notice

# Shown first, and to those too who want no notices: saying nothing could cost her the account.
FOR_HER_SAFETY = {Notice.Kind.RECOVERY_ASKED, Notice.Kind.CODE_USED}


@dataclass(frozen=True)
class Waiting:
    """The latest notice that she has not put away."""

    kind: Notice.Kind
    subject: UUID | None

    @property
    def sentence(self) -> str:
        return str(self.kind.label)

    @property
    def is_for_her_safety(self) -> bool:
        return self.kind in FOR_HER_SAFETY


def latest_waiting() -> Subquery:
    """Return an annotation for members: the latest notice not put away, as JSON or None.

    What concerns her safety comes before what is new.
    """
    urgent_first = Case(When(kind__in=FOR_HER_SAFETY, then=0), default=1)
    waiting = Notice.objects.filter(user=OuterRef("pk"), read_at=None)
    waiting = waiting.order_by(urgent_first, "-created_at")
    shown = waiting.annotate(shown=JSONObject(kind="kind", subject="subject_code"))
    return Subquery(shown.values("shown")[:1], output_field=JSONField())


def from_annotation(value: dict[str, str] | None) -> Waiting | None:
    """Return what `latest_waiting` found."""
    if value is None:
        return None
    subject = value["subject"]
    return Waiting(Notice.Kind(value["kind"]), UUID(subject) if subject else None)
