"""What a search costs, also where there are many courses, and how often someone may search."""

import gzip
import logging

import pytest
from wagtail.search.backends import get_search_backend

from learning.catalogue import contents, prices
from learning.models import LessonPage
from learning.search.queries import MOST
from people.models import Network
from tests import factories
from tests.matrix import drawn
from tests.responses import text_of

ADDRESS = "/en/learn/search/"


@pytest.fixture
def many(lessons, world):
    """One course of 40 lessons and 40 guides, each with the same word, in English and French."""
    page = lessons("Lesson 0", "Common word.", course="Course 0")
    factories.home_page("fr")
    factories.in_french(page.get_parent().specific)
    factories.in_french(page)
    course = page.get_parent()
    for number in range(1, 40):
        one = course.add_child(
            instance=LessonPage(
                title=f"Lesson {number} " + "with a long title " * 4,
                summary="What it is about. " * 10,
                body=[("story", "<p>Common word.</p>")],
                locale=page.locale,
            )
        )
        one.save_revision().publish()
    network = Network.objects.create(
        short_name="Coast", name="Coast", level="regional", region=world.a.region
    )
    world.a.organisation.networks.set([network])
    for number in range(40):
        guide = factories.guide(
            f"Guide {number} " + "with a long title " * 4,
            summary="Common word. " + "What it is about. " * 10,
            link=f"https://guides.example/{number * 104729:x}/a-long-address-of-a-guide.html",
            network=network,
        )
        get_search_backend().add(guide)


@pytest.mark.servers
@pytest.mark.parametrize("language", ["", "fr"])
def test_search_takes_six_queries_at_most(
    many, find, language, django_assert_max_num_queries, monkeypatch
):
    sent = {"name": "common", "language": language, "weight": "300000", "minutes": "60"}
    find.browser.post(ADDRESS, sent)
    with django_assert_max_num_queries(6):
        find.browser.post(ADDRESS, sent)
    # As where nothing of these lessons is kept.
    monkeypatch.setattr(prices, "SHAPE", "other")
    monkeypatch.setattr(contents, "SHAPE", "other")
    with django_assert_max_num_queries(6):
        find.browser.post(ADDRESS, sent)


def test_form_alone_takes_four_queries(many, find, django_assert_max_num_queries):
    find.browser.get(ADDRESS)
    with django_assert_max_num_queries(4):
        find.browser.get(ADDRESS)


def test_page_of_results_is_light_and_says_that_there_are_more(many, find):
    response = find.browser.post(ADDRESS, {"name": "common"})
    results = response.context["results"]
    assert (len(results.shown), results.total) == (MOST, 80)
    assert len(gzip.compress(response.content)) < 12_000
    only_guides = find.browser.post(ADDRESS, {"name": "guide common"})
    assert [one.guide.title[:5] for one in only_guides.context["results"].shown] == ["Guide"] * MOST
    assert len(gzip.compress(only_guides.content)) < 12_000
    page = " ".join(text_of(response).split())
    assert "<h2>Found: 80</h2>" in page
    assert "Here are the first 20. To find the others, add a word or narrow the list." in page


def test_searches_are_limited_for_each_member(lessons, find, world, sign_in):
    lessons("One", "Zword")
    for _time in range(30):
        assert find("zword") == ["One"]
    response = find.browser.post(ADDRESS, {"name": "zword"})
    assert response.context["form"].non_field_errors() == [
        "Too many searches. Wait a minute, then search again."
    ]
    assert "results" not in response.context
    assert 'value="zword"' in text_of(response)
    other = sign_in(world.b.leader).post(ADDRESS, {"name": "zword"})
    assert other.context["results"].total == 1


def test_words_are_in_no_address_and_no_log(lessons, find, caplog):
    lessons("One", "Zword")
    with caplog.at_level(logging.DEBUG):
        response = find.browser.post(ADDRESS, {"name": "Zword unlikely"})
    assert "unlikely" not in caplog.text
    page = text_of(response)
    # Only in the field in which they were typed.
    assert page.count("unlikely") == 1
    assert response["Cache-Control"].count("no-store") == 1


def test_address_alone_shows_the_empty_form(lessons, find):
    find.browser.post(ADDRESS, {"name": "zword"})
    response = find.browser.get(ADDRESS + "?name=zword")
    assert "results" not in response.context
    assert response.context["form"]["name"].value() is None


def test_language_buttons_bring_along_what_is_typed(lessons, find):
    page = text_of(find.browser.post(ADDRESS, {"name": "zword"}))
    form = next(one for one in drawn.forms(page) if "name" in one.kinds)
    brought = find.browser.post("/fr/learn/search/", form.sent | {"in_language": ["fr"]})
    assert '<html lang="fr">' in text_of(brought)
    form = next(one for one in drawn.forms(text_of(brought)) if "name" in one.kinds)
    assert form.sent["name"] == ["zword"]


@pytest.mark.parametrize("path", ["/en/learn/", "/fr/learn/"])
def test_catalogue_offers_the_search_to_members_alone(lessons, find, client, world, path):
    lessons("One")
    assert f'action="{path}search/"' in text_of(find.browser.get(path))
    assert "/search/" not in text_of(client.get(path))
