"""Roles at a network: in force for the organisations in it and below it, and for no others."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from people.invitations import actions as invitations
from people.invitations.permissions import can_invite, invitations_visible_to
from people.models import Invitation, Network, Organisation, RoleGrant, User
from people.organisations import actions as organisations
from people.organisations.permissions import (
    can_manage_organisation,
    can_read_name,
    organisations_coordinated_by,
    organisations_managed_by,
    organisations_readable_by,
)
from people.roles import actions as roles
from people.roles.permissions import (
    can_give_role,
    grants_endable_by,
    has_role,
    members_nameable_by,
    networks_managed_by,
    organisation_ids_led_by,
    region_ids_coordinated_by,
    roles_givable_by,
)
from people.vouching.permissions import members_suspendable_by, members_vouchable_by
from tests import factories
from tests.factories import loaded
from tests.pages import one_line
from tests.proving import prove
from webinars.planning import permissions as webinar_rules
from webinars.planning.permissions import webinars_managed_by

pytestmark = pytest.mark.servers

Role = RoleGrant.Role
ROLES, END = "/en/people/roles/", "/en/people/roles/end/"
LIST, NEW = "/en/organisations/", "/en/organisations/new/"
INVITE = "/en/invitations/"


@pytest.fixture
def sign_in(sign_in):
    """Browsers whose member has just typed the passphrase: making invitations asks for it."""
    return lambda user: prove(sign_in(user))


def network(name, region, parent=None) -> Network:
    return Network.objects.create(
        short_name=name, level=Network.Level.SUBREGIONAL, region=region, parent=parent
    )


@pytest.fixture
def west(world) -> Network:
    """A network of region A: one organisation is in it, the other is not."""
    found = network("West", world.a.region)
    world.a.organisation.networks.add(found)
    return found


@pytest.fixture
def coast(world, west) -> Network:
    return network("Coast", world.a.region, parent=west)


@pytest.fixture
def deep(world, coast) -> Organisation:
    """An organisation two levels below."""
    bay = network("Bay", world.a.region, parent=coast)
    found = factories.OrganisationFactory(name="ZQA deep", region=world.a.region)
    found.networks.add(bay)
    return found


@pytest.fixture
def coordinator(world, west) -> User:
    """A member who coordinates the network, and no region. Their organisation is in it."""
    user = factories.UserFactory(pseudonym="ZQA west", organisation=world.a.organisation)
    RoleGrant.objects.create(user=user, role=Role.COORDINATOR, network=west)
    return user


def page_of(organisation) -> str:
    return reverse("people:organisation", args=[organisation.code])


def reach(user) -> set[Organisation]:
    """Return the organisations that `user` manages; both ways of asking agree on each of them."""
    user = loaded(user)
    found = set(organisations_managed_by(user))
    every = Organisation.objects.all()
    assert {one for one in every if can_manage_organisation(user, one)} == found
    assert {one for one in every if can_invite(user, one)} == found
    assert set(organisations_coordinated_by(user)) == found
    readable = set(organisations_readable_by(user))
    assert {one for one in every if can_read_name(user, one)} == readable
    near = {one.organisation for one in members_nameable_by(user)}
    assert near == {one for one in found if one.members.exists()}
    return found


# How far it reaches


def test_role_reaches_the_organisations_in_the_network_and_below_and_no_others(
    world, coordinator, deep
):
    assert reach(coordinator) == {world.a.organisation, deep}
    assert reach(world.a.coordinator) == {
        world.a.organisation,
        world.a.other_organisation,
        deep,
    }


def test_role_reaches_an_organisation_of_another_region_in_the_network(world, coordinator, coast):
    world.b.organisation.networks.add(coast)
    assert reach(coordinator) == {world.a.organisation, world.b.organisation}
    assert region_ids_coordinated_by(loaded(coordinator)) == set()


def test_role_reaches_nothing_above_its_network(world, coordinator, coast, deep):
    coordinator.roles.update(network=coast)
    assert reach(coordinator) == {deep}


def test_circle_of_networks_ends(world, coordinator, west, coast, deep):
    Network.objects.filter(pk=west.pk).update(parent=coast)
    assert reach(coordinator) == {world.a.organisation, deep}
    assert Network.objects.above([west.pk]) == {west.pk, coast.pk}


def test_organisation_that_is_twice_below_counts_once(world, coordinator, west, coast):
    world.a.organisation.networks.add(coast)
    assert list(organisations_coordinated_by(loaded(coordinator))) == [world.a.organisation]


def test_role_at_a_network_without_organisations_reaches_no_one(world, coordinator, west):
    west.organisations.clear()
    assert reach(coordinator) == set()
    assert has_role(loaded(coordinator), Role.COORDINATOR) is True


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR, Role.LEAD, Role.ADMIN}))
def test_no_other_role_at_a_network_reaches_an_organisation(world, coordinator, role):
    coordinator.roles.update(role=role)
    user = loaded(coordinator)
    assert has_role(user, role) is True
    assert has_role(user, role, region_id=world.a.region.pk) is False
    assert (reach(coordinator), organisation_ids_led_by(user)) == (set(), set())
    assert (list(grants_endable_by(user)), roles_givable_by(user)) == ([], [])


def test_coordinating_a_single_organisation_has_no_effect(world, coordinator):
    coordinator.roles.update(network=None, organisation=world.a.organisation)
    assert reach(coordinator) == set()


def test_strangers_reach_nothing(world, west, deep):
    for user in (world.a.leader, world.a.mentor, world.a.facilitator):
        assert reach(user) == set()
    assert reach(world.b.coordinator) == {world.b.organisation, world.b.other_organisation}


def test_only_network_coordinators_cost_a_query(
    world, coordinator, deep, django_assert_num_queries
):
    for user in (world.a.coordinator, world.a.leader):
        found = loaded(user)
        with django_assert_num_queries(0):
            can_manage_organisation(found, world.a.organisation)
            has_role(found, Role.COORDINATOR)
    found = loaded(coordinator)
    with django_assert_num_queries(0):
        assert has_role(found, Role.COORDINATOR) is True
    with django_assert_num_queries(2):
        assert can_manage_organisation(found, world.a.organisation) is True
        assert can_manage_organisation(found, world.a.other_organisation) is False
        assert can_read_name(found, deep) is True


# When it ends


@pytest.mark.parametrize(("days", "held"), [(None, True), (0, True), (-2, False)])
def test_role_ends_with_its_last_day(world, coordinator, sign_in, days, held):
    until = None if days is None else factories.local_day() + timedelta(days=days)
    coordinator.roles.update(until=until)
    assert bool(reach(coordinator)) is held
    assert sign_in(coordinator).get(page_of(world.a.organisation)).status_code == (
        200 if held else 404
    )


def test_ending_the_role_and_leaving_the_network_count_from_the_next_request(
    world, coordinator, west, sign_in
):
    browser = sign_in(coordinator)
    page = page_of(world.a.organisation)
    assert browser.get(page).status_code == 200
    world.a.organisation.networks.remove(west)
    assert browser.get(page).status_code == 404
    world.a.organisation.networks.add(west)
    assert browser.get(page).status_code == 200
    roles.end(grant=coordinator.roles.get(), by=loaded(factories.UserFactory(is_superuser=True)))
    assert [browser.get(address).status_code for address in (page, LIST, INVITE)] == [404] * 3


def test_role_rests_without_a_required_second_step(world, coordinator, settings, sign_in):
    settings.SECOND_STEP_REQUIRED = True
    user = loaded(coordinator)
    assert (user.permissions.lacks_second_step, has_role(user, Role.COORDINATOR)) == (True, False)
    assert reach(coordinator) == set()
    assert sign_in(coordinator).get(LIST).status_code == 404


def test_role_rests_for_a_newcomer(world, coordinator):
    User.objects.filter(pk=coordinator.pk).update(new_until=factories.local_day())
    assert reach(coordinator) == set()


# Where the coordinator gives roles, and which


@pytest.mark.parametrize("role", Role)
def test_coordinator_gives_roles_at_their_networks_and_organisations_to_their_members(
    world, coordinator, west, coast, deep, role
):
    by, leader = loaded(coordinator), world.a.leader
    outside = network("East", world.a.region)
    may = role in (Role.MENTOR, Role.FACILITATOR, Role.ALLY)
    assert can_give_role(by, role, west, to=leader) is may
    assert can_give_role(by, role, coast, to=leader) is may
    at_own = can_give_role(by, role, world.a.organisation, to=leader)
    assert at_own is (role == Role.LEAD)
    for node in (None, world.a.region, world.b.region, outside, world.a.other_organisation):
        assert can_give_role(by, role, node, to=leader) is False
    stranger = factories.UserFactory(organisation=world.a.other_organisation)
    for to in (by, stranger, world.b.leader, factories.UserFactory(organisation=None)):
        assert can_give_role(by, role, west, to=to) is False
    at_foreign = can_give_role(by, role, world.a.other_organisation, to=stranger)
    assert at_foreign is False


@pytest.mark.parametrize("role", Role)
def test_region_coordinator_gives_roles_at_its_networks(world, west, role):
    by = loaded(world.a.coordinator)
    foreign = network("ZQB far", world.b.region)
    everywhere = Network.objects.create(short_name="World", level=Network.Level.GLOBAL)
    may = role in (Role.MENTOR, Role.FACILITATOR, Role.ALLY)
    assert can_give_role(by, role, west, to=world.a.leader) is may
    for node in (foreign, everywhere):
        assert can_give_role(by, role, node, to=world.a.leader) is False
    offered = {"West"}
    assert {str(one) for one in networks_managed_by(by)} == offered


@pytest.mark.parametrize("role", Role)
def test_administrator_gives_network_roles_at_networks(world, admin, west, role):
    may = can_give_role(loaded(admin), role, west, to=world.a.leader)
    assert may is (role not in (Role.LEAD, Role.ADMIN))


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMIN])
def test_database_refuses_leads_and_administrators_at_networks(world, west, role):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=world.a.leader, role=role, network=west)


@pytest.mark.parametrize("kind", ["region", "organisation"])
def test_database_refuses_a_role_at_two_places(world, west, kind):
    with pytest.raises(IntegrityError), transaction.atomic():
        place = {kind: getattr(world.a, kind)}
        RoleGrant.objects.create(user=world.a.leader, role=Role.ALLY, network=west, **place)


def test_database_refuses_the_same_role_at_a_network_twice(world, west, coast):
    RoleGrant.objects.create(user=world.a.leader, role=Role.ALLY, network=west)
    RoleGrant.objects.create(user=world.a.leader, role=Role.ALLY, network=coast)
    RoleGrant.objects.create(user=world.a.leader, role=Role.ALLY)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=world.a.leader, role=Role.ALLY, network=west)


def test_coordinator_ends_roles_that_they_could_give_there(world, coordinator, coast):
    below = RoleGrant.objects.create(user=world.a.leader, role=Role.ALLY, network=coast)
    lead = RoleGrant.objects.create(
        user=world.a.leader, role=Role.LEAD, organisation=world.a.organisation
    )
    east = network("East", world.a.region)
    RoleGrant.objects.create(user=world.a.leader2, role=Role.ALLY, network=east)
    RoleGrant.objects.create(
        user=world.a.leader2, role=Role.LEAD, organisation=world.a.other_organisation
    )
    RoleGrant.objects.create(user=world.a.leader2, role=Role.COORDINATOR, network=coast)
    assert set(grants_endable_by(loaded(coordinator))) == {below, lead}


def test_form_gives_and_ends_a_role_at_a_network(world, coordinator, west, proven):
    browser = proven(coordinator)
    page = browser.get(ROLES).content.decode()
    assert "West (sub-regional network)" in page
    for hidden in ("ZQA other organisation", "the whole region", "Everywhere", "ZQB "):
        assert hidden not in page
    sent = {"pseudonym": "ZQA leader", "role": "mentor", "place": str(west.code), "until": ""}
    for _ in range(2):
        assert browser.post(ROLES, sent).url == ROLES
    grant = world.a.leader.roles.get()
    assert (grant.role, grant.network, grant.region, grant.granted_by) == (
        *("mentor", west, None, coordinator),
    )
    assert "<td>West</td>" in one_line(browser.get(ROLES).content.decode())
    assert browser.post(END, {"grant": grant.pk}).url == ROLES
    assert world.a.leader.roles.count() == 0


def test_form_refuses_places_and_members_outside_the_network(world, coordinator, west, proven):
    browser = proven(coordinator)
    east = network("East", world.a.region)
    sent = {"pseudonym": "ZQA leader", "role": "mentor", "until": ""}
    for place in (world.a.region, world.b.region, east, world.a.other_organisation):
        answer = browser.post(ROLES, sent | {"place": str(place.code)})
        assert list(answer.context["form"].errors) == ["place"]
    for name in ("ZQA mentor", "ZQB leader", "ZQA west", "nobody"):
        answer = browser.post(ROLES, sent | {"pseudonym": name, "place": str(west.code)})
        assert list(answer.context["form"].errors) == ["pseudonym"]
    assert RoleGrant.objects.filter(network=west).count() == 1


def test_places_are_offered_region_by_region(world, admin, west, proven):
    Network.objects.create(short_name="World", level=Network.Level.GLOBAL)
    places = proven(admin).get(ROLES).context["form"].fields["place"].choices
    assert [
        (str(group), [label for _code, label in ones] if isinstance(ones, list) else str(ones))
        for group, ones in places
    ] == [
        ("", "Everywhere"),
        ("All regions", ["World (global network)"]),
        (
            "ZQA region",
            [
                *("ZQA region, the whole region", "West (sub-regional network)"),
                *("ZQA organisation", "ZQA other organisation"),
            ],
        ),
        (
            "ZQB region",
            ["ZQB region, the whole region", "ZQB organisation", "ZQB other organisation"],
        ),
    ]


# Invitations and suspensions


def test_coordinator_invites_only_into_their_organisations(world, coordinator, deep, sign_in):
    browser = sign_in(coordinator)
    assert "ZQA other organisation" not in browser.get(INVITE).content.decode()
    for organisation, made in ((world.a.organisation, 1), (deep, 2)):
        sent = {"key": str(uuid4()), "organisation": organisation.pk, "role": ""}
        assert browser.post(INVITE, sent).status_code == 200
        assert Invitation.objects.count() == made
    for organisation in (world.a.other_organisation, world.b.organisation):
        sent = {"key": str(uuid4()), "organisation": organisation.pk, "role": ""}
        assert list(browser.post(INVITE, sent).context["form"].errors) == ["organisation"]
    for foreign in (world.a.other_organisation, world.b.organisation):
        by = world.a.coordinator if foreign.region == world.a.region else world.b.coordinator
        invitations.invite(key=uuid4(), by=by, organisation=foreign)
    found = invitations_visible_to(loaded(coordinator))
    assert {one.organisation for one in found} == {world.a.organisation, deep}


@pytest.mark.parametrize("who", ["network", "region"])
def test_invitation_gives_a_role_where_its_maker_may_give_it(world, coordinator, west, deep, who):
    by = coordinator if who == "network" else world.a.coordinator
    code = invitations.invite(key=uuid4(), by=by, organisation=deep, role=Role.FACILITATOR)
    user = invitations.join(code=code, pseudonym="Quiet river", passphrase=factories.PASSPHRASE)
    grant = user.roles.get()
    bay = deep.networks.get()
    expected = (None, bay) if who == "network" else (world.a.region, None)
    assert (grant.region, grant.network) == expected


def test_invitations_close_when_the_organisation_leaves_the_network(world, coordinator, west):
    code = invitations.invite(key=uuid4(), by=coordinator, organisation=world.a.organisation)
    assert invitations.find(code) is not None
    world.a.organisation.networks.remove(west)
    assert invitations.find(code) is None
    with pytest.raises(invitations.InvitationUnusable):
        invitations.join(code=code, pseudonym="Quiet river", passphrase=factories.PASSPHRASE)


def test_coordinator_suspends_and_vouches_for_their_own_members_only(world, coordinator, deep):
    by = loaded(coordinator)
    below = factories.UserFactory(organisation=deep)
    reached = {world.a.leader, world.a.leader2, world.a.facilitator, below}
    assert set(members_suspendable_by(by)) == reached
    assert set(members_vouchable_by(by)) == {*reached, world.a.coordinator}
    elsewhere = factories.UserFactory(organisation=world.b.organisation)
    RoleGrant.objects.create(
        user=elsewhere, role=Role.COORDINATOR, network=coordinator.roles.get().network
    )
    assert set(members_vouchable_by(loaded(elsewhere))) >= {
        *reached,
        world.a.coordinator,
        coordinator,
    }
    assert coordinator not in set(members_suspendable_by(loaded(elsewhere)))


# Organisations


def test_coordinator_changes_an_organisation_but_not_its_place(world, coordinator, west, sign_in):
    browser = sign_in(coordinator)
    far = network("ZQB far", world.b.region)
    world.a.organisation.networks.add(far)
    page = page_of(world.a.organisation)
    assert "ZQB " not in browser.get(page).content.decode()
    sent = factories.organisation_form(region=world.b.region.pk, networks=[])
    assert browser.post(page, sent).url == page
    found = Organisation.objects.get(pk=world.a.organisation.pk)
    assert (found.name, found.region) == ("A quiet name", world.a.region)
    assert set(found.networks.all()) == {west, far}


def test_organisations_outside_do_not_exist_for_the_coordinator(world, coordinator, sign_in):
    browser = sign_in(coordinator)
    for organisation in (world.a.other_organisation, world.b.organisation):
        page = page_of(organisation)
        sent = factories.organisation_form()
        assert [browser.get(page).status_code, browser.post(page, sent).status_code] == [404] * 2
    page = browser.get(LIST).content.decode()
    assert "ZQA organisation" in page
    for hidden in ("ZQA other", "ZQB ", NEW):
        assert hidden not in page
    assert [browser.get(NEW).status_code, browser.post(NEW, {}).status_code] == [404] * 2


def test_host_of_a_cell_is_neither_shown_nor_lost(world, coordinator, sign_in):
    host = world.a.other_organisation
    Organisation.objects.filter(pk=world.a.organisation.pk).update(form="cell", part_of=host)
    browser, page = sign_in(coordinator), page_of(world.a.organisation)
    assert "ZQA other" not in browser.get(LIST).content.decode()
    assert "ZQA other" not in browser.get(page).content.decode()
    sent = factories.organisation_form(form="cell")
    assert browser.post(page, sent).url == page
    assert Organisation.objects.get(pk=world.a.organisation.pk).part_of == host
    sent = factories.organisation_form(form="group")
    assert list(browser.post(page, sent).context["form"].errors) == ["form"]
    assert "ZQA other" in sign_in(world.a.coordinator).get(LIST).content.decode()


def test_networks_that_are_not_offered_to_a_coordinator_stay(world, west, sign_in):
    far = network("ZQB far", world.b.region)
    world.a.organisation.networks.add(far)
    browser, page = sign_in(world.a.coordinator), page_of(world.a.organisation)
    sent = factories.organisation_form(region=world.a.region.pk, networks=[])
    assert browser.post(page, sent).url == page
    assert set(world.a.organisation.networks.all()) == {far}


def test_leaving_a_network_ends_the_roles_of_its_members_there(
    world, coordinator, west, coast, deep
):
    bay = deep.networks.get()
    user = factories.UserFactory(organisation=deep)
    stays = factories.UserFactory(organisation=world.a.other_organisation)
    for node in (west, coast, bay):
        RoleGrant.objects.create(user=user, role=Role.ALLY, network=node)
        RoleGrant.objects.create(user=stays, role=Role.ALLY, network=node)

    def join(*networks):
        organisations.change(
            by=world.a.coordinator,
            organisation=deep,
            details=organisations.Details(
                name=deep.name,
                form="group",
                part_of=None,
                region=world.a.region,
                country="",
                networks=list(networks),
                languages=[],
                time_zone="UTC",
                listing="members",
                results="counted",
            ),
        )
        return {grant.network for grant in user.roles.all()}

    assert join(bay) == {west, coast, bay}
    assert join(coast) == {west, coast}
    assert join(west) == {west}
    assert join() == set()
    assert stays.roles.count() == 3


# Other apps


def test_coordinator_plans_nothing_and_sees_no_link_to_planning(world, coordinator, sign_in):
    browser = sign_in(coordinator)
    closed = [
        *("/en/region/", "/en/webinars/new/", "/en/mentoring/programmes/"),
        *("/en/mentoring/programmes/new/", NEW),
    ]
    assert [browser.get(address).status_code for address in closed] == [404] * len(closed)
    assert [browser.post(address, {}).status_code for address in closed] == [404] * len(closed)
    for address in ("/en/home/", "/en/webinars/", "/en/mentoring/", LIST, INVITE):
        page = browser.get(address).content.decode()
        assert [one for one in closed if f'"{one}"' in page] == []
    page = browser.get("/en/home/").content.decode()
    for address in (INVITE, ROLES, LIST):
        assert page.count(f'href="{address}"') == 1
    home = sign_in(world.a.coordinator).get("/en/home/").content.decode()
    assert 'href="/en/region/"' in home
    assert "My network" not in home


def test_facilitator_of_a_network_leads_webinars_of_its_region(world, west):
    RoleGrant.objects.create(user=world.a.leader, role=Role.FACILITATOR, network=west)
    assert set(webinar_rules.facilitators_available_to(loaded(world.a.coordinator))) == {
        world.a.facilitator,
        world.a.leader,
    }
    assert world.a.leader not in webinar_rules.facilitators_available_to(
        loaded(world.b.coordinator)
    )


def test_webinar_for_all_stays_with_region_coordinators(world, coordinator):
    webinar = factories.webinar(None, created_by=coordinator)
    user = loaded(coordinator)
    assert webinar_rules.can_manage(user, webinar) is False
    assert list(webinars_managed_by(user)) == []


def test_label_of_coordinating_fits_beside_a_network(admin, coordinator, proven):
    page = proven(admin).get(reverse("people:roles")).content.decode()
    assert "<td>coordinator</td><td>West</td>" in one_line(page)
