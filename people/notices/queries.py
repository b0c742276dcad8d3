"""The notices that a member has not dismissed: the line on each page, and the list."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import DenseRank, JSONObject

from people.models import Notice
from people.notices import registry
from people.notices.registry import Kind


@dataclass(frozen=True)
class ShownNotice:
    """What a page shows of a notice: the sentence and the link of its kind."""

    kind: Kind
    subject: UUID | None
    key: str
    # How many lines the list of notices has; each page says it with the latest one.
    total: int = 1

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

    Notices about a member's safety come before newer ones. With it comes how many lines their list
    of notices has.
    """
    wanted = ExpressionWrapper(OuterRef("wants_notices"), output_field=BooleanField())
    shown = Q(wanted) | Q(kind__in=_for_safety())
    unread = _in_order(Notice.objects.unread().filter(shown, user=OuterRef("pk")))
    return Subquery(
        unread.annotate(
            as_json=JSONObject(
                kind="kind", subject="subject_code", key="key", lines=_number_of_lines()
            )
        ).values("as_json")[:1],
        output_field=JSONField(),
    )


def _number_of_lines() -> CombinedExpression:
    """Return how many different lines the rows make: the rank of one from the first and from the
    last together, as no database counts different values in a window."""
    has_own_words = [kind.name for kind in registry.declared().values() if kind.say]
    line: list[Any] = [
        F("kind"),
        F("subject_code"),
        Case(When(kind__in=has_own_words, then=F("key")), default=Value("")),
    ]
    from_first = Window(DenseRank(), order_by=line)
    from_last = Window(DenseRank(), order_by=[part.desc() for part in line])
    return from_first + from_last - 1


def shown_to(user: Any) -> ShownNotice | None:
    """Return what pages show to `user`, a member annotated with `latest_unread`; no query."""
    if user.latest_unread is None:
        return None
    latest = user.latest_unread
    kind = registry.declared()[latest["kind"]]
    subject = latest["subject"]
    return ShownNotice(kind, UUID(subject) if subject else None, latest["key"], latest["lines"])


def listed_for(user: Any) -> list[ShownNotice]:
    """Return the notices that `user` has not dismissed, in the order of `latest_unread`; those that
    say and lead to the same once. One query."""
    unread = Notice.objects.unread().filter(user=user)
    if not user.wants_notices:
        unread = unread.filter(kind__in=_for_safety())
    found: dict[tuple[str, UUID | None, str], ShownNotice] = {}
    for notice in _in_order(unread):
        shown = ShownNotice(registry.declared()[notice.kind], notice.subject_code, notice.key)
        found.setdefault((notice.kind, shown.subject, shown.told_apart_by), shown)
    return list(found.values())


def _in_order(unread: QuerySet[Notice]) -> QuerySet[Notice]:
    urgent_first = Case(When(kind__in=_for_safety(), then=0), default=1)
    return unread.order_by(urgent_first, "-created_at")


def _for_safety() -> list[str]:
    return [kind.name for kind in registry.declared().values() if kind.is_for_safety]
