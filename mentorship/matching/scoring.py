"""From what people said to a draft of who could accompany whom, with the reasons.

A machine proposes, a person decides: a coordinator reads, locks, swaps or vetoes the drafts, then
mentee and mentor each say yes. Hard rules forbid a pair whatever its score; ``score`` gives an
allowed pair 0 to 100 points; ``assignment`` finds the best set of pairs. Reasons are codes with
parameters; the view finds the words.

Nothing here tells that somebody was blocked, vetoed or declined: explanations are worked out as if
the private rules did not exist, so that no count, gap or remainder gives them away.

Personality, age, gender, education and activity on the site give no points, by intention. The steps
inside a part (``LIST_STEPS`` and the like) are our own starting assumptions.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import TypeVar

WORKING_LEVEL = 2  # of 3: can discuss her work in it
TOP_LEVEL = 3
MIN_SHARED_HOURS = 2  # a week
FULL_SHARED_HOURS = 6  # a week; more gives no further points
FULL_WAITING_WEEKS = 26
LIST_STEPS = (100, 75, 50)  # per cent for the first, second, any later subject she asks for
CHOICE_STEPS = (60, 45, 30)  # per cent for her first, second, third choice of mentor
WELCOME_STEP = 40  # per cent for the mentor's yes to her

P = TypeVar("P", bound="Person")
Pair = tuple[str, str]  # (key of the mentee, key of the mentor)
Vetoes = Collection[Pair]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is asked of both sides. Whoever is mentee and mentor has the same key as both.

    ``organisations`` holds hers with their fiscal hosts and sub-grantors. ``languages`` maps
    code to level, 1 to 3. ``hours`` are her free hours of the week in UTC, 0 (Monday 00:00 to
    01:00) to 167.
    """

    key: str
    organisations: frozenset[str] = frozenset()
    region: str = ""
    languages: Mapping[str, int] = field(default_factory=dict)
    hours: frozenset[int] = frozenset()
    asynchronous: bool = False
    blocked: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker(Person):
    """A mentee who asks for a mentor; ``subjects`` and ``shortlist`` start with the first."""

    subjects: tuple[str, ...] = ()
    only_my_region: bool = False
    not_my_region: bool = False
    accepts_ally: bool = False
    shortlist: tuple[str, ...] = ()
    waiting_weeks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide(Person):
    """A mentor; ``subjects`` maps each to her strength in it, 1 to 3.

    ``capacity`` counts the places left beside running pairs; locked drafts still count as free.
    ``welcomes`` holds the mentees to whom she said yes beforehand.
    """

    subjects: Mapping[str, int] = field(default_factory=dict)
    capacity: int = 1
    active: bool = True
    trained: bool = True
    paused: bool = False
    is_ally: bool = False
    welcomes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Weights:
    """How many of the 100 points each part can give. Raises ``ValueError`` for another sum."""

    version: int = 1
    subject: int = 40
    choice: int = 25
    language: int = 10
    time: int = 10
    region: int = 10
    waiting: int = 5

    def __post_init__(self) -> None:
        parts = [getattr(self, part.name) for part in fields(Score)]
        if min(parts) < 0 or sum(parts) != 100:
            raise ValueError("Weights are at least 0 and add up to 100.")


@dataclass(frozen=True, slots=True)
class Score:
    """The points of one pair, part by part. For coordinators: ``choice`` tells a rank."""

    subject: int
    choice: int
    language: int
    time: int
    region: int
    waiting: int

    @property
    def total(self) -> int:
        return sum(getattr(self, part.name) for part in fields(self))


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def has_no_common_language(seeker: Seeker, guide: Guide, vetoes: Vetoes) -> bool:
    return working_languages(seeker).isdisjoint(working_languages(guide))


def is_same_organisation(seeker: Seeker, guide: Guide, vetoes: Vetoes) -> bool:
    # Nobody accompanies herself, even where her organisation is not known.
    return seeker.key == guide.key or not seeker.organisations.isdisjoint(guide.organisations)


def is_not_ready(seeker: Seeker, guide: Guide, vetoes: Vetoes) -> bool:
    return guide.paused or not (guide.active and guide.trained)


def is_full(seeker: Seeker, guide: Guide, vetoes: Vetoes) -> bool:
    return guide.capacity < 1


def is_unsafe_region(seeker: Seeker, guide: Guide, vetoes: Vetoes) -> bool:
    # An unknown region may be hers or not: it satisfies neither wish.
    if not (seeker.region and guide.region):
        return seeker.only_my_region or seeker.not_my_region
    same = seeker.region == guide.region
    return seeker.not_my_region if same else seeker.only_my_region


def has_no_common_time(seeker: Seeker, guide: Guide, vetoes: Vetoes) -> bool:
    if seeker.asynchronous and guide.asynchronous:
        return False
    return len(seeker.hours & guide.hours) < MIN_SHARED_HOURS


def is_unwanted_ally(seeker: Seeker, guide: Guide, vetoes: Vetoes) -> bool:
    return guide.is_ally and not seeker.accepts_ally


def is_blocked(seeker: Seeker, guide: Guide, vetoes: Vetoes) -> bool:
    return guide.key in seeker.blocked or seeker.key in guide.blocked


def is_vetoed(seeker: Seeker, guide: Guide, vetoes: Vetoes) -> bool:
    return (seeker.key, guide.key) in vetoes


EXPLAINED_RULES: Mapping[str, Callable[[Seeker, Guide, Vetoes], bool]] = {
    "language": has_no_common_language,
    "organisation": is_same_organisation,
    "not_ready": is_not_ready,
    "full": is_full,
    "region": is_unsafe_region,
    "time": has_no_common_time,
    "ally": is_unwanted_ally,
}
HARD_RULES = {**EXPLAINED_RULES, "blocked": is_blocked, "vetoed": is_vetoed}


def working_languages(person: Person) -> set[str]:
    return {code for code, level in person.languages.items() if level >= WORKING_LEVEL}


def best_subject(seeker: Seeker, guide: Guide) -> tuple[int, str]:
    """Return fit in per cent and subject of the best help; asking for more costs no points."""
    fits = [
        (LIST_STEPS[min(place, 2)] * guide.subjects[subject] // TOP_LEVEL, -place)
        for place, subject in enumerate(seeker.subjects)
        if guide.subjects.get(subject)
    ]
    fit, place = max(fits, default=(0, 0))
    return fit, seeker.subjects[-place] if fits else ""


def score(seeker: Seeker, guide: Guide, weights: Weights) -> Score:
    """Return the points of an allowed pair. A wish made for safety never costs her points."""
    choices = dict(zip(seeker.shortlist, CHOICE_STEPS, strict=False))
    shared_hours = len(seeker.hours & guide.hours)
    if seeker.asynchronous and guide.asynchronous:
        shared_hours = FULL_SHARED_HOURS
    common = seeker.languages.keys() & guide.languages.keys()
    level = max((min(seeker.languages[code], guide.languages[code]) for code in common), default=0)
    good_region = seeker.not_my_region or (seeker.region and seeker.region == guide.region)
    per_cent = {
        "subject": best_subject(seeker, guide)[0],
        "choice": choices.get(guide.key, 0) + WELCOME_STEP * (seeker.key in guide.welcomes),
        "language": 100 * level // TOP_LEVEL,
        "time": 100 * shared_hours // FULL_SHARED_HOURS,
        "region": 100 if good_region else 0,
        "waiting": 100 * max(0, seeker.waiting_weeks) // FULL_WAITING_WEEKS,
    }
    points = {part: getattr(weights, part) * min(fit, 100) // 100 for part, fit in per_cent.items()}
    return Score(**points)


def reasons(seeker: Seeker, guide: Guide) -> tuple[Reason, ...]:
    """Return why the two fit, in facts that both may know: no rank, no yes, no safety wish."""
    common = working_languages(seeker) & working_languages(guide)
    found = [Reason("languages", {"codes": tuple(sorted(common))})]
    if subject := best_subject(seeker, guide)[1]:
        found.append(Reason("subject", {"subject": subject, "strength": guide.subjects[subject]}))
    if seeker.asynchronous and guide.asynchronous:
        found.append(Reason("asynchronous"))
    if hours := seeker.hours & guide.hours:
        found.append(Reason("hours", {"hours": tuple(sorted(hours))}))
    if seeker.region and seeker.region == guide.region:
        found.append(Reason("region", {"region": guide.region}))
    return tuple(found)
