"""Organisations are found by a part of their name and by choices, page by page."""

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Network, Organisation, UnsentForm
from people.organisations.queries import PAGE
from tests import factories
from tests.matrix import drawn
from tests.proving import prove

pytestmark = pytest.mark.servers

LIST, NEW, NETWORKS = "/en/organisations/", "/en/organisations/new/", "/en/networks/"
HOMES = ["ZQA organisation", "ZQA other organisation"]
Form, Listing = Organisation.Form, Organisation.Listing


def make(side, *named: str, **columns) -> list[Organisation]:
    columns = {"region": side.region, "listing": Listing.LISTED} | columns
    return [factories.OrganisationFactory(name=name, **columns) for name in named]


def many(side, number: int = 300) -> None:
    """Organisations of all kinds, some of them cells of another, in two networks."""
    nets = [
        Network.objects.create(short_name=f"NET {one}", name=f"Net {one}", region=side.region)
        for one in range(2)
    ]
    [host] = make(side, "Zoé Union", form=Form.NATIONAL, country="BJ")
    for one in range(number - 1):
        [home] = make(
            side,
            f"Collectif Étoile {one:03d}",
            form=Form.CELL if one % 2 else Form.GROUP,
            part_of=host if one % 2 else None,
            country=["BJ", "TG", ""][one % 3],
        )
        home.networks.set(nets[: one % 3])


def found(browser, address: str = LIST, **sent: str) -> list[str]:
    page = browser.post(address, sent)
    assert page.status_code == 200
    return [one.name for one in page.context["page"]]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ["Élan d’Abomey", "Elan de Lomé", "Femmes debout", *HOMES]),
        ("elan", ["Élan d’Abomey", "Elan de Lomé"]),
        ("ÉLAN", ["Élan d’Abomey", "Elan de Lomé"]),
        ("lomé ÉLAN", ["Elan de Lomé"]),
        ("debout", ["Femmes debout"]),
        ("  bout ", ["Femmes debout"]),
        ("%", ["Élan d’Abomey", "Elan de Lomé", "Femmes debout", *HOMES]),
        ("elan paris", []),
        ("ZQB", []),
    ],
)
def test_any_part_of_a_name_is_enough(world, sign_in, typed, names):
    """The database, its collation and its version do not matter."""
    make(world.a, "Élan d’Abomey", "Elan de Lomé", "Femmes debout")
    assert found(sign_in(world.a.coordinator), name=typed) == names


def test_choices_narrow_the_list(world, sign_in):
    make(world.a, "One", country="BJ")
    make(world.a, "Two", country="TG", form=Form.CELL)
    make(world.a, "Three", country="TG")
    browser = sign_in(world.a.coordinator)
    assert found(browser, country="TG") == ["Three", "Two"]
    assert found(browser, country="TG", form="cell") == ["Two"]
    assert found(browser, country="TG", name="hr") == ["Three"]
    # One region alone is no choice, and what is sent all the same counts nothing.
    form = browser.get(LIST).context["form"]
    assert [one.name for one in form.narrowing] == ["country", "form"]
    assert len(found(browser, region=str(world.b.region.code))) == 5


def test_country_that_no_one_offers_is_refused_beside_the_field(world, sign_in):
    make(world.a, "One", country="BJ")
    make(world.a, "Two", country="TG")
    page = sign_in(world.a.coordinator).post(LIST, {"country": "FR"})
    assert list(page.context["form"].errors) == ["country"]


def test_what_is_searched_for_is_kept_nowhere(world, sign_in, caplog):
    make(world.a, *(f"Zqsecret {one:02d}" for one in range(2 * PAGE)))
    browser = sign_in(world.a.coordinator)
    page = browser.post(LIST, {"name": "zqsec"})
    assert re.findall(r'(?:href|action)="[^"]*zqsec', page.content.decode()) == []
    assert "zqsec" not in caplog.text
    assert not UnsentForm.objects.exists()
    assert "zqsec" not in str(dict(browser.session))
    # A reload of the list does not have it.
    assert browser.get(LIST).context["form"]["name"].value() is None


def test_pages_of_what_was_found_bring_the_search_along(world, sign_in):
    make(world.a, *(f"Zq {one:02d}" for one in range(2 * PAGE + 1)))
    browser = sign_in(world.a.coordinator)
    seen = []
    for number in ("1", "2", "3"):
        page = browser.post(LIST, {"name": "zq", "page": number})
        seen += [one.name for one in page.context["page"]]
    assert len(seen) == len(set(seen)) == 2 * PAGE + 3
    [form] = [one for one in drawn.forms(page.content.decode()) if "name" in one.kinds]
    assert form.sent["name"] == ["zq"]
    back = re.search(r'<button[^>]*form="(\w+)"[^>]*name="page" value="2"', page.content.decode())
    assert back
    assert back[1] == form.tag["id"]
    # Without a search, they are links.
    assert '<a href="?page=2">' in browser.get(LIST).content.decode()


def test_no_one_finds_what_they_may_not_read(world, sign_in, client):
    for listing in Listing:
        make(world.a, f"Zq {listing}", listing=listing)
        make(world.b, f"Zqb {listing}", listing=listing)
    leader, coordinator = sign_in(world.a.leader), sign_in(world.a.coordinator)
    assert leader.post(LIST, {"name": "zq"}).status_code == 404
    assert found(leader, NETWORKS, name="zq") == ["Zqb listed", "Zq listed"]
    assert found(coordinator, NETWORKS, name="zq") == ["Zqb listed", "Zq listed"]
    assert [one for one in found(coordinator, name="zq") if one.startswith("Zq ")] == [
        "Zq hidden",
        "Zq listed",
        "Zq members",
    ]
    assert [one for one in found(coordinator, name="zqb") if one.startswith("Zqb ")] == []


def test_members_are_found_in_neither_list(world, sign_in):
    for user, address in (
        (world.a.coordinator, LIST),
        (world.a.coordinator, NETWORKS),
        (world.a.leader, NETWORKS),
    ):
        assert found(sign_in(user), address, name=world.a.mentor.pseudonym) == []


def test_network_is_opened_by_its_button(world, sign_in):
    net, other = (
        Network.objects.create(short_name=name, name=name, region=world.a.region)
        for name in ("NET", "OTHER")
    )
    for name, networks in (("One", [net]), ("Two", [net, other]), ("Three", [])):
        make(world.a, name)[0].networks.set(networks)
    browser = sign_in(world.a.leader)
    page = browser.get(NETWORKS).content.decode()
    assert re.search(rf'name="network" value="{net.code}">\s*2 organisations', page)
    assert found(browser, NETWORKS, network=str(net.code)) == ["One", "Two"]
    assert found(browser, NETWORKS, network=str(other.code)) == ["Two"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_hundreds_cost_what_a_few_cost(world, admin, sign_in, language):
    """Queries and weight."""
    coordinator, leader, boss = (
        sign_in(world.a.coordinator),
        sign_in(world.a.leader),
        sign_in(admin),
    )
    calls = [
        (coordinator, LIST, None),
        (coordinator, LIST, {"name": "etoile", "country": "BJ"}),
        (boss, LIST, None),
        (leader, NETWORKS, None),
        (leader, NETWORKS, {"name": "etoile 1"}),
    ]
    many(world.a, 3)
    few = [cost(*call, language)[0] for call in calls]
    Network.objects.all().delete()
    many(world.a)
    costs = [cost(*call, language) for call in calls]
    assert [queries for queries, _weight in costs] == few
    assert max(few[3:]) <= 6
    assert {
        number: weight
        for number, (_queries, weight) in enumerate(costs)
        if weight > (12_000 if calls[number][0] is leader else 20_000)
    } == {}


def test_forms_that_offer_hundreds_stay_light(world, sign_in):
    """A host, a place of a role, a group to invite into."""
    many(world.a)
    browser = prove(sign_in(world.a.coordinator))
    addresses = (NEW, "/en/people/roles/", "/en/invitations/", "/en/invitations/sheet/")
    weights = {}
    for address in addresses:
        page = browser.get(address)
        assert page.status_code == 200
        assert "Zoé Union" in page.content.decode()
        weights[address] = len(gzip.compress(page.content, 6))
    assert {address: weight for address, weight in weights.items() if weight > 20_000} == {}


def cost(browser, address: str, sent, language: str) -> tuple[int, int]:
    """How many queries a page takes, and how many bytes it has on the line."""
    address = address.replace("/en/", f"/{language}/")
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = browser.post(address, sent) if sent else browser.get(address)
    assert page.status_code == 200
    return len(asked), len(gzip.compress(page.content, 6))
