"""Adding an organisation, and changing what it decides about itself."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from people.changes import make_once, write_changes
from people.models import Network, Organisation, Region, RoleGrant, User
from people.privacy import register
from people.roles import actions as roles


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What an organisation decides about itself."""

    languages: list[str]
    time_zone: str
    listing: str
    results: str


@dataclass(frozen=True, kw_only=True)
class Details(Choices):
    """Everything about an organisation. Whether it is registered anywhere is never asked."""

    name: str
    form: str
    part_of: Organisation | None
    region: Region
    country: str
    networks: list[Network]


@transaction.atomic
def make(*, by: User, key: UUID, details: Details) -> Organisation:
    """Make an organisation. `key` is the form's own: sending it again returns the same one.

    The form's choices decide whether `by` may make it in that region.
    """
    columns = dict(vars(details))
    networks = columns.pop("networks")
    organisation, is_new = make_once(
        Organisation, columns, by=by, key=key, event="make_organisation"
    )
    if is_new:
        organisation.networks.set(networks)
    return organisation


@transaction.atomic
def change(*, by: User, organisation: Organisation, details: Choices) -> None:
    """Save `details`; fields that they do not name stay as they are. Repeating changes nothing.

    When the organisation moves, its members lose their roles in the region and at the networks that
    it leaves. The caller checks whether `by` may do this.
    """
    replaced = write_changes(organisation, vars(details), by=by, event="change_organisation")
    ended: list[RoleGrant] = []
    if isinstance(details, Details) and "networks" in replaced:
        old, new = ([one.pk for one in rows] for rows in (replaced["networks"], details.networks))
        left = Network.objects.above(old) - Network.objects.above(new)
        ended += roles.end_at_networks(organisation=organisation, networks=left, by=by)
    concerned = {grant.user_id for grant in ended}
    if "region" in replaced:
        left_region = replaced["region"]
        ended += roles.end_in_region(organisation=organisation, region=left_region, by=by)
        concerned |= set(organisation.members.values_list("pk", flat=True))
    register.settle_losses(concerned, ended=ended)
