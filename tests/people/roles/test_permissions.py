"""Roles: held for a region, until a day, and gone at the next request."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from people.accounts.backends import MemberBackend
from people.models import RoleGrant
from people.organisations.permissions import organisations_coordinated_by
from people.roles.permissions import (
    can_coordinate_regions,
    can_see_others,
    has_role,
    region_ids_coordinated_by,
)
from tests import factories
from tests.proving import prove

Role = RoleGrant.Role


@pytest.fixture
def sign_in(sign_in):
    """Browsers whose member has just typed the passphrase: making invitations asks for it."""
    return lambda user: prove(sign_in(user))


def loaded(user):
    return MemberBackend().get_user(user.pk)


def test_request_loads_member_organisation_and_roles_in_one_query(world, django_assert_num_queries):
    RoleGrant.objects.create(user=world.a.coordinator, role=Role.MENTOR, region=world.b.region)
    with django_assert_num_queries(1):
        user = loaded(world.a.coordinator)
        assert user.region_id == world.a.region.pk
        assert user.permissions.by_region == {
            "coordinator": {world.a.region.pk},
            "mentor": {world.b.region.pk},
        }


@pytest.mark.parametrize(("days", "held"), [(None, True), (1, True), (0, True), (-2, False)])
def test_role_ends_with_its_last_day(world, days, held):
    until = None if days is None else factories.local_day() + timedelta(days=days)
    world.a.mentor.roles.update(until=until)
    assert has_role(loaded(world.a.mentor), Role.MENTOR) is held


def test_role_counts_in_its_own_region_only(world):
    user = loaded(world.a.coordinator)
    assert has_role(user, Role.COORDINATOR, region_id=world.a.region.pk) is True
    assert has_role(user, Role.COORDINATOR, region_id=world.b.region.pk) is False
    assert region_ids_coordinated_by(user) == {world.a.region.pk}


def test_no_one_coordinates_without_the_role(world):
    assert can_coordinate_regions(loaded(world.a.leader)) is False
    assert can_coordinate_regions(AnonymousUser()) is False
    assert region_ids_coordinated_by(AnonymousUser()) == set()
    assert region_ids_coordinated_by(loaded(world.a.leader)) == set()


def test_coordinator_works_only_with_organisations_of_their_region(world):
    user = loaded(world.a.coordinator)
    visible = set(organisations_coordinated_by(user))
    assert visible == {world.a.organisation, world.a.other_organisation}


def test_taking_a_role_away_counts_from_the_next_request(sign_in, world):
    browser = sign_in(world.a.coordinator)
    assert browser.get("/en/invitations/").status_code == 200
    world.a.coordinator.roles.all().delete()
    assert browser.get("/en/invitations/").status_code == 404


def test_disabling_an_account_counts_from_the_next_request(sign_in, world):
    browser = sign_in(world.a.leader)
    assert browser.get("/en/me/").status_code == 200
    world.a.leader.is_active = False
    world.a.leader.save()
    assert browser.get("/en/me/").status_code == 302


def test_member_without_an_organisation_belongs_to_no_region(db):
    assert factories.UserFactory(organisation=None).region_id is None


def test_roles_that_show_others_are_those_of_the_one_who_asks(world):
    who = (world.a.coordinator, world.a.leader)
    assert [can_see_others(loaded(user)) for user in who] == [True, False]
    assert can_see_others(AnonymousUser()) is False
