"""Numbers that are safe to show: a small number can identify someone, so it is hidden.

Counts of fewer than 10 people, or from fewer than 5 organisations, are hidden. Other counts are
rounded to 5. When one part of a whole is hidden, the next smallest part is hidden too, so that
subtraction cannot reveal it. The thresholds are above the 3 to 5 of statistical offices, because
membership is secret.
"""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_PEOPLE = 10
FEWEST_ORGANISATIONS = 5
ROUNDED_TO = 5


@dataclass(frozen=True)
class Count:
    """A count that is safe to show: `shown` is None when it is hidden."""

    shown: int | None

    @property
    def is_hidden(self) -> bool:
        return self.shown is None


HIDDEN = Count(None)


def safe_count(people: int, *, organisations: int) -> Count:
    """Return the safe count of `people` members from that many `organisations`."""
    return HIDDEN if organisations < FEWEST_ORGANISATIONS else safe_count_within(people)


def safe_count_within(people: int) -> Count:
    """Return the safe count of `people` members where no count per place is shown beside it: those
    of one organisation, for its own lead, or those of the whole site."""
    if people < FEWEST_PEOPLE:
        return HIDDEN
    return Count(ROUNDED_TO * round(people / ROUNDED_TO))


def safe_parts(parts: Sequence[tuple[int, int]]) -> list[Count]:
    """Return the safe counts of the parts of one whole, given as (people, organisations).

    A single hidden part could be computed from the whole, so the smallest part still shown is then
    hidden too.
    """
    counts = [safe_count(people, organisations=groups) for people, groups in parts]
    hidden = [i for i, count in enumerate(counts) if count.is_hidden and parts[i][0] > 0]
    shown = [i for i, count in enumerate(counts) if not count.is_hidden]
    if len(hidden) == 1 and shown:
        counts[min(shown, key=lambda i: parts[i][0])] = HIDDEN
    return counts
