"""A role that is given at “Everywhere” applies at every place."""

import pytest
from django.urls import reverse

from people.invitations import actions as invitations
from people.models import Network, RoleGrant
from people.organisations.permissions import node_for, organisations_coordinated_by
from people.roles.permissions import (
    can_coordinate,
    can_give_role,
    coordinated_by,
    grants_endable_by,
    members_nameable_by,
    networks_managed_by,
    region_ids_coordinated_by,
    regions_managed_by,
)
from people.vouching import actions as vouching
from people.vouching.permissions import members_suspendable_by
from tests import factories
from tests.factories import loaded
from tests.pages import one_line
from tests.proving import prove
from tests.responses import errors
from webinars.models import Webinar
from webinars.planning import permissions as planning

Role = RoleGrant.Role
pytestmark = pytest.mark.servers


@pytest.fixture
def sign_in(sign_in):
    """Browsers whose member has just typed the passphrase: making invitations asks for it."""
    return lambda user: prove(sign_in(user))


@pytest.fixture
def everywhere(world):
    user = factories.UserFactory(pseudonym="All of it")
    RoleGrant.objects.create(user=user, role=Role.COORDINATOR)
    return user


def test_coordinator_everywhere_coordinates_each_region_network_and_organisation(world, everywhere):
    user = loaded(everywhere)
    globe = Network.objects.create(short_name="Globe", level=Network.Level.GLOBAL)
    sides = (world.a, world.b)
    homes = {user.organisation, *(home for side in sides for home in both(side))}
    assert region_ids_coordinated_by(user) >= {side.region.pk for side in sides}
    assert set(organisations_coordinated_by(user)) == homes
    assert all(can_coordinate(user, home) for home in homes)
    assert node_for(user, world.b.organisation) == world.b.region
    assert set(regions_managed_by(user)) >= {side.region for side in sides}
    assert globe in networks_managed_by(user)
    assert set(members_nameable_by(user)) >= {world.a.leader, world.b.leader}
    assert set(members_suspendable_by(user)) >= {world.a.leader, world.b.leader}
    for node in (world.a.region, world.b.region, globe):
        assert can_give_role(user, Role.MENTOR, node, to=world.a.leader)
    assert not can_give_role(user, Role.MENTOR, None, to=world.a.leader)
    assert not can_give_role(user, Role.COORDINATOR, world.a.region, to=world.a.leader)


def both(side):
    return side.organisation, side.other_organisation


def test_coordinator_everywhere_ends_no_role_that_they_do_not_give(world, everywhere):
    user = loaded(everywhere)
    RoleGrant.objects.create(user=world.a.leader, role=Role.MENTOR)
    endable = set(grants_endable_by(user))
    assert set(world.b.mentor.roles.all()) <= endable
    assert endable.isdisjoint(RoleGrant.objects.filter(region=None, network=None))
    # A grant without an organisation is none of an organisation that they coordinate.
    found = RoleGrant.objects.filter(coordinated_by(user, "organisation__"))
    assert not found.filter(organisation=None).exists()


def test_other_coordinators_coordinate_what_they_did(world, everywhere):
    assert region_ids_coordinated_by(loaded(world.a.coordinator)) == {world.a.region.pk}
    assert set(organisations_coordinated_by(loaded(world.a.coordinator))) == set(both(world.a))


def test_it_takes_one_query_once(world, everywhere, django_assert_num_queries):
    user = loaded(everywhere)
    with django_assert_num_queries(1):
        region_ids_coordinated_by(user)
        region_ids_coordinated_by(user)
    with django_assert_num_queries(0):
        region_ids_coordinated_by(loaded_before := user)
        assert loaded_before is user


def test_coordinator_everywhere_invites_and_vouches_on_both_sides(world, everywhere, sign_in):
    browser = sign_in(everywhere)
    for number, side in enumerate((world.a, world.b)):
        form = browser.get("/en/invitations/").context["form"]
        assert side.organisation in form.fields["organisation"].queryset
        data = {"key": form["key"].value(), "organisation": side.organisation.pk, "role": "mentor"}
        code = browser.post("/en/invitations/", data).context["code"]
        joined = invitations.join(
            code=code, pseudonym=f"New {number}", passphrase=factories.PASSPHRASE
        )
        (grant,) = joined.roles.all()
        assert grant.region == side.region
        other = factories.invited(side.coordinator, side.organisation, name=f"Other {number}")
        vouching.vouch(code=vouching.code_of(other), by=loaded(everywhere))
        other.refresh_from_db()
        assert other.vouched_on


@pytest.mark.parametrize(
    "page", ["/en/region/", "/en/webinars/new/", "/en/mentoring/programmes/new/", "/en/home/"]
)
def test_pages_of_a_coordinator_everywhere_open(world, everywhere, sign_in, page):
    assert sign_in(everywhere).get(page).status_code == 200


def test_region_page_of_a_coordinator_everywhere_shows_all(world, everywhere, sign_in):
    for side in (world.a, world.b):
        factories.webinar(side, title=f"{side.region} webinar")
    factories.webinar(title="Of all regions")
    page = one_line(sign_in(everywhere).get("/en/region/").content.decode())
    assert "<h1>All regions</h1>" in page
    for title in ("ZQA region webinar", "ZQB region webinar", "Of all regions"):
        assert title in page


def test_coordinator_everywhere_manages_all_webinars_and_plans_for_each_region(world, everywhere):
    factories.webinar(world.b)
    factories.webinar(created_by=world.a.coordinator)
    user = loaded(everywhere)
    assert set(planning.webinars_managed_by(user)) == set(Webinar.objects.all())
    assert all(planning.can_manage(user, one) for one in Webinar.objects.all())
    assert set(planning.regions_plannable_by(user)) >= {world.a.region, world.b.region}


def test_facilitator_everywhere_is_offered_to_each_coordinator(world, everywhere):
    facilitator = factories.UserFactory(organisation=world.b.organisation)
    RoleGrant.objects.create(user=facilitator, role=Role.FACILITATOR)
    assert facilitator in planning.facilitators_available_to(loaded(world.a.coordinator))
    assert set(planning.facilitators_available_to(loaded(everywhere))) == {
        *(facilitator, world.a.facilitator, world.b.facilitator)
    }
    assert not planning.facilitators_available_to(loaded(world.a.leader)).exists()


def test_programme_for_one_region_and_for_all(world, everywhere, sign_in):
    browser = sign_in(everywhere)
    for region in (world.b.region.pk, ""):
        form = browser.get("/en/mentoring/programmes/new/").context["form"]
        terms = {name: form[name].value() for name in form.fields}
        data = terms | {"name": "Side by side", "region": region, "is_open": "on"}
        response = browser.post(reverse("mentorship:new-programme"), data)
        assert response.status_code == 302, errors(response)
