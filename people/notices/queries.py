"""The notice that a page shows."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, JSONField, OuterRef, Subquery, When
from django.db.models.functions import JSONObject

from people.models import Notice
from people.notices import registry
from people.notices.registry import Kind


@dataclass(frozen=True)
class ShownNotice:
    """What a page shows of a notice: the sentence and the link of its kind."""

    kind: Kind
    subject: UUID | None
    key: str

    @property
    def words(self) -> str:
        return self.kind.words(self.key)

    @property
    def told_apart_by(self) -> str:
        """The key, where it makes the words; otherwise those of the same subject say the same."""
        return self.key if self.kind.say else ""

    @property
    def address(self) -> str:
        return self.kind.address(self.subject)


def latest_unread() -> Subquery:
    """Return an annotation for members: their latest notice not dismissed, as JSON or None.

    Notices about a member's safety come before newer ones.
    """
    urgent = [kind.name for kind in registry.declared().values() if kind.is_for_safety]
    unread = Notice.objects.unread().filter(user=OuterRef("pk"))
    unread = unread.order_by(Case(When(kind__in=urgent, then=0), default=1), "-created_at")
    as_json = unread.annotate(as_json=JSONObject(kind="kind", subject="subject_code", key="key"))
    return Subquery(as_json.values("as_json")[:1], output_field=JSONField())


def shown_to(user: Any) -> ShownNotice | None:
    """Return what pages show to `user`, a member annotated with `latest_unread`; no query."""
    if user.latest_unread is None:
        return None
    kind = registry.declared()[user.latest_unread["kind"]]
    if not (kind.is_for_safety or user.wants_notices):
        return None
    subject = user.latest_unread["subject"]
    key = user.latest_unread["key"]
    return ShownNotice(kind, UUID(subject) if subject else None, key)
