"""The goals of a pair."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mentorship.models import Goal, Pair
from mentorship.pairs import actions, notes
from people.changes import code_from
from people.models import User
from people.privacy import events


@transaction.atomic
def add(*, pair: Pair, user: User, text: str, key: UUID) -> Goal:
    """Add a goal. `key` is the form's own: the same form sent twice gives one goal, and with
    another text another one.

    Raises `PairNotActive`, and ValueError when `user` is not one of the two.
    """
    pair.side_of(user)
    goal = Goal(pair=actions.live(pair), code=code_from(pair, key, text))
    notes.seal(goal, text)
    goal, is_new = Goal.objects.get_or_create(
        code=goal.code, defaults={"pair": goal.pair, "sealed_text": goal.sealed_text}
    )
    if is_new:
        events.record("add_goal", actor=user, subject=goal)
    return goal


@transaction.atomic
def set_done(*, goal: Goal, user: User, done: bool) -> Goal:
    """Mark a goal as done, or as open again; repeating changes nothing.

    Raises `PairNotActive`, and ValueError when `user` is not one of the two.
    """
    actions.live(goal.pair).side_of(user)
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if (goal.done_at is not None) == done:
        return goal
    goal.done_at = timezone.now() if done else None
    goal.save(update_fields=["done_at"])
    events.record("mark_goal", actor=user, subject=goal)
    return goal
