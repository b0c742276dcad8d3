"""Every address of the site, read from its resolver."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern, URLResolver

STUDIO = "studio/"
ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern: its route with `<converter:name>` in it, as `resolver_match.route` has it."""

    route: str

    @property
    def arguments(self) -> list[tuple[str, str]]:
        """The converter and the name of each argument."""
        return [(kind or "str", name) for kind, name in ARGUMENT.findall(self.route)]

    def filled(self, values: Iterable[str]) -> str:
        """The path with `values` in the places of the arguments."""
        rest = iter(values)
        return "/" + ARGUMENT.sub(lambda match: next(rest), self.route)


def of_the_site() -> list[Address]:
    """Return every address outside the studio; its patterns are Wagtail's regular expressions."""
    return [Address(route) for route in _routes(get_resolver()) if not route.startswith(STUDIO)]


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        pattern = entry.pattern
        if isinstance(pattern, LocalePrefixPattern):
            own = "en/"
        elif isinstance(pattern, RoutePattern):
            own = str(pattern._route)
        else:
            continue
        if isinstance(entry, URLPattern):
            yield before + own
        elif not (before + own).startswith(STUDIO):
            yield from _routes(entry, before + own)
