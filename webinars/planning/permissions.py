"""Who may see, manage and lead a webinar.

Each rule is a filter for many. Where a page already has the row, the same rule exists for one row;
a test compares the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from learning.models import CourseRun, RunPlace
from people.models import EVERYWHERE, Region, RoleGrant, User
from people.roles.permissions import (
    can_coordinate_everywhere,
    can_coordinate_regions,
    has_role,
    region_ids_coordinated_by,
)
from people.roles.table import Role
from web.prepared import Open
from webinars.models import Series, Webinar, WebinarQuerySet


@dataclass(frozen=True)
class Visibility:
    """What decides which webinars a member sees: `home` is their own region, `coordinated` are
    those that they coordinate; `leads` says whether they may lead webinars."""

    home: tuple[int, ...]
    coordinated: tuple[int, ...]
    leads: bool


def visibility_of(user: User) -> Visibility:
    """Takes the query of `User.permissions`."""
    home = (user.region_id,) if user.region_id else ()
    coordinated = sorted(region_ids_coordinated_by(user))
    return Visibility(home, tuple(coordinated), has_role(user, Role.FACILITATOR))


def webinars_visible_to(user: User) -> WebinarQuerySet:
    """Webinars of their regions, webinars for all regions, and those that they lead anywhere. One
    for a course run: those with a place in the run, those who lead it, and those who plan it."""
    of_user = visibility_of(user)
    return webinars_visible(of_user.home, of_user.coordinated, member=user, leads=of_user.leads)


def webinars_visible(
    home: Sequence[int | Open],
    coordinated: Sequence[int | Open],
    *,
    member: User | Open,
    leads: bool,
) -> WebinarQuerySet:
    """The rule of `webinars_visible_to`; each value may be `Open`, for a prepared query."""
    places = RunPlace.objects.filter(user=member, state=RunPlace.State.PLACE)
    known = Q(region__id__in=coordinated) | Q(run__in=places.values("run"))
    known |= Q(run=None) & (Q(region=None) | Q(region__id__in=home))
    if coordinated:
        known |= Q(region=None, created_by=member)
    if leads:
        led = Q(facilitator=member) | Q(second_facilitator=member)
        runs = CourseRun.objects.filter(led).order_by()
        known |= Q(facilitator=member) | Q(run__in=runs.values("pk"))
    return Webinar.objects.filter(known)


def webinars_withdrawable_by(user: User) -> WebinarQuerySet:
    """Webinars whose page has the button to cancel a place, and any in which they have one."""
    own = Webinar.objects.filter(registrations__user=user)
    return Webinar.objects.filter(
        Q(pk__in=webinars_visible_to(user).values("pk")) | Q(pk__in=own.values("pk"))
    )


def can_lead(user: User, webinar: Webinar) -> bool:
    """Whether they were chosen to lead it and are still a facilitator."""
    return webinar.facilitator_id == user.pk and has_role(user, Role.FACILITATOR)


def webinars_managed_by(user: User) -> WebinarQuerySet:
    """Webinars they may change: those of the regions that they coordinate, and those for all
    regions that they planned, as long as they are a coordinator. Who coordinates everywhere: all.
    """
    if can_coordinate_everywhere(user):
        return Webinar.objects.all()
    own = Q(region__in=region_ids_coordinated_by(user))
    if can_coordinate_regions(user):
        own |= Q(region=None, created_by=user)
    return Webinar.objects.filter(own)


def can_manage(user: User, webinar: Webinar) -> bool:
    if can_coordinate_everywhere(user):
        return True
    if webinar.region_id is None:
        return webinar.created_by_id == user.pk and can_coordinate_regions(user)
    return webinar.region_id in region_ids_coordinated_by(user)


def managers_of(webinar: Webinar, *, without: User) -> QuerySet[User]:
    """Who would look after the webinar apart from `without`: who planned it, as long as they may
    change it; else everyone who coordinates its region or everywhere."""
    planner = webinar.created_by
    if planner == without:
        planner = None
    if planner is not None and planner.is_active and can_manage(planner, webinar):
        return User.objects.filter(pk=planner.pk)
    return User.objects.active().filter(_coordinators_of(webinar)).exclude(pk=without.pk)


def number_among_managers(user: User, webinar: Webinar) -> int:
    """Return which of those who coordinate the webinar's region or everywhere `user` is, counted
    from 1. The planner of a webinar for all regions counts too: they may coordinate only one."""
    managers = _coordinators_of(webinar)
    if webinar.region_id is None:
        managers |= Q(pk=webinar.created_by_id)
    return User.objects.filter(managers, pk__lt=user.pk).count() + 1


def _coordinators_of(webinar: Webinar) -> Q:
    """Members who coordinate the webinar's region or everywhere."""
    there = EVERYWHERE
    if webinar.region_id:
        there |= Q(region=webinar.region_id)
    grants = RoleGrant.objects.in_force().filter(there, role=Role.COORDINATOR)
    return Q(pk__in=grants.values("user"))


def can_moderate(user: User, webinar: Webinar) -> bool:
    """Whether they enter the room as a moderator: they lead the webinar or manage it."""
    return can_lead(user, webinar) or can_manage(user, webinar)


def regions_plannable_by(user: User) -> QuerySet[Region]:
    """Regions that a coordinator may plan for, besides “all regions”."""
    return Region.objects.filter(pk__in=region_ids_coordinated_by(user))


def series_usable_by(user: User) -> QuerySet[Series]:
    """Series that a coordinator's webinars may belong to."""
    return Series.objects.filter(Q(region=None) | Q(region__in=region_ids_coordinated_by(user)))


def series_visible_to(user: User) -> QuerySet[Series]:
    """Series with a webinar that they may see; those without one are on no page."""
    return Series.objects.filter(pk__in=webinars_visible_to(user).order_by().values("series"))


def series_managed_by(user: User) -> QuerySet[Series]:
    """Series they may change, by the rule of `webinars_managed_by`."""
    if can_coordinate_everywhere(user):
        return Series.objects.all()
    own = Q(region__in=region_ids_coordinated_by(user))
    if can_coordinate_regions(user):
        own |= Q(region=None, created_by=user)
    return Series.objects.filter(own)


def facilitators_available_to(user: User) -> QuerySet[User]:
    """Facilitators of the regions that they coordinate, of the networks there, and everywhere."""
    own = region_ids_coordinated_by(user)
    there = Q(region__in=own) | Q(network__region__in=own)
    if can_coordinate_everywhere(user):
        there |= Q(network__isnull=False)
    if own:
        there |= EVERYWHERE
    grants = RoleGrant.objects.in_force().filter(there, role=Role.FACILITATOR)
    vouched = User.objects.active().filter(vouched_on__isnull=False)
    return vouched.filter(pk__in=grants.values("user")).order_by("pseudonym")
