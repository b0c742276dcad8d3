"""The best set of drafts for a programme, with alternatives and with reasons where none fits."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from mentorship.matching.assignment import assign
from mentorship.matching.scoring import (
    EXPLAINED_RULES,
    HARD_RULES,
    Guide,
    P,
    Pair,
    Reason,
    Score,
    Seeker,
    Vetoes,
    Weights,
    best_subject,
    reasons,
    score,
    working_languages,
)

ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Alternative:
    guide: str
    score: Score
    reasons: tuple[Reason, ...]
    why_not: Reason


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed pair. ``reasons`` may be told to both; everything else is the coordinator's."""

    seeker: str
    guide: str
    score: Score
    reasons: tuple[Reason, ...]
    alternatives: tuple[Alternative, ...]
    would_change: tuple[Reason, ...]
    locked: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a run gives.

    ``unmatched`` maps each mentee left over to what is missing: by each code ``count`` mentors
    are ruled out, ``alone`` of them by nothing else. It is empty only if there is no mentor.
    ``unmet_demand`` maps (subject, language) to how many mentees such a mentor could help; she
    counts in each cell that would help her, so cells do not add up to people. ``released`` are
    locked pairs that could not be kept, always without a cause.
    """

    weights: Weights
    drafts: tuple[Draft, ...]
    unmatched: Mapping[str, tuple[Reason, ...]]
    unmet_demand: Mapping[tuple[str, str], int]
    released: tuple[Pair, ...]


def propose(
    seekers: Iterable[Seeker],
    guides: Iterable[Guide],
    *,
    weights: Weights,
    vetoes: Vetoes = frozenset(),
    locked: Iterable[Pair] = (),
) -> Proposal:
    """Draft the best set of pairs.

    ``vetoes`` are pairs that must not be, for a private reason: a coordinator's safety veto, or
    a no from either side. ``locked`` are drafts that the coordinator keeps, unless a hard rule
    forbids them. The order of the input plays no part: ties go by key, so keys should be random.
    Raises ``ValueError`` if two mentees or two mentors have the same key.
    """
    mentees, mentors = _by_key(seekers), _by_key(guides)
    options = {
        seeker.key: {
            guide.key: score(seeker, guide, weights)
            for guide in mentors.values()
            if not any(forbids(seeker, guide, vetoes) for forbids in HARD_RULES.values())
        }
        for seeker in mentees.values()
    }
    places = {key: max(0, guide.capacity) for key, guide in mentors.items()}
    chosen, released = _keep_locked(locked, options, places)
    kept = set(chosen)

    rows, columns = [key for key in options if key not in kept], list(places)
    totals = [{guide: fit.total for guide, fit in options[key].items()} for key in rows]
    table = [[total.get(guide) for guide in columns] for total in totals]
    for key, column in zip(rows, assign(table, list(places.values())), strict=True):
        if column is not None:
            chosen[key] = columns[column]
            places[columns[column]] -= 1

    return Proposal(
        weights=weights,
        drafts=tuple(
            _draft(seeker, chosen[key], options[key], mentors, places, key in kept)
            for key, seeker in mentees.items()
            if key in chosen
        ),
        unmatched={
            key: _missing(mentees[key], mentors.values()) for key in mentees if key not in chosen
        },
        unmet_demand=_unmet_demand(mentees, mentors, chosen),
        released=released,
    )


def _by_key(people: Iterable[P]) -> dict[str, P]:
    people = sorted(people, key=lambda person: person.key)
    by_key = {person.key: person for person in people}
    if len(by_key) != len(people):
        raise ValueError("Two people have the same key.")
    return by_key


def _keep_locked(
    locked: Iterable[Pair], options: Mapping[str, Mapping[str, Score]], places: dict[str, int]
) -> tuple[dict[str, str], tuple[Pair, ...]]:
    """Return the locked pairs that stand, and the others; take the places of the first."""
    kept: dict[str, str] = {}
    released = []
    for seeker, guide in sorted(set(locked)):
        if guide in options.get(seeker, ()) and seeker not in kept and places[guide]:
            kept[seeker] = guide
            places[guide] -= 1
        else:
            released.append((seeker, guide))
    return kept, tuple(released)


def _draft(
    seeker: Seeker,
    chosen: str,
    options: Mapping[str, Score],
    guides: Mapping[str, Guide],
    places: Mapping[str, int],
    locked: bool,
) -> Draft:
    """Explain one pair. ``options`` are the allowed mentors; a forbidden one is never mentioned."""
    others = sorted(options.keys() - {chosen}, key=lambda key: (-options[key].total, key))
    gains = {key: options[key].total - options[chosen].total for key in others[:ALTERNATIVES]}

    def alternative(key: str) -> Alternative:
        code = "locked" if locked else "lower_score" if places[key] else "places_taken"
        why_not = Reason(code, {"gain": gains[key]})
        return Alternative(key, options[key], reasons(seeker, guides[key]), why_not)

    # A better mentor with a free place would have been drafted: only a place can be missing.
    better = [key for key in gains if gains[key] > 0 and not locked]
    more = [Reason("one_more_place", {"guide": key, "gain": gains[key]}) for key in better]
    return Draft(
        seeker=seeker.key,
        guide=chosen,
        score=options[chosen],
        reasons=reasons(seeker, guides[chosen]),
        alternatives=tuple(alternative(key) for key in gains),
        would_change=tuple(more),
        locked=locked,
    )


def _missing(seeker: Seeker, guides: Iterable[Guide]) -> tuple[Reason, ...]:
    """Count what stands between her and each mentor, as if no private rule existed.

    A mentor who has given her places to others and one who is blocked are told alike.
    """
    rules = EXPLAINED_RULES.items()
    obstacles = [
        [code for code, forbids in rules if forbids(seeker, guide, ())] or ["not_available"]
        for guide in guides
    ]
    count = Counter(code for codes in obstacles for code in codes)
    alone = Counter(codes[0] for codes in obstacles if len(codes) == 1)
    codes = [code for code, _number in count.most_common()]
    return tuple(Reason(code, {"count": count[code], "alone": alone[code]}) for code in codes)


def _unmet_demand(
    seekers: Mapping[str, Seeker], guides: Mapping[str, Guide], chosen: Mapping[str, str]
) -> dict[Pair, int]:
    demand: Counter[Pair] = Counter()
    for key, seeker in seekers.items():
        if key in chosen and (not seeker.subjects or best_subject(seeker, guides[chosen[key]])[1]):
            continue
        demand.update(product(set(seeker.subjects) or {""}, working_languages(seeker)))
    return dict(sorted(demand.items()))
