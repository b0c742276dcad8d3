"""The first page of the studio: all courses in all languages, and what there is to do."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission

from cms.models import HomePage
from learning.authoring.queries import Cell, Workshop
from learning.models import LessonPage
from people.models import RoleGrant
from tests import factories
from tests.cms.translations.conftest import change


def first(user) -> dict[str, Cell]:
    """Return the cells of the only course, by language."""
    [shelf] = Workshop(user).board().shelves
    [row] = shelf.courses
    return {cell.locale.language_code: cell for cell in row.cells}


def shown(studio) -> str:
    """Return the words of the table on the first page."""
    html = re.sub(
        r".*?<table class=\"board\">|</table>.*", "", studio.get("wagtailadmin_home"), flags=re.S
    )
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def editor(studio):
    return factories.in_studio(pseudonym="Iroko")


def test_course_in_one_language_can_be_translated(studio, course, editor):
    cells = first(editor)
    assert cells[studio.source.language_code].live_lessons == 3
    other = cells[studio.target.language_code]
    assert (other.own, other.lessons, other.starts_from.pk) == (None, (), course.pk)
    start = reverse("wagtail_localize:submit_page_translation", args=[course.pk])
    only = f"{start}?select_locale={studio.target.language_code}"
    assert f'href="{only}"' in studio.get("wagtailadmin_home")
    assert "Not translated Translate" in shown(studio)
    assert "Lessons published: 3 of 3" in shown(studio)


def test_what_is_to_translate_is_counted_until_it_is_done(studio, course, lessons, editor):
    begun = studio.translate(course)
    code = studio.target.language_code
    cell = first(editor)[code]
    assert (cell.own.page.live, cell.live_lessons, len(cell.lessons)) == (False, 0, 3)
    assert cell.missing > 3
    assert cell.to_translate.pk == begun.pk
    for page in (course, *lessons):
        studio.say(page)
        studio.publish(studio.other(page))
    cell = first(editor)[code]
    assert (cell.own.is_as_published, cell.live_lessons) == (True, 3)
    assert (cell.missing, cell.is_behind, cell.to_translate) == (0, False, None)
    assert cell.address == studio.other(course).url


def test_changed_source_is_marked_and_leads_to_the_lesson_that_is_behind(
    studio, course, lessons, editor
):
    studio.translate_and_publish(course)
    change(studio, lessons[1], "Once there was another group.")
    cell = first(editor)[studio.target.language_code]
    other = studio.other(lessons[1])
    assert (cell.is_behind, cell.missing, cell.to_translate.pk) == (True, 1, other.pk)
    assert "Source changed" in shown(studio)
    assert f'href="{reverse("wagtailadmin_pages:edit", args=[other.pk])}"' in studio.get(
        "wagtailadmin_home"
    )


def test_draft_with_changes_is_where_edit_leads(studio, course, lessons, editor):
    cell = first(editor)[studio.source.language_code]
    assert cell.to_edit.pk == course.pk
    lesson = LessonPage.objects.get(pk=lessons[2].pk)
    lesson.title = "Other words"
    lesson.save_revision()
    cell = first(editor)[studio.source.language_code]
    assert cell.to_edit.pk == lesson.pk
    assert cell.lessons[2].is_as_published is False


def test_alias_is_no_translation(studio, course, lessons, editor):
    factories.in_language(lessons[0], studio.target.language_code)
    cell = first(editor)[studio.target.language_code]
    assert cell.own is None
    assert len(cell.lessons) == 1


def test_board_asks_no_more_for_many_courses_than_for_one(studio, course, editor):
    studio.translate_and_publish(course)

    def asked() -> int:
        user = type(editor).objects.get(pk=editor.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            Workshop(user).board()
        return len(queries)

    few = asked()
    assert few <= 12
    for number in range(4):
        language = studio.source.language_code
        more = factories.course(lessons=4, title=f"Course {number}", language=language)
        studio.translate(more)
    assert asked() == few


def test_someone_with_rights_on_one_language_sees_how_far_the_others_are(studio, course, editor):
    studio.translate_and_publish(course)
    group = Group.objects.get(name="Editors")
    target = HomePage.objects.get(locale=studio.target)
    GroupPagePermission.objects.filter(group=group, page=target).delete()
    cell = first(editor)[studio.target.language_code]
    assert (cell.own.page.live, cell.own.may_edit, cell.to_edit) == (True, False, None)


def test_someone_without_rights_on_any_page_finds_no_course(studio, course, editor):
    GroupPagePermission.objects.all().delete()
    assert Workshop(editor).board().shelves == ()
    assert Workshop(editor).plan(course.translation_key) is None


def test_translator_is_offered_what_they_may_do(studio, course):
    translator = factories.in_studio(RoleGrant.Role.TRANSLATOR, pseudonym="Karité")
    cell = first(translator)[studio.target.language_code]
    assert (cell.own, cell.starts_from) == (None, None)
    [shelf] = Workshop(translator).board().shelves
    assert shelf.adds_to is None
    studio.translate(course)
    cell = first(translator)[studio.target.language_code]
    assert cell.to_translate.pk == studio.other(course).pk


def test_subject_without_a_course_says_so_and_takes_one(studio, course):
    subject = course.get_parent()
    html = studio.get("wagtailadmin_home")
    address = reverse("wagtailadmin_pages:add", args=["learning", "coursepage", subject.pk])
    assert f'href="{address}"' in html
    course.delete()
    assert "There is no course on this subject yet." in studio.get("wagtailadmin_home")
