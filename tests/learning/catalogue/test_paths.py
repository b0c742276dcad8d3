"""Paths in the catalogue: courses in order, with how far their reader is."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from learning.models import CoursePage, Enrolment, PathPage
from learning.progress import actions as progress
from tests import factories
from tests.factories import in_studio
from tests.pages import one_line

pytestmark = pytest.mark.servers


def path(*courses: CoursePage, title: str = "To facilitate", language: str = "en") -> PathPage:
    home = factories.home_page(language)
    page = PathPage(title=title, summary="Step by step.", locale=home.locale)
    page.steps = [("course", one) for one in courses]
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def other(course) -> CoursePage:
    return factories.course(title="Another")


def paths(client: Client, lang: str = "en") -> list[tuple[str, list[str]]]:
    """Each path of the catalogue with its courses, and what is said of each."""
    html = one_line(client.get(f"/{lang}/learn/").content.decode())
    found = re.findall(r'<section class="card"> ?<h2[^>]*>([^<]*)</h2>(.*?)</section>', html)
    return [
        (title, [" ".join(re.sub("<[^>]*>", " ", one).split()) for one in _items(inside)])
        for title, inside in found
    ]


def _items(inside: str) -> list[str]:
    return re.findall("<li>(.*?)</li>", inside)


def test_courses_stand_in_the_order_of_the_path_with_how_far_one_is(visit, course, other):
    path(other, course)
    assert paths(visit.client) == [("To facilitate", ["Another", "A course"])]
    progress.enrol(user=visit.user, course_key=other.translation_key)
    assert paths(visit.client)[0][1] == ["Another Lessons done: 0 of 2", "A course"]
    mine = Enrolment.objects.get()
    Enrolment.objects.update(completed_at=mine.enrolled_at)
    assert paths(visit.client)[0][1] == ["Another Completed", "A course"]


def test_reader_sees_only_courses_that_they_may_see(visit, course, other):
    path(other, course)
    assert paths(Client()) == []
    CoursePage.objects.filter(pk=course.pk).update(access=CoursePage.Access.OPEN)
    assert paths(Client()) == [("To facilitate", ["A course"])]
    other.unpublish()
    assert paths(visit.client) == [("To facilitate", ["A course"])]


def test_path_that_is_taken_down_is_not_there(visit, course):
    page = path(course)
    page.unpublish()
    assert paths(visit.client) == []


def test_the_source_says_which_courses_they_are_in_every_language(visit, course, other):
    page = path(course, other)
    factories.home_page("fr")
    french = factories.in_french(page)
    PathPage.objects.filter(pk=french.pk).update(steps=[])
    assert paths(visit.client, "fr")[0] == ("To facilitate (fr)", ["A course", "Another"])
    PathPage.objects.get(pk=french.pk).unpublish()
    assert paths(visit.client, "fr") == []
    assert len(paths(visit.client)) == 1


def test_catalogue_costs_the_same_with_many_paths(visit, course, django_assert_max_num_queries):
    for number in range(5):
        path(course, title=f"Path {number}")
    visit.client.get(reverse("learning:catalogue"))
    with django_assert_max_num_queries(6):
        visit.client.get(reverse("learning:catalogue"))


def test_editor_makes_a_path_and_finds_it_in_the_catalogue(visit, course, other, sign_in):
    studio = sign_in(in_studio(pseudonym="Baobab"))
    home = Page.objects.ancestor_of(course).get(depth=2)
    blocks = [("course", str(one.pk)) for one in (other, course)]
    form = {"title": "To lead", "slug": "", "summary": "", "steps": streamfield(blocks)}
    address = reverse("wagtailadmin_pages:add", args=["learning", "pathpage", home.pk])
    sent = studio.post(address, nested_form_data(form) | {"action-publish": "on"})
    assert sent.status_code == 302
    assert paths(visit.client) == [("To lead", ["Another", "A course"])]
    empty = nested_form_data(form | {"steps": streamfield([])}) | {"action-publish": "on"}
    assert studio.post(address, empty).status_code == 200
