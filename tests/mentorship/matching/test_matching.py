from dataclasses import fields
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.matching.proposal import propose
from mentorship.matching.scoring import (
    Mentee,
    Mentor,
    Reason,
    Score,
    Weights,
    broken_rules,
    reasons,
    score,
)

pytestmark = pytest.mark.servers

WEIGHTS = Weights()
EVENINGS = frozenset({18, 19, 42, 43, 66, 67})


SHARED = {"region": "africa", "languages": {"fr": 3}, "hours": EVENINGS}


def a_mentee(key="s1", **changes):
    own = {"organisation": "org-a", "subjects": ("finance",)}
    return Mentee(key=key, **(SHARED | own | changes))


def a_mentor(key="g1", **changes):
    own = {"organisation": "org-b", "subjects": {"finance": 3}}
    return Mentor(key=key, **(SHARED | own | changes))


def pairs(proposal):
    return [(draft.mentee, draft.mentor) for draft in proposal.drafts]


# Hard rules


def test_rules_ordinary_pair_is_allowed():
    assert broken_rules(a_mentee(), a_mentor()) == []


@pytest.mark.parametrize(
    ("mentee", "mentor", "code"),
    [
        ({"languages": {"fr": 1, "en": 3}}, {}, "language"),
        ({}, {"languages": {"fr": 1, "en": 3}}, "language"),
        ({"languages": {}}, {}, "language"),
        ({}, {"organisation": "org-a"}, "organisation"),
        ({}, {"paused": True}, "paused"),
        ({}, {"capacity": 0}, "full"),
        ({}, {"capacity": -1}, "full"),
        ({"only_my_region": True}, {"region": "europe"}, "region"),
        ({"not_my_region": True}, {}, "region"),
        ({"hours": frozenset({18, 20})}, {}, "time"),
        ({"hours": frozenset(), "asynchronous": True}, {}, "time"),
        ({"hours": frozenset()}, {"asynchronous": True}, "time"),
    ],
)
def test_rules_each_forbids_alone(mentee, mentor, code):
    assert broken_rules(a_mentee(**mentee), a_mentor(**mentor)) == [code]


def test_rules_same_person_without_organisation_is_forbidden():
    mentor = a_mentor("p", organisation="")
    assert broken_rules(a_mentee("p", organisation=""), mentor) == ["organisation"]


@pytest.mark.parametrize("wish", ["only_my_region", "not_my_region"])
@pytest.mark.parametrize(("mine", "theirs"), [("", "africa"), ("africa", ""), ("", "")])
def test_rules_unknown_region_satisfies_no_wish(wish, mine, theirs):
    mentee = a_mentee(region=mine, **{wish: True})
    assert broken_rules(mentee, a_mentor(region=theirs)) == ["region"]


@pytest.mark.parametrize(
    ("mentee", "mentor"),
    [
        ({"languages": {"fr": 2}}, {}),
        ({"only_my_region": True}, {}),
        ({"not_my_region": True}, {"region": "europe"}),
        ({"hours": frozenset({18, 19})}, {}),
        ({"hours": frozenset(), "asynchronous": True}, {"asynchronous": True}),
        ({"organisation": ""}, {"organisation": ""}),
    ],
)
def test_rules_just_enough_is_allowed(mentee, mentor):
    assert broken_rules(a_mentee(**mentee), a_mentor(**mentor)) == []


# Score


def test_score_of_a_perfect_pair_is_100():
    points = score(a_mentee(waiting_weeks=26), a_mentor(), WEIGHTS)
    assert points == Score(subject=50, language=15, time=15, region=10, waiting=10)
    assert points.total == 100


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4).map(sorted))
def test_score_of_a_perfect_pair_is_100_whatever_the_weights(cuts):
    names = [part.name for part in fields(Score)]
    steps = zip([0, *cuts], [*cuts, 100], strict=True)
    parts = {name: end - start for name, (start, end) in zip(names, steps, strict=True)}
    points = score(a_mentee(waiting_weeks=26), a_mentor(), Weights(**parts))
    assert (points, points.total) == (Score(**parts), 100)


def test_score_of_an_allowed_pair_without_anything_more():
    mentee = a_mentee(languages={"fr": 2}, hours=frozenset({18, 19}))
    points = score(mentee, a_mentor(subjects={}, region="europe"), WEIGHTS)
    assert points == Score(subject=0, language=9, time=4, region=0, waiting=0)


def test_score_asking_for_more_subjects_never_costs_points():
    mentee = a_mentee(subjects=("finance", "law", "hr", "advocacy"))
    assert score(mentee, a_mentor(), WEIGHTS).subject == 50
    strengths = [{"law": 3}, {"hr": 3}, {"advocacy": 3}, {"law": 3, "finance": 1}]
    assert [score(mentee, a_mentor(subjects=these), WEIGHTS).subject for these in strengths] == [
        37, 25, 25, 37,
    ]  # fmt: skip


def test_score_wish_for_safety_costs_no_points():
    far = score(a_mentee(not_my_region=True), a_mentor(region="europe"), WEIGHTS)
    near = score(a_mentee(), a_mentor(), WEIGHTS)
    written = score(
        a_mentee(hours=frozenset(), asynchronous=True), a_mentor(asynchronous=True), WEIGHTS
    )
    assert far == near == written


@pytest.mark.parametrize("changes", [{"subject": 41}, {"subject": 0}, {"time": -10, "region": 35}])
def test_weights_that_do_not_add_up_are_refused(changes):
    with pytest.raises(ValueError, match="add up to 100"):
        Weights(**changes)


def test_reasons_are_facts_that_both_may_know():
    mentee = a_mentee(
        languages={"fr": 3, "fon": 2, "en": 1},
        asynchronous=True,
        waiting_weeks=9,
    )
    mentor = a_mentor(languages={"fon": 3, "fr": 2, "en": 3}, asynchronous=True)
    assert reasons(mentee, mentor) == (
        Reason("languages", {"codes": ("fon", "fr")}),
        Reason("subject", {"subject": "finance", "strength": 3}),
        Reason("asynchronous"),
        Reason("hours", {"hours": tuple(sorted(EVENINGS))}),
        Reason("region", {"region": "africa"}),
    )


# Proposal


def test_propose_without_anyone():
    proposal = propose([], [], weights=WEIGHTS)
    assert proposal.drafts == ()
    assert proposal.unmatched == proposal.unmet_demand == {}


def test_propose_without_mentors_lists_everyone():
    proposal = propose([a_mentee()], [], weights=WEIGHTS)
    assert proposal.unmatched == {"s1": ()}
    assert proposal.unmet_demand == {("finance", "fr"): 1}


def test_propose_serves_both_where_highest_total_would_serve_one():
    # s1 fits g1 far better, but g1 is the only one who speaks the language of s2.
    both = a_mentor("g1", languages={"fr": 3, "es": 2})
    mentees = [a_mentee("s1"), a_mentee("s2", languages={"es": 3}, subjects=())]
    proposal = propose(mentees, [both, a_mentor("g2", subjects={})], weights=WEIGHTS)
    assert pairs(proposal) == [("s1", "g2"), ("s2", "g1")]
    first = proposal.drafts[0]
    assert [(option.mentor, option.why_not) for option in first.alternatives] == [
        ("g1", Reason("places_taken", {"gain": 50}))
    ]
    assert proposal.unmet_demand == {("finance", "fr"): 1}


def test_propose_gives_at_most_three_alternatives_best_first():
    strengths = (0, 1, 2, 3)
    mentors = [a_mentor(f"g{one}", subjects={"finance": one}) for one in strengths]
    mentors.append(a_mentor("g9", subjects={}, languages={"fr": 2}))
    (draft,) = propose([a_mentee()], mentors, weights=WEIGHTS).drafts
    assert draft.mentor == "g3"
    assert [(option.mentor, option.why_not) for option in draft.alternatives] == [
        ("g2", Reason("lower_score", {"gain": -17})),
        ("g1", Reason("lower_score", {"gain": -34})),
        ("g0", Reason("lower_score", {"gain": -50})),
    ]


def test_propose_says_what_the_unmatched_are_missing():
    mentors = [
        a_mentor("g1", languages={"en": 3}),
        a_mentor("g2", languages={"en": 3}, capacity=0),
        a_mentor("g3", capacity=0),
    ]
    assert propose([a_mentee()], mentors, weights=WEIGHTS).unmatched == {
        "s1": (
            Reason("language", {"count": 2, "alone": 1}),
            Reason("full", {"count": 2, "alone": 1}),
        )
    }


def test_propose_unmet_demand_counts_subject_by_language():
    mentees = [
        a_mentee("s1", subjects=("hr", "law"), languages={"fr": 3, "fon": 2, "en": 1}),
        a_mentee("s2", subjects=("hr",)),
        a_mentee("s3", subjects=()),
    ]
    demand = propose(mentees, [], weights=WEIGHTS).unmet_demand
    expected = {("", "fr"): 1, ("hr", "fon"): 1, ("hr", "fr"): 2, ("law", "fon"): 1}
    assert demand == {**expected, ("law", "fr"): 1}
    served = propose([a_mentee("s3", subjects=())], [a_mentor()], weights=WEIGHTS)
    assert served.unmet_demand == {}


def test_propose_veto_forbids_only_its_pair():
    mentors = [a_mentor("g1"), a_mentor("g2")]
    vetoed = propose([a_mentee()], mentors, weights=WEIGHTS, vetoes={("s1", "g1")})
    assert pairs(vetoed) == [("s1", "g2")]
    others = propose([a_mentee()], mentors, weights=WEIGHTS, vetoes={("g1", "s1"), ("s2", "g1")})
    assert pairs(others) == [("s1", "g1")]


def test_propose_mentor_with_more_pairs_than_places_does_not_stop_the_run():
    mentors = [a_mentor("g1", capacity=-1), a_mentor("g2")]
    assert pairs(propose([a_mentee()], mentors, weights=WEIGHTS)) == [("s1", "g2")]


def test_propose_refuses_a_key_given_twice():
    with pytest.raises(ValueError, match="same key"):
        propose([a_mentee(), a_mentee()], [], weights=WEIGHTS)


# Silence: no one learns that a pair was declined or proposed before.


def test_silence_vetoed_and_taken_appear_the_same():
    vetoed = propose([a_mentee()], [a_mentor()], weights=WEIGHTS, vetoes={("s1", "g1")})
    taken = propose([a_mentee(), a_mentee("s0", waiting_weeks=26)], [a_mentor()], weights=WEIGHTS)
    assert pairs(taken) == [("s0", "g1")]
    assert vetoed.unmatched == taken.unmatched
    assert vetoed.unmatched == {"s1": (Reason("not_available", {"count": 1, "alone": 1}),)}


def test_silence_vetoed_mentor_is_no_alternative():
    mentors = [a_mentor("g1"), a_mentor("g2", subjects={})]
    (draft,) = propose([a_mentee()], mentors, weights=WEIGHTS, vetoes={("s1", "g1")}).drafts
    assert (draft.mentor, draft.alternatives) == ("g2", ())


# Properties

KEYS = [f"k{number}" for number in range(8)]


def people(kind, start, count, **own):
    """Return a strategy for ``count`` people at most, with keys from KEYS[start:]."""
    shared = {
        "organisation": st.sampled_from(["", *"abcdefg"]),
        "region": st.sampled_from(["", "africa", "europe"]),
        "languages": st.dictionaries(st.sampled_from(["fr", "en"]), st.integers(1, 3)),
        "hours": st.frozensets(st.integers(0, 5)),
        "asynchronous": st.booleans(),
    }
    keys = st.lists(st.sampled_from(KEYS[start:]), max_size=count, unique=True)
    return keys.flatmap(
        lambda chosen: st.tuples(
            *(st.builds(kind, key=st.just(key), **shared, **own) for key in chosen)
        )
    )


SUBJECTS = st.sampled_from(["hr", "law"])
MENTEES = people(
    Mentee,
    0,
    4,
    subjects=st.lists(SUBJECTS, unique=True).map(tuple),
    only_my_region=st.sampled_from([False, False, True]),
    not_my_region=st.sampled_from([False, False, True]),
    waiting_weeks=st.integers(0, 60),
)
MENTORS = people(
    Mentor,
    3,
    4,
    subjects=st.dictionaries(SUBJECTS, st.integers(1, 3)),
    capacity=st.integers(0, 2),
    paused=st.sampled_from([False, False, False, True]),
)
PAIRS = st.frozensets(st.tuples(st.sampled_from(KEYS[:4]), st.sampled_from(KEYS[3:])), max_size=4)


def is_forbidden(mentee, mentor, vetoes):
    return (mentee.key, mentor.key) in vetoes or broken_rules(mentee, mentor) != []


def value(proposal):
    totals = [draft.score.total for draft in proposal.drafts]
    return len(totals), min(totals, default=0), sum(totals)


def best_by_trying_all(mentees, mentors, vetoes):
    best = (0, 0, 0)
    for chosen in product([None, *mentors], repeat=len(mentees)):
        drafted = [(s, g) for s, g in zip(mentees, chosen, strict=True) if g]
        if any(chosen.count(mentor) > mentor.capacity for mentor in mentors):
            continue
        if any(is_forbidden(s, g, vetoes) for s, g in drafted):
            continue
        totals = [score(s, g, WEIGHTS).total for s, g in drafted]
        best = max(best, (len(totals), min(totals, default=0), sum(totals)))
    return best


@settings(deadline=None, max_examples=100)
@given(MENTEES, MENTORS, PAIRS)
def test_propose_never_shows_a_forbidden_pair(mentees, mentors, vetoes):
    proposal = propose(mentees, mentors, weights=WEIGHTS, vetoes=vetoes)
    mentee_by_key = {mentee.key: mentee for mentee in mentees}
    mentor_by_key = {mentor.key: mentor for mentor in mentors}
    for draft in proposal.drafts:
        shown = [draft.mentor, *(option.mentor for option in draft.alternatives)]
        for key in shown:
            assert not is_forbidden(mentee_by_key[draft.mentee], mentor_by_key[key], vetoes)
        assert 0 <= draft.score.total <= 100
        assert draft.mentor not in [option.mentor for option in draft.alternatives]
    used = [draft.mentor for draft in proposal.drafts]
    assert all(used.count(key) <= mentor.capacity for key, mentor in mentor_by_key.items())
    assert len(used) + len(proposal.unmatched) == len(mentees)


@settings(deadline=None, max_examples=80)
@given(MENTEES, MENTORS, PAIRS)
def test_propose_is_best_of_all_possibilities(mentees, mentors, vetoes):
    proposal = propose(mentees, mentors, weights=WEIGHTS, vetoes=vetoes)
    assert value(proposal) == best_by_trying_all(mentees, mentors, vetoes)


@settings(deadline=None, max_examples=80)
@given(MENTEES, MENTORS, PAIRS)
def test_propose_better_mentor_is_never_left_with_a_free_place(mentees, mentors, vetoes):
    for draft in propose(mentees, mentors, weights=WEIGHTS, vetoes=vetoes).drafts:
        assert all(
            option.why_not.params["gain"] <= 0
            for option in draft.alternatives
            if option.why_not.code == "lower_score"
        )


@settings(deadline=None)
@given(MENTEES, MENTORS, PAIRS, st.randoms(use_true_random=False))
def test_propose_order_of_input_plays_no_part(mentees, mentors, vetoes, random):
    def shuffled(items):
        return random.sample(list(items), len(items))

    first = propose(mentees, mentors, weights=WEIGHTS, vetoes=vetoes)
    again = propose(shuffled(mentees), shuffled(mentors), weights=WEIGHTS, vetoes=list(vetoes))
    assert first == again


@settings(deadline=None, max_examples=100)
@given(MENTEES, MENTORS, PAIRS)
def test_silence_explanation_is_the_same_without_vetoes(mentees, mentors, vetoes):
    mentee_by_key = {mentee.key: mentee for mentee in mentees}
    proposal = propose(mentees, mentors, weights=WEIGHTS, vetoes=vetoes)
    for key, missing in proposal.unmatched.items():
        every_pair = {(key, mentor.key) for mentor in mentors}
        alone = propose([mentee_by_key[key]], mentors, weights=WEIGHTS, vetoes=every_pair)
        assert alone.unmatched == {key: missing}
