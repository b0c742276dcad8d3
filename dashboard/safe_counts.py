"""Numbers that may leave an organisation: a small one can identify someone, so it is hidden.

Below 10 people, or from fewer than 5 organisations, no number is shown; other counts are rounded to
5; and when one part of a whole is hidden, the next smallest part is hidden too, so that no
subtraction brings it back. Statistical offices hide numbers below 3 to 5. These thresholds are
higher, because membership itself is the secret.
"""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_PEOPLE = 10
FEWEST_ORGANISATIONS = 5
ROUNDED_TO = 5


@dataclass(frozen=True)
class Count:
    """A count as it may be shown: `shown` is None where it is hidden."""

    shown: int | None

    @property
    def is_hidden(self) -> bool:
        return self.shown is None


HIDDEN = Count(None)


def safe_count(people: int, *, organisations: int) -> Count:
    """Return what may be said about `people` members of that many `organisations`."""
    if people < FEWEST_PEOPLE or organisations < FEWEST_ORGANISATIONS:
        return HIDDEN
    return Count(ROUNDED_TO * round(people / ROUNDED_TO))


def safe_parts(parts: Sequence[tuple[int, int]]) -> list[Count]:
    """Return what may be said about the parts of one whole, given as (people, organisations).

    A single hidden part could be had by subtraction from the whole; then the smallest part still
    shown goes too.
    """
    counts = [safe_count(people, organisations=groups) for people, groups in parts]
    hidden = [i for i, count in enumerate(counts) if count.is_hidden and parts[i][0] > 0]
    shown = [i for i, count in enumerate(counts) if not count.is_hidden]
    if len(hidden) == 1 and shown:
        counts[min(shown, key=lambda i: parts[i][0])] = HIDDEN
    return counts
