"""The tree of regions, networks and organisations, for members and for administrators."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from people.models import Network, Organisation, Region, User
from people.organisations.permissions import organisations_readable_by


@dataclass(frozen=True)
class Branch:
    """A network and the networks below it. The network object has what the query added."""

    network: Any
    below: list["Branch"]


@dataclass(frozen=True)
class Part:
    """A region (None: the whole world) with its networks."""

    region: Region | None
    branches: list[Branch]

    def networks(self) -> list[Network]:
        """Return all of its networks, each before those below it."""
        found, waiting = [], list(self.branches)
        while waiting:
            branch = waiting.pop(0)
            found.append(branch.network)
            waiting = [*branch.below, *waiting]
        return found


def tree(user: User) -> list[Part]:
    """Return the networks for members, with the number of listed organisations in each as `size`.
    One query.
    """
    inside = Count("organisations", Q(organisations__in=listed_to(user)))
    found = Network.objects.select_related("region").annotate(size=inside)
    found = found.order_by("short_name")
    branches = _branches(found)
    return [Part(region, branches[region]) for region in sorted(branches, key=_by_name)]


def listed_to(user: User) -> QuerySet[Organisation]:
    """Return the organisations that chose to be listed and that `user` may read."""
    return organisations_readable_by(user).filter(listing=Organisation.Listing.LISTED)


def outline() -> list[Part]:
    """Return the whole tree for administrators, including regions without a network.

    `size` of a network is the number of its organisations; two queries.
    """
    found = Network.objects.select_related("region").annotate(size=Count("organisations"))
    # What is grouped to be counted has lost the order of the model.
    found = found.order_by("short_name")
    branches = _branches(found)
    regions = sorted(Region.objects.all(), key=str)
    return [Part(region, branches.get(region, [])) for region in (None, *regions)]


def _by_name(region: Region | None) -> str:
    return str(region or "")


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
