"""Telling those who stand in what waits for them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from learning.standing_in.permissions import ROLES
from people.accounts.permissions import settled
from people.models import Notice, RoleGrant, User
from people.notices.actions import tell_all
from people.notices.registry import Kind


def tell_each(*, kind: Kind, waiting_for: Callable[[User], QuerySet[Any]]) -> None:
    """Notify each of those who stand in of what waits longest for them, and take back what does not
    wait for them any more; safe to run at any time.

    One at a time, because a region can have very many. Five queries at most for each of them.
    """
    holders = RoleGrant.objects.in_force().filter(role__in=ROLES)
    for user in User.objects.active().filter(settled(), pk__in=holders.values("user")):
        waiting = waiting_for(user).values_list("code", "sent_at")
        told = Notice.objects.filter(user=user, kind=kind.name)
        told.exclude(subject_code__in=waiting.values("code")).delete()
        for code, sent_at in waiting[:1]:
            tell_one(user.pk, kind=kind, code=code, sent_at=sent_at)


def tell_one(user_id: int, *, kind: Kind, code: UUID, sent_at: datetime | None) -> None:
    """Notify a member of what waits for them, once each time that it was sent."""
    tell_all([user_id], kind=kind, key=f"{code}:{sent_at:%Y%m%d%H%M%S}", subject_code=code)
