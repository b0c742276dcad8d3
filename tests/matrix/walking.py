"""Every address that the resolver knows, Wagtail's admin included."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern, URLResolver
from django.utils.regex_helper import normalize

from tests.matrix.reading import STUDIO


@dataclass(frozen=True)
class Address:
    """One pattern. `route` is written as `resolver_match.route` has it, the language as «en»."""

    route: str
    # What `django.urls.reverse` works with: a path with «%(name)s» in it, and the names.
    template: str
    names: tuple[str, ...]

    @cached_property
    def is_in_studio(self) -> bool:
        return self.route.startswith(STUDIO)

    def filled(self, values: dict[str, str]) -> str:
        return self.template % values


def addresses() -> list[Address]:
    """Return all addresses, each once: Wagtail mounts two of them where ours are already."""
    found = list(_walk(get_resolver(), "/", "/"))
    return list({address.route: address for address in found}.values())


def _walk(resolver: URLResolver, route: str, regex: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        pattern = entry.pattern
        if isinstance(pattern, LocalePrefixPattern):
            own_route = own_regex = "en/"
        else:
            own_route = str(pattern)
            # The pattern's own regular expression, without the ends that it adds for itself.
            own_regex = pattern.regex.pattern.removeprefix("^").removesuffix("\\Z")
            own_regex = own_regex.removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route + own_route, regex + own_regex)
        elif isinstance(entry, URLPattern):
            template, names = normalize(regex + own_regex)[0]
            yield Address(route + own_route, template, tuple(names))
