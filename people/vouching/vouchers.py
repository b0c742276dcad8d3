"""Who could vouch for the newcomers of an organisation: how many and by which role, never who."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.accounts.permissions import is_newcomer, settled
from people.models import Network, Organisation, RoleGrant, User, Vouch
from people.roles.permissions import can_coordinate
from people.roles.table import Role
from people.second_step import actions as second_step

# How many newcomers a member can vouch for in the time for which vouches are kept.
MOST = 5


@dataclass(frozen=True, kw_only=True)
class Vouchers:
    """How many people could vouch, without the person who invited; each counts once, as the first
    of these."""

    members: int
    coordinators: int
    admins: int
    # Whether the person who invited may vouch too, because no one else has the standing to.
    is_left_to_inviter: bool

    def __bool__(self) -> bool:
        return self.are_others or self.is_left_to_inviter

    @property
    def are_others(self) -> bool:
        return bool(self.members or self.coordinators or self.admins)

    @property
    def sentence(self) -> Promise:
        """Who could vouch, for the person who invites: roles, and whether one or several."""
        if self.members:
            return SEVERAL_MEMBERS if self.members > 1 else ONE_MEMBER
        if self.coordinators:
            return A_COORDINATOR
        if self.admins:
            return AN_ADMINISTRATOR
        return ONLY_YOU if self.is_left_to_inviter else NO_ONE

    @property
    def note(self) -> Promise:
        """The same for someone else than the person who invites."""
        is_left = self.is_left_to_inviter and not self.are_others
        return ONLY_INVITER if is_left else self.sentence


# Translators: Each of these follows the name of an organisation and a colon. It says who could
# vouch for a person who is invited into it.
SEVERAL_MEMBERS = _("several members can vouch")
ONE_MEMBER = _("one member can vouch")
A_COORDINATOR = _("no member can vouch yet, another coordinator can")
AN_ADMINISTRATOR = _("no member can vouch yet, an administrator can")
ONLY_YOU = _("only you can vouch")
ONLY_INVITER = _("only the person who invited them can vouch")
NO_ONE = _("no one can vouch yet")


def of(organisations: Iterable[Organisation], *, inviter: User | None) -> dict[int, Vouchers]:
    """Return who could vouch in each of `organisations` for someone whom `inviter` invites.

    Counted are those who still have a vouch left. Three queries; two more where someone coordinates
    a network, and as many again for organisations where no one can vouch.
    """
    organisations = list(organisations)
    others = User.objects.active().filter(settled()).exclude(pk=inviter.pk if inviter else None)
    spent = Vouch.objects.filter(kind=Vouch.Kind.VOUCHED).values("by").annotate(n=Count("pk"))
    able = _counts(organisations, others.exclude(code__in=spent.filter(n__gte=MOST).values("by")))
    lacking = [one for one in organisations if not any(able[one.pk])]
    standing = _counts(lacking, others) if lacking else {}
    return {
        one.pk: Vouchers(
            members=able[one.pk][0],
            coordinators=able[one.pk][1],
            admins=able[one.pk][2],
            is_left_to_inviter=(
                inviter is not None
                and one.pk in standing
                and not any(standing[one.pk])
                and _can_stand_in(inviter, one)
            ),
        )
        for one in organisations
    }


def for_newcomers(newcomers: Iterable[User]) -> dict[int, Vouchers]:
    """Return who could vouch for each of `newcomers`, by primary key: the queries of `of` for each
    person who invited one of them."""
    newcomers = [one for one in newcomers if one.organisation]
    brought = Vouch.objects.filter(
        kind=Vouch.Kind.INVITED, newcomer__in=[one.code for one in newcomers]
    )
    invited_by: dict[UUID, UUID] = dict(brought.values_list("newcomer", "by"))
    inviters = {one.code: one for one in User.objects.filter(code__in=set(invited_by.values()))}
    groups: dict[User | None, list[User]] = {}
    for one in newcomers:
        by = invited_by.get(one.code)
        groups.setdefault(inviters.get(by) if by else None, []).append(one)
    found: dict[int, Vouchers] = {}
    for inviter, group in groups.items():
        homes = {one.organisation for one in group if one.organisation}
        counted = of(homes, inviter=inviter)
        found |= {one.pk: counted[one.organisation_id] for one in group if one.organisation_id}
    return found


def coordinators_of(organisation: Organisation) -> list[int]:
    """Return the primary keys of all who coordinate `organisation`, newcomers included: they are
    told what happens there. Four queries at most."""
    above = _networks_above([organisation])
    officers = _officers(User.objects.active().filter(vouched_on__isnull=False))
    return [one.user_id for one in officers if one.coordinates(organisation, above)]


def administrators() -> list[int]:
    """Return the primary keys of the administrators of the site; two queries."""
    officers = _officers(User.objects.active().filter(vouched_on__isnull=False))
    return [one.user_id for one in officers if one.is_admin]


def _can_stand_in(inviter: User, organisation: Organisation) -> bool:
    """Whether the person who invited is settled and still coordinates `organisation`."""
    is_settled = inviter.is_active and not is_newcomer(inviter)
    return is_settled and can_coordinate(inviter, organisation)


def _counts(
    organisations: list[Organisation], people: QuerySet[User]
) -> dict[int, tuple[int, int, int]]:
    """Return for each organisation how many of `people` are its members, how many others
    coordinate it, and how many others are administrators."""
    homes = people.filter(organisation__in=organisations).order_by().values("organisation")
    members = dict(homes.annotate(n=Count("pk")).values_list("organisation", "n"))
    officers = _officers(people)
    above = _networks_above(organisations) if any(one.networks for one in officers) else {}
    found = {}
    for organisation in organisations:
        others = [one for one in officers if one.home != organisation.pk]
        near = [one for one in others if one.coordinates(organisation, above)]
        admins = [one for one in others if one.is_admin and one not in near]
        found[organisation.pk] = (members.get(organisation.pk, 0), len(near), len(admins))
    return found


@dataclass(kw_only=True)
class _Officer:
    """A coordinator or administrator, with the places of their roles in force."""

    user_id: int
    home: int | None
    is_admin: bool
    everywhere: bool = False
    regions: set[int] = field(default_factory=set)
    networks: set[int] = field(default_factory=set)

    def coordinates(self, organisation: Organisation, above: dict[int, set[int]]) -> bool:
        in_region = self.everywhere or organisation.region_id in self.regions
        return in_region or not self.networks.isdisjoint(above.get(organisation.pk, ()))


def _officers(people: QuerySet[User]) -> list[_Officer]:
    """Return the coordinators and administrators among `people`; one query. A role rests without a
    second step where one is required."""
    held = RoleGrant.objects.in_force().filter(role__in=[Role.COORDINATOR, Role.ADMIN])
    with_role = people.filter(Q(pk__in=held.values("user")) | Q(is_superuser=True))
    if settings.SECOND_STEP_REQUIRED:
        with_role = with_role.filter(second_step.held())
    members = with_role.order_by().values_list("pk", "organisation", "is_superuser")
    found = {pk: _Officer(user_id=pk, home=home, is_admin=chief) for pk, home, chief in members}
    grants = held.filter(user__in=with_role.order_by().values("pk"))
    rows: Any = grants.values_list("user", "role", "region", "network")
    for user, role, region, network in rows:
        officer = found.get(user)
        # A role given between the two queries counts from the next page on.
        if officer is None:
            continue
        if role == Role.ADMIN:
            officer.is_admin = True
        elif network is not None:
            officer.networks.add(network)
        elif region is not None:
            officer.regions.add(region)
        else:
            officer.everywhere = True
    return list(found.values())


def _networks_above(organisations: list[Organisation]) -> dict[int, set[int]]:
    """Return for each organisation its networks and all above them; two queries."""
    joined = Organisation.networks.through.objects.filter(organisation__in=organisations)
    pairs = list(joined.values_list("organisation", "network"))
    parents = dict(Network.objects.order_by().values_list("pk", "parent"))
    found: dict[int, set[int]] = {}
    for organisation, network in pairs:
        reached = found.setdefault(organisation, set())
        at: int | None = network
        while at is not None and at not in reached:
            reached.add(at)
            at = parents.get(at)
    return found
