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
    Guide,
    P,
    Reason,
    Score,
    Seeker,
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
    guide: str
    score: Score
    reasons: tuple[Reason, ...]
    why_not: Reason


@dataclass(frozen=True, slots=True)
class ProposedPair:
    """A proposed pair. Both may read ``reasons``; everything else is for the coordinator."""

    seeker: str
    guide: str
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
    seekers: Iterable[Seeker],
    guides: Iterable[Guide],
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
    mentees, mentors = _by_key(seekers), _by_key(guides)
    options = {
        seeker.key: {
            guide.key: score(seeker, guide, weights)
            for guide in mentors.values()
            if (seeker.key, guide.key) not in vetoes and not broken_rules(seeker, guide)
        }
        for seeker in mentees.values()
    }
    places = {key: max(0, guide.capacity) for key, guide in mentors.items()}
    columns = list(places)
    totals = [{guide: fit.total for guide, fit in fits.items()} for fits in options.values()]
    table = [[total.get(guide) for guide in columns] for total in totals]
    chosen: dict[str, str] = {}
    for key, column in zip(options, assign(table, list(places.values())), strict=True):
        if column is not None:
            chosen[key] = columns[column]
            places[columns[column]] -= 1

    return Proposal(
        weights=weights,
        drafts=tuple(
            _draft(seeker, chosen[key], options[key], mentors, places)
            for key, seeker in mentees.items()
            if key in chosen
        ),
        unmatched={
            key: _missing(mentees[key], mentors.values()) for key in mentees if key not in chosen
        },
        unmet_demand=_unmet_demand(mentees, mentors, chosen),
    )


def _by_key(people: Iterable[P]) -> dict[str, P]:
    people = sorted(people, key=lambda person: person.key)
    by_key = {person.key: person for person in people}
    if len(by_key) != len(people):
        raise ValueError("Two people have the same key.")
    return by_key


def _draft(
    seeker: Seeker,
    chosen: str,
    options: Mapping[str, Score],
    guides: Mapping[str, Guide],
    places: Mapping[str, int],
) -> ProposedPair:
    """Explain one pair. ``options`` are the allowed mentors; a forbidden one is never mentioned."""
    others = sorted(options.keys() - {chosen}, key=lambda key: (-options[key].total, key))

    def alternative(key: str) -> Alternative:
        # A better mentor with a free place would have been drafted, so only a place can be missing.
        code = "lower_score" if places[key] else "places_taken"
        why_not = Reason(code, {"gain": options[key].total - options[chosen].total})
        return Alternative(key, options[key], reasons(seeker, guides[key]), why_not)

    return ProposedPair(
        seeker=seeker.key,
        guide=chosen,
        score=options[chosen],
        reasons=reasons(seeker, guides[chosen]),
        alternatives=tuple(alternative(key) for key in others[:ALTERNATIVES]),
    )


def _missing(seeker: Seeker, guides: Iterable[Guide]) -> tuple[Reason, ...]:
    """Count the reasons that rule out each mentor for a mentee, as if no veto existed.

    The result is the same for a mentor whose places went to others and for one who is vetoed.
    """
    obstacles = [broken_rules(seeker, guide) or ["not_available"] for guide in guides]
    count = Counter(code for codes in obstacles for code in codes)
    alone = Counter(codes[0] for codes in obstacles if len(codes) == 1)
    codes = [code for code, _number in count.most_common()]
    return tuple(Reason(code, {"count": count[code], "alone": alone[code]}) for code in codes)


def _unmet_demand(
    seekers: Mapping[str, Seeker], guides: Mapping[str, Guide], chosen: Mapping[str, str]
) -> dict[tuple[str, str], int]:
    demand: Counter[tuple[str, str]] = Counter()
    for key, seeker in seekers.items():
        if key in chosen and (not seeker.subjects or best_subject(seeker, guides[chosen[key]])[1]):
            continue
        demand.update(product(set(seeker.subjects) or {""}, working_languages(seeker)))
    return dict(sorted(demand.items()))
