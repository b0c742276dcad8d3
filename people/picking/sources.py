"""What a picker offers: values first in reach, all others, and those that a typed text means."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Protocol

from web.reading.names import letters

# Longer texts mean nothing, and would take long to compare.
LONGEST_TYPED = 80
MOST_CANDIDATES = 6
# From so many letters on, a part of a name is worth a question.
SHORTEST_PART = 3


class Source(Protocol):
    """The values of one kind, such as languages."""

    # Text for the summary of what is behind, and for the label of the field in it.
    summary: Any
    label: Any

    def words(self, value: str) -> str:
        """Return what is shown for `value`."""

    def known(self, value: str) -> bool:
        """Whether `value` is one, written as it is kept."""

    def offered(self, chosen: Iterable[str]) -> list[str]:
        """Return the values that are shown at once if these are chosen."""

    def hints(self) -> Iterable[tuple[str, str]]:
        """Yield texts that are worth typing, each with what a reader may know it by."""

    def meant(self, text: str) -> list[str]:
        """Return the values that have this name, without accents and capitals."""

    def near(self, text: str) -> list[str]:
        """Return the values with a name that is similar."""


def alike(text: str, named: Mapping[str, list[str]]) -> list[str]:
    """Return the values of which a name has `text` in it, then those with nearly the same name."""
    typed = letters(text)
    if len(typed) < SHORTEST_PART:
        return []
    parts = sorted(
        (name for name in named if typed in name), key=lambda name: (name.find(typed), name)
    )
    close = get_close_matches(typed, named, n=MOST_CANDIDATES, cutoff=0.75)
    return once(value for name in (*parts, *close) for value in named[name])[:MOST_CANDIDATES]


def once(values: Iterable[str]) -> list[str]:
    """Return the values in their order, each once."""
    return list(dict.fromkeys(values))
