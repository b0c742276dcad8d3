"""Adding an organisation, and changing what it decides about itself."""

from dataclasses import dataclass, fields
from uuid import UUID, uuid5

from django.db import transaction

from people.models import Network, Organisation, Region, User
from people.privacy import events
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
    """All of it, as a coordinator writes it down. Being registered somewhere is never asked."""

    name: str
    form: str
    part_of: Organisation | None
    region: Region
    country: str
    networks: list[Network]


@transaction.atomic
def make(*, by: User, key: UUID, details: Details) -> Organisation:
    """Make an organisation. `key` is the form's own: sending it again returns the same one.

    Whether `by` may make it in that region is decided by the form's choices.
    """
    organisation, is_new = Organisation.objects.get_or_create(
        code=uuid5(by.code, str(key)), defaults=_columns(details)
    )
    if is_new:
        organisation.networks.set(details.networks)
        events.record("make_organisation", actor=by, subject=organisation)
    return organisation


@transaction.atomic
def change(*, by: User, organisation: Organisation, details: Choices) -> None:
    """Write `details` down; what they do not name stays as it is.

    When it moves, the roles of its members in the region and at the networks that it leaves end
    with it. Whether `by` may is decided by whoever found the organisation.
    """
    before = Organisation.objects.select_for_update().get(pk=organisation.pk)
    Organisation.objects.filter(pk=organisation.pk).update(**_columns(details))
    if isinstance(details, Details):
        _join_networks(organisation, details.networks, by)
        if details.region != before.region:
            roles.end_in_region(organisation=before, region=before.region, by=by)
    events.record("change_organisation", actor=by, subject=organisation)


def _join_networks(organisation: Organisation, networks: list[Network], by: User) -> None:
    old = set(organisation.networks.values_list("pk", flat=True))
    new = {network.pk for network in networks}
    if old == new:
        return
    organisation.networks.set(networks)
    left = Network.objects.above(old) - Network.objects.above(new)
    roles.end_at_networks(organisation=organisation, networks=left, by=by)


def _columns(details: Choices) -> dict[str, object]:
    # Not asdict(): it would copy the related rows deeply.
    columns = {field.name: getattr(details, field.name) for field in fields(details)}
    columns.pop("networks", None)
    return columns
