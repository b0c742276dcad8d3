"""Who finds what: two regions full of canaries, every address, every method."""

from datetime import date

import pytest
from django.urls import reverse

from mentorship.matching import actions as matching
from mentorship.meetings.permissions import pairs_meeting_with
from mentorship.models import Draft, Goal, Meeting, Pair, Programme
from mentorship.pairs import actions as pairing
from mentorship.pairs.permissions import can_read_notes, pairs_acceptable_by
from mentorship.programmes.permissions import programmes_managed_by
from mentorship.reviews import actions as reviews
from people.models import RoleGrant, User
from people.roles.permissions import Role
from tests import factories
from tests.factories import UserFactory, with_role
from tests.mentorship import forms
from tests.responses import text_of

WORK = "ZQA what I wrote"
PEOPLE_OF_A_SIDE = ("leader", "leader2", "mentor", "facilitator", "coordinator")


@pytest.fixture
def both(world):
    """Each region has a running pair with work handed in, and an undecided draft."""
    page = factories.course()
    for side, mark in ((world.a, "ZQA"), (world.b, "ZQB")):
        factories.running_pair(side)
        factories.hand_in(side.leader, page, f"{mark} what I wrote")
        factories.wants_mentor(side.leader2)
        matching.run_matching(
            programme=Programme.objects.get(region=side.region), by=side.coordinator
        )
    return world


def test_only_the_two_of_a_running_pair_whose_members_are_both_here_read_and_meet(world):
    stranger = factories.running_pair(world.b)
    pair = factories.proposed_pair(world.a)

    def allowed() -> list[tuple[bool, set[Pair]]]:
        here = Pair.objects.get(pk=pair.pk)
        people = [factories.loaded(user) for user in (pair.mentee, pair.mentor, stranger.mentor)]
        return [(can_read_notes(one, here), set(pairs_meeting_with(one))) for one in people]

    assert allowed() == [(True, set()), (True, set()), (False, {stranger})]
    pairing.say_yes(pair=pair, user=pair.mentee)
    pairing.say_yes(pair=pair, user=pair.mentor)
    assert allowed() == [(True, {pair}), (True, {pair}), (False, {stranger})]
    pair.mentor.roles.all().delete()
    assert allowed() == [(True, {pair}), (False, set()), (False, {stranger})]
    with_role(pair.mentor, Role.MENTOR)
    User.objects.filter(pk=pair.mentor.pk).update(is_active=False)
    here = Pair.objects.get(pk=pair.pk)
    mentee = factories.loaded(pair.mentee)
    assert (can_read_notes(mentee, here), set(pairs_meeting_with(mentee))) == (False, set())


def pair_of(side) -> Pair:
    return Pair.objects.get(mentee=side.leader)


def work_of(side):
    return side.leader.enrolments.get().submissions.get()


def addresses_of_the_two(side) -> dict[str, list[str]]:
    pair = pair_of(side)
    return {
        "get": [reverse("mentorship:pair", args=[pair.code])],
        "post": [
            reverse("mentorship:pair", args=[pair.code]),
            reverse("mentorship:answer", args=[pair.code]),
            reverse("mentorship:end", args=[pair.code]),
            reverse("mentorship:goal", args=[pair.code, pair.goals.get().code]),
        ],
    }


def address_of_work(side) -> str:
    return reverse("mentorship:review", args=[work_of(side).code])


def addresses_of_coordinator(side) -> dict[str, list[str]]:
    programme = Programme.objects.get(region=side.region)
    draft = Draft.objects.get(programme=programme, state="drafted")
    own = [
        reverse("mentorship:programme", args=[programme.code]),
        reverse("mentorship:edit-programme", args=[programme.code]),
    ]
    return {
        "get": own,
        "post": [
            own[1],
            reverse("mentorship:run", args=[programme.code]),
            reverse("mentorship:decide", args=[programme.code, draft.code]),
        ],
    }


def state_of_everything() -> list:
    return [
        list(Pair.objects.order_by("pk").values()),
        list(Goal.objects.order_by("pk").values()),
        list(Meeting.objects.order_by("pk").values()),
        list(Draft.objects.order_by("pk").values()),
        list(Programme.objects.order_by("pk").values()),
    ]


FORMS = [
    forms.goal_form(),
    forms.meeting_form(),
    forms.review_form(),
    {"answer": "no", "done": "", "decline": ""},
]


def assert_closed(client, addresses: dict[str, list[str]]) -> None:
    before = state_of_everything()
    for address in addresses["get"]:
        assert (address, client.get(address).status_code) == (address, 404)
    for address in addresses["post"]:
        for form in FORMS:
            assert (address, client.post(address, form).status_code) == (address, 404)
    assert state_of_everything() == before


def all_addresses(side) -> dict[str, list[str]]:
    two, office = addresses_of_the_two(side), addresses_of_coordinator(side)
    work = address_of_work(side)
    return {
        "get": [*two["get"], *office["get"], work],
        "post": [*two["post"], *office["post"], work],
    }


@pytest.mark.parametrize("who", PEOPLE_OF_A_SIDE)
def test_other_region_finds_nothing(both, sign_in, who):
    assert_closed(sign_in(getattr(both.b, who)), all_addresses(both.a))


@pytest.mark.parametrize("who", PEOPLE_OF_A_SIDE)
def test_pages_of_other_region_show_no_canary(both, sign_in, who):
    client = sign_in(getattr(both.b, who))
    programme = Programme.objects.get(region=both.b.region)
    own_pages = [
        reverse("mentorship:overview"),
        reverse("mentorship:profile"),
        reverse("mentorship:programmes"),
        reverse("mentorship:new-programme"),
        reverse("mentorship:programme", args=[programme.code]),
        reverse("mentorship:edit-programme", args=[programme.code]),
        reverse("mentorship:pair", args=[pair_of(both.b).code]),
        address_of_work(both.b),
    ]
    statuses = []
    for address in own_pages:
        response = client.get(address)
        statuses.append(response.status_code)
        assert "ZQA " not in text_of(response)
    assert 200 in statuses


def test_stranger_is_sent_to_sign_in(both, client):
    addresses = all_addresses(both.a)
    before = state_of_everything()
    for address in addresses["get"]:
        assert client.get(address).status_code == 302
    for address in addresses["post"]:
        response = client.post(address, forms.goal_form())
        assert (response.status_code, "/sign-in/" in response["Location"]) == (302, True)
    assert state_of_everything() == before


def test_others_of_same_region_find_nothing_of_the_pair(both, sign_in):
    other_mentor = with_role(
        UserFactory(organisation=both.a.other_organisation), RoleGrant.Role.MENTOR
    )
    closed = addresses_of_the_two(both.a)
    closed["get"].append(address_of_work(both.a))
    closed["post"].append(address_of_work(both.a))
    for user in (both.a.leader2, both.a.facilitator, other_mentor):
        assert_closed(sign_in(user), closed)
        assert_closed(sign_in(user), addresses_of_coordinator(both.a))


def test_coordinator_finds_no_pair_page_and_no_work(both, sign_in):
    closed = addresses_of_the_two(both.a)
    closed["get"].append(address_of_work(both.a))
    closed["post"].append(address_of_work(both.a))
    assert_closed(sign_in(both.a.coordinator), closed)


def test_coordinator_sees_dates_and_counts_but_no_words(both, sign_in):
    programme = Programme.objects.get(region=both.a.region)
    client = sign_in(both.a.coordinator)
    html = text_of(client.get(reverse("mentorship:programme", args=[programme.code])))
    # The page shows the pair and the draft, so there is something that could leak.
    assert "ZQA leader" in html
    assert "ZQA leader two" in html
    for words in ("ZQA goal", "ZQA line", WORK):
        assert words not in html


def test_two_of_the_pair_see_their_words(both, sign_in):
    address = reverse("mentorship:pair", args=[pair_of(both.a).code])
    for user in (both.a.leader, both.a.mentor):
        html = text_of(sign_in(user).get(address))
        assert "ZQA goal" in html
        assert "ZQA line" in html


def test_mentee_cannot_review_their_own_work(both, sign_in):
    client = sign_in(both.a.leader)
    assert client.get(address_of_work(both.a)).status_code == 404
    assert client.post(address_of_work(both.a), forms.review_form()).status_code == 404


def test_mentor_reads_work_of_live_pair(both, sign_in):
    response = sign_in(both.a.mentor).get(address_of_work(both.a))
    assert response.status_code == 200
    assert WORK in text_of(response)


def test_former_mentor_loses_everything_at_once(both, sign_in):
    client = sign_in(both.a.mentor)
    pair, work = pair_of(both.a), address_of_work(both.a)
    page = reverse("mentorship:pair", args=[pair.code])
    goal = reverse("mentorship:goal", args=[pair.code, pair.goals.get().code])
    assert (client.get(page).status_code, client.get(work).status_code) == (200, 200)
    pairing.end(pair=pair, user=both.a.leader)
    assert_closed(client, {"get": [page, work], "post": [page, goal, work]})
    assert list(reviews.waiting_for(both.a.mentor)) == []
    html = text_of(client.get(reverse("mentorship:overview")))
    for words in ("ZQA leader", "ZQA goal", "ZQA line", WORK):
        assert words not in html


def test_mentee_keeps_their_goals_after_the_end(both, sign_in):
    pair = pair_of(both.a)
    pairing.end(pair=pair, user=both.a.mentor)
    html = text_of(sign_in(both.a.leader).get(reverse("mentorship:pair", args=[pair.code])))
    assert "ZQA goal" in html
    assert 'value="meeting"' not in html


def test_proposed_mentor_reads_no_work_yet(world, sign_in):
    pair = factories.proposed_pair(world.a)
    work = factories.hand_in(world.a.leader, factories.course(), WORK)
    pairing.say_yes(pair=pair, user=world.a.mentor)
    client = sign_in(world.a.mentor)
    assert client.get(reverse("mentorship:review", args=[work.code])).status_code == 404
    assert client.get(reverse("mentorship:pair", args=[pair.code])).status_code == 200


def test_no_one_reads_a_draft_of_work(both, sign_in):
    work = work_of(both.a)
    work.state = "draft"
    work.save()
    assert sign_in(both.a.mentor).get(address_of_work(both.a)).status_code == 404


def test_work_between_two_rounds_is_not_shown(both, sign_in):
    work = work_of(both.a)
    work.state = "returned"
    work.save()
    html = text_of(sign_in(both.a.mentor).get(address_of_work(both.a)))
    assert WORK not in html


def test_closed_proposal_shows_nothing_to_either(world, sign_in):
    pair = factories.proposed_pair(world.a)
    pairing.say_no(pair=pair, user=world.a.mentor)
    for user in (world.a.leader, world.a.mentor):
        client = sign_in(user)
        assert client.get(reverse("mentorship:pair", args=[pair.code])).status_code == 404


def test_programme_for_all_regions_is_for_coordinators_of_all_regions(world, sign_in):
    programme = factories.programme(world.a, region=None)
    address = reverse("mentorship:programme", args=[programme.code])
    assert sign_in(world.a.coordinator).get(address).status_code == 404
    everywhere = UserFactory()
    RoleGrant.objects.create(user=everywhere, role=RoleGrant.Role.COORDINATOR, region=None)
    assert sign_in(everywhere).get(address).status_code == 200


def test_coordinator_whose_role_is_over_finds_nothing(both, sign_in):
    RoleGrant.objects.filter(user=both.a.coordinator).update(until=date(2020, 1, 1))
    assert_closed(sign_in(both.a.coordinator), addresses_of_coordinator(both.a))


def test_coordinator_manages_the_programmes_of_their_own_region(both, django_assert_num_queries):
    coordinator = both.a.coordinator
    assert coordinator.permissions.by_region == {Role.COORDINATOR: {both.a.region.pk}}
    with django_assert_num_queries(1):
        managed = [(one.name, one.region) for one in programmes_managed_by(coordinator)]
    assert managed == [(f"{both.a.region.name} mentoring", both.a.region)]


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_member_who_coordinates_nothing_manages_no_programme(both, who):
    assert list(programmes_managed_by(getattr(both.a, who))) == []


def test_only_the_two_may_say_yes_and_learn_that_it_is_too_late(world):
    pair = factories.proposed_pair(world.a)
    everyone = [getattr(side, name) for side in (world.a, world.b) for name in PEOPLE_OF_A_SIDE]

    def may_say_yes():
        return [user for user in everyone if pair in pairs_acceptable_by(user)]

    assert may_say_yes() == [world.a.leader, world.a.mentor]
    pairing.say_no(pair=pair, user=world.a.leader)
    assert may_say_yes() == [world.a.leader, world.a.mentor]


def test_profile_shows_only_own_answers(world, sign_in):
    factories.wants_mentor(world.a.leader, needs=["rights"], nearness="not_my_region")
    client = sign_in(world.a.leader2)
    html = text_of(client.get(reverse("mentorship:profile")))
    assert 'value="rights" selected' not in html
    assert 'value="not_my_region" checked' not in html
    html = text_of(sign_in(world.a.leader).get(reverse("mentorship:profile")))
    assert 'value="rights" selected' in html


def test_profile_of_member_without_role_has_no_part_for_mentors(world, sign_in):
    client = sign_in(world.a.leader)
    assert "strength_money" not in text_of(client.get(reverse("mentorship:profile")))
    form = {
        "wants_mentor": "on",
        "is_mentor": "on",
        "strength_money": "3",
        "need_1": "money",
        "language_1": "fr",
        "level_1": "3",
        "free_time": "weekday_evening",
        "nearness": "any",
    }
    assert client.post(reverse("mentorship:profile"), form).status_code == 302
    profile = world.a.leader.mentoring_profile
    assert (profile.wants_mentor, profile.is_mentor, profile.strengths) == (True, False, {})
