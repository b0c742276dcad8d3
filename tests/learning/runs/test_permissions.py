"""Who sees a course run, who joins it, who manages it: by region, network and organisation."""

from datetime import timedelta

import pytest
from django.urls import reverse

from learning.models import CourseRun
from learning.runs.permissions import (
    organisations_choosable_by,
    runs_managed_by,
    runs_open_to,
    runs_visible_to,
)
from people.models import Network, RoleGrant, User
from people.roles.table import Role
from tests import factories
from tests.factories import UserFactory, loaded

# The tree of networks is walked in SQL of our own.
pytestmark = pytest.mark.servers


def sees(user: User, run: CourseRun) -> tuple[bool, bool]:
    """Whether `user` sees the page of the run, and may join it."""
    user = loaded(user)
    seen, joined = runs_visible_to(user), runs_open_to(user)
    return seen.filter(pk=run.pk).exists(), joined.filter(pk=run.pk).exists()


def network(name: str, side, parent: Network | None = None) -> Network:
    return Network.objects.create(
        short_name=name, name=name, level="subregional", region=side.region, parent=parent
    )


def test_run_of_a_region_is_for_its_members_alone(world, run):
    assert sees(world.a.leader, run) == (True, True)
    assert sees(world.b.leader, run) == (False, False)


def test_run_opened_to_another_region_is_for_both(world, run):
    run.regions.add(world.b.region)
    assert sees(world.b.leader, run) == (True, True)


@pytest.mark.parametrize("opened", [True, False])
def test_run_of_a_network_reaches_organisations_at_any_depth_below(world, course, opened):
    top = network("Top", world.a)
    middle = network("Middle", world.a, top)
    low = network("Low", world.a, middle)
    beside = network("Beside", world.a, top)
    world.b.organisation.networks.add(low)
    if opened:
        run = factories.course_run(world.a, course)
        run.networks.add(top)
    else:
        run = factories.course_run(world.a, course, region=None, network=top)
    assert sees(world.b.leader, run) == (True, True)
    aside = factories.course_run(world.a, course, region=None, network=beside)
    assert sees(world.b.leader, aside) == (False, False)


def test_run_of_one_organisation_is_for_its_members_alone(world, course):
    run = factories.course_run(
        world.a,
        course,
        entry=CourseRun.Entry.ORGANISATION,
        organisation=world.a.organisation,
    )
    run.regions.add(world.b.region)
    neighbour = UserFactory(organisation=world.a.other_organisation)
    assert sees(world.a.leader, run) == (True, True)
    assert sees(neighbour, run) == (False, False)
    assert sees(world.b.leader, run) == (False, False)


def test_member_without_an_organisation_sees_no_run(world, run):
    assert sees(UserFactory(organisation=None), run) == (False, False)


def test_draft_is_for_those_who_manage_it(world, run):
    CourseRun.objects.filter(pk=run.pk).update(state=CourseRun.State.DRAFT)
    assert sees(world.a.leader, run) == (False, False)
    assert sees(world.a.coordinator, run) == (True, False)


def test_who_is_in_a_run_sees_it_wherever_they_are(world, run):
    factories.run_place(run, world.b.leader)
    assert sees(world.b.leader, run) == (True, False)


def test_last_day_to_join_is_that_of_the_member(world, run):
    today = world.a.leader.today
    CourseRun.objects.filter(pk=run.pk).update(join_until=today - timedelta(days=1))
    assert sees(world.a.leader, run) == (True, False)
    CourseRun.objects.filter(pk=run.pk).update(join_until=today)
    assert sees(world.a.leader, run) == (True, True)


def manages(user: User, run: CourseRun) -> bool:
    return runs_managed_by(loaded(user)).filter(pk=run.pk).exists()


def test_coordinators_of_the_place_and_its_facilitators_manage_a_run(world, course, run):
    second = factories.with_role(UserFactory(organisation=world.a.organisation), Role.FACILITATOR)
    people = [world.a.coordinator, world.a.facilitator, second, world.a.leader, world.b.coordinator]
    assert [manages(one, run) for one in people] == [True, True, False, False, False]
    CourseRun.objects.filter(pk=run.pk).update(second_facilitator=second)
    assert manages(second, run)
    RoleGrant.objects.filter(user=second).update(until=factories.day_over())
    assert not manages(second, run)


def test_coordinator_of_a_network_manages_the_runs_there_and_below(world, course):
    top = network("Top", world.a)
    low = network("Low", world.a, top)
    coordinator = UserFactory(organisation=world.b.organisation)
    RoleGrant.objects.create(user=coordinator, role=Role.COORDINATOR, network=top)
    below = factories.course_run(world.a, course, region=None, network=low)
    regional = factories.course_run(world.a, course)
    assert [manages(coordinator, one) for one in (below, regional)] == [True, False]
    # The coordinator of the region reaches its networks.
    assert [manages(world.a.coordinator, one) for one in (below, regional)] == [True, True]
    assert [manages(world.b.coordinator, one) for one in (below, regional)] == [False, False]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FACILITATOR])
def test_role_everywhere_plans_everywhere(world, course, run, sign_in, role):
    user = UserFactory(organisation=world.b.organisation)
    RoleGrant.objects.create(user=user, role=role)
    page = sign_in(user).get(reverse("learning:plan-run", args=[course.translation_key]))
    offered = [label for _value, label in page.context["form"].fields["node"].choices]
    assert offered == [str(world.a.region), str(world.b.region)]
    assert manages(user, run) == (role == Role.COORDINATOR)


def test_facilitator_is_offered_no_organisation_whose_name_they_may_not_read(world):
    found = organisations_choosable_by(loaded(world.a.facilitator))
    assert list(found) == [world.a.organisation]
    managed = organisations_choosable_by(loaded(world.a.coordinator))
    assert list(managed) == [world.a.organisation, world.a.other_organisation]


PAGES = ["run", "join-run", "leave-run", "people-in-run", "edit-run", "open-run", "cancel-run"]


@pytest.mark.parametrize("name", PAGES)
def test_stranger_from_another_region_gets_the_same_as_for_no_run(world, run, sign_in, name):
    browser = sign_in(world.b.coordinator)
    address = reverse(f"learning:{name}", args=[run.code])
    assert browser.get(address).status_code in (404, 405)
    assert browser.post(address, {"handle": "Quiet reed"}).status_code in (404, 405)
    assert run.places.count() == 0
