"""Webinars as a member sees them: with the places taken, and with their own registration."""

from functools import cache

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from people.models import User
from web.prepared import Open, Prepared
from webinars.models import Registration, Webinar, WebinarQuerySet
from webinars.planning.models import earliest_not_over
from webinars.planning.permissions import visibility_of, webinars_visible

# Far more webinars than a region plans.
LONGEST_LIST = 40


def listed_for(user: User) -> list[Webinar]:
    """Return the webinars listed for `user`, the next one first, `LONGEST_LIST` at most: those that
    are to come, and cancelled ones if `user` is registered. Each row has `my_state`, `taken` and
    `waiting`. One query."""
    of_user, now = visibility_of(user), timezone.now()
    regions = {f"region {n}": region for n, region in enumerate(of_user.regions)}
    listed = _listed(regions=len(regions), leads=of_user.leads)
    return listed.rows(member=user.pk, now=now, earliest=earliest_not_over(now), **regions)


@cache
def _listed(*, regions: int, leads: bool) -> Prepared[Webinar]:
    """Return the query of `listed_for`, for a member with so many regions."""
    return Prepared(lambda: _of_member(regions, leads))


def _of_member(regions: int, leads: bool) -> WebinarQuerySet:
    member = Open("member", Webinar, "facilitator")
    own = [Open(f"region {n}", Webinar, "region") for n in range(regions)]
    now, earliest = (Open(name, Webinar, "starts_at") for name in ("now", "earliest"))
    visible = webinars_visible(own, leader=member if leads else None)
    coming = visible.not_over(now, earliest=earliest)
    mine = Registration.objects.filter(webinar=OuterRef("pk"), user=member)
    found = coming.annotate(my_state=Subquery(mine.values("state")[:1]))
    shown = found.filter(Q(status=Webinar.Status.PLANNED) | Q(my_state__isnull=False))
    return with_places(shown.order_by("starts_at", "pk"))[:LONGEST_LIST]


def with_places(webinars: WebinarQuerySet) -> WebinarQuerySet:
    """Add `taken`, `waiting` and `inside`: how many people have a place, how many wait for one, and
    how many got into the room."""
    states = Registration.State
    return webinars.annotate(
        taken=Count("registrations", filter=Q(registrations__state=states.REGISTERED)),
        waiting=Count("registrations", filter=Q(registrations__state=states.WAITING)),
        inside=Count("registrations", filter=Q(registrations__joined_at__isnull=False)),
    )
