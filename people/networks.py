"""The networks of the movement, as a new site begins with them.

Source: the report of the Nairobi convening of June 2023 (names, regions, sub-regions). Languages
are those the networks work in; time zones are those of their offices or, for networks without
one, of a large member. They are rows: whoever runs a site changes them.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Prefetch

from people import events, rules
from people.models import CountryRisk, Network, Organisation, Region, User

# key, English name, French name
REGIONS = [
    ("africa", "Africa", "Afrique"),
    ("asia-pacific", "Asia and the Pacific", "Asie-Pacifique"),
    ("caribbean", "Caribbean", "Caraïbes"),
    ("europe-central-asia", "Europe and Central Asia", "Europe et Asie centrale"),
    ("latin-america", "Latin America", "Amérique latine"),
]

Level = Network.Level
# short name, name, level, region, parent, languages, time zone
NETWORKS = [
    (
        "ASWA",
        "African Sex Workers Alliance",
        *(Level.REGIONAL, "africa", None, ["en", "fr", "pt"], "Africa/Nairobi"),
    ),
    (
        "CAFOC-TS",
        "Coalition de l’Afrique de l’Ouest et du Centre sur le Travail du Sexe",
        *(Level.SUBREGIONAL, "africa", "ASWA", ["fr"], "Africa/Abidjan"),
    ),
    (
        "EASWA",
        "East Africa Sex Workers Alliance",
        *(Level.SUBREGIONAL, "africa", "ASWA", ["en", "sw"], "Africa/Nairobi"),
    ),
    (
        "SASWA",
        "Southern African Sex Workers Alliance",
        *(Level.SUBREGIONAL, "africa", "ASWA", ["en", "pt"], "Africa/Johannesburg"),
    ),
    (
        "APNSW",
        "Asia Pacific Network of Sex Workers",
        *(Level.REGIONAL, "asia-pacific", None, ["en"], "Asia/Bangkok"),
    ),
    (
        "ESWA",
        "European Sex Worker Rights Alliance",
        *(Level.REGIONAL, "europe-central-asia", None, ["en", "fr"], "Europe/Amsterdam"),
    ),
    (
        "SWAN",
        "Sex Workers’ Rights Advocacy Network",
        *(Level.REGIONAL, "europe-central-asia", None, ["en", "ru"], "Europe/Budapest"),
    ),
    (
        "PLAPERTS",
        "Plataforma Latino America de Personas que EjeRcen el Trabajo Sexual",
        *(Level.REGIONAL, "latin-america", None, ["es", "pt"], "America/Guayaquil"),
    ),
    (
        "GVPA",
        "Guyana Vulnerable Populations Alliance",
        *(Level.CONVENOR, "caribbean", None, ["en"], "America/Guyana"),
    ),
    (
        "Your Ark",
        "Your Ark",
        *(Level.CONVENOR, "caribbean", None, ["en"], "America/Port_of_Spain"),
    ),
]


@dataclass(frozen=True)
class Branch:
    """A network, what is below it, and its organisations that may be read."""

    network: Network
    organisations: list[Organisation]
    below: list["Branch"]


@dataclass(frozen=True)
class Part:
    """A region (None: the whole world) with its networks and the organisations in none of them."""

    region: Region | None
    branches: list[Branch]
    organisations: list[Organisation]


def tree(user: User) -> list[Part]:
    """Return the networks with the listed organisations that `user` may read; three queries."""
    listed = rules.readable_organisations(user).filter(listing=Organisation.Listing.LISTED)
    listed = listed.select_related("region").order_by("name", "pk")
    found = Network.objects.select_related("region").prefetch_related(
        Prefetch("organisations", listed, to_attr="listed")
    )
    below: dict[int | None, list[Any]] = {}
    for network in found:
        below.setdefault(network.parent_id, []).append(network)
    branches: dict[Region | None, list[Branch]] = {}
    for network in below.get(None, []):
        branches.setdefault(network.region, []).append(_branch(network, below))
    alone: dict[Region | None, list[Organisation]] = {}
    for organisation in listed.filter(networks=None):
        alone.setdefault(organisation.region, []).append(organisation)
    regions = sorted(branches.keys() | alone.keys(), key=lambda region: str(region or ""))
    return [Part(region, branches.get(region, []), alone.get(region, [])) for region in regions]


def _branch(network: Any, below: dict[int | None, list[Any]]) -> Branch:
    children = [_branch(child, below) for child in below.get(network.pk, [])]
    return Branch(network, network.listed, children)


@transaction.atomic
def set_risk(*, country: str, level: str, by: User) -> None:
    """Say how dangerous it is to be found out in `country`, by its two letters.

    Whatever asks `Organisation.is_at_high_risk` follows at the next request.
    """
    CountryRisk.objects.update_or_create(country=country, defaults={"level": level})
    events.record("set_risk", actor=by)


@transaction.atomic
def load() -> None:
    """Make the regions and networks that are missing; what stands is left as it is."""
    for key, name, name_fr in REGIONS:
        Region.objects.get_or_create(key=key, defaults={"name": name, "name_fr": name_fr})
    for short_name, name, level, region, parent, languages, time_zone in NETWORKS:
        Network.objects.get_or_create(
            short_name=short_name,
            defaults={
                "name": name,
                "level": level,
                "region": Region.objects.get(key=region),
                "parent": Network.objects.get(short_name=parent) if parent else None,
                "languages": languages,
                "time_zone": time_zone,
            },
        )
