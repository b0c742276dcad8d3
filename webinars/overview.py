"""Summaries of webinars for the pages of other apps."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from people.models import User
from people.roles.permissions import can_coordinate_regions, has_role
from people.roles.table import Role
from webinars.facts import HAS_REGISTERED
from webinars.models import Registration, Webinar
from webinars.planning.permissions import webinars_managed_by
from webinars.registration.queries import next_places_of, with_places


def next_registered(user: User) -> list[Registration]:
    """Return the member's next registrations, waiting lists included, with `registration.webinar`
    loaded. One query, or two when the roles of `user` are not loaded yet. No query for members
    without one, whom their request has read."""
    return next_places_of(user) if user.facts.get(HAS_REGISTERED, True) else []


# Of the webinars that a facilitator leads; every webinar has its page.
COMING_SHOWN = 5
PAST_SHOWN = 5
PAST_SHOWN_FOR = timedelta(days=180)


@dataclass(frozen=True)
class Led:
    """The webinars that a facilitator leads, each with `taken`, `waiting` and `came`: the next ones
    first, and the last ones that are over, the latest first."""

    coming: list[Webinar] = field(default_factory=list)
    past: list[Webinar] = field(default_factory=list)


def led_by(user: User) -> Led:
    """Return the webinars that `user` leads, as long as they are a facilitator, cancelled ones left
    out. One query, or none."""
    if not has_role(user, Role.FACILITATOR):
        return Led()
    since = timezone.now() - PAST_SHOWN_FOR
    found = Webinar.objects.filter(facilitator=user, starts_at__gt=since).planned()
    rows = list(with_places(found.order_by("starts_at", "pk")))
    past = [one for one in reversed(rows) if one.is_over]
    return Led([one for one in rows if not one.is_over][:COMING_SHOWN], past[:PAST_SHOWN])


def next_managed(user: User, *, limit: int = 20) -> list[Webinar]:
    """Return the next webinars that `user` manages, each with `taken`, `waiting` and `seats_left`.
    One query for coordinators of regions, else none."""
    if not can_coordinate_regions(user):
        return []
    return list(with_places(webinars_managed_by(user).upcoming())[:limit])
