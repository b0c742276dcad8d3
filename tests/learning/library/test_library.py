"""What members find in the library, and that it is never more than is for them."""

import gzip
from datetime import date

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from learning.library.permissions import guides_visible_to
from learning.library.queries import PAGE, library_of
from learning.models import GuidePage, SubjectPage
from people.models import Network
from tests import factories
from tests.files import corpus
from tests.responses import text_of
from web.codes import encode
from web.reading.links import token_of
from web.templatetags.ui import weight

ADDRESS = "/en/learn/library/"


@pytest.fixture
def paper(settings, tmp_path) -> Document:
    settings.MEDIA_ROOT = tmp_path
    held = ContentFile(corpus.finished(corpus.paper()), "a.pdf")
    return Document.objects.create(title="A paper", file=held)


@pytest.fixture
def networks(world) -> dict[str, Network]:
    """A coast below the network of region A’s organisation; an island below nothing."""

    def make(name: str, above: Network | None = None) -> Network:
        return Network.objects.create(
            short_name=name, name=name, level="regional", region=world.a.region, parent=above
        )

    top = make("Top")
    coast, island = make("Coast", top), make("Island")
    below = make("Below", coast)
    world.a.organisation.networks.set([coast])
    return {"top": top, "coast": coast, "below": below, "island": island}


@pytest.fixture
def titles(world, sign_in):
    """Find as region A’s leader: the titles, in order."""
    browser = sign_in(world.a.leader)

    def ask(read: str = "en", /, **sent: str) -> list[str]:
        address = f"/{read}/learn/library/"
        response = browser.post(address, sent) if sent else browser.get(address)
        assert response.status_code == 200
        assert not response.context["form"].errors
        return [one.title for one in response.context["page"]]

    ask.browser = browser
    return ask


def load(browser, paper: Document) -> int:
    """Return what the browser gets of the file."""
    response = browser.get(paper.url)
    if response.streaming:
        assert b"".join(response.streaming_content)
    return response.status_code


# --- Who finds what -----------------------------------------------------------------------------


def test_guides_of_networks_are_for_the_organisations_in_them_and_below(world, networks):
    factories.guide("World")
    for name, network in networks.items():
        factories.guide(name, network=network)
    found = {
        name: sorted(one.title for one in guides_visible_to(member))
        for name, member in [
            ("in the coast", world.a.leader),
            ("in none", world.a.mentor),
            ("without an organisation", factories.UserFactory(organisation=None)),
        ]
    }
    assert found == {
        "in the coast": ["World", "coast", "top"],
        "in none": ["World"],
        "without an organisation": ["World"],
    }


def test_page_has_what_the_rule_lets_them_find(world, networks, titles):
    for name, network in networks.items():
        factories.guide(name, network=network)
    assert titles() == ["coast", "top"]
    assert titles(name="island") == []


def test_drafts_are_for_no_one(titles):
    factories.guide("Shown")
    GuidePage.objects.get(pk=factories.guide("Draft").pk).unpublish()
    assert titles() == ["Shown"]


def test_strangers_and_newcomers_do_not_get_the_page(client, sign_in, db):
    factories.guide("Shown")
    assert client.get(ADDRESS).url.startswith("/en/sign-in/")
    waiting = sign_in(factories.UserFactory(vouched_on=None)).get(ADDRESS)
    assert (waiting.status_code, waiting.url) == (302, "/en/waiting/")


@pytest.mark.parametrize("network", ["coast", "island"])
def test_file_of_a_guide_for_a_network_is_for_its_members_and_editors(
    world, networks, paper, sign_in, network
):
    factories.guide("Own", document=paper, network=networks[network])
    got = {
        name: load(sign_in(member), paper)
        for name, member in [
            ("leader", world.a.leader),
            ("mentor", world.a.mentor),
            ("editor", factories.in_studio(pseudonym="Zebra")),
        ]
    }
    is_own = network == "coast"
    assert got == {"leader": 200 if is_own else 404, "mentor": 404, "editor": 200}


def test_file_that_is_also_elsewhere_for_all_is_for_all(world, networks, paper, sign_in):
    factories.guide("Own", document=paper, network=networks["island"])
    assert load(sign_in(world.a.mentor), paper) == 404
    factories.guide("World", document=paper)
    assert load(sign_in(world.a.mentor), paper) == 200


def test_file_of_a_guide_for_a_network_that_was_taken_down_is_closed(
    world, networks, paper, sign_in
):
    page = factories.guide("Own", document=paper, network=networks["coast"])
    page.unpublish()
    assert load(sign_in(world.a.leader), paper) == 404


# --- What a guide says --------------------------------------------------------------------------


def test_document_says_who_wrote_it_when_and_what_it_weighs(world, paper, titles):
    factories.guide("Rights", document=paper, dated=date(2025, 3, 8), summary="In short.")
    [guide] = library_of(world.a.leader, "en").find()
    assert (guide.size, guide.host, guide.address) == (paper.file.size, "", paper.url)
    page = " ".join(text_of(titles.browser.get(ADDRESS)).split())
    for said in (
        "A network",
        '<time datetime="2025-03">March 2025</time>',
        "In short.",
        " ".join(weight(guide.size).split()),
    ):
        assert said in page, said


def test_guide_on_another_site_leads_over_the_page_that_says_so(titles):
    factories.guide("Elsewhere")
    page = text_of(titles.browser.get(ADDRESS))
    assert "https://guides.example" not in page
    assert "Opens another site: guides.example" in page
    address = f"/en/outside/{token_of('https://guides.example/one')}/"
    assert f'href="{address}"' in page
    assert "https://guides.example/one" in text_of(titles.browser.get(address))


def test_document_that_was_deleted_is_not_offered(paper, titles):
    factories.guide("Rights", document=paper)
    paper.delete()
    assert "This file is not here at the moment." in text_of(titles.browser.get(ADDRESS))


def test_empty_library_says_what_will_stand_there(titles):
    page = text_of(titles.browser.get(ADDRESS))
    assert "The first document or guide will appear here as soon as it is published." in page


# --- Order, words, narrowing --------------------------------------------------------------------


def test_guides_of_a_subject_are_together_the_newest_first(titles):
    factories.guide("Undated")
    factories.guide("Law", subject="Law")
    factories.guide("Old", dated=date(2019, 1, 1))
    factories.guide("New", dated=date(2025, 1, 1))
    assert titles() == ["New", "Old", "Undated", "Law"]
    page = text_of(titles.browser.get(ADDRESS))
    assert [page.count(f"<h2>{name}</h2>") for name in ("Money", "Law")] == [1, 1]


def test_subject_that_was_taken_down_heads_nothing(titles):
    factories.guide("Law", subject="Law")
    SubjectPage.objects.filter(title="Law").update(live=False)
    factories.guide("Money")
    assert titles() == ["Money", "Law"]
    assert "<h2>Law</h2>" not in text_of(titles.browser.get(ADDRESS))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("travailleuses", ["Les travailleurSEs du sexe"]),
        ("Travailleurs", ["Les travailleurSEs du sexe"]),
        ("epargne", ["Épargner"]),
        ("coalition", ["Épargner"]),
        ("épargner coalition", ["Épargner"]),
        ("épargner travailleurs", []),
        ("* ^", []),
    ],
)
def test_guides_are_found_by_their_words_however_they_are_written(titles, typed, found):
    factories.guide("Les travailleurSEs du sexe", language="fr")
    factories.guide("Épargner", language="fr", source="Une coalition", summary="L’épargne.")
    assert titles("fr", name=typed) == found


def test_guides_are_narrowed_by_subject_and_language(titles):
    factories.guide("Law", subject="Law")
    factories.guide("Money")
    factories.guide("Argent", language="fr")
    law = encode(SubjectPage.objects.get(title="Law").translation_key)
    assert titles(subject=law) == ["Law"]
    assert titles(language="fr") == ["Argent"]
    assert titles(language="fr", subject=law) == []


def test_choice_that_is_not_offered_is_refused_and_shows_nothing(titles):
    factories.guide("Law", subject="Law")
    factories.guide("Money")
    titles()
    response = titles.browser.post(ADDRESS, {"name": "law", "subject": "7'"})
    assert list(response.context["form"].errors) == ["subject"]
    assert list(response.context["page"]) == []
    assert 'value="law"' in text_of(response)


# --- Languages ----------------------------------------------------------------------------------


@pytest.fixture
def in_two(db) -> GuidePage:
    """A guide in English and French, and one in French alone."""
    page = factories.guide("Rights")
    factories.home_page("fr")
    factories.in_french(page)
    factories.guide("Seul", language="fr")
    return page


def test_each_guide_is_there_once_in_the_best_language(in_two, titles):
    assert titles() == ["Rights", "Seul"]
    assert titles("fr") == ["Rights (fr)", "Seul"]
    assert titles(language="fr") == ["Rights (fr)", "Seul"]
    assert titles("fr", language="en") == ["Rights"]
    assert '<h3 lang="fr">Seul</h3>' in text_of(titles.browser.get(ADDRESS))


def test_guide_taken_down_in_one_language_is_gone_for_its_readers(in_two, titles):
    GuidePage.objects.get(title="Rights (fr)").unpublish()
    assert titles() == ["Rights", "Seul"]
    assert titles("fr") == ["Seul"]
    assert titles(language="fr") == ["Seul"]


# --- What it costs ------------------------------------------------------------------------------


@pytest.fixture
def many(paper, networks) -> None:
    """More than a page of them, with long words and different addresses."""
    for number in range(PAGE + 5):
        long = {"summary": f"{number * 7919:x} what it is about. " * 9, "dated": date(2025, 1, 1)}
        address = f"https://guides.example/{number * 104729:x}/a-long-address-of-a-guide.html"
        kind = {"document": paper} if number % 3 == 0 else {"link": address}
        factories.guide(f"Guide {number} " + "with a title " * 4, **long, **kind)


@pytest.mark.servers
def test_page_takes_six_queries_and_12_kb_at_most(many, titles, django_assert_max_num_queries):
    titles()
    with django_assert_max_num_queries(4):
        response = titles.browser.get(ADDRESS)
    assert len(response.context["page"]) == PAGE
    assert len(gzip.compress(response.content)) < 12_000
    with django_assert_max_num_queries(4):
        titles.browser.post(ADDRESS, {"name": "guide", "language": "en"})


def test_next_page_brings_along_what_was_asked_for(many, titles):
    response = titles.browser.post(ADDRESS, {"name": "guide", "page": "2"})
    assert (response.context["page"].number, len(response.context["page"])) == (2, 5)
    assert "guide" not in response.request["QUERY_STRING"]
    response = titles.browser.get(ADDRESS, {"page": "2"})
    assert len(response.context["page"]) == 5
