"""Who may know of a webinar, who runs it, who leads it.

Each rule is one `Q` (a filter for many) and, where a page asks about one row that it has already,
the same sentence about that row; a test holds the two against each other.
"""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from people.models import Region, RoleGrant, User
from people.rules import (
    Role,
    coordinated_region_ids,
    coordinates_regions,
    has_role,
    organisations_at_high_risk,
)

if TYPE_CHECKING:
    from webinars.models import Webinar


def _own_regions(user: User) -> set[int]:
    """The region she lives in and those she coordinates. Costs the query of `roles_of`."""
    home = {user.region_id} if user.region_id else set()
    return home | coordinated_region_ids(user)


def visible(user: User) -> Q:
    """Webinars of her regions, those of all regions, and those she leads wherever they are."""
    known = Q(region=None) | Q(region__in=_own_regions(user))
    return known | Q(facilitator=user) if has_role(user, Role.FACILITATOR) else known


def may_see(user: User, webinar: "Webinar") -> bool:
    known = webinar.region_id is None or webinar.region_id in _own_regions(user)
    return known or leads(user, webinar)


def leads(user: User, webinar: "Webinar") -> bool:
    """Whether she was named to lead it, and is still a facilitator."""
    return webinar.facilitator_id == user.pk and has_role(user, Role.FACILITATOR)


def managed(user: User) -> Q:
    """Webinars she may change: those of the regions that she coordinates, and those for all
    regions that she planned, as long as she is a coordinator."""
    own = Q(region__in=coordinated_region_ids(user))
    return own | Q(region=None, created_by=user) if coordinates_regions(user) else own


def may_manage(user: User, webinar: "Webinar") -> bool:
    if webinar.region_id is None:
        return webinar.created_by_id == user.pk and coordinates_regions(user)
    return webinar.region_id in coordinated_region_ids(user)


def may_moderate(user: User, webinar: "Webinar") -> bool:
    """Whether she enters the room as a moderator: who leads it, and who runs it."""
    return leads(user, webinar) or may_manage(user, webinar)


def may_be_recorded(webinar: "Webinar") -> bool:
    """Whether recording it endangers nobody who may be in it, by the risk of their countries.

    A room is never recorded today, whatever this says; whatever records one day asks here first.
    One query.
    """
    found = organisations_at_high_risk()
    if webinar.region_id is not None:
        leads_it = Q(members=webinar.facilitator_id) & Q(members__isnull=False)
        found = found.filter(Q(region=webinar.region_id) | leads_it)
    return not found.exists()


def plannable_regions(user: User) -> QuerySet[Region]:
    """Regions that a coordinator may plan for, beside «all regions»."""
    return Region.objects.filter(pk__in=coordinated_region_ids(user))


def usable_series(user: User) -> Q:
    """Series that a coordinator's webinars may belong to."""
    return Q(region=None) | Q(region__in=coordinated_region_ids(user))


def possible_facilitators(user: User) -> QuerySet[User]:
    """Facilitators of the regions that she coordinates, and of the networks there."""
    own = coordinated_region_ids(user)
    grants = RoleGrant.objects.in_force().filter(
        Q(region__in=own) | Q(network__region__in=own), role=Role.FACILITATOR
    )
    vouched = User.objects.active().filter(vouched_on__isnull=False)
    return vouched.filter(pk__in=grants.values("user")).order_by("pseudonym")
