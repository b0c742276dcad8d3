"""Webinars as a member sees them: with the places taken, and with their own registration."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeVar

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from learning.models import RunPlace
from people.accounts import pseudonyms
from people.models import User
from web.prepared import Open, Prepared
from webinars import notices
from webinars.calendar.events import TakenOut
from webinars.calendar.queries import taken_out
from webinars.models import Registration, Series, Webinar, WebinarQuerySet
from webinars.planning.models import earliest_not_over
from webinars.planning.permissions import (
    can_lead,
    visibility_of,
    webinars_visible,
    webinars_visible_to,
)
from webinars.registration.models import RegistrationQuerySet

Row = TypeVar("Row")

# Far more webinars than a region plans.
LONGEST_LIST = 40

# Of a member's own places; the list has them all.
NEXT_SHOWN = 3

_MEMBER = Open("member", Webinar, "facilitator")
_NOW, _EARLIEST = (Open(name, Webinar, "starts_at") for name in ("now", "earliest"))


def listed_for(user: User) -> list[Webinar]:
    """Return the webinars listed for `user`, the next one first, `LONGEST_LIST` at most: those that
    are to come, and cancelled ones if `user` is registered. Of a series that repeats, the next one,
    and the next one in which `user` is registered. Each row has `my_state`, `taken`, `waiting` and
    its series. One query."""
    return _asked(_listed, user)


def next_places_of(user: User) -> list[Registration]:
    """Return the next registrations of `user`, waiting lists included, `NEXT_SHOWN` at most, with
    `registration.webinar` loaded: those of planned webinars that they may see. One query."""
    return _asked(_own, user)


def _asked(query: Callable[[int, int, bool], Prepared[Row]], user: User) -> list[Row]:
    of_user, now = visibility_of(user), timezone.now()
    home = {f"home {n}": region for n, region in enumerate(of_user.home)}
    coordinated = {f"region {n}": region for n, region in enumerate(of_user.coordinated)}
    asked = query(len(home), len(coordinated), of_user.leads)
    regions = home | coordinated
    return asked.rows(member=user.pk, now=now, earliest=earliest_not_over(now), **regions)


# Each prepared for a member with a region or none, who coordinates so many, and who may lead
# webinars or not.


@cache
def _listed(home: int, regions: int, leads: bool) -> Prepared[Webinar]:
    def build() -> WebinarQuerySet:
        mine = Registration.objects.filter(webinar=OuterRef("pk"), user=_MEMBER)
        found = _coming(home, regions, leads).annotate(my_state=Subquery(mine.values("state")[:1]))
        shown = found.filter(Q(status=Webinar.Status.PLANNED) | Q(my_state__isnull=False))
        shown = shown.exclude(_is_later_date(home, regions, leads)).select_related("series")
        return with_places(shown.order_by("starts_at", "pk"))[:LONGEST_LIST]

    return Prepared(build)


@cache
def _own(home: int, regions: int, leads: bool) -> Prepared[Registration]:
    def build() -> RegistrationQuerySet:
        mine = Registration.objects.filter(
            user=_MEMBER, webinar__in=_coming(home, regions, leads).planned().values("pk")
        )
        return mine.select_related("webinar").order_by("webinar__starts_at", "pk")[:NEXT_SHOWN]

    return Prepared(build)


def _is_later_date(home: int, regions: int, leads: bool) -> Q:
    """Webinars of a series that repeats, of which the list has an earlier one: one in which the
    member is registered as well, or where they are in neither."""
    earlier = _coming(home, regions, leads).planned()
    earlier = earlier.filter(series=OuterRef("series"), starts_at__lt=OuterRef("starts_at"))
    earlier = earlier.filter(recurs_on__isnull=False)
    own = earlier.filter(registrations__user=_MEMBER)
    is_other = Q(my_state__isnull=True) & Exists(earlier)
    return Q(recurs_on__isnull=False) & (is_other | Exists(own))


def _coming(home: int, regions: int, leads: bool) -> WebinarQuerySet:
    """Webinars that such a member may see and that are not over."""
    own = [Open(f"home {n}", Webinar, "region") for n in range(home)]
    coordinated = [Open(f"region {n}", Webinar, "region") for n in range(regions)]
    visible = webinars_visible(own, coordinated, member=_MEMBER, leads=leads)
    return visible.not_over(_NOW, earliest=_EARLIEST)


def dates_of(series: Series, user: User) -> list[Webinar]:
    """Return the webinars of a series that are not over and that `user` may see, the next one
    first: planned ones, and cancelled ones in which `user` has a place. Each row has `my_state`,
    `taken` and `waiting`. One query, and that of `User.permissions`."""
    mine = Registration.objects.filter(webinar=OuterRef("pk"), user=user)
    found = webinars_visible_to(user).filter(series=series).not_over()
    found = found.annotate(my_state=Subquery(mine.values("state")[:1]))
    shown = found.filter(Q(status=Webinar.Status.PLANNED) | Q(my_state__isnull=False))
    return list(with_places(shown.order_by("starts_at", "pk")))


def taken_out_of(user: User, *, listed: Iterable[Webinar]) -> list[TakenOut]:
    """Return the webinars that were taken from `user`, who may still have them in their calendar,
    the next one first; not those of the `listed` ones that are theirs. One query."""
    found = taken_out(user, kinds=[notices.LOST, notices.LEAD_OVER])
    own = {one.code for one in listed if _is_theirs(one, user)}
    return [event for event in found if event.code not in own]


def _is_theirs(listed: Webinar, user: User) -> bool:
    has_place = listed.my_state == Registration.State.REGISTERED  # type: ignore[attr-defined]
    return has_place or can_lead(user, listed)


def name_to_begin_with(user: User, webinar: Webinar) -> str:
    """Return a random name for the room; in a webinar of a course run, the name that `user` has in
    the run, so that people there know each other. One query for such a webinar."""
    places = RunPlace.objects.filter(user=user, run=webinar.run_id) if webinar.run_id else []
    return next((one.handle for one in places), "") or pseudonyms.offer()


def last_taken_out(user: User, webinar: Webinar) -> TakenOut | None:
    """Return what `user` may still have of a webinar that is no longer theirs. One query."""
    found = taken_out(user, kinds=notices.OUT_OF_CALENDARS, code=webinar.code)
    return next(iter(found), None)


def with_places(webinars: WebinarQuerySet) -> WebinarQuerySet:
    """Add `taken`, `waiting` and `inside`: how many people have a place, how many wait for one, and
    how many got into the room."""
    states = Registration.State
    return webinars.annotate(
        taken=Count("registrations", filter=Q(registrations__state=states.REGISTERED)),
        waiting=Count("registrations", filter=Q(registrations__state=states.WAITING)),
        inside=Count("registrations", filter=Q(registrations__joined_at__isnull=False)),
    )
