"""Giving roles and ending them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cms import editors
from people.models import Network, Organisation, Region, RoleGrant, User
from people.privacy import events, register
from people.roles import telling
from people.roles.permissions import Node, can_give_role, grants_endable_by
from people.roles.table import IN_STUDIO
from people.time_zones import earliest_day
from web.errors import NotAllowed


class NotGiven(NotAllowed):
    """This person may not give this role there, or not to this member.

    One sentence for all reasons: none of them says whether there is a member with this pseudonym.
    """

    sentence = _(
        "You cannot give this role to anyone with this pseudonym. Check the pseudonym, the role "
        "and the place."
    )


@transaction.atomic
def give(
    *,
    user: User,
    role: str,
    node: Node,
    by: User,
    until: date | None = None,
) -> RoleGrant:
    """Give `user` the role at `node` (None: everywhere) up to and including the day `until`.

    They are told what it lets them do and from which day (`people.roles.telling`). If they already
    hold it, only the last day changes, if it differs. Raises `NotGiven` where
    `can_give_role` says no; then nothing was changed.
    """
    # Locked, so that two people giving the same role at once make one grant.
    user = User.objects.select_for_update().get(pk=user.pk)
    if not can_give_role(by, role, node, to=user):
        raise NotGiven
    where = columns_of(node)
    grant = RoleGrant.objects.filter(user=user, role=role, **where).first()
    if grant is None:
        grant = RoleGrant.objects.create(user=user, role=role, granted_by=by, until=until, **where)
    elif grant.until == until:
        return grant
    else:
        grant.granted_by, grant.until = by, until
        grant.save(update_fields=["granted_by", "until"])
    _seat_in_studio(user)
    telling.tell_given(grant, by=by)
    events.record("give_role", actor=by, subject=user)
    return grant


def columns_of(node: Node) -> dict[str, Any]:
    """Return the three columns by which a grant says that it is at `node`."""
    return {
        "region": node if isinstance(node, Region) else None,
        "network": node if isinstance(node, Network) else None,
        "organisation": node if isinstance(node, Organisation) else None,
    }


@transaction.atomic
def end(*, grant: RoleGrant, by: User) -> None:
    """Take a role away; it is gone at the member's next request, and they are told. Ending it again
    changes nothing.

    Raises `NotAllowed` when `by` may not end it.
    """
    found = RoleGrant.objects.select_for_update().filter(pk=grant.pk).first()
    if found is None:
        return
    if not grants_endable_by(by).filter(pk=found.pk).exists():
        raise NotAllowed
    _end(found, by)
    register.settle_losses([found.user_id], ended=[found])


@transaction.atomic
def end_in_region(*, organisation: Organisation, region: Region, by: User) -> list[RoleGrant]:
    """End the roles that the members of `organisation` hold in a region that it leaves; return
    them. The caller settles the losses (`people.privacy.register`)."""
    return _end_all(RoleGrant.objects.filter(user__organisation=organisation, region=region), by)


@transaction.atomic
def end_at_networks(
    *, organisation: Organisation, networks: Iterable[int], by: User
) -> list[RoleGrant]:
    """End the roles that the members of `organisation` hold at networks that it leaves; return
    them. The caller settles the losses."""
    grants = RoleGrant.objects.filter(user__organisation=organisation, network__in=networks)
    return _end_all(grants, by)


@transaction.atomic
def end_above_branch(*, branch: Iterable[int], networks: Iterable[int], by: User) -> None:
    """End the roles that members of organisations in `branch` hold at `networks` it has left.

    Members who are below such a network by another path keep their roles there.
    """
    ended: list[RoleGrant] = []
    for network in networks:
        still = Organisation.objects.filter(networks__in=Network.objects.below([network]))
        moved = Organisation.objects.filter(networks__in=branch).exclude(pk__in=still.values("pk"))
        grants = RoleGrant.objects.filter(network=network)
        ended += _end_all(grants.filter(user__organisation__in=moved.values("pk")), by)
    register.settle_losses({grant.user_id for grant in ended}, ended=ended)


def _end_all(grants: QuerySet[RoleGrant], by: User) -> list[RoleGrant]:
    ended = list(grants.select_related("user"))
    for grant in ended:
        _end(grant, by)
    return ended


def _end(grant: RoleGrant, by: User) -> None:
    telling.tell_ended(grant, by=by)
    grant.delete()
    _seat_in_studio(grant.user)
    events.record("end_role", actor=by, subject=grant.user)


@transaction.atomic
def forget_ended() -> int:
    """Delete roles whose last day is over everywhere, tell who held them, and update the studio's
    groups; return how many."""
    over = RoleGrant.objects.filter(until__lt=earliest_day())
    writers = User.objects.filter(roles__in=over.filter(role__in=IN_STUDIO)).distinct()
    seats = list(writers)
    ended = list(over.select_related("user"))
    for grant in ended:
        telling.tell_ended(grant, by=None)
    deleted, _rows = over.delete()
    for user in seats:
        _seat_in_studio(user)
    register.settle_losses({grant.user_id for grant in ended}, ended=ended)
    return deleted


def _seat_in_studio(user: User) -> None:
    """Put `user` into exactly the studio's groups that their roles in force require."""
    held = set(user.roles.in_force().values_list("role", flat=True))
    for role in IN_STUDIO:
        name = role.traits.studio_group
        if role in held:
            user.groups.add(editors.GROUPS[name]())
        else:
            user.groups.remove(*Group.objects.filter(name=name))
