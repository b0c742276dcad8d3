"""A programme reaches its region, and mentors whose role holds there wherever they are."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorship.matching import actions as matching
from mentorship.matching.queries import mentees, mentors
from mentorship.models import Draft
from mentorship.pairs.actions import PairingRefused
from people.models import RoleGrant
from tests import factories

pytestmark = pytest.mark.servers


@pytest.fixture
def guest(world):
    """A mentor of the other region, who has said so in their profile."""
    factories.is_mentor(world.b.mentor)
    return world.b.mentor


def gives(guest, **place) -> RoleGrant:
    return RoleGrant.objects.create(user=guest, role=RoleGrant.Role.MENTOR, **place)


def keys(people) -> set[str]:
    return {one.key for one in people}


def reached(world, **changes) -> set[str]:
    return keys(mentors(factories.programme(world.a, **changes)))


def test_mentor_of_another_region_alone_is_not_reached(world, guest):
    assert reached(world) == set()


@pytest.mark.parametrize("place", ["everywhere", "there"])
def test_mentor_whose_role_holds_there_is_reached_from_another_region(world, guest, place):
    gives(guest, region=None if place == "everywhere" else world.a.region)
    assert reached(world) == {str(guest.code)}


@pytest.mark.parametrize("lacks", ["role", "time", "profile", "account"])
def test_mentor_from_elsewhere_is_reached_only_while_all_of_it_holds(world, guest, lacks):
    grant = gives(guest)
    match lacks:
        case "role":
            grant.role = RoleGrant.Role.FACILITATOR
            grant.save()
        case "time":
            grant.until = timezone.localdate() - timedelta(days=3)
            grant.save()
        case "profile":
            factories.wants_mentor(guest, is_mentor=False)
        case "account":
            guest.is_active = False
            guest.save()
    assert reached(world) == set()


def test_programme_of_all_regions_reaches_everyone_once(world, guest):
    gives(guest)
    gives(guest, region=world.a.region)
    factories.is_mentor(world.a.mentor)
    programme = factories.programme(world.a, region=None)
    found = [one.key for one in mentors(programme)]
    assert sorted(found) == sorted([str(guest.code), str(world.a.mentor.code)])


def test_programme_of_all_regions_has_mentees_of_each(world):
    for user in (world.a.leader, world.b.leader):
        factories.wants_mentor(user)
    programme = factories.programme(world.a, region=None)
    assert keys(mentees(programme)) == {str(world.a.leader.code), str(world.b.leader.code)}


def test_mentor_from_elsewhere_asks_for_a_mentor_at_home_alone(world, guest):
    gives(guest)
    factories.wants_mentor(guest, is_mentor=True, strengths={"money": 3})
    away, home = factories.programme(world.a), factories.programme(world.b)
    assert (keys(mentees(away)), keys(mentees(home))) == (set(), {str(guest.code)})


def test_pair_with_a_mentor_from_elsewhere_is_drafted_named_and_approved(world, guest, sign_in):
    gives(guest)
    factories.wants_mentor(world.a.leader)
    programme = factories.programme(world.a)
    [draft] = matching.run_matching(programme=programme, by=world.a.coordinator)
    assert (draft.mentee, draft.mentor) == (world.a.leader, guest)
    browser = sign_in(world.a.coordinator)
    assert guest.pseudonym in browser.get(programme.get_absolute_url()).content.decode()
    browser.post(reverse("mentorship:decide", args=[programme.code, draft.code]), {"approve": ""})
    assert Draft.objects.get().state == Draft.State.APPROVED


def test_mentor_whose_role_ended_since_the_draft_is_not_paired(world, guest):
    grant = gives(guest)
    factories.wants_mentor(world.a.leader)
    programme = factories.programme(world.a)
    [draft] = matching.run_matching(programme=programme, by=world.a.coordinator)
    grant.delete()
    with pytest.raises(PairingRefused) as refused:
        matching.approve(draft=draft, by=world.a.coordinator)
    assert refused.value.code == "gone"


def test_wish_for_the_own_region_is_kept(world, guest):
    gives(guest)
    factories.wants_mentor(world.a.leader, nearness="only_my_region")
    programme = factories.programme(world.a)
    assert matching.run_matching(programme=programme, by=world.a.coordinator) == []
