"""The prepared list of webinars answers as the rules that stand once, for each kind of member."""

from datetime import timedelta

import pytest

from people.models import RoleGrant, User
from people.roles.table import Role
from tests.factories import RegionFactory, UserFactory, day_over, place, webinar, with_role
from webinars.models import Registration, Webinar
from webinars.planning.permissions import webinars_visible_to
from webinars.registration.queries import LONGEST_LIST, listed_for

pytestmark = pytest.mark.servers
CANCELLED = Webinar.Status.CANCELLED


@pytest.fixture
def planned(world) -> dict[str, Webinar]:
    return {
        "of a": webinar(world.a),
        "of b": webinar(world.b),
        "of all": webinar(),
        "of b, led by a": webinar(world.b, facilitator=world.a.facilitator),
        "of a, on now": webinar(world.a, starts_in=timedelta(minutes=-59)),
        "of a, over": webinar(world.a, starts_in=timedelta(minutes=-61)),
        "of a, long over": webinar(world.a, starts_in=timedelta(days=-2)),
        "of a, called off": webinar(world.a, status=CANCELLED),
        "of a, called off with a place": webinar(world.a, status=CANCELLED),
    }


OF_A = {"of a", "of all", "of a, on now"}
OF_B = {"of b", "of all", "of b, led by a"}


@pytest.mark.parametrize(
    ("who", "listed"),
    [
        ("leader", OF_A | {"of a, called off with a place"}),
        ("leader2", OF_A),
        ("facilitator", OF_A | {"of b, led by a"}),
        ("coordinator of both", OF_A | OF_B),
        ("without a region", {"of all"}),
        ("of b", OF_B),
    ],
)
def test_each_member_finds_what_the_rules_say(world, planned, who, listed):
    place(planned["of a, called off with a place"], world.a.leader)
    members = {
        "leader": world.a.leader,
        "leader2": world.a.leader2,
        "facilitator": world.a.facilitator,
        "coordinator of both": with_role(world.a.coordinator, Role.COORDINATOR, world.b.region),
        "without a region": UserFactory(organisation=None),
        "of b": world.b.leader,
    }
    user = User.objects.get(pk=members[who].pk)
    names = {webinar.pk: name for name, webinar in planned.items()}
    found = listed_for(user)
    assert {names[one.pk] for one in found} == listed
    assert set(found) <= set(webinars_visible_to(user))
    assert found == sorted(found, key=lambda one: (one.starts_at, one.pk))


def test_more_regions_and_roles_that_end_change_the_list(world, planned):
    user = User.objects.get(pk=world.a.coordinator.pk)
    before = listed_for(user)
    regions = [world.b.region, RegionFactory(), RegionFactory()]
    for region in regions:
        with_role(user, Role.COORDINATOR, region)
    more = listed_for(User.objects.get(pk=user.pk))
    assert {one.region for one in more} - {one.region for one in before} == {world.b.region}
    RoleGrant.objects.filter(user=user).update(until=day_over())
    assert listed_for(User.objects.get(pk=user.pk)) == before


def test_rows_carry_their_own_state_and_the_places(world):
    one, other = webinar(world.a), webinar(world.a)
    place(one, world.a.leader)
    place(one, world.a.leader2, state=Registration.State.WAITING, alias="Mango 200")
    place(other, world.a.mentor)
    rows = {
        user: [(row.pk, row.my_state, row.taken, row.waiting) for row in listed_for(user)]
        for user in (world.a.leader, world.a.mentor)
    }
    assert rows == {
        world.a.leader: [(one.pk, "registered", 1, 1), (other.pk, None, 1, 0)],
        world.a.mentor: [(one.pk, None, 1, 1), (other.pk, "registered", 1, 0)],
    }


def test_list_ends_where_no_region_plans_more(world):
    for _number in range(LONGEST_LIST + 1):
        webinar(world.a)
    assert len(listed_for(world.a.leader)) == LONGEST_LIST
