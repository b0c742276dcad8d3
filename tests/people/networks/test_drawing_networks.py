"""The tree of regions and networks: administrators change it on screens, others do not."""

import threading
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.urls import reverse
from django.utils import translation

from people.models import Event, Network, Region, RoleGrant, User
from people.networks import actions as networks
from people.organisations import actions as organisations
from people.organisations.permissions import organisations_managed_by
from people.roles import actions as roles
from tests import factories
from tests.factories import loaded
from tests.typed import each

pytestmark = pytest.mark.servers

Level, Role = Network.Level, RoleGrant.Role
REGIONS, NEW_REGION, NEW_NETWORK = "/en/regions/", "/en/regions/new/", "/en/networks/new/"
TAKEN = "This name is already taken. Choose another one."
IN_A_CIRCLE = (
    "A network cannot be below itself, or below a network that is below it. Choose another one."
)


def network(name: str, region: Region | None = None, parent: Network | None = None) -> Network:
    return Network.objects.create(
        short_name=name,
        name=f"{name} in full",
        level=Level.SUBREGIONAL if region else Level.GLOBAL,
        region=region,
        parent=parent,
    )


@pytest.fixture
def west(world) -> Network:
    return network("West", world.a.region)


@pytest.fixture
def coast(world, west) -> Network:
    return network("Coast", world.a.region, parent=west)


@pytest.fixture
def isles(world, coast) -> Network:
    return network("Isles", world.a.region, parent=coast)


def page_of(row: Region | Network) -> str:
    return reverse(f"people:{row._meta.model_name}", args=[row.code])


def region_form(**changes) -> dict:
    return {"key": str(uuid4()), "name": "The Islands", "names__fr": "Les îles"} | changes


def network_form(where: Region | None, **changes) -> dict:
    return {
        "key": str(uuid4()),
        "short_name": "DELTA",
        "name": "Network of the Delta",
        "level": "subregional",
        "region": str(where.code) if where else "",
        "parent": "",
        "languages": ["fr", "sw"],
        "time_zone": "Africa/Lagos",
    } | changes


def as_shown(row: Network, **changes) -> dict:
    """Return the form of a network as the page gives it, with these changes."""
    return {
        "short_name": row.short_name,
        "name": row.name,
        "level": row.level,
        "region": str(row.region.code) if row.region else "",
        "parent": str(row.parent.code) if row.parent else "",
        "languages": row.languages,
        "time_zone": row.time_zone,
    } | changes


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def drawn() -> tuple[list, list]:
    """Return everything in the tree."""
    ordered = (model.objects.order_by("pk").values() for model in (Region, Network))
    first, second = (list(rows) for rows in ordered)
    return first, second


# Who changes the tree


def test_only_administrators_of_the_whole_site_change_the_tree(world, admin, coast, proven, client):
    addresses = [REGIONS, NEW_REGION, NEW_NETWORK, page_of(world.a.region), page_of(coast)]
    sent = region_form() | network_form(world.a.region)
    before = drawn()
    member = factories.UserFactory(organisation=world.a.organisation)
    RoleGrant.objects.create(user=member, role=Role.COORDINATOR, network=coast)
    regional = factories.with_role(world.a.leader2, Role.ADMIN)
    people = (world.a.leader, world.a.mentor, world.a.facilitator, world.a.coordinator)
    for user in (*people, world.b.coordinator, member, regional):
        browser = proven(user)
        assert [browser.get(address).status_code for address in addresses] == [404] * 5
        assert [browser.post(address, sent).status_code for address in addresses] == [404] * 5
    for address in addresses:
        assert client.get(address).url == f"/en/sign-in/?next={address}"
    assert (drawn(), Event.objects.count()) == (before, 0)
    browser = proven(admin)
    assert [browser.get(address).status_code for address in addresses] == [200] * 5


def test_administrator_without_fresh_proof_changes_nothing(world, admin, coast, sign_in):
    browser, before = sign_in(admin), drawn()
    for address, sent in (
        (NEW_REGION, region_form()),
        (page_of(world.a.region), region_form()),
        (NEW_NETWORK, network_form(world.a.region)),
        (page_of(coast), network_form(world.a.region)),
    ):
        for response in (browser.get(address), browser.post(address, sent)):
            assert response.url.split("?")[0] == reverse("people:again")
    assert drawn() == before


def test_unknown_code_is_not_found(admin, proven):
    browser = proven(admin)
    for name in ("people:region", "people:network"):
        assert browser.get(reverse(name, args=[uuid4()])).status_code == 404


def test_links_lead_administrators_to_the_tree(world, admin, proven):
    """From the menu of every page, and from the pages that have to do with it."""
    near = ("/en/organisations/", "/en/networks/", "/en/countries/")
    for user, expected in ((admin, (1, 2, 2, 2)), (world.a.coordinator, (0, 0, 0, 0))):
        browser = proven(user)
        pages = [browser.get(address).content.decode() for address in ("/en/home/", *near)]
        assert tuple(page.count(f'href="{REGIONS}"') for page in pages) == expected


# What is in it


def test_page_shows_the_whole_tree_with_empty_regions(world, admin, west, isles, proven):
    everywhere = network("Earth")
    world.a.organisation.networks.set([west, isles])
    world.b.organisation.networks.set([isles])
    parts = proven(admin).get(REGIONS).context["parts"]
    assert [(str(part.region or ""), [_shape(one) for one in part.branches]) for part in parts] == [
        ("", [("Earth", 0, [])]),
        ("ZQA region", [("West", 1, [("Coast", 0, [("Isles", 2, [])])])]),
        ("ZQB region", []),
    ]
    page = proven(admin).get(REGIONS).content.decode()
    for row in (everywhere, west, isles, world.a.region, world.b.region):
        assert page.count(page_of(row)) == 1
    assert "ZQA organisation" not in page


def _shape(branch):
    return branch.network.short_name, branch.network.size, [_shape(one) for one in branch.below]


def test_region_has_its_name_in_the_language_of_the_reader(admin, proven):
    region = Region.objects.create(key="x", name="Caribbean", names={"fr": "Caraïbes"})
    with translation.override("fr"):
        assert "Caraïbes" in proven(admin).get("/fr/regions/").content.decode()
        assert str(region) == "Caraïbes"
    with translation.override("es"):
        assert str(region) == "Caribbean"


def test_pages_need_few_queries(world, admin, isles, proven, django_assert_max_num_queries):
    networks.load()
    browser = proven(admin)
    browser.get(REGIONS)
    for address in (REGIONS, NEW_REGION, NEW_NETWORK, page_of(world.a.region), page_of(isles)):
        # One of them counts the newcomers for the menu.
        with django_assert_max_num_queries(7):
            assert browser.get(address).status_code == 200


# A region


def test_region_is_made_once_and_usable_at_once(admin, proven):
    browser, sent = proven(admin), region_form(name="  The\tIslands ")
    for _ in range(2):
        assert browser.post(NEW_REGION, sent).url == REGIONS
    made = Region.objects.get()
    assert (made.name, made.names) == ("The Islands", {"fr": "Les îles"})
    assert list(Event.objects.values_list("kind", "actor", "subject")) == [
        ("make_region", admin.code, made.code)
    ]
    offered = browser.get("/en/organisations/new/").context["form"].fields["region"].queryset
    assert list(offered) == [made]


def test_second_region_is_another_one(admin, proven):
    browser = proven(admin)
    for name in ("Highlands", "Lowlands"):
        assert browser.post(NEW_REGION, region_form(name=name, names__fr="")).url == REGIONS
    assert Region.objects.count() == 2


def test_region_is_renamed(world, admin, proven):
    region, browser = world.a.region, proven(admin)
    assert browser.get(page_of(region)).context["form"].initial == {
        "name": "ZQA region",
        "names__fr": "",
    }
    for _ in range(2):
        assert browser.post(page_of(region), region_form()).url == REGIONS
    changed = Region.objects.get(pk=region.pk)
    assert (changed.name, changed.names) == ("The Islands", {"fr": "Les îles"})
    assert (changed.code, changed.key) == (region.code, region.key)
    assert list(Event.objects.values_list("kind", "actor", "subject")) == [
        ("change_region", admin.code, region.code)
    ]


def test_french_name_is_optional_and_no_name_is_given_twice(world, admin, proven):
    Region.objects.filter(pk=world.b.region.pk).update(names={"fr": "Les îles"})
    browser, before = proven(admin), drawn()
    for address in (NEW_REGION, page_of(world.a.region)):
        answer = browser.post(address, region_form(name="zqb REGION"))
        assert errors(answer) == {"name": [TAKEN], "names__fr": [TAKEN]}
    assert drawn() == before
    assert browser.post(page_of(world.a.region), region_form(names__fr="")).url == REGIONS


# A network


def test_network_is_made_once(world, admin, west, proven):
    browser = proven(admin)
    sent = network_form(world.a.region, short_name=" The  DELTA ", parent=str(west.code))
    for _ in range(2):
        assert browser.post(NEW_NETWORK, sent).url == REGIONS
    made = Network.objects.get(short_name="The DELTA")
    assert (made.name, made.level, made.region, made.parent) == (
        *("Network of the Delta", "subregional", world.a.region, west),
    )
    assert (made.languages, made.time_zone) == (["fr", "sw"], "Africa/Lagos")
    assert list(Event.objects.values_list("kind", "actor", "subject")) == [
        ("make_network", admin.code, made.code)
    ]
    offered = proven(admin).get("/en/people/roles/").content.decode()
    assert "The DELTA (sub-regional network)" in offered


def test_every_network_but_a_global_one_needs_a_region(admin, proven):
    browser = proven(admin)
    expected = {"region": ["Choose a region. Only a global network has none."]}
    for level in set(Level) - {Level.GLOBAL}:
        assert errors(browser.post(NEW_NETWORK, network_form(None, level=level))) == expected
    assert browser.post(NEW_NETWORK, network_form(None, level="global")).url == REGIONS
    assert Network.objects.get().region is None


def test_form_of_a_network_shows_its_values_and_saving_them_writes_nothing(
    world, admin, coast, isles, proven
):
    Network.objects.filter(pk=isles.pk).update(languages=["pt"], time_zone="Africa/Luanda")
    isles.refresh_from_db()
    browser, before = proven(admin), drawn()
    form = browser.get(page_of(isles)).context["form"]
    shown = {name: form[name].value() for name in form.fields if name != "key"}
    assert shown == vars(networks.details_of(isles)) | {
        "region": isles.region.code,
        "parent": coast.code,
    }
    page = browser.get(page_of(isles)).content.decode()
    for row in (isles.region, isles.parent):
        assert f'<option value="{row.code}" selected>' in page
    sent = {"key": str(uuid4())} | as_shown(isles)
    assert browser.post(page_of(isles), sent).url == REGIONS
    assert (drawn(), Event.objects.count()) == (before, 0)


def test_network_is_changed_and_moved(world, admin, coast, proven):
    browser = proven(admin)
    sent = network_form(world.b.region)
    for _ in range(2):
        assert browser.post(page_of(coast), sent).url == REGIONS
    changed = Network.objects.get(pk=coast.pk)
    assert (changed.short_name, changed.name, changed.region, changed.parent) == (
        *("DELTA", "Network of the Delta", world.b.region, None),
    )
    assert (changed.languages, changed.time_zone) == (["fr", "sw"], "Africa/Lagos")
    assert changed.code == coast.code
    assert list(Event.objects.values_list("kind", "actor", "subject")) == [
        ("change_network", admin.code, coast.code)
    ]


def test_network_cannot_have_the_name_of_another_one(world, admin, west, coast, proven):
    browser, before = proven(admin), drawn()
    for address in (NEW_NETWORK, page_of(coast)):
        sent = network_form(world.a.region, short_name="WEST", name="west in full")
        assert errors(browser.post(address, sent)) == {"short_name": [TAKEN], "name": [TAKEN]}
    assert drawn() == before


@pytest.mark.parametrize("typed", ["ÉTOILE D'OR", "e\u0301toile  d’or", "Étoile d‘Or"])
def test_name_in_another_spelling_is_taken_on_every_database(world, admin, proven, typed):
    network("Étoile d’Or", world.a.region)
    Region.objects.filter(pk=world.b.region.pk).update(name="Étoile d’Or")
    browser = proven(admin)
    sent = network_form(world.a.region, short_name=typed, name=f"{typed} in full")
    assert errors(browser.post(NEW_NETWORK, sent)) == {"short_name": [TAKEN], "name": [TAKEN]}
    assert errors(browser.post(NEW_REGION, region_form(name=typed))) == {"name": [TAKEN]}


def test_length_of_a_name_is_that_of_what_is_kept(world, admin, proven):
    written = "É" * 30
    sent = network_form(world.a.region, short_name="E\u0301" * 30)
    assert proven(admin).post(NEW_NETWORK, sent).url == REGIONS
    assert Network.objects.filter(short_name=written).count() == 1


def test_network_cannot_be_below_itself_or_its_descendants(
    world, admin, west, coast, isles, proven
):
    browser, before = proven(admin), drawn()
    offered = browser.get(page_of(coast)).context["form"].fields["parent"].queryset
    assert list(offered) == [west]
    for below in (coast, isles):
        sent = {"key": str(uuid4())} | as_shown(coast, parent=str(below.code))
        assert errors(browser.post(page_of(coast), sent)) == {"parent": [IN_A_CIRCLE]}
        details = networks.details_of(coast)
        with pytest.raises(ValidationError) as refused:
            networks.change_network(
                by=admin,
                network=coast,
                details=networks.NetworkDetails(**vars(details) | {"parent": below}),
            )
        assert refused.value.message_dict == {"parent": [IN_A_CIRCLE]}
    assert drawn() == before


@pytest.mark.parametrize(
    ("field", "typed"),
    each(
        short_name=["", "x" * 10_000, "\ufdfa" * 29, "a\u202eb", "a\u2066b"],
        name=["   ", "x" * 10_000, "a\u202eb", "a\x00b"],
        level=["", "planetary"],
        region=["1", "9" * 400],
        parent=["x\x00", "00000000-0000-4000-8000-000000000000"],
        languages=[["tlh"]],
        time_zone=["Mars/Base"],
    ),
)
def test_bad_input_makes_no_network(world, admin, coast, proven, field, typed):
    browser, before = proven(admin), drawn()
    for address in (NEW_NETWORK, page_of(coast)):
        answer = browser.post(address, network_form(world.a.region, **{field: typed}))
        assert list(errors(answer)) == [field]
    assert drawn() == before


@pytest.mark.parametrize("field", ["name", "names__fr"])
@pytest.mark.parametrize("typed", ["x" * 10_000, "\ufdfa" * 79, "a\u202eb", "a\u200bb"])
def test_bad_input_makes_no_region(world, admin, proven, field, typed):
    browser, before = proven(admin), drawn()
    for address in (NEW_REGION, page_of(world.a.region)):
        answer = browser.post(address, region_form(**{field: typed}))
        assert list(errors(answer)) == [field]
    assert drawn() == before


# Whom it reaches


def test_moving_a_network_changes_at_once_whom_its_coordinators_reach(world, admin, coast, proven):
    world.a.organisation.networks.add(coast)
    east = network("East", world.a.region)
    member = factories.UserFactory(organisation=world.b.organisation)
    RoleGrant.objects.create(user=member, role=Role.COORDINATOR, network=east)
    assert set(organisations_managed_by(loaded(member))) == set()
    sent = {"key": str(uuid4())} | as_shown(coast, parent=str(east.code))
    assert proven(admin).post(page_of(coast), sent).url == REGIONS
    assert set(organisations_managed_by(loaded(member))) == {world.a.organisation}


def test_moving_a_network_ends_the_roles_of_its_branch_above_it(world, admin, west, coast, isles):
    """Roles below it, at it and in the rest of the tree stay. Roles of members who are still below
    what the branch has left, or never were, stay too.
    """
    world.a.organisation.networks.add(isles)
    world.a.other_organisation.networks.set([isles, west])
    for home, user in ((isles, world.a.leader), (coast, world.a.leader), (west, world.a.leader)):
        RoleGrant.objects.create(user=user, role=Role.ALLY, network=home)
    for user in (world.a.mentor, world.b.leader):
        RoleGrant.objects.create(user=user, role=Role.ALLY, network=west)
    top = network("Top")
    details = vars(networks.details_of(coast)) | {"parent": top}
    networks.change_network(by=admin, network=coast, details=networks.NetworkDetails(**details))
    held = RoleGrant.objects.filter(role=Role.ALLY).values_list("user", "network")
    assert set(held) == {
        (world.a.leader.pk, isles.pk),
        (world.a.leader.pk, coast.pk),
        (world.a.mentor.pk, west.pk),
        (world.b.leader.pk, west.pk),
    }
    ended = Event.objects.filter(kind="end_role").values_list("actor", "subject")
    assert list(ended) == [(admin.code, world.a.leader.code)]


def test_organisation_in_two_networks_leaves_one_and_keeps_the_other(world, admin, coast):
    east = network("East", world.b.region)
    home = world.a.organisation
    home.networks.set([coast, east])
    for where in (coast, east):
        member = factories.UserFactory(organisation=world.b.organisation)
        RoleGrant.objects.create(user=member, role=Role.COORDINATOR, network=where)
        assert set(organisations_managed_by(loaded(member))) == {home}
    for where in (coast, east):
        roles.give(user=world.a.leader, role=Role.ALLY, node=where, by=loaded(admin))
    kept = organisations.Details(
        name=home.name,
        form=home.form,
        part_of=None,
        region=home.region,
        country="",
        networks=[east],
        languages=[],
        time_zone="UTC",
        listing=home.listing,
        results=home.results,
    )
    organisations.change(by=admin, organisation=home, details=kept)
    assert [grant.network for grant in world.a.leader.roles.all()] == [east]


# The beginning, and two at once


def test_first_region_does_not_come_back_under_its_old_name(db):
    networks.load()
    assert (Region.objects.count(), Network.objects.count()) == (5, 10)
    Network.objects.filter(short_name="EASWA").update(short_name="East")
    Region.objects.filter(key="africa").update(name="The continent")
    before = drawn()
    networks.load()
    assert drawn() == before


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_circle(admin):
    first, second = network("First"), network("Second")
    start, refused = threading.Barrier(2), []

    def move(one: Network, below: Network) -> None:
        details = vars(networks.details_of(one)) | {"parent": below}
        by = User.objects.get(pk=admin.pk)
        start.wait(timeout=10)
        try:
            networks.change_network(by=by, network=one, details=networks.NetworkDetails(**details))
        except ValidationError:
            refused.append(one)
        finally:
            connections.close_all()

    movers = [
        threading.Thread(target=move, args=pair) for pair in ((first, second), (second, first))
    ]
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join(timeout=30)
    assert len(refused) == 1
    assert Network.objects.filter(parent=None).count() == 1
