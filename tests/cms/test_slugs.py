"""No title stops an editor: a slug is found by itself, and no one sees it."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from learning.models import CoursePage, LessonPage, SubjectPage
from tests import factories


@pytest.fixture
def course(db) -> CoursePage:
    return factories.course()


@pytest.fixture
def studio(course, sign_in):
    return sign_in(factories.in_studio())


def subject(title: str) -> dict:
    return {"title": title, "action-publish": "on"}


TITLES = ["🎉", "Касса", "帳簿", "؟", "a" * 255, "é" * 255, "-", "Money", "money"]


@pytest.mark.parametrize("title", TITLES)
def test_page_with_any_title_is_made_twice_renamed_and_published(studio, course, title):
    home = course.get_parent().get_parent()
    address = reverse("wagtailadmin_pages:add", args=["learning", "subjectpage", home.pk])
    for _ in range(2):
        assert studio.post(address, subject(title)).status_code == 302
    made = SubjectPage.objects.child_of(home).filter(title=title).exclude(slug="")
    assert made.filter(live=True).count() == made.count() == (3 if title == "Money" else 2)
    assert len({page.slug for page in made}) == made.count()
    first = made.first()
    edit = reverse("wagtailadmin_pages:edit", args=[first.pk])
    assert studio.post(edit, subject("🎉")).status_code == 302
    assert Page.objects.get(pk=first.pk).title == "🎉"


def test_title_that_is_too_long_is_refused_beside_its_field(studio, course):
    home = course.get_parent().get_parent()
    address = reverse("wagtailadmin_pages:add", args=["learning", "subjectpage", home.pk])
    answered = studio.post(address, subject("a" * 256))
    assert answered.status_code == 200
    assert "title" in answered.context["form"].errors


@pytest.mark.parametrize("title", ["Lesson 1", "🎉", "a" * 255])
def test_page_is_copied_twice_without_a_question_about_its_slug(studio, course, title):
    lesson = LessonPage.objects.child_of(course).first()
    address = reverse("wagtailadmin_pages:copy", args=[lesson.pk])
    assert "slug" not in studio.get(address).content.decode().lower().replace("new_slug", "")
    for _ in range(2):
        answered = studio.post(address, {"new_title": title, "new_parent_page": course.pk})
        assert answered.status_code == 302
    slugs = LessonPage.objects.child_of(course).values_list("slug", flat=True)
    assert len(slugs) == len(set(slugs)) == 4


def test_page_moves_to_where_another_has_its_slug_and_is_published_there(studio, course):
    other = factories.course(title="Another", lessons=1)
    lesson = LessonPage.objects.child_of(course).first()
    lesson.save_revision()
    assert lesson.slug == LessonPage.objects.child_of(other).get().slug
    address = reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, other.pk])
    assert studio.get(address).status_code == 200
    studio.post(address)
    moved = LessonPage.objects.get(pk=lesson.pk)
    assert moved.get_parent().pk == other.pk
    moved.latest_revision.publish()
    slugs = LessonPage.objects.child_of(other).values_list("slug", flat=True)
    assert len(slugs) == len(set(slugs)) == 2


def test_pages_move_together_to_where_others_have_their_slugs(studio, course):
    other = factories.course(title="Another")
    chosen = "&".join(f"id={one.pk}" for one in LessonPage.objects.child_of(course))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    answered = studio.post(f"{address}?{chosen}", {"chooser": other.pk})
    assert answered.status_code == 302
    assert LessonPage.objects.child_of(other).count() == 4


def test_copy_into_another_language_is_refused_beside_its_field(studio, course):
    french = factories.in_french(course)
    lesson = LessonPage.objects.child_of(course).first()
    address = reverse("wagtailadmin_pages:copy", args=[lesson.pk])
    answered = studio.post(address, {"new_title": "A", "new_parent_page": french.pk})
    assert "A page stays in its language." in str(answered.context["form"].errors)
