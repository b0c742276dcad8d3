"""Taking a place on all coming dates of a series, and giving them all back."""

from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from people.models import User
from webinars.models import Series, Webinar
from webinars.planning.permissions import webinars_visible_to
from webinars.registration.actions import WebinarClosed, register, withdraw


@dataclass(frozen=True)
class Places:
    """On how many dates a member has a place, and on how many they wait for one."""

    taken: int
    waiting: int


@transaction.atomic
def register_for_all(*, user: User, series: Series) -> Places:
    """Give `user` a place on each coming date that they may see, or a turn on its waiting list.

    Each date has seats of its own, and each gets a random name in the room, so that rooms cannot be
    linked with each other. Where they are registered already, nothing changes. The webinars are
    locked in one pass and one order, so that two members never wait for each other.
    """
    coming = webinars_visible_to(user).filter(series=series).upcoming().order_by("pk")
    taken = waiting = 0
    for webinar in list(coming.select_for_update(of=("self",))):
        # It may have ended a moment ago.
        with suppress(WebinarClosed):
            if register(user=user, webinar=webinar).has_place:
                taken += 1
            else:
                waiting += 1
    return Places(taken, waiting)


@transaction.atomic
def withdraw_from_all(*, user: User, series: Series) -> int:
    """Give back all places of `user` on coming dates, and their turns on waiting lists, even where
    they may not see the webinar any more; return how many. Repeating changes nothing."""
    mine = Webinar.objects.not_over().filter(series=series, registrations__user=user)
    rows = list(mine.order_by("pk").select_for_update(of=("self",)))
    for webinar in rows:
        withdraw(user=user, webinar=webinar)
    return len(rows)
