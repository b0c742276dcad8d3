"""What pages of every kind have in common: an address of ours, an order, and a place that stays."""

import re

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from cms.models import HomePage
from learning.models import CoursePage, LessonPage, PathPage, SubjectPage
from tests.factories import UserFactory, home_page, in_french, in_language, in_studio
from tests.factories import course as make_course
from tests.proving import prove
from web.codes import encode

ALARM = "not be accessible at any URL"


@pytest.fixture
def course(db) -> CoursePage:
    page = make_course()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home_page("en")}
    )
    return page


@pytest.fixture
def lesson(course) -> LessonPage:
    return course.lessons().first()


@pytest.fixture
def studio(course, sign_in):
    return sign_in(in_studio())


# --- Addresses ------------------------------------------------------------------------------
def test_each_page_has_an_address_of_ours_in_its_own_language(course, lesson):
    french = in_french(lesson)
    in_course, in_lesson = encode(course.translation_key), encode(lesson.translation_key)
    assert [page.url for page in (course, lesson, french, course.get_parent().specific)] == [
        f"/en/learn/{in_course}/",
        f"/en/learn/{in_course}/{in_lesson}/",
        f"/fr/learn/{in_course}/{in_lesson}/",
        "/en/learn/",
    ]


def test_page_in_a_language_that_the_site_does_not_speak_has_an_address(lesson):
    swahili = in_language(lesson, "sw")
    with translation.override("fr"):
        assert swahili.url == lesson.url.replace("/en/", "/fr/")


def test_an_internal_link_leads_to_the_page_in_the_language_of_its_text(course, lesson, sign_in):
    subject, home = course.get_parent(), home_page("en")
    for language in ("en", "fr"):
        with translation.override(language):
            html = "".join(
                str(RichText(f'<a linktype="page" id="{page.pk}">x</a>'))
                for page in (lesson, course, subject, home)
            )
            addresses = re.findall(r'href="([^"]*)"', html)
            assert addresses == [
                reverse("learning:lesson", args=[course.translation_key, lesson.translation_key]),
                reverse("learning:course", args=[course.translation_key]),
                reverse("learning:catalogue"),
                reverse("home"),
            ]
            browser = sign_in(UserFactory())
            assert [browser.get(address).status_code for address in addresses] == [200] * 4


def test_a_link_to_a_page_that_is_gone_leads_nowhere(db):
    assert "href" not in str(RichText('<a linktype="page" id="987654">x</a>'))


def test_studio_offers_to_see_what_is_published(studio, lesson):
    html = studio.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert f'href="{lesson.url}"' in html
    answered = studio.post(reverse("wagtailadmin_pages:unpublish", args=[lesson.pk]))
    assert answered.status_code == 302
    html = studio.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert f'href="{lesson.url}"' not in html


def test_no_list_of_pages_raises_a_false_alarm(studio, course):
    in_french(course)
    for page in Page.objects.exclude(depth=1):
        answered = studio.get(reverse("wagtailadmin_explore", args=[page.pk]))
        assert (page, ALARM in answered.content.decode()) == (page, False)


# --- Order ----------------------------------------------------------------------------------
def test_lessons_are_listed_as_learners_have_them(studio, course):
    first = course.lessons().first()
    first.move(course, pos="last-child")
    course.lessons().last().specific.save_revision()
    listed = studio.get(reverse("wagtailadmin_explore", args=[course.pk]))
    wanted = list(CoursePage.objects.get(pk=course.pk).get_children())
    assert [page.pk for page in listed.context["object_list"]] == [page.pk for page in wanted]
    assert wanted[-1].pk == first.pk


def test_each_kind_of_page_says_what_it_is_for():
    kinds = (HomePage, SubjectPage, PathPage, CoursePage, LessonPage)
    said = [str(kind.get_page_description()) for kind in kinds]
    assert all(sentence.endswith(".") for sentence in said)
    assert len(set(said)) == len(kinds)


# --- The page above all others --------------------------------------------------------------
@pytest.mark.parametrize("act", ["unpublish", "delete", "move", "copy"])
def test_no_editor_takes_away_the_page_above_all_others(studio, course, sign_in, act):
    home = home_page("en")
    address = reverse(f"wagtailadmin_pages:{act}", args=[home.pk])
    for answered in (studio.get(address), studio.post(address)):
        assert answered.status_code == 302
        assert answered["Location"] == reverse("wagtailadmin_home")
    admin = prove(sign_in(UserFactory(is_superuser=True)))
    assert admin.get(address).status_code == 200
    assert list(Page.objects.get(pk=home.pk).get_descendants(inclusive=True).not_live()) == []
    assert HomePage.objects.count() == 1


@pytest.mark.parametrize("act", ["unpublish", "delete", "move"])
def test_not_among_others_either(studio, course, act):
    home = home_page("en")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
    asked = {"include_descendants": "on", "chooser": course.pk, "next": "/studio/"}
    studio.post(f"{address}?id={home.pk}", asked)
    home.refresh_from_db()
    assert home.live
    assert Page.objects.get(pk=home.pk).get_descendants().not_live().count() == 0


def test_page_above_all_others_asks_for_its_name_alone(studio, course):
    html = studio.get(reverse("wagtailadmin_pages:edit", args=[home_page("en").pk]))
    fields = set(html.context["form"].fields)
    assert fields == {"title"}
