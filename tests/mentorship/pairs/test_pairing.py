from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mentorship import notices, overview
from mentorship.matching import actions as matching
from mentorship.models import Draft, Goal, Meeting, Pair, Profile, Run
from mentorship.pairs import actions as pairing
from mentorship.pairs import goals, meetings
from people.models import Event, Notice, RoleGrant, User
from tests import factories
from tests.factories import UserFactory, with_role

pytestmark = pytest.mark.servers


def unread(user) -> list[str]:
    return list(user.notices.filter(read_at=None).values_list("kind", flat=True))


def refusal(action, **kwargs) -> str:
    with pytest.raises(pairing.PairingRefused) as caught:
        action(**kwargs)
    return caught.value.code


# Matching


def test_matching_drafts_pair_with_reasons_from_profiles(world):
    [draft] = factories.drafts(world.a)
    assert (draft.mentee, draft.mentor) == (world.a.leader, world.a.mentor)
    assert draft.score == sum(draft.parts.values()) == 90
    assert [reason["code"] for reason in draft.reasons] == [
        *("languages", "subject", "hours", "region"),
    ]


def test_matching_notifies_no_one(world):
    factories.drafts(world.a)
    assert Notice.objects.count() == 0


def test_matching_twice_gives_same_rows(world):
    [first] = factories.drafts(world.a)
    [second] = matching.run_matching(programme=first.programme, by=world.a.coordinator)
    assert (second.pk, second.score) == (first.pk, first.score)
    assert second.run != first.run
    assert (Draft.objects.count(), Run.objects.count()) == (1, 1)


def test_matching_replaces_drafts_that_no_longer_fit(world):
    [draft] = factories.drafts(world.a)
    factories.is_mentor(world.a.mentor, paused=True)
    assert matching.run_matching(programme=draft.programme, by=world.a.coordinator) == []
    assert Draft.objects.count() == 0


def test_matching_moves_mentee_from_one_draft_to_a_better_one(world):
    [draft] = factories.drafts(world.a)
    better = UserFactory(organisation=world.a.other_organisation)
    factories.is_mentor(with_role(better, RoleGrant.Role.MENTOR))
    factories.is_mentor(world.a.mentor, strengths={"rights": 1})
    [new] = matching.run_matching(programme=draft.programme, by=world.a.coordinator)
    assert new.mentor == better
    assert [other["mentor"] for other in new.alternatives] == [str(world.a.mentor.code)]


def test_matching_keeps_regions_apart(world):
    factories.wants_mentor(world.b.leader)
    factories.is_mentor(world.b.mentor)
    factories.wants_mentor(world.a.leader)
    programme = factories.programme(world.a)
    assert matching.run_matching(programme=programme, by=world.a.coordinator) == []
    assert list(programme.latest_run.unmatched) == [str(world.a.leader.code)]


def test_matching_of_all_regions_crosses_them(world):
    factories.wants_mentor(world.a.leader)
    factories.is_mentor(world.b.mentor)
    programme = factories.programme(world.a, region=None)
    [draft] = matching.run_matching(programme=programme, by=world.a.coordinator)
    assert (draft.mentee, draft.mentor) == (world.a.leader, world.b.mentor)


def test_matching_never_pairs_one_organisation(world):
    factories.wants_mentor(world.a.leader)
    factories.is_mentor(with_role(world.a.leader2, RoleGrant.Role.MENTOR))
    programme = factories.programme(world.a)
    assert matching.run_matching(programme=programme, by=world.a.coordinator) == []
    assert programme.latest_run.unmatched == {
        str(world.a.leader.code): [{"code": "organisation", "params": {"count": 1, "alone": 1}}]
    }
    assert programme.latest_run.unmet_demand == [["money", "fr", 1]]


def test_matching_passes_over_inactive_and_paused_and_untrained(world):
    factories.wants_mentor(world.a.leader)
    factories.wants_mentor(world.a.leader2, paused=True)
    factories.is_mentor(world.a.mentor)
    RoleGrant.objects.filter(user=world.a.mentor).update(until=date(2020, 1, 1))
    programme = factories.programme(world.a)
    assert matching.run_matching(programme=programme, by=world.a.coordinator) == []
    assert list(programme.latest_run.unmatched) == [str(world.a.leader.code)]
    RoleGrant.objects.filter(user=world.a.mentor).update(until=None)
    assert len(matching.run_matching(programme=programme, by=world.a.coordinator)) == 1
    world.a.leader.is_active = False
    world.a.leader.save()
    assert matching.run_matching(programme=programme, by=world.a.coordinator) == []


def test_matching_of_closed_programme_is_refused(world):
    programme = factories.programme(world.a, is_open=False)
    assert refusal(matching.run_matching, programme=programme, by=world.a.coordinator) == "closed"


def test_matching_counts_places_in_other_programmes(world):
    factories.running_pair(world.a)
    factories.is_mentor(world.a.mentor, capacity=1)
    factories.wants_mentor(UserFactory(organisation=world.a.organisation))
    other = factories.programme(world.a, name="Another")
    assert matching.run_matching(programme=other, by=world.a.coordinator) == []


# Approving


def test_approve_makes_pair_and_asks_both(world):
    pair = factories.proposed_pair(world.a)
    assert (pair.mentor_yes, pair.mentee_yes, pair.started_at) == (None, None, None)
    assert pair.draft.state == Draft.State.APPROVED
    assert unread(world.a.leader) == unread(world.a.mentor) == [notices.PAIR_PROPOSED.name]
    assert unread(world.a.coordinator) == []


def test_approve_twice_is_refused(world):
    pair = factories.proposed_pair(world.a)
    assert refusal(matching.approve, draft=pair.draft, by=world.a.coordinator) == "approved"
    assert Pair.objects.count() == 1


def test_approve_after_mentor_became_full_is_refused(world):
    factories.wants_mentor(world.a.leader)
    factories.wants_mentor(world.a.leader2)
    factories.is_mentor(world.a.mentor, capacity=2)
    programme = factories.programme(world.a)
    first, second = matching.run_matching(programme=programme, by=world.a.coordinator)
    matching.approve(draft=first, by=world.a.coordinator)
    factories.is_mentor(world.a.mentor, capacity=1)
    assert refusal(matching.approve, draft=second, by=world.a.coordinator) == "full"
    assert Pair.objects.count() == 1
    assert Draft.objects.undecided().count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda side: factories.is_mentor(side.mentor, paused=True), "paused"),
        (lambda side: factories.is_mentor(side.mentor, languages={"en": 3}), "language"),
        (lambda side: factories.is_mentor(side.mentor, is_mentor=False), "gone"),
        (lambda side: factories.wants_mentor(side.leader, wants_mentor=False), "gone"),
        (lambda side: Profile.objects.filter(user=side.leader).delete(), "gone"),
    ],
)
def test_approve_checks_again_what_changed(world, change, code):
    [draft] = factories.drafts(world.a)
    change(world.a)
    assert refusal(matching.approve, draft=draft, by=world.a.coordinator) == code
    assert Pair.objects.count() == 0


def test_approve_after_mentor_moved_to_same_organisation_is_refused(world):
    [draft] = factories.drafts(world.a)
    world.a.mentor.organisation = world.a.organisation
    world.a.mentor.save()
    assert refusal(matching.approve, draft=draft, by=world.a.coordinator) == "organisation"


def test_approve_for_mentee_with_a_pair_is_refused(world):
    [draft] = factories.drafts(world.a)
    Pair.objects.create(programme=draft.programme, mentor=world.a.leader2, mentee=world.a.leader)
    assert refusal(matching.approve, draft=draft, by=world.a.coordinator) == "taken"


def test_approve_draft_that_a_later_run_dropped_is_refused(world):
    [draft] = factories.drafts(world.a)
    Draft.objects.all().delete()
    assert refusal(matching.approve, draft=draft, by=world.a.coordinator) == "replaced"


def test_decline_keeps_pair_apart_for_good_and_notifies_no_one(world):
    [draft] = factories.drafts(world.a)
    matching.decline(draft=draft, by=world.a.coordinator)
    matching.decline(draft=draft, by=world.a.coordinator)
    assert matching.run_matching(programme=draft.programme, by=world.a.coordinator) == []
    # A decline appears the same as a mentor who is not available.
    assert Run.objects.get().unmatched == {
        str(world.a.leader.code): [{"code": "not_available", "params": {"count": 1, "alone": 1}}]
    }
    assert Notice.objects.count() == 0


def test_database_holds_one_open_pair_per_mentee(world):
    pair = factories.proposed_pair(world.a)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pair.objects.create(programme=pair.programme, mentor=world.a.leader2, mentee=world.a.leader)
    pairing.end(pair=pair, user=world.a.leader)
    Pair.objects.create(programme=pair.programme, mentor=world.a.leader2, mentee=world.a.leader)


# Answering


def test_pair_begins_only_when_both_say_yes(world):
    pair = factories.proposed_pair(world.a)
    pair = pairing.say_yes(pair=pair, user=world.a.leader)
    assert not pair.is_live
    assert unread(world.a.leader) == []
    assert unread(world.a.mentor) == [notices.PAIR_PROPOSED.name]
    pair = pairing.say_yes(pair=pair, user=world.a.mentor)
    assert pair.is_live
    assert unread(world.a.leader) == unread(world.a.mentor) == [notices.PAIR_STARTED.name]


def test_yes_twice_from_one_side_does_not_begin_pair(world):
    pair = factories.proposed_pair(world.a)
    pairing.say_yes(pair=pair, user=world.a.leader)
    events = Event.objects.count()
    assert not pairing.say_yes(pair=pair, user=world.a.leader).is_live
    assert Event.objects.count() == events


def test_yes_of_a_third_person_is_an_error(world):
    pair = factories.proposed_pair(world.a)
    with pytest.raises(ValueError, match="not in this pair"):
        pairing.say_yes(pair=pair, user=world.a.leader2)


@pytest.mark.parametrize(("who", "other"), [("leader", "mentor"), ("mentor", "leader")])
def test_no_closes_silently(world, who, other):
    pair = factories.proposed_pair(world.a)
    one, two = getattr(world.a, who), getattr(world.a, other)
    pairing.say_yes(pair=pair, user=two)
    before = Notice.objects.count()
    pair = pairing.say_no(pair=pair, user=one)
    pairing.say_no(pair=pair, user=one)
    assert (pair.is_open, pair.is_live) == (False, False)
    assert Notice.objects.count() == before
    assert unread(one) == unread(two) == []
    assert overview.accompaniments(one) == []
    [line] = overview.accompaniments(two)
    assert (line.is_closed, line.other, line.next_goal) == (True, "", "")


def test_no_is_not_said_again_by_the_matching(world):
    pair = factories.proposed_pair(world.a)
    pairing.say_no(pair=pair, user=world.a.mentor)
    assert matching.run_matching(programme=pair.programme, by=world.a.coordinator) == []


def test_yes_after_close_is_refused(world):
    pair = factories.proposed_pair(world.a)
    pairing.say_no(pair=pair, user=world.a.mentor)
    assert refusal(pairing.say_yes, pair=pair, user=world.a.leader) == "over"


def test_no_after_begin_is_refused(world):
    pair = factories.running_pair(world.a)
    assert refusal(pairing.say_no, pair=pair, user=world.a.leader) == "begun"
    pair.refresh_from_db()
    assert pair.is_live


def test_end_by_either_side_and_again(world):
    pair = factories.running_pair(world.a)
    ended = pairing.end(pair=pair, user=world.a.mentor)
    assert pairing.end(pair=pair, user=world.a.leader).ended_at == ended.ended_at
    # Both read the same neutral sentence.
    assert unread(world.a.leader) == unread(world.a.mentor) == ["pair_ended"]


def test_mentee_goes_to_the_pair_that_ended_from_the_page_of_mentoring(world, sign_in):
    pair = factories.running_pair(world.a)
    page, link = reverse("mentorship:overview"), f'href="{pair.get_absolute_url()}"'
    refused = factories.proposed_pair(world.b)
    pairing.say_no(pair=refused, user=world.b.mentor)

    def is_linked(user) -> bool:
        html = sign_in(user).get(page).content.decode()
        assert ("Pairs that have ended" in html) == (link in html and pair.ended_at is not None)
        return link in html

    assert [is_linked(one) for one in (world.a.leader, world.a.mentor)] == [True, True]
    pair = pairing.end(pair=pair, user=world.a.mentor)
    # A former mentor reads nothing more, and no one else ever did.
    others = (world.a.mentor, world.a.leader2, world.a.coordinator, world.b.leader, world.b.mentor)
    assert [is_linked(one) for one in (world.a.leader, *others)] == [True] + 5 * [False]
    assert sign_in(world.a.leader).get(pair.get_absolute_url()).status_code == 200
    # While the mentor is suspended, no one sees the pair.
    User.objects.filter(pk=world.a.mentor.pk).update(is_active=False)
    assert not is_linked(world.a.leader)


# Goals and meetings


def test_goal_and_meeting_sent_twice_are_kept_once(world):
    pair = factories.running_pair(world.a)
    key = uuid4()
    for _time in range(2):
        goals.add(pair=pair, user=world.a.leader, text="One", key=key)
        meetings.log(
            pair=pair,
            user=world.a.mentor,
            held_on=timezone.localdate(),
            length="30",
            channel="call",
            line="",
            key=key,
        )
    assert factories.words_of(pair.goals.all()) == ["ZQA goal", "One"]
    assert Meeting.objects.filter(key=key).count() == 1


def test_goal_of_the_same_form_with_another_text_is_another_one(world):
    pair = factories.running_pair(world.a)
    key = uuid4()
    for text in ("One", "Two"):
        goals.add(pair=pair, user=world.a.leader, text=text, key=key)
    assert factories.words_of(pair.goals.all()) == ["ZQA goal", "One", "Two"]


def test_goal_done_and_open_again(world):
    goal = factories.running_pair(world.a).goals.get()
    done = goals.set_done(goal=goal, user=world.a.leader, done=True)
    again = goals.set_done(goal=goal, user=world.a.mentor, done=True)
    assert done.done_at == again.done_at is not None
    assert goals.set_done(goal=goal, user=world.a.mentor, done=False).done_at is None


def test_goal_of_ended_or_proposed_pair_is_refused(world):
    pair = factories.proposed_pair(world.a)
    with pytest.raises(pairing.PairNotActive):
        goals.add(pair=pair, user=world.a.leader, text="One", key=uuid4())
    assert Goal.objects.count() == 0


def test_goal_of_a_third_person_is_an_error(world):
    pair = factories.running_pair(world.a)
    with pytest.raises(ValueError, match="not in this pair"):
        goals.add(pair=pair, user=world.a.leader2, text="One", key=uuid4())


# Summaries for other pages


def test_overview_gives_each_side_its_view_in_one_query(world, django_assert_num_queries):
    factories.running_pair(world.a)
    # The first view of a day is written to the access log of the other member.
    for queries in (2, 1):
        with django_assert_num_queries(queries):
            [mine] = overview.accompaniments(world.a.leader)
        with django_assert_num_queries(queries):
            [theirs] = overview.accompaniments(world.a.mentor)
    assert (mine.other, mine.next_goal) == ("ZQA mentor", "ZQA goal")
    assert (theirs.other, theirs.last_met) == ("ZQA leader", timezone.localdate())
    assert (mine.side, theirs.side) == ("mentee", "mentor")
    assert overview.accompaniments(world.a.leader2) == []


def test_pairs_without_meeting_counts_silence_not_novelty(world, django_assert_num_queries):
    pair = factories.running_pair(world.a)
    other = factories.running_pair(world.b)
    region = [world.a.region.pk]
    assert overview.pairs_without_meeting(region) == []
    for one in (pair, other):
        factories.began_days_ago(one, 60)
    assert overview.pairs_without_meeting(region) == []
    Meeting.objects.all().delete()
    with django_assert_num_queries(1):
        [quiet] = overview.pairs_without_meeting(region)
    assert (quiet.mentor, quiet.mentee) == ("ZQA mentor", "ZQA leader")


def test_pairs_without_meeting_names_own_region_only(world):
    factories.wants_mentor(world.a.leader)
    factories.is_mentor(world.b.mentor)
    programme = factories.programme(world.a, region=None)
    [draft] = matching.run_matching(programme=programme, by=world.a.coordinator)
    pair = matching.approve(draft=draft, by=world.a.coordinator)
    pairing.say_yes(pair=pair, user=world.a.leader)
    factories.began_days_ago(pairing.say_yes(pair=pair, user=world.b.mentor), 60)
    [for_a] = overview.pairs_without_meeting([world.a.region.pk])
    [for_b] = overview.pairs_without_meeting([world.b.region.pk])
    assert (for_a.mentee, for_a.mentor) == ("ZQA leader", "")
    assert (for_b.mentee, for_b.mentor) == ("", "ZQB mentor")


def test_profile_action_makes_no_one_a_mentor(world):
    assert not factories.is_mentor(world.a.leader).is_mentor
    assert factories.is_mentor(world.a.mentor).is_mentor
