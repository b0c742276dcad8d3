"""Regions and networks: those that a new site begins with, and how administrators change them.

Source of the first ones: the report of the Nairobi convening of June 2023 (names, regions,
sub-regions). Languages are those the networks work in. Time zones are those of their offices or,
for networks without an office, of a large member. Administrators can change all of them.
"""

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.changes import code_from, make_once, write_changes
from people.models import CountryRisk, Network, Region, User
from people.privacy import events
from people.roles import actions as roles
from web.reading import names

# key, name, names in other languages
REGIONS = [
    ("africa", "Africa", {"fr": "Afrique"}),
    ("asia-pacific", "Asia and the Pacific", {"fr": "Asie-Pacifique"}),
    ("caribbean", "Caribbean", {"fr": "Caraïbes"}),
    ("europe-central-asia", "Europe and Central Asia", {"fr": "Europe et Asie centrale"}),
    ("latin-america", "Latin America", {"fr": "Amérique latine"}),
]

Level = Network.Level
# short name, name, level, region, parent, languages, time zone
NETWORKS = [
    (
        "ASWA",
        "African Sex Workers Alliance",
        Level.REGIONAL,
        "africa",
        None,
        ["en", "fr", "pt"],
        "Africa/Nairobi",
    ),
    (
        "CAFOC-TS",
        "Coalition de l’Afrique de l’Ouest et du Centre sur le Travail du Sexe",
        Level.SUBREGIONAL,
        "africa",
        "ASWA",
        ["fr"],
        "Africa/Abidjan",
    ),
    (
        "EASWA",
        "East Africa Sex Workers Alliance",
        Level.SUBREGIONAL,
        "africa",
        "ASWA",
        ["en", "sw"],
        "Africa/Nairobi",
    ),
    (
        "SASWA",
        "Southern African Sex Workers Alliance",
        Level.SUBREGIONAL,
        "africa",
        "ASWA",
        ["en", "pt"],
        "Africa/Johannesburg",
    ),
    (
        "APNSW",
        "Asia Pacific Network of Sex Workers",
        Level.REGIONAL,
        "asia-pacific",
        None,
        ["en"],
        "Asia/Bangkok",
    ),
    (
        "ESWA",
        "European Sex Worker Rights Alliance",
        Level.REGIONAL,
        "europe-central-asia",
        None,
        ["en", "fr"],
        "Europe/Amsterdam",
    ),
    (
        "SWAN",
        "Sex Workers’ Rights Advocacy Network",
        Level.REGIONAL,
        "europe-central-asia",
        None,
        ["en", "ru"],
        "Europe/Budapest",
    ),
    (
        "PLAPERTS",
        "Plataforma Latino America de Personas que EjeRcen el Trabajo Sexual",
        Level.REGIONAL,
        "latin-america",
        None,
        ["es", "pt"],
        "America/Guayaquil",
    ),
    (
        "GVPA",
        "Guyana Vulnerable Populations Alliance",
        Level.CONVENOR,
        "caribbean",
        None,
        ["en"],
        "America/Guyana",
    ),
    (
        "Your Ark",
        "Your Ark",
        Level.CONVENOR,
        "caribbean",
        None,
        ["en"],
        "America/Port_of_Spain",
    ),
]


@dataclass(frozen=True, kw_only=True)
class RegionDetails:
    """The names of a region; `names` maps each other language of the site to the name in it."""

    name: str
    names: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class NetworkDetails:
    """All about a network except its organisations, which store their networks themselves."""

    short_name: str
    name: str
    level: str
    region: Region | None
    parent: Network | None
    languages: list[str]
    time_zone: str


def details_of(row: Network) -> NetworkDetails:
    """Return the details of a network."""
    return NetworkDetails(**{one.name: getattr(row, one.name) for one in fields(NetworkDetails)})


@transaction.atomic
def make_region(*, by: User, key: UUID, details: RegionDetails) -> Region:
    """Make a region. `key` is the form's own: sending it again returns the same one.

    Raises `ValidationError`, by field, where the tree forbids it; so do the three functions below.
    """
    _hold_tree()
    code = code_from(by, key)
    if found := Region.objects.filter(code=code).first():
        return found
    _refuse_taken(Region.objects.all(), **_region_names(details))
    columns = {"key": str(code), **vars(details)}
    region, _is_new = make_once(Region, columns, by=by, key=key, event="make_region")
    return region


@transaction.atomic
def change_region(*, by: User, region: Region, details: RegionDetails) -> None:
    """Rename a region; writes nothing when it has these names already."""
    _hold_tree()
    others = Region.objects.exclude(pk=region.pk)
    _refuse_taken(others, **_region_names(details))
    write_changes(region, vars(details), by=by, event="change_region")


@transaction.atomic
def make_network(*, by: User, key: UUID, details: NetworkDetails) -> Network:
    """Make a network, as `make_region` does."""
    _hold_tree()
    if found := Network.objects.filter(code=code_from(by, key)).first():
        return found
    _refuse_taken(Network.objects.all(), short_name=details.short_name, name=details.name)
    network, _is_new = make_once(Network, vars(details), by=by, key=key, event="make_network")
    return network


@transaction.atomic
def change_network(*, by: User, network: Network, details: NetworkDetails) -> None:
    """Save `details`; repeating changes nothing.

    When the network moves, members of its branch lose their roles at networks that are no longer
    above them.
    """
    _hold_tree()
    others = Network.objects.exclude(pk=network.pk)
    _refuse_taken(others, short_name=details.short_name, name=details.name)
    branch = Network.objects.below([network.pk])
    if details.parent and details.parent.pk in branch:
        raise ValidationError({"parent": IN_A_CIRCLE})
    above = Network.objects.above([network.pk])
    if write_changes(network, vars(details), by=by, event="change_network"):
        left = above - Network.objects.above([network.pk])
        roles.end_above_branch(branch=branch, networks=left, by=by)


TAKEN = _("This name is already taken. Choose another one.")
IN_A_CIRCLE = _(
    "A network cannot be below itself, or below a network that is below it. Choose another one."
)


def _hold_tree() -> None:
    """Lock the tree, so that a second administrator waits and sees what the first has changed."""
    for rows in (Region.objects, Network.objects):
        list(rows.select_for_update().order_by("pk"))


def _region_names(details: RegionDetails) -> dict[str, str]:
    others = {f"names__{language}": name for language, name in details.names.items()}
    return {"name": details.name} | others


def _refuse_taken(others: QuerySet[Any], **wanted: str) -> None:
    taken = []
    for field, name in wanted.items():
        # Compared here, because SQLite folds the capitals of English letters only.
        held = {names.key(one) for one in others.values_list(field, flat=True) if one}
        if names.key(name) in held:
            taken.append(field)
    if taken:
        raise ValidationError(dict.fromkeys(taken, TAKEN))


@transaction.atomic
def set_risk(*, country: str, level: str, by: User) -> None:
    """Set how dangerous it is to be recognised in `country`, given by its two letters.

    `OrganisationQuerySet.at_high_risk` uses the new level from the next request on.
    """
    if CountryRisk.objects.filter(country=country, level=level).exists():
        return
    CountryRisk.objects.update_or_create(country=country, defaults={"level": level})
    events.record("set_risk", actor=by)


@transaction.atomic
def load() -> None:
    """Make the missing regions and, if there is no network at all, the networks.

    Networks are renamed and moved, so one that seems to be missing may have a new name.
    """
    for key, name, others in REGIONS:
        Region.objects.get_or_create(key=key, defaults={"name": name, "names": others})
    if Network.objects.exists():
        return
    for short_name, name, level, region, parent, languages, time_zone in NETWORKS:
        Network.objects.create(
            short_name=short_name,
            name=name,
            level=level,
            region=Region.objects.get(key=region),
            parent=Network.objects.get(short_name=parent) if parent else None,
            languages=languages,
            time_zone=time_zone,
        )
