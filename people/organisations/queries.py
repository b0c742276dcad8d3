"""Finding organisations in a long list: by a part of the name, page by page."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from people.models import Organisation, Region
from web.reading.names import letters

PAGE = 25


@dataclass(frozen=True)
class Offered:
    """What there is to choose from in a list of organisations."""

    regions: list[Region]
    countries: list[str]
    forms: list[str]
    number: int


def offered(among: QuerySet[Organisation]) -> Offered:
    """Return the regions, countries and kinds of these organisations; two queries."""
    rows = list(among.order_by().values_list("pk", "region", "country", "form").distinct())
    regions = Region.objects.filter(pk__in={region for _pk, region, *_rest in rows})
    return Offered(
        sorted(regions, key=str),
        sorted({country for *_rest, country, _form in rows if country}),
        sorted({form for *_rest, form in rows}),
        len(rows),
    )


def page_of(among: QuerySet[Organisation], *, name: str, number: Any) -> Page[Organisation]:
    """Return one page of those that have all words of `name` in their name, in its order.

    Accents and capitals do not count, the same on every database, so names are compared here: a
    query for all names, and one for the page.
    """
    words = [word for part in name.split() if (word := letters(part))]
    known = sorted(
        (letters(called), called, pk)
        for pk, called in among.order_by().values_list("pk", "name").distinct()
    )
    keys = [pk for key, _called, pk in known if all(word in key for word in words)]
    page: Page[Any] = Paginator(keys, PAGE).get_page(number)
    rows = Organisation.objects.select_related("region", "part_of").in_bulk(list(page.object_list))
    page.object_list = [rows[pk] for pk in page.object_list if pk in rows]
    return page
