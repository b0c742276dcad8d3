from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.matching.proposal import propose
from mentorship.matching.scoring import (
    HARD_RULES,
    Guide,
    Reason,
    Score,
    Seeker,
    Weights,
    reasons,
    score,
)

pytestmark = pytest.mark.servers

WEIGHTS = Weights()
EVENINGS = frozenset({18, 19, 42, 43, 66, 67})


def a_seeker(key="s1", **changes):
    person = Seeker(
        key=key,
        organisations=frozenset({"org-a"}),
        region="africa",
        languages={"fr": 3},
        subjects=("finance",),
        hours=EVENINGS,
    )
    return replace(person, **changes)


def a_guide(key="g1", **changes):
    person = Guide(
        key=key,
        organisations=frozenset({"org-b"}),
        region="africa",
        languages={"fr": 3},
        subjects={"finance": 3},
        hours=EVENINGS,
    )
    return replace(person, **changes)


def broken(seeker, guide, vetoes=frozenset()):
    return [code for code, forbids in HARD_RULES.items() if forbids(seeker, guide, vetoes)]


def pairs(proposal):
    return [(draft.seeker, draft.guide) for draft in proposal.drafts]


# Hard rules


def test_rules_ordinary_pair_is_allowed():
    assert broken(a_seeker(), a_guide()) == []


@pytest.mark.parametrize(
    ("seeker", "guide", "code"),
    [
        ({"languages": {"fr": 1, "en": 3}}, {}, "language"),
        ({}, {"languages": {"fr": 1, "en": 3}}, "language"),
        ({"languages": {}}, {}, "language"),
        ({}, {"organisations": frozenset({"org-z", "org-a"})}, "organisation"),
        (
            {"organisations": frozenset({"org-a", "host"})},
            {"organisations": {"host"}},
            "organisation",
        ),
        ({}, {"active": False}, "not_ready"),
        ({}, {"trained": False}, "not_ready"),
        ({}, {"paused": True}, "not_ready"),
        ({}, {"capacity": 0}, "full"),
        ({}, {"capacity": -1}, "full"),
        ({"only_my_region": True}, {"region": "europe"}, "region"),
        ({"not_my_region": True}, {}, "region"),
        ({"hours": frozenset({18, 20})}, {}, "time"),
        ({"hours": frozenset(), "asynchronous": True}, {}, "time"),
        ({"hours": frozenset()}, {"asynchronous": True}, "time"),
        ({}, {"is_ally": True}, "ally"),
        ({"blocked": frozenset({"g1"})}, {}, "blocked"),
        ({}, {"blocked": frozenset({"s1"})}, "blocked"),
    ],
)
def test_rules_each_forbids_alone(seeker, guide, code):
    assert broken(a_seeker(**seeker), a_guide(**guide)) == [code]


def test_rules_veto_forbids_only_its_pair():
    assert broken(a_seeker(), a_guide(), {("s1", "g1")}) == ["vetoed"]
    assert broken(a_seeker(), a_guide(), {("g1", "s1"), ("s1", "g2")}) == []


def test_rules_same_person_without_organisation_is_forbidden():
    nobody = frozenset()
    assert broken(a_seeker("p", organisations=nobody), a_guide("p", organisations=nobody)) == [
        "organisation"
    ]


@pytest.mark.parametrize("wish", ["only_my_region", "not_my_region"])
@pytest.mark.parametrize(("hers", "theirs"), [("", "africa"), ("africa", ""), ("", "")])
def test_rules_unknown_region_satisfies_no_wish(wish, hers, theirs):
    seeker = a_seeker(region=hers, **{wish: True})
    assert broken(seeker, a_guide(region=theirs)) == ["region"]


@pytest.mark.parametrize(
    ("seeker", "guide"),
    [
        ({"languages": {"fr": 2}}, {}),
        ({"only_my_region": True}, {}),
        ({"not_my_region": True}, {"region": "europe"}),
        ({"hours": frozenset({18, 19})}, {}),
        ({"hours": frozenset(), "asynchronous": True}, {"asynchronous": True}),
        ({"accepts_ally": True}, {"is_ally": True}),
    ],
)
def test_rules_just_enough_is_allowed(seeker, guide):
    assert broken(a_seeker(**seeker), a_guide(**guide)) == []


# Score


def test_score_parts_of_a_perfect_pair_are_the_weights():
    seeker = a_seeker(shortlist=("g1",), waiting_weeks=26)
    points = score(seeker, a_guide(welcomes=frozenset({"s1"})), WEIGHTS)
    assert points == Score(subject=40, choice=25, language=10, time=10, region=10, waiting=5)
    assert points.total == 100


def test_score_of_an_allowed_pair_without_anything_more():
    seeker = a_seeker(languages={"fr": 2}, hours=frozenset({18, 19}))
    points = score(seeker, a_guide(subjects={}, region="europe"), WEIGHTS)
    assert points == Score(subject=0, choice=0, language=6, time=3, region=0, waiting=0)


def test_score_asking_for_more_subjects_never_costs_points():
    seeker = a_seeker(subjects=("finance", "law", "hr", "advocacy"))
    assert score(seeker, a_guide(), WEIGHTS).subject == 40
    strengths = [{"law": 3}, {"hr": 3}, {"advocacy": 3}, {"law": 3, "finance": 1}]
    assert [score(seeker, a_guide(subjects=these), WEIGHTS).subject for these in strengths] == [
        30, 20, 20, 30,
    ]  # fmt: skip


def test_score_shortlist_counts_by_rank():
    seeker = a_seeker(shortlist=("g1", "g2", "g3", "g4"))
    points = [score(seeker, a_guide(key), WEIGHTS).choice for key in ("g1", "g2", "g3", "g4")]
    assert points == [15, 11, 7, 0]


def test_score_wish_for_safety_costs_no_points():
    far = score(a_seeker(not_my_region=True), a_guide(region="europe"), WEIGHTS)
    near = score(a_seeker(), a_guide(), WEIGHTS)
    written = score(
        a_seeker(hours=frozenset(), asynchronous=True), a_guide(asynchronous=True), WEIGHTS
    )
    assert far == near == written


@pytest.mark.parametrize("changes", [{"subject": 41}, {"subject": 0}, {"time": -10, "choice": 45}])
def test_weights_that_do_not_add_up_are_refused(changes):
    with pytest.raises(ValueError, match="add up to 100"):
        Weights(**changes)


def test_reasons_are_facts_that_both_may_know():
    seeker = a_seeker(
        languages={"fr": 3, "fon": 2, "en": 1},
        shortlist=("g1",),
        asynchronous=True,
        waiting_weeks=9,
    )
    guide = a_guide(
        languages={"fon": 3, "fr": 2, "en": 3}, asynchronous=True, welcomes=frozenset({"s1"})
    )
    assert reasons(seeker, guide) == (
        Reason("languages", {"codes": ("fon", "fr")}),
        Reason("subject", {"subject": "finance", "strength": 3}),
        Reason("asynchronous"),
        Reason("hours", {"hours": tuple(sorted(EVENINGS))}),
        Reason("region", {"region": "africa"}),
    )


# Proposal


def test_propose_without_anybody():
    proposal = propose([], [], weights=WEIGHTS)
    assert proposal.drafts == proposal.released == ()
    assert proposal.unmatched == proposal.unmet_demand == {}


def test_propose_without_mentors_lists_everybody():
    proposal = propose([a_seeker()], [], weights=WEIGHTS)
    assert proposal.unmatched == {"s1": ()}
    assert proposal.unmet_demand == {("finance", "fr"): 1}


def test_propose_serves_both_where_highest_total_would_serve_one():
    # s1 fits g1 far better, but g1 is the only one who speaks the language of s2.
    both = a_guide("g1", languages={"fr": 3, "es": 2})
    seekers = [a_seeker("s1"), a_seeker("s2", languages={"es": 3}, subjects=())]
    proposal = propose(seekers, [both, a_guide("g2", subjects={})], weights=WEIGHTS)
    assert pairs(proposal) == [("s1", "g2"), ("s2", "g1")]
    first = proposal.drafts[0]
    assert [(option.guide, option.why_not) for option in first.alternatives] == [
        ("g1", Reason("places_taken", {"gain": 40}))
    ]
    assert first.would_change == (Reason("one_more_place", {"guide": "g1", "gain": 40}),)
    assert proposal.unmet_demand == {("finance", "fr"): 1}


def test_propose_gives_at_most_three_alternatives_best_first():
    guides = [a_guide(f"g{strength}", subjects={"finance": strength}) for strength in (0, 1, 2, 3)]
    guides.append(a_guide("g9", subjects={}, languages={"fr": 2}))
    (draft,) = propose([a_seeker()], guides, weights=WEIGHTS).drafts
    assert draft.guide == "g3"
    assert [(option.guide, option.why_not) for option in draft.alternatives] == [
        ("g2", Reason("lower_score", {"gain": -14})),
        ("g1", Reason("lower_score", {"gain": -27})),
        ("g0", Reason("lower_score", {"gain": -40})),
    ]
    assert draft.would_change == ()


def test_propose_tells_the_unmatched_what_is_missing():
    guides = [
        a_guide("g1", languages={"en": 3}),
        a_guide("g2", languages={"en": 3}, capacity=0),
        a_guide("g3", capacity=0),
    ]
    assert propose([a_seeker()], guides, weights=WEIGHTS).unmatched == {
        "s1": (
            Reason("language", {"count": 2, "alone": 1}),
            Reason("full", {"count": 2, "alone": 1}),
        )
    }


def test_propose_unmet_demand_counts_subject_by_language():
    seekers = [
        a_seeker("s1", subjects=("hr", "law"), languages={"fr": 3, "fon": 2, "en": 1}),
        a_seeker("s2", subjects=("hr",)),
        a_seeker("s3", subjects=()),
    ]
    demand = propose(seekers, [], weights=WEIGHTS).unmet_demand
    expected = {("", "fr"): 1, ("hr", "fon"): 1, ("hr", "fr"): 2, ("law", "fon"): 1}
    assert demand == {**expected, ("law", "fr"): 1}
    served = propose([a_seeker("s3", subjects=())], [a_guide()], weights=WEIGHTS)
    assert served.unmet_demand == {}


def test_propose_keeps_locked_pair_that_costs_points():
    seekers = [a_seeker("s1"), a_seeker("s2")]
    guides = [a_guide("g1"), a_guide("g2", subjects={})]
    proposal = propose(seekers, guides, weights=WEIGHTS, locked=[("s2", "g2")])
    assert pairs(proposal) == [("s1", "g1"), ("s2", "g2")]
    assert [draft.locked for draft in proposal.drafts] == [False, True]
    assert proposal.drafts[1].would_change == ()
    assert proposal.drafts[1].alternatives[0].why_not.code == "locked"
    other = propose(seekers, guides, weights=WEIGHTS, locked=[("s1", "g2")])
    assert pairs(other) == [("s1", "g2"), ("s2", "g1")]


@pytest.mark.parametrize(
    ("seeker", "guide", "vetoes"),
    [
        ({"blocked": frozenset({"g1"})}, {}, set()),
        ({}, {"blocked": frozenset({"s1"})}, set()),
        ({}, {}, {("s1", "g1")}),
        ({}, {"paused": True}, set()),
    ],
)
def test_propose_releases_locked_pair_that_became_forbidden(seeker, guide, vetoes):
    proposal = propose(
        [a_seeker(**seeker)],
        [a_guide(**guide), a_guide("g2")],
        weights=WEIGHTS,
        vetoes=vetoes,
        locked=[("s1", "g1")],
    )
    assert pairs(proposal) == [("s1", "g2")]
    assert proposal.released == (("s1", "g1"),)


def test_propose_releases_locked_pair_without_place_or_person():
    locked = [("s1", "g1"), ("s2", "g1"), ("s1", "g2"), ("gone", "g1"), ("s2", "gone")]
    proposal = propose(
        [a_seeker("s1"), a_seeker("s2")], [a_guide()], weights=WEIGHTS, locked=locked
    )
    assert pairs(proposal) == [("s1", "g1")]
    assert proposal.released == tuple(sorted(locked[1:]))


def test_propose_mentor_with_more_pairs_than_places_does_not_stop_the_run():
    guides = [a_guide("g1", capacity=-1), a_guide("g2")]
    assert pairs(propose([a_seeker()], guides, weights=WEIGHTS)) == [("s1", "g2")]


def test_propose_refuses_a_key_given_twice():
    with pytest.raises(ValueError, match="same key"):
        propose([a_seeker(), a_seeker()], [], weights=WEIGHTS)


# Silence: nobody learns that she was blocked, vetoed or declined.


@pytest.mark.parametrize(
    ("seeker", "guide", "vetoes"),
    [
        ({"blocked": frozenset({"g1"})}, {}, set()),
        ({}, {"blocked": frozenset({"s1"})}, set()),
        ({}, {}, {("s1", "g1")}),
    ],
)
def test_silence_blocked_and_taken_are_told_alike(seeker, guide, vetoes):
    private = propose([a_seeker(**seeker)], [a_guide(**guide)], weights=WEIGHTS, vetoes=vetoes)
    taken = propose([a_seeker(), a_seeker("s0", waiting_weeks=26)], [a_guide()], weights=WEIGHTS)
    assert pairs(taken) == [("s0", "g1")]
    assert private.unmatched == taken.unmatched
    assert private.unmatched == {"s1": (Reason("not_available", {"count": 1, "alone": 1}),)}


def test_silence_blocked_mentor_is_no_alternative():
    seeker = a_seeker(blocked=frozenset({"g1"}))
    (draft,) = propose(
        [seeker], [a_guide("g1"), a_guide("g2", subjects={})], weights=WEIGHTS
    ).drafts
    assert draft.guide == "g2"
    assert draft.alternatives == draft.would_change == ()


def test_silence_blocked_keys_are_not_printed():
    assert "canary" not in repr([a_seeker(blocked={"canary"}), a_guide(blocked={"canary"})])


# Properties

KEYS = [f"k{number}" for number in range(8)]


def people(kind, start, count, **own):
    """Return a strategy for ``count`` people at most, with keys from KEYS[start:]."""
    shared = {
        "organisations": st.frozensets(st.sampled_from("abcde"), max_size=2),
        "region": st.sampled_from(["", "africa", "europe"]),
        "languages": st.dictionaries(st.sampled_from(["fr", "en"]), st.integers(1, 3)),
        "hours": st.frozensets(st.integers(0, 5)),
        "asynchronous": st.booleans(),
        "blocked": st.frozensets(st.sampled_from(KEYS), max_size=2),
    }
    keys = st.lists(st.sampled_from(KEYS[start:]), max_size=count, unique=True)
    return keys.flatmap(
        lambda chosen: st.tuples(
            *(st.builds(kind, key=st.just(key), **shared, **own) for key in chosen)
        )
    )


SUBJECTS = st.sampled_from(["hr", "law"])
SEEKERS = people(
    Seeker,
    0,
    4,
    subjects=st.lists(SUBJECTS, unique=True).map(tuple),
    only_my_region=st.sampled_from([False, False, True]),
    not_my_region=st.sampled_from([False, False, True]),
    accepts_ally=st.booleans(),
    shortlist=st.lists(st.sampled_from(KEYS), max_size=3, unique=True).map(tuple),
    waiting_weeks=st.integers(0, 60),
)
GUIDES = people(
    Guide,
    3,
    4,
    subjects=st.dictionaries(SUBJECTS, st.integers(1, 3)),
    capacity=st.integers(0, 2),
    trained=st.sampled_from([True, True, True, False]),
    paused=st.sampled_from([False, False, False, True]),
    is_ally=st.booleans(),
    welcomes=st.frozensets(st.sampled_from(KEYS), max_size=2),
)
PAIRS = st.frozensets(st.tuples(st.sampled_from(KEYS[:4]), st.sampled_from(KEYS[3:])), max_size=4)


def value(proposal):
    totals = [draft.score.total for draft in proposal.drafts]
    return len(totals), min(totals, default=0), sum(totals)


def best_by_trying_all(seekers, guides, vetoes):
    best = (0, 0, 0)
    for chosen in product([None, *guides], repeat=len(seekers)):
        drafted = [(s, g) for s, g in zip(seekers, chosen, strict=True) if g]
        if any(chosen.count(guide) > guide.capacity for guide in guides):
            continue
        if any(broken(s, g, vetoes) for s, g in drafted):
            continue
        totals = [score(s, g, WEIGHTS).total for s, g in drafted]
        best = max(best, (len(totals), min(totals, default=0), sum(totals)))
    return best


@settings(deadline=None, max_examples=100)
@given(SEEKERS, GUIDES, PAIRS, PAIRS)
def test_propose_never_shows_a_forbidden_pair(seekers, guides, vetoes, locked):
    proposal = propose(seekers, guides, weights=WEIGHTS, vetoes=vetoes, locked=locked)
    seeker_by_key = {seeker.key: seeker for seeker in seekers}
    guide_by_key = {guide.key: guide for guide in guides}
    for draft in proposal.drafts:
        shown = [draft.guide, *(option.guide for option in draft.alternatives)]
        shown += [change.params["guide"] for change in draft.would_change]
        for key in shown:
            assert broken(seeker_by_key[draft.seeker], guide_by_key[key], vetoes) == []
        assert 0 <= draft.score.total <= 100
        assert draft.guide not in [option.guide for option in draft.alternatives]
    used = [draft.guide for draft in proposal.drafts]
    assert all(used.count(key) <= guide.capacity for key, guide in guide_by_key.items())
    everybody = [*used, *proposal.unmatched]
    assert len(everybody) == len(seekers)
    assert set(locked) == {(d.seeker, d.guide) for d in proposal.drafts if d.locked} | set(
        proposal.released
    )


@settings(deadline=None, max_examples=80)
@given(SEEKERS, GUIDES, PAIRS)
def test_propose_is_best_of_all_possibilities(seekers, guides, vetoes):
    proposal = propose(seekers, guides, weights=WEIGHTS, vetoes=vetoes)
    assert value(proposal) == best_by_trying_all(seekers, guides, vetoes)


@settings(deadline=None, max_examples=80)
@given(SEEKERS, GUIDES, PAIRS)
def test_propose_one_more_place_does_change_the_result(seekers, guides, vetoes):
    before = propose(seekers, guides, weights=WEIGHTS, vetoes=vetoes)
    for draft in before.drafts:
        for change in draft.would_change:
            more = [
                replace(guide, capacity=guide.capacity + (guide.key == change.params["guide"]))
                for guide in guides
            ]
            after = propose(seekers, more, weights=WEIGHTS, vetoes=vetoes)
            assert value(after) > value(before)
        assert all(
            option.why_not.params["gain"] <= 0
            for option in draft.alternatives
            if option.why_not.code == "lower_score"
        )


@settings(deadline=None)
@given(SEEKERS, GUIDES, PAIRS, PAIRS, st.randoms(use_true_random=False))
def test_propose_order_of_input_plays_no_part(seekers, guides, vetoes, locked, random):
    def shuffled(items):
        return random.sample(list(items), len(items))

    first = propose(seekers, guides, weights=WEIGHTS, vetoes=vetoes, locked=locked)
    again = propose(
        shuffled(seekers),
        shuffled(guides),
        weights=WEIGHTS,
        vetoes=list(vetoes),
        locked=shuffled(sorted(locked)),
    )
    assert first == again


@settings(deadline=None, max_examples=100)
@given(SEEKERS, GUIDES, PAIRS)
def test_silence_explanation_is_the_same_without_any_private_rule(seekers, guides, vetoes):
    with_rules = propose(seekers, guides, weights=WEIGHTS, vetoes=vetoes)
    open_guides = [replace(guide, blocked=frozenset()) for guide in guides]
    for key, told in with_rules.unmatched.items():
        assert {missing.code for missing in told} <= {
            "language", "organisation", "not_ready", "full", "region", "time", "ally",
            "not_available",
        }  # fmt: skip
        (seeker,) = (seeker for seeker in seekers if seeker.key == key)
        lonely = propose(
            [replace(seeker, blocked=frozenset())],
            open_guides,
            weights=WEIGHTS,
            vetoes={(seeker.key, guide.key) for guide in guides},
        )
        assert lonely.unmatched == {key: told}
