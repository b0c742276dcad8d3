"""Eight invented organisations in three regions, with names in their own languages.

Six are in one region: with fewer than five, its numbers would be hidden.
"""

from dataclasses import dataclass

from people.models import Network, Organisation, Region

Form, Listing = Organisation.Form, Organisation.Listing
AFRICA, ASIA, AMERICA = "africa", "asia-pacific", "latin-america"


@dataclass(frozen=True, kw_only=True)
class Group:
    """An organisation of the demo. `members` are those who never sign in; a local cell says in
    `host` which group it is part of."""

    name: str
    region: str
    country: str
    networks: tuple[str, ...]
    time_zone: str
    languages: tuple[str, ...]
    form: Organisation.Form
    listing: Organisation.Listing
    members: int
    host: str = ""


GROUPS = {
    "river": Group(
        name="Voix du Fleuve",
        region=AFRICA,
        country="BJ",
        networks=("CAFOC-TS",),
        time_zone="Africa/Porto-Novo",
        languages=("fr", "fon"),
        form=Form.NATIONAL,
        listing=Listing.LISTED,
        members=14,
    ),
    "market": Group(
        name="Collectif du Grand Marché",
        region=AFRICA,
        country="CI",
        networks=("CAFOC-TS",),
        time_zone="Africa/Abidjan",
        languages=("fr",),
        form=Form.NATIONAL,
        listing=Listing.LISTED,
        members=12,
    ),
    "lake": Group(
        name="Umoja wa Ziwa",
        region=AFRICA,
        country="KE",
        networks=("EASWA", "ASWA"),
        time_zone="Africa/Nairobi",
        languages=("sw", "en"),
        form=Form.NATIONAL,
        listing=Listing.LISTED,
        members=12,
    ),
    "bridge": Group(
        name="Ibhuloho Collective",
        region=AFRICA,
        country="ZA",
        networks=("SASWA",),
        time_zone="Africa/Johannesburg",
        languages=("zu", "en"),
        form=Form.GROUP,
        listing=Listing.MEMBERS,
        members=10,
    ),
    "harbour": Group(
        name="Cellule du Port",
        region=AFRICA,
        country="",
        networks=("CAFOC-TS",),
        time_zone="Africa/Abidjan",
        languages=("fr",),
        form=Form.CELL,
        listing=Listing.MEMBERS,
        members=7,
        host="market",
    ),
    "hill": Group(
        name="Ekibiina ky’Akasozi",
        region=AFRICA,
        country="",
        networks=("EASWA",),
        time_zone="Africa/Kampala",
        languages=("lg", "en"),
        form=Form.GROUP,
        listing=Listing.HIDDEN,
        members=8,
    ),
    "island": Group(
        name="กลุ่มเพื่อนชาวเกาะ",
        region=ASIA,
        country="TH",
        networks=("APNSW",),
        time_zone="Asia/Bangkok",
        languages=("th", "en"),
        form=Form.NATIONAL,
        listing=Listing.LISTED,
        members=11,
    ),
    "lagoon": Group(
        name="Colectivo Laguna Clara",
        region=AMERICA,
        country="BO",
        networks=("PLAPERTS",),
        time_zone="America/La_Paz",
        languages=("es",),
        form=Form.NATIONAL,
        listing=Listing.LISTED,
        members=12,
    ),
}


def make() -> dict[str, Organisation]:
    """Make the organisations; return them by their keys in `GROUPS`."""
    regions = {region.key: region for region in Region.objects.all()}
    made: dict[str, Organisation] = {}
    for key, group in GROUPS.items():
        made[key] = Organisation.objects.create(
            name=group.name,
            region=regions[group.region],
            country=group.country,
            time_zone=group.time_zone,
            languages=list(group.languages),
            form=group.form,
            listing=group.listing,
            part_of=made.get(group.host),
        )
        made[key].networks.set(Network.objects.filter(short_name__in=group.networks))
    return made
