"""Which roles a member holds and where; who may give and end roles.

The roles in force are read with the member at the start of each request, and no later.
"""

from collections.abc import Iterable
from datetime import date
from itertools import chain

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from people.accounts.permissions import is_member, is_newcomer
from people.models import Network, Organisation, Region, RoleGrant, User

Role = RoleGrant.Role
# Roles that a coordinator may give where she is one; whoever governs others is chosen by an admin.
GIVEN_BY_COORDINATORS = (Role.MENTOR, Role.FACILITATOR, Role.LEAD, Role.ALLY)
# Where a role is given; None: everywhere.
Node = Region | Network | Organisation | None


# Tasks that show their holder nobody's name.
NAMELESS_ROLES = {Role.FACILITATOR}
# Tasks in the studio, which asks for groups and not for roles.
WRITING_ROLES = {Role.EDITOR, Role.TRANSLATOR}


def _rests(user: User, role: str) -> bool:
    """Roles bite once somebody has vouched for her; those that show names, once she is settled."""
    return not is_member(user) or (is_newcomer(user) and role not in NAMELESS_ROLES)


def remember_roles(
    user: User, grants: Iterable[tuple[str | None, int | None, int | None, int | None, date | None]]
) -> dict[str, set[int | None]]:
    """Keep on `user` those of her (role, region, network, organisation, until) that are in force.

    Returns role → regions. A task for a network or for one organisation is no task for its region:
    it is kept apart. Whoever runs the site is an administrator without being made one.
    """
    today = timezone.localdate()
    roles: dict[str, set[int | None]] = {Role.ADMIN: {None}} if user.is_superuser else {}
    networks: dict[str, set[int]] = {}
    organisations: dict[str, set[int]] = {}
    for role, region, network, organisation, until in grants:
        if role and (until is None or until >= today) and not _rests(user, role):
            if network is not None:
                networks.setdefault(role, set()).add(network)
            elif organisation is not None:
                organisations.setdefault(role, set()).add(organisation)
            else:
                roles.setdefault(role, set()).add(region)
    held = {*roles, *networks, *organisations}
    user.writes = user.is_superuser or not WRITING_ROLES.isdisjoint(held)
    user._roles_in_force = roles  # type: ignore[attr-defined]
    user._roles_below_regions = networks, organisations  # type: ignore[attr-defined]
    # Found when it is asked for: `_coordinated`.
    user._coordinated_by_network = None  # type: ignore[attr-defined]
    return roles


def sees_others(user: User | AnonymousUser) -> bool:
    """Whether a task of hers shows her other people: every one but an ally's does."""
    held = {*roles_of(user), *chain(*roles_below_regions(user))}
    return bool(held - {Role.ALLY})


def suspend_roles(user: User) -> bool:
    """Take her tasks off `user`, who has no second step, for this request; return whether any wait
    for one."""
    if not sees_others(user):
        return False
    remember_roles(user, ())
    user._roles_in_force = {}  # type: ignore[attr-defined]
    return True


def roles_of(user: User | AnonymousUser) -> dict[str, set[int | None]]:
    """Return role → regions in which it is in force (None: everywhere).

    No query for the member of a request, whom `MemberBackend` loaded; else one.
    """
    if not isinstance(user, User):
        return {}
    if hasattr(user, "_roles_in_force"):
        return user._roles_in_force
    grants = user.roles.values_list("role", "region", "network", "organisation", "until")
    return remember_roles(user, grants)


def has_role(user: User | AnonymousUser, *roles: str, region_id: int | None = None) -> bool:
    """Whether `user` has one of `roles`, anywhere or, when `region_id` is given, in that region."""
    held = roles_of(user)
    for role in roles:
        regions = held.get(role, set())
        if regions and (region_id is None or region_id in regions or None in regions):
            return True
    return region_id is None and not set(roles).isdisjoint(chain(*roles_below_regions(user)))


def roles_below_regions(
    user: User | AnonymousUser,
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Return role → networks and role → organisations for which alone it was given."""
    roles_of(user)
    return getattr(user, "_roles_below_regions", ({}, {}))


def is_admin(user: User | AnonymousUser) -> bool:
    """Whether `user` is an administrator of the whole site."""
    return None in roles_of(user).get(Role.ADMIN, set())


def led_organisation_ids(user: User | AnonymousUser) -> set[int]:
    """Return the organisations that `user` leads."""
    return roles_below_regions(user)[1].get(Role.LEAD, set())


def coordinated_region_ids(user: User | AnonymousUser) -> set[int]:
    """Return the regions that `user` coordinates."""
    return {region for region in roles_of(user).get(Role.COORDINATOR, set()) if region is not None}


def coordinates_regions(user: User | AnonymousUser) -> bool:
    """Whether `user` coordinates a region or everything, and not networks alone: she plans."""
    return bool(roles_of(user).get(Role.COORDINATOR))


def coordinated_networks(user: User | AnonymousUser) -> tuple[set[int], set[int]]:
    """Return the networks that `user` coordinates, those below them too, and their organisations.

    Two queries, once in a request, for whoever coordinates a network; none for others.
    """
    given = roles_below_regions(user)[0].get(Role.COORDINATOR)
    if not given:
        return set(), set()
    if (found := user._coordinated_by_network) is None:  # type: ignore[union-attr]
        networks = Network.objects.below(given)
        members = Organisation.objects.filter(networks__in=networks).order_by()
        found = networks, set(members.values_list("pk", flat=True))
        user._coordinated_by_network = found  # type: ignore[union-attr]
    return found


def coordinated_by(user: User, prefix: str = "") -> Q:
    """Organisations that `user` coordinates, by their region or by a network of theirs.

    `prefix` leads to the organisation, as «organisation__».
    """
    _networks, organisations = coordinated_networks(user)
    in_region = Q(**{f"{prefix}region__in": coordinated_region_ids(user)})
    return in_region | Q(**{f"{prefix}pk__in": organisations})


def coordinates(user: User, organisation: Organisation | None) -> bool:
    """The same as `_within`, for one; nobody coordinates «no organisation»."""
    if organisation is None:
        return False
    in_region = organisation.region_id in coordinated_region_ids(user)
    return in_region or organisation.pk in coordinated_networks(user)[1]


def regions_managed_by(user: User) -> QuerySet[Region]:
    """Regions in which `user` makes organisations and gives roles; administrators: all."""
    regions = Region.objects.all()
    return regions if is_admin(user) else regions.filter(pk__in=coordinated_region_ids(user))


def networks_managed_by(user: User) -> QuerySet[Network]:
    """Networks at which `user` gives roles: those of her regions, hers and those below them."""
    if is_admin(user):
        return Network.objects.all()
    in_regions = Q(region__in=coordinated_region_ids(user))
    return Network.objects.filter(in_regions | Q(pk__in=coordinated_networks(user)[0]))


def roles_givable_by(user: User) -> list[Role]:
    """Roles that `user` may give: administrators all; coordinators none that governs others."""
    if is_admin(user):
        return list(Role)
    return list(GIVEN_BY_COORDINATORS) if has_role(user, Role.COORDINATOR) else []


def can_give_role(user: User, role: str, node: Node, *, to: User) -> bool:
    """Whether `user` may give `role` at `node` to that member.

    A coordinator gives where she is one, to people of organisations she coordinates, never to
    herself. An organisation is led by one of its own; administrators are so everywhere or nowhere.
    """
    if role == Role.LEAD:
        fits = isinstance(node, Organisation) and node.pk == to.organisation_id
    else:
        fits = not isinstance(node, Organisation) and (role != Role.ADMIN or node is None)
    # The studio shows who wrote what, and asks only whether she is in one of its groups.
    is_ready = not is_newcomer(to) if role in WRITING_ROLES else is_member(to)
    if not fits or not is_ready or not to.is_active or role not in roles_givable_by(user):
        return False
    if is_admin(user):
        return True
    return to.pk != user.pk and _gives_at(user, node) and coordinates(user, to.organisation)


def _gives_at(user: User, node: Node) -> bool:
    """Whether a coordinator gives roles there; «everywhere» is for administrators."""
    own = coordinated_region_ids(user)
    match node:
        case Network():
            return node.region_id in own or node.pk in coordinated_networks(user)[0]
        case Organisation():
            return coordinates(user, node)
    return node is not None and node.pk in own


def members_nameable_by(user: User) -> QuerySet[User]:
    """Members whom `user` may pick by typing their pseudonym; never to be shown as a list."""
    members = User.objects.active()
    if is_admin(user):
        return members
    return members.filter(coordinated_by(user, "organisation__"))


def grants_endable_by(user: User) -> QuerySet[RoleGrant]:
    """Roles in force that `user` may end: what she may give, where she may give it."""
    grants = RoleGrant.objects.in_force()
    if is_admin(user):
        return grants
    in_region = Q(region__in=coordinated_region_ids(user))
    at_network = Q(network__in=networks_managed_by(user))
    own = in_region | at_network | coordinated_by(user, "organisation__")
    return grants.filter(own, role__in=GIVEN_BY_COORDINATORS)
