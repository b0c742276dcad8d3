"""Who may do what, said once: a question about one member, or a filter for many.

The roles in force are read with the member at the beginning of each request, and no later.
"""

from collections.abc import Iterable
from datetime import date
from itertools import chain
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from people.models import CountryRisk, Invitation, Network, Organisation, Region, RoleGrant, User

Role = RoleGrant.Role
# Roles that a coordinator may give where she is one; whoever governs others is chosen by an admin.
GIVEN_BY_COORDINATORS = (Role.MENTOR, Role.FACILITATOR, Role.LEAD, Role.ALLY)
# Where a role is given; None: everywhere.
Node = Region | Network | Organisation | None


class MemberRequest(HttpRequest):
    """A request whose user is signed in; what `people.guards` hands on."""

    user: User


# Tasks that show their holder nobody's name.
NAMELESS_ROLES = {Role.FACILITATOR}
# Tasks in the studio, which asks for groups and not for roles.
WRITING_ROLES = {Role.EDITOR, Role.TRANSLATOR}


def is_member(user: Any) -> bool:
    """Whether `user` is signed in and somebody has vouched for her; before that she only waits."""
    return isinstance(user, User) and user.vouched_on is not None


def is_newcomer(user: User) -> bool:
    """Whether nobody has vouched for her yet or her first days are not over.

    A newcomer reads nobody's name: no pseudonym of another member, no list, no pair.
    """
    is_new = user.new_until is not None and user.new_until >= timezone.localdate()
    return is_new or not is_member(user)


def settled(prefix: str = "") -> Q:
    """The opposite of `is_newcomer` as a filter; `prefix` leads to the member, as «user__»."""
    over = Q(**{f"{prefix}new_until": None}) | Q(**{f"{prefix}new_until__lt": timezone.localdate()})
    return over & Q(**{f"{prefix}vouched_on__isnull": False})


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
    held = {*roles_of(user), *chain(*_below_regions(user))}
    return bool(held - {Role.ALLY})


def let_tasks_rest(user: User) -> bool:
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
    return region_id is None and not set(roles).isdisjoint(chain(*_below_regions(user)))


def _below_regions(
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
    return _below_regions(user)[1].get(Role.LEAD, set())


def leads(user: User | AnonymousUser, organisation: Organisation | None) -> bool:
    """Whether `user` leads that organisation; nobody leads «no organisation»."""
    return organisation is not None and organisation.pk in led_organisation_ids(user)


def coordinated_region_ids(user: User | AnonymousUser) -> set[int]:
    """Return the regions that `user` coordinates."""
    return {region for region in roles_of(user).get(Role.COORDINATOR, set()) if region is not None}


def coordinates_regions(user: User | AnonymousUser) -> bool:
    """Whether `user` coordinates a region or everything, and not networks alone: she plans."""
    return bool(roles_of(user).get(Role.COORDINATOR))


def _coordinated(user: User | AnonymousUser) -> tuple[set[int], set[int]]:
    """Return the networks that `user` coordinates, those below them too, and their organisations.

    Two queries, once in a request, for whoever coordinates a network; none for others.
    """
    given = _below_regions(user)[0].get(Role.COORDINATOR)
    if not given:
        return set(), set()
    if (found := user._coordinated_by_network) is None:  # type: ignore[union-attr]
        networks = Network.objects.below(given)
        members = Organisation.objects.filter(networks__in=networks).order_by()
        found = networks, set(members.values_list("pk", flat=True))
        user._coordinated_by_network = found  # type: ignore[union-attr]
    return found


def _within(user: User, prefix: str = "") -> Q:
    """Organisations that `user` coordinates, by their region or by a network of theirs.

    `prefix` leads to the organisation, as «organisation__».
    """
    _networks, organisations = _coordinated(user)
    in_region = Q(**{f"{prefix}region__in": coordinated_region_ids(user)})
    return in_region | Q(**{f"{prefix}pk__in": organisations})


def _is_within(user: User, organisation: Organisation | None) -> bool:
    """The same as `_within`, for one; nobody coordinates «no organisation»."""
    if organisation is None:
        return False
    in_region = organisation.region_id in coordinated_region_ids(user)
    return in_region or organisation.pk in _coordinated(user)[1]


def may_vouch(user: User) -> bool:
    """Whether she may answer for somebody else: not as long as she is new herself."""
    return user.is_active and not is_newcomer(user)


def within_reach(user: User) -> QuerySet[User]:
    """Members for whom she may answer: of her own organisation and of those she coordinates."""
    near = _within(user, "organisation__")
    if user.organisation_id is not None:
        near |= Q(organisation=user.organisation_id)
    return User.objects.active().filter(near).exclude(pk=user.pk)


def trusted() -> Q:
    """Members who were trusted with others: no branch takes them along without a word."""
    tasks = [Role.COORDINATOR, Role.SAFETY, Role.ADMIN]
    holders = RoleGrant.objects.in_force().filter(role__in=tasks).values("user")
    return Q(pk__in=holders) | Q(is_superuser=True)


def suspendable(user: User) -> QuerySet[User]:
    """Members whom she may suspend and take back, never herself.

    A coordinator: those of her organisations without a task of trust. An administrator: whoever is
    not an administrator.
    """
    others = User.objects.exclude(pk=user.pk).exclude(is_superuser=True)
    if is_admin(user):
        admins = RoleGrant.objects.in_force().filter(role=Role.ADMIN).values("user")
        return others.exclude(pk__in=admins)
    return others.filter(_within(user, "organisation__")).exclude(trusted())


def visible_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations that a coordinator works with: those of her regions and her networks."""
    return Organisation.objects.filter(_within(user))


def may_invite(user: User, organisation: Organisation) -> bool:
    """The same as `visible_organisations`, for one: an invitation closes with its maker's task."""
    return user.is_active and _is_within(user, organisation)


def node_for(user: User, organisation: Organisation) -> Region | Network | None:
    """Return where she coordinates `organisation`: its region, else one of its networks."""
    if organisation.region_id in coordinated_region_ids(user):
        return organisation.region
    return organisation.networks.filter(pk__in=_coordinated(user)[0]).order_by("pk").first()


def managed_regions(user: User) -> QuerySet[Region]:
    """Regions in which `user` makes organisations and gives roles; administrators: all."""
    regions = Region.objects.all()
    return regions if is_admin(user) else regions.filter(pk__in=coordinated_region_ids(user))


def managed_networks(user: User) -> QuerySet[Network]:
    """Networks at which `user` gives roles: those of her regions, hers and those below them."""
    if is_admin(user):
        return Network.objects.all()
    in_regions = Q(region__in=coordinated_region_ids(user))
    return Network.objects.filter(in_regions | Q(pk__in=_coordinated(user)[0]))


def may_make_organisations(user: User) -> bool:
    """Whether `user` makes organisations; who coordinates networks alone takes them as they are."""
    return is_admin(user) or coordinates_regions(user)


def managed_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations that `user` may change: those she coordinates; administrators, all."""
    return Organisation.objects.all() if is_admin(user) else visible_organisations(user)


def manages(user: User, organisation: Organisation) -> bool:
    """The same as `managed_organisations`, for one."""
    return is_admin(user) or _is_within(user, organisation)


def changeable_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations of which `user` may change something: those she manages and those she leads."""
    led = Organisation.objects.filter(pk__in=led_organisation_ids(user))
    return managed_organisations(user) | led


def readable_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations whose name `user` may read; the same as `reads_name`, for many.

    Listed ones are for all members but newcomers; her own she reads unless it is hidden.
    """
    if is_admin(user):
        return Organisation.objects.all()
    not_hidden = Q(pk=user.organisation_id) & ~Q(listing=Organisation.Listing.HIDDEN)
    listed = Q(pk__in=[]) if is_newcomer(user) else Q(listing=Organisation.Listing.LISTED)
    return Organisation.objects.filter(not_hidden | listed | _within(user))


def reads_name(user: User, organisation: Organisation) -> bool:
    """Whether `user` may read what `organisation` is called."""
    if manages(user, organisation):
        return True
    if organisation.pk == user.organisation_id:
        return organisation.listing != Organisation.Listing.HIDDEN
    return organisation.listing == Organisation.Listing.LISTED and not is_newcomer(user)


def own_organisation(user: User) -> Organisation | None:
    """Return the organisation of `user` where she may read its name, else None."""
    organisation = user.organisation
    return organisation if organisation and reads_name(user, organisation) else None


def organisations_at_high_risk() -> QuerySet[Organisation]:
    """The same as `Organisation.is_at_high_risk`, for many."""
    high = CountryRisk.objects.filter(level=CountryRisk.Level.HIGH).values("country")
    return Organisation.objects.filter(Q(country__in=high) | Q(part_of__country__in=high))


def may_be_mailed(user: User) -> bool:
    """Whether an e-mail to `user` endangers her less than it helps; one query."""
    return not _is_at_high_risk(user)


def may_be_named(user: User) -> bool:
    """Whether a file that leaves the site, such as a certificate, may carry a name; one query."""
    return not _is_at_high_risk(user)


def _is_at_high_risk(user: User) -> bool:
    return user.organisation is not None and user.organisation.is_at_high_risk


def givable_roles(user: User) -> list[Role]:
    """Roles that `user` may give: administrators all; coordinators none that governs others."""
    if is_admin(user):
        return list(Role)
    return list(GIVEN_BY_COORDINATORS) if has_role(user, Role.COORDINATOR) else []


def may_give(user: User, role: str, node: Node, *, to: User) -> bool:
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
    if not fits or not is_ready or not to.is_active or role not in givable_roles(user):
        return False
    if is_admin(user):
        return True
    return to.pk != user.pk and _gives_at(user, node) and _is_within(user, to.organisation)


def _gives_at(user: User, node: Node) -> bool:
    """Whether a coordinator gives roles there; «everywhere» is for administrators."""
    own = coordinated_region_ids(user)
    match node:
        case Network():
            return node.region_id in own or node.pk in _coordinated(user)[0]
        case Organisation():
            return _is_within(user, node)
    return node is not None and node.pk in own


def may_enter_studio(user: User) -> bool:
    """Whether she writes by a role in force, or runs the site; the studio names those who wrote, so
    it is no place for a newcomer."""
    return not is_newcomer(user) and user.has_perm("wagtailadmin.access_admin")


def nameable_members(user: User) -> QuerySet[User]:
    """Members whom `user` may pick by typing their pseudonym; never to be shown as a list."""
    members = User.objects.active()
    if is_admin(user):
        return members
    return members.filter(_within(user, "organisation__"))


def endable_grants(user: User) -> QuerySet[RoleGrant]:
    """Roles in force that `user` may end: what she may give, where she may give it."""
    grants = RoleGrant.objects.in_force()
    if is_admin(user):
        return grants
    in_region = Q(region__in=coordinated_region_ids(user))
    at_network = Q(network__in=managed_networks(user))
    own = in_region | at_network | _within(user, "organisation__")
    return grants.filter(own, role__in=GIVEN_BY_COORDINATORS)


def visible_invitations(user: User) -> QuerySet[Invitation]:
    """Invitations into the organisations that a coordinator works with."""
    return Invitation.objects.filter(_within(user, "organisation__"))


def studio_accounts() -> QuerySet[User]:
    """Whom Wagtail's user management lists: those who write, and those who run the site."""
    writers = Q(groups__permissions__codename="access_admin")
    return User.objects.filter(Q(pk__in=User.objects.filter(writers)) | Q(is_superuser=True))
