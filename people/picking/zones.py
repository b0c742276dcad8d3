"""Time zones by the cities and countries that people know them by.

Where a zone is, and in which country, says the time zone database itself (`zone.tab`).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from babel import Locale
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override, pgettext_lazy, to_locale
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from people.picking.sources import SHORTEST_PART, alike, once
from people.time_zones import TIME_ZONES, zone
from web.reading.names import letters

# Offered where no place is known: one for each part of the world.
SPREAD = (
    *("Africa/Abidjan", "Africa/Lagos", "Africa/Johannesburg", "Africa/Nairobi"),
    *("America/Bogota", "America/New_York", "Asia/Kolkata", "Asia/Bangkok", "Europe/Paris"),
)
NEAREST = 8
# What many call a country that has a longer or a newer name in ISO 3166.
ALSO_CALLED = {
    "AE": ("UAE",),
    "CD": ("DRC", "RDC"),
    "CF": ("RCA",),
    "CI": ("Ivory Coast",),
    "CZ": ("Czech Republic", "République tchèque"),
    "GB": ("UK", "England", "Scotland", "Wales", "Angleterre", "Écosse", "Pays de Galles"),
    "MM": ("Burma",),
    "SZ": ("Swaziland",),
    "TR": ("Turkey",),
    "US": ("USA", "US"),
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
NAMES = frozenset(name for name, _label in TIME_ZONES)
# Degrees and minutes, and for some seconds: +0519-00402.
POSITION = re.compile(r"([+-]\d{2})(\d{2})(?:\d{2})?([+-]\d{3})(\d{2})(?:\d{2})?")


class Place(NamedTuple):
    """Where a zone is: its country, and latitude and longitude in radians."""

    country: str
    latitude: float
    longitude: float


@cache
def places() -> dict[str, Place]:
    """Return where each zone of today is; older names have no place."""
    table = (resources.files("tzdata") / "zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    found = {name: _place(country, position) for country, position, name, *_note in rows}
    return {name: place for name, place in found.items() if name in NAMES}


def _place(country: str, position: str) -> Place:
    match = POSITION.fullmatch(position)
    assert match, position
    degrees, minutes, east, east_minutes = match.groups()
    return Place(
        country,
        radians(float(degrees) + float(degrees[0] + minutes) / 60),
        radians(float(east) + float(east[0] + east_minutes) / 60),
    )


@lru_cache(maxsize=64)
def nearest(name: str) -> list[str]:
    """Return the zones whose cities are nearest to that of `name`, which is the first of them."""
    here = places().get(name)
    if here is None:
        return list(SPREAD)
    return sorted(places(), key=lambda one: (_distance(here, places()[one]), one))[:NEAREST]


def _distance(one: Place, other: Place) -> float:
    """Return how far apart they are on a globe, as the angle between them (haversine)."""
    north = sin((one.latitude - other.latitude) / 2) ** 2
    east = sin((one.longitude - other.longitude) / 2) ** 2
    return asin(sqrt(min(1, north + cos(one.latitude) * cos(other.latitude) * east)))


def city(name: str, language: str) -> str:
    """Return the city of a zone as it is written in a language (CLDR)."""
    return _cities(language).get(name) or _old_city(name)


def city_here(name: str) -> str:
    """Return the city of a zone as it is written in the language of the page."""
    return city(name, _language())


@lru_cache(maxsize=8)
def _cities(language: str) -> dict[str, str]:
    known = Locale.parse(to_locale(language)).time_zones
    return {name: known[name]["city"] for name in places() if "city" in known.get(name, {})}


def _old_city(name: str) -> str:
    """Return the city in the name of a zone, which has no accents."""
    return name.rpartition("/")[2].replace("_", " ")


class Zones:
    """All zones of today; for readers, a city and its country."""

    summary = pgettext_lazy("time zone", "Another city")
    label = _("A large city nearby, or a country")

    def words(self, value: str) -> str:
        place = places().get(value)
        if place is None:
            return value.replace("_", " ")
        country = countries.name(place.country)
        town = city(value, _language())
        return town if letters(town) == letters(country) else f"{town} ({country})"

    def known(self, value: str) -> bool:
        return value in NAMES

    def offered(self, chosen: Iterable[str]) -> list[str]:
        now = once(chosen)
        around = [one for name in now or ["UTC"] for one in nearest(name)]
        return once([*now, *sorted(around, key=self.words), "UTC"])

    def hints(self) -> Iterator[tuple[str, str]]:
        for name in places():
            yield city(name, _language()), ""

    def meant(self, text: str) -> list[str]:
        typed, words = letters(text), _words(text)
        if not typed:
            return []
        found = [
            name
            for country, names in _in_countries().items()
            if (len(typed) >= SHORTEST_PART and words <= _words(country))
            or typed == letters(country)
            for name in names
        ]
        return once([*_by_city().get(typed, []), *_as_listed().get(typed, []), *found])

    def near(self, text: str) -> list[str]:
        countries_too = {letters(country): names for country, names in _in_countries().items()}
        return alike(text, countries_too | _by_city())


@cache
def _by_city() -> dict[str, list[str]]:
    """Return the zones by the letters of their names, of the cities in these, and of the cities in
    each language of the site."""
    found: dict[str, list[str]] = {}
    for name in places():
        cities = [city(name, language) for language in LANGUAGES]
        for spelling in once(map(letters, (name, _old_city(name), *cities))):
            found.setdefault(spelling, []).append(name)
    for name in sorted(NAMES - places().keys()):
        found.setdefault(letters(name), [name])
        # Not LHI or ACT: these are no cities, and they would be like many short names.
        if name == "UTC" or not _old_city(name).isupper():
            found.setdefault(letters(_old_city(name)), [name])
    return found


@cache
def _as_listed() -> dict[str, list[str]]:
    """Return the zones by the letters of their city and country together, in each language of the
    site: as the list writes them, and as many write where they live."""
    found: dict[str, list[str]] = {}
    for name, place in places().items():
        for language in LANGUAGES:
            for country in _names_of_countries(language)[place.country]:
                spelling = letters(city(name, language) + country)
                found[spelling] = once([*found.get(spelling, []), name])
    return found


@cache
def _names_of_countries(language: str) -> dict[str, list[str]]:
    """Return the names of each country that has a zone: first the one in `language`."""
    codes = {place.country for place in places().values()}
    with override(language):
        return {code: [countries.name(code), *ALSO_CALLED.get(code, ())] for code in codes}


@cache
def _in_countries() -> dict[str, list[str]]:
    """Return the zones of each country by its names in each language of the site, short ones first:
    “Congo” is the name of two."""
    zones: dict[str, list[str]] = {}
    for name, place in places().items():
        zones.setdefault(place.country, []).append(name)
    apart = {country: _apart(names) for country, names in zones.items()}
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for country, spellings in _names_of_countries(language).items():
            found |= dict.fromkeys(spellings, apart[country])
    return dict(sorted(found.items(), key=lambda one: len(one[0])))


def _apart(names: list[str]) -> list[str]:
    """Return the zones of a country without those whose clocks go as those of one before."""
    year = timezone.now().year
    seasons = [datetime(year, month, 1, tzinfo=UTC) for month in (1, 7)]
    clocks: dict[tuple[timedelta | None, ...], str] = {}
    for name in names:
        offsets = tuple(one.astimezone(zone(name)).utcoffset() for one in seasons)
        clocks.setdefault(offsets, name)
    return list(clocks.values())


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _words(text: str) -> frozenset[str]:
    return frozenset(word for part in re.split(r"[\W_]+", text) if (word := letters(part)))
