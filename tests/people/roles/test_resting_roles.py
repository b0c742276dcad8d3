"""Roles that show other people rest until their holder has a second step."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from people.accounts.backends import MemberBackend
from people.models import RoleGrant
from people.roles.table import WITH_SECOND_STEP, Role
from tests import factories
from tests.pages import one_line
from tests.proving import prove


@pytest.fixture
def sign_in(sign_in):
    """Browsers whose member has just typed the passphrase: making invitations asks for it."""
    return lambda user: prove(sign_in(user))


@pytest.fixture
def required(settings):
    settings.SECOND_STEP_REQUIRED = True


STAFF_PAGES = ["/en/invitations/", "/en/region/", "/en/mentoring/concerns/", "/studio/"]


def answers(client) -> list[int]:
    return [client.get(page).status_code for page in STAFF_PAGES]


def test_roles_rest_without_a_second_step(world, sign_in, required):
    everything = factories.UserFactory(organisation=world.a.organisation, is_superuser=True)
    for role in WITH_SECOND_STEP:
        RoleGrant.objects.create(user=everything, role=role)
    client = sign_in(everything)
    assert answers(client) == [404] * len(STAFF_PAGES)
    assert client.get(reverse("home")).status_code == 200
    page = one_line(client.get("/en/invitations/").content.decode())
    assert f'<a href="{reverse("people:second-step")}">To use your role' in page


def test_roles_are_in_force_with_a_second_step_and_rest_again_without(world, sign_in, required):
    coordinator = world.a.coordinator
    client = sign_in(coordinator)
    assert client.get("/en/invitations/").status_code == 404
    step = Authenticator.objects.create(user=coordinator, type="totp", data={"secret": "x"})
    assert client.get("/en/invitations/").status_code == 200
    assert "To use your role" not in client.get("/en/invitations/").content.decode()
    step.delete()
    assert client.get("/en/invitations/").status_code == 404


def test_codes_on_paper_alone_are_no_second_step(world, sign_in, required):
    user = world.a.coordinator
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "x"})
    assert sign_in(user).get("/en/invitations/").status_code == 404


@pytest.mark.parametrize("role", WITH_SECOND_STEP)
def test_every_role_but_ally_rests(world, role, required):
    user = factories.UserFactory(organisation=world.a.organisation)
    RoleGrant.objects.create(user=user, role=role, region=world.a.region)
    loaded = MemberBackend().get_user(user.pk)
    assert (loaded.permissions.lacks_second_step, loaded.permissions.by_region) == (True, {})


def test_leader_and_ally_need_none(world, sign_in, required):
    ally = factories.UserFactory(organisation=world.a.organisation)
    RoleGrant.objects.create(user=ally, role=Role.ALLY, region=world.a.region)
    for user in (world.a.leader, ally):
        page = sign_in(user).get(reverse("home"))
        assert page.status_code == 200
        assert "To use your role" not in page.content.decode()


def test_roles_need_no_second_step_where_none_is_required(world, sign_in):
    assert sign_in(world.a.coordinator).get("/en/invitations/").status_code == 200


def test_second_step_is_found_without_another_query(
    world, sign_in, required, django_assert_max_num_queries
):
    client = sign_in(world.a.coordinator)
    client.get("/en/me/sessions/")
    with django_assert_max_num_queries(6):
        client.get("/en/me/second-step/")
