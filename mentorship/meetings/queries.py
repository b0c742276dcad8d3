"""What the page of a pair says about its next meeting and its messages, without another query."""

from django.db.models import Exists, Expression, OuterRef, QuerySet, Subquery

from mentorship.models import Message, Pair, PlannedMeeting
from people.models import RoleGrant
from people.roles.table import Role


def with_planned(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Add the agreed time (`planned_at`), and who proposed times that no one accepted yet
    (`proposed_by`)."""
    planned = PlannedMeeting.objects.open().filter(pair=OuterRef("pk"))
    return pairs.annotate(
        planned_at=Subquery(planned.values("starts_at")[:1]),
        proposed_by=Subquery(planned.exclude(slots=[]).values("proposed_by")[:1]),
    )


def with_mentor(pairs: QuerySet[Pair], *, day: Expression | None = None) -> QuerySet[Pair]:
    """Add whether the mentor still has that role (`has_mentor`) on `day`, as `in_force` counts."""
    grants = RoleGrant.objects.in_force(day).filter(user=OuterRef("mentor"), role=Role.MENTOR)
    return pairs.annotate(has_mentor=Exists(grants))


def with_news(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Add what `with_planned` and `with_mentor` add, and when and by whom the latest message was
    written (`message_at`, `message_by`)."""
    latest = Message.objects.readable().filter(pair=OuterRef("pk"))
    return with_mentor(with_planned(pairs)).annotate(
        message_at=Subquery(latest.values("written_at")[:1]),
        message_by=Subquery(latest.values("author")[:1]),
    )
