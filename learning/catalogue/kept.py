"""What is made of published pages and their files, kept in the cache for all readers.

Its name changes with each publication. A file is exchanged or deleted without one: so each value is
kept with the edition of the files (`files.storage.EDITION`) that it was made with, and only read in
that edition. Without the cache everything is made each time.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from django.core.cache import cache

from files.storage import EDITION
from web.errors import CacheAway

SECONDS = 60 * 60


def read(names: Iterable[str]) -> tuple[dict[str, Any], str]:
    """Return name → value for all that is kept of `names`, and the edition of the files."""
    found: dict[str, Any] = {}
    with suppress(CacheAway):
        found = cache.get_many([*names, EDITION])
    edition = found.pop(EDITION, "")
    return {name: value for name, (made_in, value) in found.items() if made_in == edition}, edition


def keep(values: Mapping[str, Any], edition: str) -> None:
    """Keep `values`, by name; `edition` is the one that was read before they were made."""
    with suppress(CacheAway):
        cache.set_many({name: (edition, value) for name, value in values.items()}, SECONDS)
