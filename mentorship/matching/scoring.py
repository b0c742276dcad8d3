"""The rules and points of the matching, with the reasons for each pair.

The program proposes and people decide: a coordinator approves or declines the drafts, then mentee
and mentor each say yes or no. Hard rules forbid a pair whatever its score; ``score`` gives an
allowed pair 0 to 100 points; ``assignment`` finds the best set of pairs. Reasons are codes with
parameters; ``wording`` turns them into sentences.

Personality, age, gender, education and activity on the site deliberately give no points. The steps
within a part (``LIST_STEPS``) are our own starting assumptions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TypeVar

WORKING_LEVEL = 2  # of 3: can discuss their work in it
TOP_LEVEL = 3
MIN_SHARED_HOURS = 2  # a week
FULL_SHARED_HOURS = 6  # a week; more gives no further points
FULL_WAITING_WEEKS = 26
LIST_STEPS = (100, 75, 50)  # per cent for the first, second, any later subject they ask for

P = TypeVar("P", bound="Person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What both sides are asked. A mentee who is also a mentor has the same key in both roles.

    ``languages`` maps code to level, 1 to 3. ``hours`` are their free hours of the week in UTC,
    0 (Monday 00:00 to 01:00) to 167.
    """

    key: str
    organisation: str = ""
    region: str = ""
    languages: Mapping[str, int] = field(default_factory=dict)
    hours: frozenset[int] = frozenset()
    asynchronous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentee(Person):
    """A mentee who asks for a mentor; ``subjects`` starts with the first choice."""

    subjects: tuple[str, ...] = ()
    only_my_region: bool = False
    not_my_region: bool = False
    waiting_weeks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentor(Person):
    """A mentor; ``subjects`` maps each to their strength in it, 1 to 3.

    ``capacity`` is the number of places left besides open pairs.
    """

    subjects: Mapping[str, int] = field(default_factory=dict)
    capacity: int = 1
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """How many of the 100 points each part can give. Raises ``ValueError`` for another sum.

    The subject gives half of the points, because help with their first subject is what a mentee
    asks for. Language and shared hours come next, because without them the two cannot work together
    well. The same region and a long wait decide between mentors who are otherwise equal.
    """

    version: int = 1
    subject: int = 50
    language: int = 15
    time: int = 15
    region: int = 10
    waiting: int = 10

    def __post_init__(self) -> None:
        parts = [getattr(self, part.name) for part in fields(Score)]
        if min(parts) < 0 or sum(parts) != 100:
            raise ValueError("Weights are at least 0 and add up to 100.")


@dataclass(frozen=True, slots=True)
class Score:
    """The points of one pair, part by part. For coordinators only."""

    subject: int
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


def has_no_common_language(mentee: Mentee, mentor: Mentor) -> bool:
    return working_languages(mentee).isdisjoint(working_languages(mentor))


def is_same_organisation(mentee: Mentee, mentor: Mentor) -> bool:
    # No one mentors themselves, even if their organisation is unknown.
    same = mentee.organisation == mentor.organisation
    return mentee.key == mentor.key or bool(mentee.organisation and same)


def is_paused(mentee: Mentee, mentor: Mentor) -> bool:
    return mentor.paused


def is_full(mentee: Mentee, mentor: Mentor) -> bool:
    return mentor.capacity < 1


def is_unsafe_region(mentee: Mentee, mentor: Mentor) -> bool:
    # An unknown region satisfies neither wish, because it may or may not be the mentee's.
    if not (mentee.region and mentor.region):
        return mentee.only_my_region or mentee.not_my_region
    same = mentee.region == mentor.region
    return mentee.not_my_region if same else mentee.only_my_region


def has_no_common_time(mentee: Mentee, mentor: Mentor) -> bool:
    if mentee.asynchronous and mentor.asynchronous:
        return False
    return len(mentee.hours & mentor.hours) < MIN_SHARED_HOURS


HARD_RULES: Mapping[str, Callable[[Mentee, Mentor], bool]] = {
    "language": has_no_common_language,
    "organisation": is_same_organisation,
    "paused": is_paused,
    "full": is_full,
    "region": is_unsafe_region,
    "time": has_no_common_time,
}


def broken_rules(mentee: Mentee, mentor: Mentor) -> list[str]:
    """Return the codes of the hard rules that forbid the pair, empty for an allowed pair."""
    return [code for code, forbids in HARD_RULES.items() if forbids(mentee, mentor)]


def working_languages(person: Person) -> set[str]:
    return {code for code, level in person.languages.items() if level >= WORKING_LEVEL}


def best_subject(mentee: Mentee, mentor: Mentor) -> tuple[int, str]:
    """Return fit in per cent and subject of the best help; more requests cost no points."""
    fits = [
        (LIST_STEPS[min(place, 2)] * mentor.subjects[subject] // TOP_LEVEL, -place)
        for place, subject in enumerate(mentee.subjects)
        if mentor.subjects.get(subject)
    ]
    fit, place = max(fits, default=(0, 0))
    return fit, mentee.subjects[-place] if fits else ""


def score(mentee: Mentee, mentor: Mentor, weights: Weights) -> Score:
    """Return the points of an allowed pair. A wish for safety never costs points."""
    shared_hours = len(mentee.hours & mentor.hours)
    if mentee.asynchronous and mentor.asynchronous:
        shared_hours = FULL_SHARED_HOURS
    common = mentee.languages.keys() & mentor.languages.keys()
    level = max((min(mentee.languages[code], mentor.languages[code]) for code in common), default=0)
    good_region = mentee.not_my_region or (mentee.region and mentee.region == mentor.region)
    per_cent = {
        "subject": best_subject(mentee, mentor)[0],
        "language": 100 * level // TOP_LEVEL,
        "time": 100 * shared_hours // FULL_SHARED_HOURS,
        "region": 100 if good_region else 0,
        "waiting": 100 * max(0, mentee.waiting_weeks) // FULL_WAITING_WEEKS,
    }
    points = {part: getattr(weights, part) * min(fit, 100) // 100 for part, fit in per_cent.items()}
    return Score(**points)


def reasons(mentee: Mentee, mentor: Mentor) -> tuple[Reason, ...]:
    """Return why the two fit, in facts that both may know, without ranks and safety wishes."""
    common = working_languages(mentee) & working_languages(mentor)
    found = [Reason("languages", {"codes": tuple(sorted(common))})]
    if subject := best_subject(mentee, mentor)[1]:
        found.append(Reason("subject", {"subject": subject, "strength": mentor.subjects[subject]}))
    if mentee.asynchronous and mentor.asynchronous:
        found.append(Reason("asynchronous"))
    if hours := mentee.hours & mentor.hours:
        found.append(Reason("hours", {"hours": tuple(sorted(hours))}))
    if mentee.region and mentee.region == mentor.region:
        found.append(Reason("region", {"region": mentor.region}))
    return tuple(found)
