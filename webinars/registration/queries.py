"""Webinars as a member sees them: with the places taken, and with their own registration."""

from django.db.models import Count, OuterRef, Q, Subquery

from people.models import User
from webinars.models import Registration, Webinar, WebinarQuerySet
from webinars.planning.permissions import webinars_visible_to


def listed_for(user: User) -> WebinarQuerySet:
    """Return the webinars listed for `user`, the next one first: all that are to come, and
    cancelled ones if `user` is registered. Each row has `my_state`, `taken` and `waiting`."""
    found = _with_state_of(user, webinars_visible_to(user).not_over())
    shown = found.filter(Q(status=Webinar.Status.PLANNED) | Q(my_state__isnull=False))
    return with_places(shown.order_by("starts_at", "pk"))


def with_places(webinars: WebinarQuerySet) -> WebinarQuerySet:
    """Add `taken`, `waiting` and `inside`: how many people have a place, how many wait for one, and
    how many got into the room."""
    states = Registration.State
    return webinars.annotate(
        taken=Count("registrations", filter=Q(registrations__state=states.REGISTERED)),
        waiting=Count("registrations", filter=Q(registrations__state=states.WAITING)),
        inside=Count("registrations", filter=Q(registrations__joined_at__isnull=False)),
    )


def _with_state_of(user: User, webinars: WebinarQuerySet) -> WebinarQuerySet:
    """Add `my_state`: the state of the registration of `user`, None without one."""
    mine = Registration.objects.filter(webinar=OuterRef("pk"), user=user)
    return webinars.annotate(my_state=Subquery(mine.values("state")[:1]))
