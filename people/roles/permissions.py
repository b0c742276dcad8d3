"""Which roles a member holds and where; who may give and end roles.

The roles in force of the member of a request are read once, with the member
(`people.roles.in_force`).

In every `permissions.py`, the name of a function says what it returns:

* `can_…(user, thing)`: whether the user may; `is_…` and `has_…`: what the user is and has;
* `things_…_by(user)` or `things_…_to(user)`: a filter for many, as a QuerySet or as keys;
* a participle alone, `coordinated_by(user)`: the same as a `Q`, for filters of other tables.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from people.accounts.permissions import is_member, is_newcomer
from people.models import Network, Organisation, Region, RoleGrant, User
from people.roles.in_force import Permissions
from people.roles.table import GIVEN_BY_COORDINATORS, IN_STUDIO, Place, Role

# Where a role is given; None: everywhere.
Node = Region | Network | Organisation | None
NO_PERMISSIONS = Permissions()


def permissions_of(user: User | AnonymousUser) -> Permissions:
    """Return the roles in force of `user`; strangers have none."""
    return user.permissions if isinstance(user, User) else NO_PERMISSIONS


def can_see_others(user: User | AnonymousUser) -> bool:
    """Whether one of their roles shows them other people."""
    return permissions_of(user).show_others


def has_role(user: User | AnonymousUser, *roles: str, region_id: int | None = None) -> bool:
    """Whether `user` has one of `roles`, anywhere or, when `region_id` is given, in that region."""
    return permissions_of(user).has(*roles, region_id=region_id)


def is_admin(user: User | AnonymousUser) -> bool:
    """Whether `user` is an administrator of the whole site."""
    return None in permissions_of(user).by_region.get(Role.ADMIN, ())


def organisation_ids_led_by(user: User | AnonymousUser) -> set[int]:
    """Return the organisations that `user` leads."""
    return permissions_of(user).by_organisation.get(Role.LEAD, set())


def region_ids_coordinated_by(user: User | AnonymousUser) -> set[int]:
    """Return the regions that `user` coordinates: with the role everywhere, all of them."""
    return permissions_of(user).coordinated_regions


def can_coordinate_regions(user: User | AnonymousUser) -> bool:
    """Whether `user` coordinates a region or everything, and so may plan; networks alone do not
    count."""
    return bool(permissions_of(user).by_region.get(Role.COORDINATOR))


def can_coordinate_everywhere(user: User | AnonymousUser) -> bool:
    """Whether `user` coordinates everywhere, and so may plan for all regions."""
    return None in permissions_of(user).by_region.get(Role.COORDINATOR, ())


def can_coordinate(user: User, organisation: Organisation | None) -> bool:
    """The same as `coordinated_by`, for one; False for None."""
    if organisation is None:
        return False
    in_region = organisation.region_id in region_ids_coordinated_by(user)
    return in_region or organisation.pk in permissions_of(user).coordinated_organisations


def coordinated_by(user: User, prefix: str = "") -> Q:
    """Organisations that `user` coordinates, by their region or by a network of theirs.

    `prefix` leads to the organisation, such as “organisation__”.
    """
    in_region = Q(**{f"{prefix}region__in": region_ids_coordinated_by(user)})
    return in_region | Q(**{f"{prefix}pk__in": permissions_of(user).coordinated_organisations})


def facilitated_by(user: User, prefix: str = "") -> Q:
    """Organisations where `user` has the role of a facilitator. `prefix` as in `coordinated_by`."""
    return where_held(user, Role.FACILITATOR, prefix)


def where_held(user: User, role: Role, prefix: str = "") -> Q:
    """Organisations where `user` has `role`: everywhere, in their region or in a network of theirs.
    `prefix` as in `coordinated_by`."""
    held = permissions_of(user)
    regions = held.by_region.get(role, set())
    if None in regions:
        return Q(**{f"{prefix}pk__isnull": False})
    in_region = Q(**{f"{prefix}region__in": regions})
    given = held.by_network.get(role)
    if not given:
        return in_region
    networks = Network.objects.below(given)
    members = Organisation.objects.filter(networks__in=networks).order_by()
    return in_region | Q(**{f"{prefix}pk__in": members.values("pk")})


def regions_managed_by(user: User) -> QuerySet[Region]:
    """Regions in which `user` makes organisations and gives roles; administrators: all."""
    regions = Region.objects.all()
    return regions if is_admin(user) else regions.filter(pk__in=region_ids_coordinated_by(user))


def networks_managed_by(user: User) -> QuerySet[Network]:
    """Networks at which `user` gives roles: those of their regions, their own and those below; who
    coordinates everywhere, all."""
    if is_admin(user) or can_coordinate_everywhere(user):
        return Network.objects.all()
    in_regions = Q(region__in=region_ids_coordinated_by(user))
    at_networks = Q(pk__in=permissions_of(user).coordinated_networks)
    return Network.objects.filter(in_regions | at_networks)


def roles_givable_by(user: User) -> list[Role]:
    """Roles that `user` may give: administrators all, coordinators none with power over others."""
    if is_admin(user):
        return list(Role)
    return list(GIVEN_BY_COORDINATORS) if has_role(user, Role.COORDINATOR) else []


def can_give_role(user: User, role: str, node: Node, *, to: User) -> bool:
    """Whether `user` may give `role` at `node` to that member.

    A coordinator gives where they are one, to people of organisations they coordinate, never to
    themselves. A role at an organisation is for its own people.
    """
    fits = place_of(node) in Role(role).traits.places
    if isinstance(node, Organisation):
        fits = fits and node.pk == to.organisation_id
    # The studio shows who wrote what, and asks only whether they are in one of its groups.
    is_ready = not is_newcomer(to) if role in IN_STUDIO else is_member(to)
    if not fits or not is_ready or not to.is_active or role not in roles_givable_by(user):
        return False
    if is_admin(user):
        return True
    return to.pk != user.pk and _gives_at(user, node) and can_coordinate(user, to.organisation)


def place_of(node: Node) -> Place:
    """Return the kind of place that `node` is."""
    match node:
        case Region():
            return Place.REGION
        case Network():
            return Place.NETWORK
        case Organisation():
            return Place.ORGANISATION
    return Place.EVERYWHERE


def _gives_at(user: User, node: Node) -> bool:
    """Whether `user` gives roles there as a coordinator; only administrators give them
    everywhere."""
    own = region_ids_coordinated_by(user)
    match node:
        case Network():
            at_networks = permissions_of(user).coordinated_networks
            is_above = can_coordinate_everywhere(user) or node.pk in at_networks
            return is_above or node.region_id in own
        case Organisation():
            return can_coordinate(user, node)
    return node is not None and node.pk in own


def members_nameable_by(user: User) -> QuerySet[User]:
    """Members that `user` may name by typing their pseudonym. Never show them as a list."""
    members = User.objects.active()
    if is_admin(user):
        return members
    return members.filter(coordinated_by(user, "organisation__"))


def grants_endable_by(user: User) -> QuerySet[RoleGrant]:
    """Roles in force that `user` may end: those that they may also give there. Not those of members
    who are suspended or hidden: no list tells one from the other."""
    grants = RoleGrant.objects.in_force().filter(user__is_active=True)
    if is_admin(user):
        return grants
    in_region = Q(region__in=region_ids_coordinated_by(user))
    at_network = Q(network__in=networks_managed_by(user))
    own = in_region | at_network | coordinated_by(user, "organisation__")
    return grants.filter(own, role__in=GIVEN_BY_COORDINATORS)
