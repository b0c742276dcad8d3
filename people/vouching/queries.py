"""Newcomers who wait for a vouch."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, QuerySet

from people.models import User
from people.roles.permissions import has_role, members_nameable_by
from people.roles.table import Role


def newcomers_of(user: User) -> QuerySet[User]:
    """Newcomers for whom no one has vouched, in the organisations that `user` coordinates;
    administrators: all. Those who wait the longest come first."""
    waiting = members_nameable_by(user).filter(vouched_on=None)
    return waiting.select_related("organisation").order_by("joined_on", "pk")


@dataclass(frozen=True)
class NewcomersWaiting:
    """How many wait, and the first day on which one of their accounts ends, if any does."""

    count: int = 0
    first_ends_on: date | None = None


def newcomers_waiting(user: User) -> NewcomersWaiting:
    """Return what waits for `user`: one query for coordinators and administrators, else none."""
    if not has_role(user, Role.COORDINATOR, Role.ADMIN):
        return NewcomersWaiting()
    found = newcomers_of(user).order_by().aggregate(Count("pk"), Min("vouch_until"))
    return NewcomersWaiting(found["pk__count"], found["vouch_until__min"])
