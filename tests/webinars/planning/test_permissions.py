"""Whom the rules of planning name, and no one else: whole lists, with people of both regions."""

import pytest

from people.models import Network, RoleGrant, User
from people.roles.table import Role
from tests.factories import UserFactory, day_over, loaded, webinar
from webinars.models import Webinar
from webinars.planning import permissions


def holder(side, name: str, role: Role, *, until=None, **node) -> User:
    """Return a member of `side` with `role` at `node`, everywhere without one."""
    user = UserFactory(pseudonym=name, organisation=side.organisation)
    RoleGrant.objects.create(user=user, role=role, until=until, **node)
    return user


@pytest.fixture
def networks(world) -> dict[str, Network]:
    return {
        "A": Network.objects.create(short_name="A", level="regional", region=world.a.region),
        "B": Network.objects.create(short_name="B", level="regional", region=world.b.region),
        "globe": Network.objects.create(short_name="Globe", level="global"),
    }


@pytest.fixture
def coordinators(world, networks) -> dict[str, User]:
    """Who coordinates what; the last of them coordinates no region any more, or never did."""
    role = Role.COORDINATOR
    return {
        "region A": world.a.coordinator,
        "region B": world.b.coordinator,
        "everywhere": holder(world.b, "Everywhere", role),
        "region A too": holder(world.a, "Second", role, region=world.a.region),
        "network A": holder(world.a, "Network", role, network=networks["A"]),
        "until lately": holder(world.a, "Before", role, region=world.a.region, until=day_over()),
        "a stranger": world.a.leader,
    }


def names(users) -> list[str]:
    return [user.pseudonym for user in users]


def test_facilitators_offered_are_those_of_the_regions_and_networks_there(
    world, networks, coordinators
):
    role = Role.FACILITATOR
    holder(world.b, "Q network A", role, network=networks["A"])
    holder(world.a, "P network B", role, network=networks["B"])
    holder(world.a, "N global network", role, network=networks["globe"])
    holder(world.b, "M everywhere", role)
    holder(world.a, "L ended", role, region=world.a.region, until=day_over())
    newcomer = holder(world.a, "K newcomer", role, region=world.a.region)
    suspended = holder(world.a, "J suspended", role, region=world.a.region)
    User.objects.filter(pk=newcomer.pk).update(vouched_on=None)
    User.objects.filter(pk=suspended.pk).update(is_active=False)
    holder(world.a, "H editor everywhere", Role.EDITOR)
    of_a = ["M everywhere", "Q network A", "ZQA facilitator"]
    of_b = ["M everywhere", "P network B", "ZQB facilitator"]
    assert {
        place: names(permissions.facilitators_available_to(loaded(user)))
        for place, user in coordinators.items()
    } == {
        "region A": of_a,
        "region B": of_b,
        "everywhere": sorted({*of_a, *of_b, "N global network"}),
        "region A too": of_a,
        "network A": [],
        "until lately": [],
        "a stranger": [],
    }


def numbers(planned: Webinar, *managers: User) -> list[int]:
    return [permissions.number_among_managers(user, planned) for user in managers]


def test_managers_in_one_room_have_each_another_number(world, coordinators):
    holder(world.a, "Mentor everywhere", Role.MENTOR)
    later = holder(world.a, "Third", Role.COORDINATOR, region=world.a.region)
    of_a = [world.a.coordinator, coordinators["everywhere"], coordinators["region A too"], later]
    of_b = [world.b.coordinator, coordinators["everywhere"]]
    assert numbers(webinar(world.a), *of_a) == [1, 2, 3, 4]
    assert numbers(webinar(world.b), *of_b) == [1, 2]


def test_planner_of_a_webinar_for_all_regions_is_counted_among_those_everywhere(
    world, coordinators
):
    everywhere = coordinators["everywhere"]
    later = holder(world.a, "Everywhere too", Role.COORDINATOR)
    assert numbers(webinar(), everywhere, later) == [1, 2]
    of_all = webinar(created_by=coordinators["region A too"])
    assert numbers(of_all, everywhere, coordinators["region A too"], later) == [1, 2, 3]
    # Planned for one region from another: its planner does not manage it.
    of_a = webinar(world.a, created_by=world.b.coordinator)
    assert numbers(of_a, world.a.coordinator, everywhere) == [1, 2]


def test_webinars_seen_are_those_of_the_regions_for_all_and_led(world, coordinators):
    webinar(world.a, title="zqa")
    webinar(world.b, title="zqb")
    webinar(title="for all")
    webinar(world.b, title="led by a facilitator of region A", facilitator=world.a.facilitator)
    webinar(world.b, title="led by no facilitator", facilitator=world.a.leader)
    of_a = {"zqa", "for all"}
    of_b = {"zqb", "for all", "led by a facilitator of region A", "led by no facilitator"}
    people = coordinators | {"leads": world.a.facilitator}
    assert {
        place: set(permissions.webinars_visible_to(loaded(user)).values_list("title", flat=True))
        for place, user in people.items()
    } == {
        "region A": of_a,
        "region B": of_b,
        "everywhere": of_a | of_b,
        "region A too": of_a,
        "network A": of_a,
        "until lately": of_a,
        "a stranger": of_a,
        "leads": of_a | {"led by a facilitator of region A"},
    }


def test_planner_looks_after_a_webinar_as_long_as_they_may_change_it(world, coordinators):
    everywhere, second = coordinators["everywhere"], coordinators["region A too"]

    def managers(planned, *, without=world.b.leader) -> set[User]:
        return set(permissions.managers_of(planned, without=without))

    of_a = webinar(world.a)
    assert managers(of_a) == {world.a.coordinator}
    assert managers(of_a, without=world.a.coordinator) == {second, everywhere}
    assert managers(webinar(world.a, created_by=world.b.coordinator)) == {
        *(world.a.coordinator, second, everywhere)
    }
    assert managers(webinar(created_by=coordinators["until lately"])) == {everywhere}
    User.objects.filter(pk=world.a.coordinator.pk).update(is_active=False)
    assert managers(Webinar.objects.get(pk=of_a.pk)) == {second, everywhere}


def test_webinars_managed_are_those_of_the_regions_and_own_ones_for_all(world, coordinators):
    for side in (world.a, world.b):
        webinar(side, title=side.region.key)
    webinar(title="no planner")
    for place, user in coordinators.items():
        webinar(title=f"for all, by {place}", created_by=user)
        webinar(world.b, title=f"zqb, by {place}", created_by=user)
    of_b = {"zqb", *(f"zqb, by {place}" for place in coordinators)}
    assert {
        place: set(permissions.webinars_managed_by(loaded(user)).values_list("title", flat=True))
        for place, user in coordinators.items()
    } == {
        "region A": {"zqa", "for all, by region A"},
        "region B": {*of_b, "for all, by region B"},
        "everywhere": {
            *("zqa", "no planner", *of_b),
            *(f"for all, by {place}" for place in coordinators),
        },
        "region A too": {"zqa", "for all, by region A too"},
        "network A": set(),
        "until lately": set(),
        "a stranger": set(),
    }
