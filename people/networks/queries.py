"""The tree of regions, networks and organisations, for members and for administrators."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch

from people.models import Network, Organisation, Region, User
from people.organisations.permissions import organisations_readable_by


@dataclass(frozen=True)
class Branch:
    """A network and the networks below it. The network object has what the query added."""

    network: Any
    below: list["Branch"]


@dataclass(frozen=True)
class Part:
    """A region (None: the whole world) with its networks and the organisations outside them."""

    region: Region | None
    branches: list[Branch]
    organisations: list[Organisation]


def tree(user: User) -> list[Part]:
    """Return the networks with the listed organisations that `user` may read; three queries."""
    listed = organisations_readable_by(user).filter(listing=Organisation.Listing.LISTED)
    listed = listed.select_related("region").order_by("name", "pk")
    found = Network.objects.select_related("region").prefetch_related(
        Prefetch("organisations", listed, to_attr="listed")
    )
    branches = _branches(found)
    alone: dict[Region | None, list[Organisation]] = {}
    for organisation in listed.filter(networks=None):
        alone.setdefault(organisation.region, []).append(organisation)
    regions = sorted(branches.keys() | alone.keys(), key=lambda region: str(region or ""))
    return [Part(region, branches.get(region, []), alone.get(region, [])) for region in regions]


def outline() -> list[Part]:
    """Return the whole tree for administrators, including regions without a network.

    `size` of a network is the number of its organisations; two queries.
    """
    found = Network.objects.select_related("region").annotate(size=Count("organisations"))
    branches = _branches(found)
    regions = sorted(Region.objects.all(), key=str)
    return [Part(region, branches.get(region, []), []) for region in (None, *regions)]


def _branches(networks: Iterable[Network]) -> dict[Region | None, list[Branch]]:
    """Return the branches that begin in each region; None is the whole world."""
    below: dict[int | None, list[Network]] = {}
    for network in networks:
        below.setdefault(network.parent_id, []).append(network)

    def branch(network: Network) -> Branch:
        return Branch(network, [branch(child) for child in below.get(network.pk, [])])

    found: dict[Region | None, list[Branch]] = {}
    for network in below.get(None, []):
        found.setdefault(network.region, []).append(branch(network))
    return found
