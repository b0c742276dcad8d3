"""Summaries of webinars for the pages of other apps."""

from people.models import User
from people.roles.permissions import can_coordinate_regions, has_role
from people.roles.table import Role
from webinars.facts import HAS_REGISTERED
from webinars.models import Registration, Webinar
from webinars.planning.permissions import webinars_managed_by, webinars_visible_to
from webinars.registration.queries import with_places


def next_registered(user: User, *, limit: int = 3) -> list[Registration]:
    """Return the member's next registrations, waiting lists included, with `registration.webinar`
    loaded. One query, or two when the roles of `user` are not loaded yet. No query for members
    without one, whom their request has read."""
    if not user.facts.get(HAS_REGISTERED, True):
        return []
    webinars = webinars_visible_to(user).upcoming().order_by()
    return list(
        Registration.objects.filter(user=user, webinar__in=webinars.values("pk"))
        .select_related("webinar")
        .order_by("webinar__starts_at", "pk")[:limit]
    )


def next_led(user: User, *, limit: int = 3) -> list[Webinar]:
    """Return the next webinars that `user` leads, as long as they are a facilitator; one query,
    or none."""
    if not has_role(user, Role.FACILITATOR):
        return []
    return list(Webinar.objects.filter(facilitator=user).upcoming()[:limit])


def next_managed(user: User, *, limit: int = 20) -> list[Webinar]:
    """Return the next webinars that `user` manages, each with `taken`, `waiting` and `seats_left`.
    One query for coordinators of regions, else none."""
    if not can_coordinate_regions(user):
        return []
    return list(with_places(webinars_managed_by(user).upcoming())[:limit])
