"""Organisations: made in the own region, listed as they choose, careful where it is dangerous."""

import gzip
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.certificates.forms import certificate_form
from people.contact import actions as contacts
from people.contact import mailing
from people.models import (
    Contact,
    CountryRisk,
    Event,
    Network,
    Organisation,
    RoleGrant,
    User,
)
from people.networks import actions as networks
from people.networks.queries import tree
from people.notices import actions as notices
from people.notices import kinds
from people.organisations import actions as organisations
from people.organisations.actions import Choices
from people.organisations.permissions import (
    can_be_mailed,
    can_be_named,
    can_read_name,
    organisations_readable_by,
)
from people.privacy import export as exporting
from people.roles import actions as roles
from people.roles.permissions import has_role
from tests import factories
from tests.factories import loaded
from tests.pages import one_line
from tests.typed import each

pytestmark = pytest.mark.servers

Listing, Role = Organisation.Listing, RoleGrant.Role
HIGH, USUAL = CountryRisk.Level.HIGH, CountryRisk.Level.USUAL
LIST, NEW = "/en/organisations/", "/en/organisations/new/"
NETWORKS, COUNTRIES = "/en/networks/", "/en/countries/"


@pytest.fixture
def lead(world, admin) -> User:
    """Region A's leader, who leads their organisation."""
    home = world.a.organisation
    roles.give(user=world.a.leader, role=Role.LEAD, node=home, by=loaded(admin))
    return world.a.leader


def page_of(organisation) -> str:
    return reverse("people:organisation", args=[organisation.code])


def form(side, **changes):
    place = {"part_of": "", "region": side.region.pk, "country": "BJ", "networks": []}
    own = choices(name="Group of the Well", languages=["fr", "sw"], time_zone="Africa/Porto-Novo")
    return factories.organisation_form() | place | own | changes


def choices(**changes):
    own = {"languages": ["fr"], "time_zone": "Africa/Lome", "listing": "listed", "results": "kept"}
    return own | changes


def choose(organisation, listing) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(listing=listing)


def endanger(country: str, level: str = HIGH) -> None:
    CountryRisk.objects.update_or_create(country=country, defaults={"level": level})


def put_into(organisation, country: str) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(country=country)


# Who reads which name


@pytest.mark.parametrize(
    ("listing", "readers"),
    [
        (
            Listing.LISTED,
            ["admin", "leader", "mentor", "coordinator", "b leader", "b coordinator"],
        ),
        (Listing.MEMBERS, ["admin", "leader", "coordinator", "new"]),
        (Listing.HIDDEN, ["admin", "coordinator"]),
    ],
)
def test_organisation_is_read_by_those_it_chose(world, admin, listing, readers):
    world.a.organisation.listing = listing
    world.a.organisation.save()
    # A newcomer reads no name of another organisation yet, but their own.
    new = factories.UserFactory(
        organisation=world.a.other_organisation, new_until=factories.local_day()
    )
    own_new = factories.UserFactory(
        organisation=world.a.organisation, new_until=factories.local_day()
    )
    readers_by_name = {
        "admin": admin,
        "leader": world.a.leader,
        "mentor": world.a.mentor,
        "coordinator": world.a.coordinator,
        "b leader": world.b.leader,
        "b coordinator": world.b.coordinator,
        "elsewhere new": new,
        "new": own_new,
    }
    if listing == Listing.LISTED:
        readers = [*readers, "new"]
    found = [
        name
        for name, user in readers_by_name.items()
        if world.a.organisation in organisations_readable_by(loaded(user))
    ]
    asked = [
        name
        for name, user in readers_by_name.items()
        if can_read_name(loaded(user), world.a.organisation)
    ]
    assert sorted(found) == sorted(readers)
    assert sorted(asked) == sorted(readers)


@pytest.mark.parametrize(("listing", "shown"), [("listed", 1), ("members", 1), ("hidden", 0)])
def test_own_page_names_the_organisation_unless_it_is_hidden(world, sign_in, listing, shown):
    choose(world.a.organisation, listing)
    for address in ("/en/me/", "/en/home/", "/en/networks/", "/en/mentoring/", "/en/webinars/"):
        page = sign_in(world.a.leader).get(address).content.decode()
        expected = (
            shown if address == "/en/me/" or (address, listing) == (NETWORKS, "listed") else 0
        )
        assert (address, page.count("ZQA organisation")) == (address, expected)


def test_personal_copy_does_not_name_a_hidden_organisation(world):
    choose(world.a.organisation, Listing.HIDDEN)
    sections = exporting.gather(User.objects.get(pk=world.a.leader.pk))
    [account] = [section for section in sections if section.model == "people.User"]
    shown = {entry.name: (entry.told, entry.value) for row in account.rows for entry in row}
    assert shown["organisation"] == ("name hidden", "name hidden")
    assert "ZQA organisation" not in str(sections)


# The tree


def test_tree_shows_listed_organisations_in_their_places(world, sign_in):
    side = world.a
    top = Network.objects.create(
        short_name="TOP", name="Whole", level="regional", region=side.region
    )
    below = Network.objects.create(
        short_name="SUB", name="Part", level="subregional", region=side.region, parent=top
    )
    everywhere = Network.objects.create(short_name="ALL", name="World", level="global")
    choose(side.organisation, Listing.LISTED)
    choose(world.b.organisation, Listing.LISTED)
    choose(world.b.other_organisation, Listing.HIDDEN)
    side.organisation.networks.set([below, everywhere])
    side.other_organisation.networks.set([below])
    drawn = [
        (str(part.region or ""), [_drawn(one) for one in part.branches])
        for part in tree(loaded(side.leader))
    ]
    assert drawn == [
        ("", [("ALL", 1, [])]),
        ("ZQA region", [("TOP", 0, [("SUB", 1, [])])]),
    ]
    page = sign_in(side.leader).get(NETWORKS).content.decode()
    assert page.count("ZQA organisation") == 1
    assert page.count("ZQB organisation") == 1
    assert "ZQA other organisation" not in page
    assert "ZQB other organisation" not in page
    assert "Whole" not in page


def _drawn(branch):
    below = [_drawn(one) for one in branch.below]
    return branch.network.short_name, branch.network.size, below


def test_tree_is_small_and_needs_few_queries(world, sign_in, django_assert_max_num_queries):
    networks.load()
    for short_name in ("ASWA", "EASWA", "SWAN"):
        network = Network.objects.get(short_name=short_name)
        for home in factories.OrganisationFactory.create_batch(40, listing=Listing.LISTED):
            home.networks.add(network)
    browser = sign_in(world.a.leader)
    browser.get("/en/me/")
    with django_assert_max_num_queries(6):
        response = browser.get(NETWORKS)
    assert response.status_code == 200
    assert len(gzip.compress(response.content)) < 12_000


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_of_organisations_stay_light_where_there_are_many(world, sign_in, language):
    """A host to choose, and a network to be in, out of many."""
    networks.load()
    for number in range(60):
        factories.OrganisationFactory(
            name=f"Union number {number} of the coast", region=world.a.region
        )
    browser = sign_in(world.a.coordinator)
    weights = {}
    for address in (page_of(world.a.organisation), LIST):
        response = browser.get(address.replace("/en/", f"/{language}/"))
        assert response.status_code == 200
        weights[address] = len(gzip.compress(response.content, 6))
    assert {address: size for address, size in weights.items() if size > 10_000} == {}


def test_stranger_sees_no_tree(client, db):
    assert client.get(NETWORKS).url == f"/en/sign-in/?next={NETWORKS}"


# Making and changing


def test_screens_are_for_coordinators_and_administrators(world, admin, sign_in, client, lead):
    addresses = (LIST, NEW, page_of(world.a.organisation))
    for user in (world.a.leader2, world.a.mentor, world.a.facilitator):
        browser = sign_in(user)
        assert [browser.get(address).status_code for address in addresses] == [404] * 3
        assert [browser.post(address, {}).status_code for address in addresses[1:]] == [404] * 2
    for user in (world.a.coordinator, admin):
        browser = sign_in(user)
        assert [browser.get(address).status_code for address in addresses] == [200] * 3
    browser = sign_in(lead)
    assert [browser.get(address).status_code for address in addresses] == [404, 404, 200]
    assert client.get(LIST).status_code == 302


def test_coordinator_sees_and_changes_only_their_regions(world, sign_in):
    browser = sign_in(world.a.coordinator)
    assert {str(one) for one in browser.get(LIST).context["page"]} == {
        "ZQA organisation",
        "ZQA other organisation",
    }
    for address in (LIST, NEW, page_of(world.a.organisation)):
        assert "ZQB " not in browser.get(address).content.decode()
    theirs = page_of(world.b.organisation)
    assert browser.get(theirs).status_code == 404
    assert browser.post(theirs, form(world.b)).status_code == 404
    assert list(browser.post(NEW, form(world.b)).context["form"].errors) == ["region"]


def test_organisation_is_made_once(world, sign_in):
    network = Network.objects.create(
        short_name="NET", name="Net", level="regional", region=world.a.region
    )
    host = world.a.other_organisation
    browser = sign_in(world.a.coordinator)
    sent = form(world.a, name="  Group of\tthe Well ", networks=[network.code])
    sent |= {"form": "cell", "part_of": host.pk}
    for _ in range(2):
        assert browser.post(NEW, sent).url == LIST
    made = Organisation.objects.get(name="Group of the Well")
    assert (made.form, made.part_of, made.region, made.country.code) == (
        "cell",
        host,
        world.a.region,
        "BJ",
    )
    assert (made.listing, made.results, made.languages) == ("listed", "kept", ["fr", "sw"])
    assert made.time_zone == "Africa/Porto-Novo"
    assert list(made.networks.all()) == [network]
    event = Event.objects.get(kind="make_organisation")
    assert (event.actor, event.subject) == (world.a.coordinator.code, made.code)


@pytest.mark.parametrize("kind", Organisation.Form)
def test_informal_name_is_enough_and_no_registration_is_asked_for(world, sign_in, kind):
    """No country, no address, no network, no host, whatever its kind."""
    browser = sign_in(world.a.coordinator)
    assert list(browser.get(NEW).context["form"].fields) == [
        *("key", "name", "form", "part_of", "region", "country", "networks", "languages"),
        *("time_zone", "listing", "results"),
    ]
    sent = form(world.a, form=kind, country="", languages=[], listing="hidden")
    assert browser.post(NEW, sent).url == LIST
    made = Organisation.objects.get(name="Group of the Well")
    assert (made.form, made.country.code, made.part_of, made.listing) == (kind, "", None, "hidden")
    assert list(made.networks.all()) == []


def test_organisation_is_in_several_networks_at_once(world, sign_in):
    for name in ("East", "West", "Far"):
        Network.objects.create(short_name=name, name=name, level="regional", region=world.a.region)
    both = Network.objects.exclude(short_name="Far")
    sent = form(world.a, networks=[one.code for one in both])
    home = world.a.organisation
    assert sign_in(world.a.coordinator).post(page_of(home), sent).status_code == 302
    assert {str(one) for one in home.networks.all()} == {"East", "West"}
    [part] = tree(loaded(world.b.leader))
    assert [_drawn(one) for one in part.branches] == [
        ("East", 1, []),
        ("Far", 0, []),
        ("West", 1, []),
    ]


def test_coordinator_changes_everything_about_an_organisation(world, sign_in):
    browser = sign_in(world.a.coordinator)
    sent = form(world.a, name="New name", country="", listing="hidden")
    assert browser.post(page_of(world.a.organisation), sent).status_code == 302
    changed = Organisation.objects.get(pk=world.a.organisation.pk)
    assert (changed.name, changed.country.code, changed.listing) == ("New name", "", "hidden")
    assert changed.code == world.a.organisation.code
    assert Event.objects.get(kind="change_organisation").subject == changed.code


def test_moving_to_another_region_ends_the_roles_in_the_old_one_at_once(world, admin, sign_in):
    browser = sign_in(world.a.coordinator)
    roles.give(user=world.a.leader, role=Role.LEAD, node=world.a.organisation, by=loaded(admin))
    factories.with_role(world.a.facilitator, Role.MENTOR, world.b.region)
    sent = form(world.a, region=world.b.region.pk)
    assert sign_in(admin).post(page_of(world.a.organisation), sent).status_code == 302
    assert browser.get("/en/invitations/").status_code == 404
    left = RoleGrant.objects.filter(user__organisation=world.a.organisation)
    assert sorted(left.values_list("user__pseudonym", "role")) == [
        ("ZQA facilitator", "mentor"),
        ("ZQA leader", "lead"),
    ]
    # A member of another organisation keeps their role.
    assert has_role(loaded(world.a.mentor), Role.MENTOR) is True
    ended = Event.objects.filter(kind="end_role", actor=admin.code)
    assert {event.subject for event in ended} == {
        world.a.coordinator.code,
        world.a.facilitator.code,
    }


def test_lead_changes_what_a_lead_may_and_nothing_else(world, sign_in, lead):
    browser = sign_in(lead)
    own = page_of(world.a.organisation)
    assert own in browser.get("/en/me/").content.decode()
    assert list(browser.get(own).context["form"].fields) == [
        "languages",
        "time_zone",
        "listing",
        "results",
    ]
    sent = form(world.a, name="Mine now", form="national", country="RU") | choices()
    assert browser.post(own, sent).status_code == 302
    changed = Organisation.objects.get(pk=world.a.organisation.pk)
    assert (changed.languages, changed.time_zone) == (["fr"], "Africa/Lome")
    assert (changed.listing, changed.results) == ("listed", "kept")
    assert (changed.name, changed.form, changed.country.code) == ("ZQA organisation", "group", "")
    for other in (world.a.other_organisation, world.b.organisation):
        assert browser.post(page_of(other), choices()).status_code == 404


def test_form_leads_back_to_the_list_those_who_have_one(world, admin, sign_in, lead):
    page = reverse("people:organisation", args=[world.a.organisation.code])
    listing = reverse("people:organisations")
    for user, has_list in ((world.a.coordinator, True), (admin, True), (lead, False)):
        html = sign_in(user).get(page).content.decode().partition("<main")[2]
        assert (f'<p class="row"><a href="{listing}">' in one_line(html)) is has_list, user


def test_lead_of_a_hidden_organisation_does_not_read_its_name(world, sign_in, lead):
    choose(world.a.organisation, Listing.HIDDEN)
    response = sign_in(lead).get(page_of(world.a.organisation))
    assert response.context["heading"] == "My organisation"
    assert "ZQA organisation" not in response.content.decode()


def test_lead_loses_the_organisation_with_the_role(world, sign_in, lead, admin):
    browser = sign_in(lead)
    roles.end(grant=lead.roles.get(), by=loaded(admin))
    assert browser.get(page_of(world.a.organisation)).status_code == 404
    assert page_of(world.a.organisation) not in browser.get("/en/me/").content.decode()


@pytest.mark.parametrize(
    ("field", "typed"),
    each(
        name=["", "x" * 10_000, "\ufdfa" * 100, "a\u202eb", "a\x00b"],
        form=["company"],
        country=["XX"],
        networks=[["x"], ["9" * 30]],
        languages=[["tlh"]],
        time_zone=["Mars/Base"],
        listing=["public"],
        results=[""],
    ),
)
def test_bad_input_makes_nothing(world, sign_in, field, typed):
    before = Organisation.objects.count()
    response = sign_in(world.a.coordinator).post(NEW, form(world.a, **{field: typed}))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert Organisation.objects.count() == before


def test_cells_make_no_circles(world, sign_in):
    browser = sign_in(world.a.coordinator)
    host, cell = world.a.organisation, world.a.other_organisation

    def errors(organisation, **changes):
        response = browser.post(page_of(organisation), form(world.a, **changes))
        return list(response.context["form"].errors) if response.status_code == 200 else []

    assert errors(cell, form="group", part_of=host.pk) == ["part_of"]
    assert errors(cell, form="cell", part_of=cell.pk) == ["part_of"]
    assert errors(cell, form="cell", part_of=world.b.organisation.pk) == ["part_of"]
    assert errors(cell, form="cell", part_of=host.pk) == []
    assert errors(host, form="group", part_of=cell.pk) == ["part_of"]
    assert errors(host, form="cell") == ["form"]


def test_change_by_choices_leaves_the_networks(world):
    network = Network.objects.create(short_name="NET", name="Net", level="global")
    world.a.organisation.networks.add(network)
    organisations.change(
        by=world.a.leader, organisation=world.a.organisation, details=Choices(**choices())
    )
    assert list(world.a.organisation.networks.all()) == [network]


# Countries


def test_only_administrators_mark_countries(world, admin, proven, sign_in):
    for user in (world.a.leader, world.a.coordinator):
        browser = proven(user)
        assert browser.get(COUNTRIES).status_code == 404
        assert browser.post(COUNTRIES, {"country": "UG", "level": "high"}).status_code == 404
    regional = factories.with_role(world.a.leader2, Role.ADMIN)
    assert proven(regional).get(COUNTRIES).status_code == 404
    stale = sign_in(admin).post(COUNTRIES, {"country": "UG", "level": "high"})
    assert stale.url.split("?")[0] == reverse("people:again")
    assert CountryRisk.objects.count() == 0
    browser = proven(admin)
    for level in ("high", "high", "usual"):
        assert browser.post(COUNTRIES, {"country": "UG", "level": level}).url == COUNTRIES
    assert list(CountryRisk.objects.values_list("country", "level")) == [("UG", "usual")]
    assert Event.objects.filter(kind="set_risk", actor=admin.code).count() == 2
    assert "Uganda" in browser.get(COUNTRIES).content.decode()


@pytest.mark.parametrize("sent", [{"country": "XX", "level": "high"}, {"country": "UG"}, {}])
def test_wrong_country_marks_nothing(admin, proven, sent):
    response = proven(admin).post(COUNTRIES, sent)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert CountryRisk.objects.count() == 0


def test_high_risk_counts_at_once_and_for_cells_too(world):
    home, cell = world.a.organisation, world.a.other_organisation
    put_into(home, "UG")
    Organisation.objects.filter(pk=cell.pk).update(part_of=home)
    in_home, in_cell, elsewhere = world.a.leader, world.a.mentor, world.b.leader

    def allowed():
        users = [User.objects.get(pk=user.pk) for user in (in_home, in_cell, elsewhere)]
        mailed = [can_be_mailed(user) for user in users]
        assert [can_be_named(user) for user in users] == mailed
        return mailed

    assert allowed() == [True, True, True]
    endanger("KE")
    assert allowed() == [True, True, True]
    endanger("UG")
    assert allowed() == [False, False, True]
    put_into(home, "")
    assert allowed() == [True, True, True]
    put_into(cell, "UG")
    assert allowed() == [True, False, True]
    endanger("UG", USUAL)
    assert allowed() == [True, True, True]


def test_marking_a_country_on_the_screen_counts_at_once(world, admin, proven, settings):
    """No one gets an e-mail, and no certificate asks for a name."""
    settings.DEFAULT_FROM_EMAIL = "post@example.net"
    put_into(world.a.organisation, "UG")
    browser = proven(admin)
    leader = world.a.leader
    contacts.keep(user=leader, mail="own.box@example.org")

    def done(level: str) -> tuple[int, list[str]]:
        assert browser.post(COUNTRIES, {"country": "UG", "level": level}).url == COUNTRIES
        Contact.objects.update(mailed_at=timezone.now() - timedelta(days=2), claimed_until=None)
        notices.tell(leader, kind=kinds.IDLE, key=str(uuid4()))
        asked = list(certificate_form(User.objects.get(pk=leader.pk))().fields)
        return mailing.send_due(), asked

    assert done(USUAL) == (1, ["name"])
    assert done(HIGH) == (0, [])
    assert done(USUAL) == (1, ["name"])


def test_member_without_an_organisation_is_at_no_high_risk(admin):
    endanger("UG")
    assert can_be_mailed(admin) is True
