"""What the roles of one member allow now: one object, read once per request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from people.networks.models import Network, Region
from people.organisations.models import Organisation
from people.roles.table import IN_STUDIO, RESTING_FOR_NEWCOMERS, WITH_SECOND_STEP, Role
from people.time_zones import zone

if TYPE_CHECKING:
    from people.accounts.models import User

# The columns of a grant, in this order: role, region, network, organisation, last day.
COLUMNS = ("role", "region", "network", "organisation", "until")
Row = tuple[str | None, int | None, int | None, int | None, date | None]


@dataclass(frozen=True, kw_only=True)
class Permissions:
    """The roles in force of one member, by place; `User.permissions` holds it.

    A role at a network or an organisation does not count in its region, so each kind of place has
    its own dictionary. In `by_region`, None means everywhere.
    """

    by_region: dict[str, set[int | None]] = field(default_factory=dict)
    by_network: dict[str, set[int]] = field(default_factory=dict)
    by_organisation: dict[str, set[int]] = field(default_factory=dict)
    # Superusers are administrators and may enter the studio without a grant.
    is_superuser: bool = False
    # Without a second step their roles are suspended; then this object holds no role.
    lacks_second_step: bool = False
    # Roles that they hold and that apply after their first days.
    resting: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, user: "User", grants: Iterable[Row], *, has_second_step: bool = True
    ) -> "Permissions":
        """Return the permissions that `grants` (rows of `COLUMNS`) give to `user` now; days
        begin and end in their own time zone."""
        grants = list(grants)
        today = user.today
        resting = frozenset(
            role
            for role, *_place, until in grants
            if role and not (until and until < today) and _rests(user, role)
        )
        found = cls(
            resting=resting,
            by_region={Role.ADMIN: {None}} if user.is_superuser else {},
            is_superuser=user.is_superuser,
        )
        for role, region, network, organisation, until in grants:
            if not role or (until and until < today) or _rests(user, role):
                continue
            if network is not None:
                found.by_network.setdefault(role, set()).add(network)
            elif organisation is not None:
                found.by_organisation.setdefault(role, set()).add(organisation)
            else:
                found.by_region.setdefault(role, set()).add(region)
        if found.show_others and not has_second_step:
            return cls(lacks_second_step=True, resting=resting)
        return found

    @property
    def roles(self) -> set[str]:
        """The roles in force at any place."""
        return set(chain(self.by_region, self.by_network, self.by_organisation))

    @property
    def show_others(self) -> bool:
        """Whether one of the roles shows other people."""
        return not self.roles.isdisjoint(WITH_SECOND_STEP)

    @property
    def open_studio(self) -> bool:
        """Whether they may enter the studio. Its groups know neither last days nor second steps."""
        return self.is_superuser or not self.roles.isdisjoint(IN_STUDIO)

    @cached_property
    def coordinated_regions(self) -> set[int]:
        """The regions where they coordinate: all of them with the role everywhere, which takes one
        query, once in a request; none for others."""
        given = self.by_region.get(Role.COORDINATOR, set())
        if None in given:
            return set(Region.objects.order_by().values_list("pk", flat=True))
        return {region for region in given if region is not None}

    @property
    def coordinated_networks(self) -> set[int]:
        """The networks where they coordinate, and those below them."""
        return self._coordinated[0]

    @property
    def coordinated_organisations(self) -> set[int]:
        """The organisations in `coordinated_networks`."""
        return self._coordinated[1]

    @cached_property
    def _coordinated(self) -> tuple[set[int], set[int]]:
        """Two queries, once in a request, for coordinators of networks; none for others."""
        given = self.by_network.get(Role.COORDINATOR)
        if not given:
            return set(), set()
        networks = Network.objects.below(given)
        members = Organisation.objects.filter(networks__in=networks).order_by()
        return networks, set(members.values_list("pk", flat=True))

    def has(self, *roles: str, region_id: int | None = None) -> bool:
        """Whether one of `roles` is in force, anywhere or in the region `region_id`."""
        if region_id is None:
            return not self.roles.isdisjoint(roles)
        places: set[int | None] = set().union(*(self.by_region.get(role, ()) for role in roles))
        return not places.isdisjoint({region_id, None})


def begins_at(user: "User", role: str) -> datetime | None:
    """Return when a role of `user` that rests for newcomers begins to apply: with the day after
    their first days, in their time zone. None when it applies already, or when no one has vouched
    for them yet and so no one knows."""
    if not user.is_vouched or not _rests(user, role) or user.new_until is None:
        return None
    first = user.new_until + timedelta(days=1)
    return datetime.combine(first, time.min, tzinfo=zone(user.time_zone))


def first_day(user: "User", role: str) -> date:
    """Return the day from which a role of `user` applies that is given today, as far as anyone
    knows: someone still has to vouch for those who wait for it."""
    if role in RESTING_FOR_NEWCOMERS and user.new_until and user.new_until >= user.today:
        return user.new_until + timedelta(days=1)
    return user.today


def _rests(user: "User", role: str) -> bool:
    """Whether `role` is not in force yet: roles begin with the vouch, and roles that show names
    after the first days."""
    return not user.is_vouched or (user.is_newcomer and role in RESTING_FOR_NEWCOMERS)
