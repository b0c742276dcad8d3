"""Who may know of a webinar, who runs it, who leads it.

Each rule is a filter for many and, where a page asks about one row that it has already, the same
rule for that row; a test compares the two.
"""

from django.db.models import Q, QuerySet

from people.models import Region, RoleGrant, User
from people.roles.permissions import Role, coordinated_region_ids, coordinates_regions, has_role
from webinars.models import Series, Webinar, WebinarQuerySet


def _own_regions(user: User) -> set[int]:
    """The region she lives in and those she coordinates. Costs the query of `roles_of`."""
    home = {user.region_id} if user.region_id else set()
    return home | coordinated_region_ids(user)


def webinars_visible_to(user: User) -> WebinarQuerySet:
    """Webinars of her regions, those of all regions, and those she leads wherever they are."""
    known = Q(region=None) | Q(region__in=_own_regions(user))
    if has_role(user, Role.FACILITATOR):
        known |= Q(facilitator=user)
    return Webinar.objects.filter(known)


def leads_webinar(user: User, webinar: Webinar) -> bool:
    """Whether she was named to lead it, and is still a facilitator."""
    return webinar.facilitator_id == user.pk and has_role(user, Role.FACILITATOR)


def webinars_managed_by(user: User) -> WebinarQuerySet:
    """Webinars she may change: those of the regions that she coordinates, and those for all
    regions that she planned, as long as she is a coordinator."""
    own = Q(region__in=coordinated_region_ids(user))
    if coordinates_regions(user):
        own |= Q(region=None, created_by=user)
    return Webinar.objects.filter(own)


def can_manage(user: User, webinar: Webinar) -> bool:
    if webinar.region_id is None:
        return webinar.created_by_id == user.pk and coordinates_regions(user)
    return webinar.region_id in coordinated_region_ids(user)


def can_moderate(user: User, webinar: Webinar) -> bool:
    """Whether she enters the room as a moderator: who leads it, and who runs it."""
    return leads_webinar(user, webinar) or can_manage(user, webinar)


def regions_plannable_by(user: User) -> QuerySet[Region]:
    """Regions that a coordinator may plan for, beside «all regions»."""
    return Region.objects.filter(pk__in=coordinated_region_ids(user))


def series_usable_by(user: User) -> QuerySet[Series]:
    """Series that a coordinator's webinars may belong to."""
    return Series.objects.filter(Q(region=None) | Q(region__in=coordinated_region_ids(user)))


def facilitators_available_to(user: User) -> QuerySet[User]:
    """Facilitators of the regions that she coordinates, and of the networks there."""
    own = coordinated_region_ids(user)
    grants = RoleGrant.objects.in_force().filter(
        Q(region__in=own) | Q(network__region__in=own), role=Role.FACILITATOR
    )
    vouched = User.objects.active().filter(vouched_on__isnull=False)
    return vouched.filter(pk__in=grants.values("user")).order_by("pseudonym")
