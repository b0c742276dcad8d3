"""The best set of drafts for a programme, with alternatives and with reasons where none fits.

Nothing here reveals that a pair was vetoed: explanations are computed as if no veto existed, so
that no count, gap or remainder gives it away.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from mentorship.matching.assignment import assign
from mentorship.matching.scoring import (
    Mentee,
    Mentor,
    P,
    Reason,
    Score,
    Weights,
    best_subject,
    broken_rules,
    reasons,
    score,
    working_languages,
)

ALTERNATIVES = 3

Veto = tuple[str, str]  # (key of the mentee, key of the mentor)


@dataclass(frozen=True, slots=True)
class Alternative:
    mentor: str
    score: Score
    reasons: tuple[Reason, ...]
    why_not: Reason


@dataclass(frozen=True, slots=True)
class ProposedPair:
    """A proposed pair. Both may read ``reasons``; everything else is for the coordinator."""

    mentee: str
    mentor: str
    score: Score
    reasons: tuple[Reason, ...]
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The result of a run.

    ``unmatched`` maps each unmatched mentee to what is missing: each code rules out ``count``
    mentors, ``alone`` of them for no other reason. What is missing is empty only if there is no
    mentor. ``unmet_demand`` maps (subject, language) to how many mentees such a mentor could help.
    A mentee counts in each cell that would help them, so cells do not add up to people.
    """

    weights: Weights
    drafts: tuple[ProposedPair, ...]
    unmatched: Mapping[str, tuple[Reason, ...]]
    unmet_demand: Mapping[tuple[str, str], int]


def propose(
    mentees: Iterable[Mentee],
    mentors: Iterable[Mentor],
    *,
    weights: Weights,
    vetoes: Collection[Veto] = frozenset(),
) -> Proposal:
    """Draft the best set of pairs.

    ``vetoes`` are pairs that are forbidden for a private reason: the coordinator declined them, or
    they were proposed before. The order of the input does not matter: ties are decided by key, so
    keys should be random.
    Raises ``ValueError`` if two mentees or two mentors have the same key.
    """
    asking, offering = _by_key(mentees), _by_key(mentors)
    options = {
        mentee.key: {
            mentor.key: score(mentee, mentor, weights)
            for mentor in offering.values()
            if (mentee.key, mentor.key) not in vetoes and not broken_rules(mentee, mentor)
        }
        for mentee in asking.values()
    }
    places = {key: max(0, mentor.capacity) for key, mentor in offering.items()}
    columns = list(places)
    totals = [{mentor: fit.total for mentor, fit in fits.items()} for fits in options.values()]
    table = [[total.get(mentor) for mentor in columns] for total in totals]
    chosen: dict[str, str] = {}
    for key, column in zip(options, assign(table, list(places.values())), strict=True):
        if column is not None:
            chosen[key] = columns[column]
            places[columns[column]] -= 1

    return Proposal(
        weights=weights,
        drafts=tuple(
            _draft(mentee, chosen[key], options[key], offering, places)
            for key, mentee in asking.items()
            if key in chosen
        ),
        unmatched={
            key: _missing(asking[key], offering.values()) for key in asking if key not in chosen
        },
        unmet_demand=_unmet_demand(asking, offering, chosen),
    )


def _by_key(people: Iterable[P]) -> dict[str, P]:
    people = sorted(people, key=lambda person: person.key)
    by_key = {person.key: person for person in people}
    if len(by_key) != len(people):
        raise ValueError("Two people have the same key.")
    return by_key


def _draft(
    mentee: Mentee,
    chosen: str,
    options: Mapping[str, Score],
    mentors: Mapping[str, Mentor],
    places: Mapping[str, int],
) -> ProposedPair:
    """Explain one pair. ``options`` are the allowed mentors; a forbidden one is never mentioned."""
    others = sorted(options.keys() - {chosen}, key=lambda key: (-options[key].total, key))

    def alternative(key: str) -> Alternative:
        # A better mentor with a free place would have been drafted, so only a place can be missing.
        code = "lower_score" if places[key] else "places_taken"
        why_not = Reason(code, {"gain": options[key].total - options[chosen].total})
        return Alternative(key, options[key], reasons(mentee, mentors[key]), why_not)

    return ProposedPair(
        mentee=mentee.key,
        mentor=chosen,
        score=options[chosen],
        reasons=reasons(mentee, mentors[chosen]),
        alternatives=tuple(alternative(key) for key in others[:ALTERNATIVES]),
    )


def _missing(mentee: Mentee, mentors: Iterable[Mentor]) -> tuple[Reason, ...]:
    """Count the reasons that rule out each mentor for a mentee, as if no veto existed.

    The result is the same for a mentor whose places went to others and for one who is vetoed.
    """
    obstacles = [broken_rules(mentee, mentor) or ["not_available"] for mentor in mentors]
    count = Counter(code for codes in obstacles for code in codes)
    alone = Counter(codes[0] for codes in obstacles if len(codes) == 1)
    codes = [code for code, _number in count.most_common()]
    return tuple(Reason(code, {"count": count[code], "alone": alone[code]}) for code in codes)


def _unmet_demand(
    mentees: Mapping[str, Mentee], mentors: Mapping[str, Mentor], chosen: Mapping[str, str]
) -> dict[tuple[str, str], int]:
    demand: Counter[tuple[str, str]] = Counter()
    for key, mentee in mentees.items():
        if key in chosen and (not mentee.subjects or best_subject(mentee, mentors[chosen[key]])[1]):
            continue
        demand.update(product(set(mentee.subjects) or {""}, working_languages(mentee)))
    return dict(sorted(demand.items()))
