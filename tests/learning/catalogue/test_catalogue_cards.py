"""The catalogue says of each course how long it is, what it costs, and how far one is."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from learning.catalogue import contents, outline, prices
from learning.models import CoursePage, SubjectPage
from tests import factories

MARKS = Path(settings.BASE_DIR) / "static" / "marks.svg"
CATALOGUE = "/en/learn/"


def cards(page) -> list[BeautifulSoup]:
    return BeautifulSoup(page.content.decode(), "html.parser").select("article.course")


def courses() -> list[outline.Course]:
    return outline.courses(CoursePage.objects.live(), "en")


def test_every_drawing_is_in_the_file():
    drawn = re.findall(r'<symbol id="(\w+)"', MARKS.read_text())
    assert drawn == SubjectPage.Mark.values


@pytest.mark.parametrize(("mark", "drawn"), [("book", "book"), ("gate", "gate"), ("", "book")])
def test_course_has_the_drawing_of_its_subject(world, sign_in, mark, drawn):
    factories.course()
    SubjectPage.objects.update(mark=mark)
    [card] = cards(sign_in(world.a.leader).get(CATALOGUE))
    assert card.svg["aria-hidden"] == "true"
    assert re.search(rf"marks\S*\.svg#{drawn}$", str(card.svg.use["href"]))


def test_price_is_that_of_all_lessons(world, sign_in):
    factories.course()
    [course] = courses()
    parts = contents.of_all(course.lessons).values()
    assert len(parts) > 1
    price = prices.of_all([course])[course.key]
    assert (price.weight, price.audio, price.downloads) == (
        sum(one.weight for one in parts),
        sum(one.audio for one in parts),
        sum(one.downloads for one in parts),
    )
    page = sign_in(world.a.leader).get(CATALOGUE)
    assert page.context["weight"] == price.weight


def test_price_is_kept_until_a_lesson_is_published(world, django_assert_num_queries):
    factories.course()
    [course] = courses()
    cache.clear()
    with django_assert_num_queries(1):
        before = prices.of_all([course])
    with django_assert_num_queries(0):
        assert prices.of_all([course]) == before
    page = CoursePage.objects.get().lessons().first().specific
    page.body.append(("text", {"heading": "More", "text": "<p>" + "words " * 500 + "</p>"}))
    page.save_revision().publish()
    [again] = courses()
    assert prices.of_all([again])[course.key].weight > before[course.key].weight


def test_languages_are_those_of_the_course(course, visit, french):
    for address, names in (
        (CATALOGUE, "English, French"),
        ("/fr/learn/", "français, anglais"),
    ):
        [card] = cards(visit.client.get(address))
        assert " ".join(card.select(".price")[-1].text.split()) == names


def test_card_says_length_and_how_far(world, sign_in):
    page = factories.course()
    browser = sign_in(world.a.leader)
    [card] = cards(browser.get(CATALOGUE))
    assert page.title in card.h3.text
    assert page.summary in card.text
    assert card.progress is None
    browser.post(reverse("learning:enrol", args=[page.translation_key]))
    [card] = cards(browser.get(CATALOGUE))
    assert (card.progress["value"], int(card.progress["max"])) == ("0", len(courses()[0].lessons))
