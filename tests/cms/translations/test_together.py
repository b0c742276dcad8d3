"""One act for all languages: taking down, deleting, moving, ordering. The tree stays whole."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.models import HomePage
from learning.catalogue import outline
from learning.models import CoursePage, LessonPage
from learning.progress.actions import enrol
from people.models import RoleGrant
from tests import factories
from tests.cms.translations.conftest import Studio
from tests.pages import one_line
from tests.responses import messages


def titles(course, language: str) -> list[str]:
    found = outline.course(CoursePage.objects.live(), course.translation_key, language)
    return [one.title for one in found.lessons] if found else []


@pytest.fixture
def translated(studio, course):
    return studio.translate_and_publish(course)


@pytest.fixture
def other_course(course, studio):
    """Another live course, which has no translation."""
    page = course.get_parent().add_child(
        instance=CoursePage(title="Another", summary="More.", locale=course.locale)
    )
    page.save_revision().publish()
    return page


@pytest.mark.parametrize("begin", ["source", "translation"])
def test_lesson_is_taken_down_in_all_languages(studio, course, lessons, translated, begin):
    page = lessons[1] if begin == "source" else studio.other(lessons[1])
    html = studio.get("wagtailadmin_pages:unpublish", page.pk)
    assert "Fewer than 10 members are learning here." in html
    assert "This page also exists in" in html
    studio.post("wagtailadmin_pages:unpublish", page.pk, languages="all")
    for language in ("en", "fr"):
        assert len(titles(course, language)) == 2
    assert LessonPage.objects.filter(translation_key=page.translation_key, live=True).count() == 0


@pytest.mark.parametrize("begin", ["source", "translation"])
def test_lesson_is_taken_down_in_one_language(studio, course, lessons, translated, begin):
    page = lessons[0] if begin == "source" else studio.other(lessons[0])
    kept = {studio.source, studio.target} - {page.locale}
    studio.post("wagtailadmin_pages:unpublish", page.pk, languages="one")
    assert len(titles(course, page.locale.language_code)) == 2
    assert len(titles(course, kept.pop().language_code)) == 3


def test_course_is_taken_down_with_its_lessons(studio, course, lessons, translated):
    studio.post("wagtailadmin_pages:unpublish", course.pk, include_descendants="on")
    assert not Page.objects.live().filter(depth__gt=3).exists()


@pytest.mark.parametrize("begin", ["source", "translation"])
def test_lesson_is_deleted_in_all_languages_or_in_one(studio, course, lessons, translated, begin):
    first, second, _ = lessons if begin == "source" else map(studio.other, lessons)
    shown = studio.get("wagtailadmin_pages:delete", first.pk)
    assert "In which languages?" in shown
    # The head says what is deleted.
    assert f'<span class="w-header__subtitle">{first.title}</span>' in shown
    studio.post("wagtailadmin_pages:delete", first.pk, languages="one")
    studio.post("wagtailadmin_pages:delete", second.pk)
    left = LessonPage.objects.values_list("translation_key", flat=True)
    assert sorted(map(list(left).count, {one.translation_key for one in lessons})) == [0, 1, 2]


def test_course_is_deleted_with_all_its_languages(studio, course, lessons, translated):
    everything = Permission.objects.get(codename="bulk_delete_page")
    for home in HomePage.objects.all():
        studio.group.page_permissions.create(page=home, permission=everything)
    studio.post("wagtailadmin_pages:delete", course.pk)
    assert not CoursePage.objects.exists()
    assert not LessonPage.objects.exists()


def test_what_an_editor_may_not_delete_is_not_deleted_through_its_source(
    studio, course, lessons, translated
):
    """Who may delete single pages only cannot delete a course with lessons in any language."""
    for lesson in lessons:
        studio.post("wagtailadmin_pages:delete", lesson.pk, languages="one")
    answered = studio.post("wagtailadmin_pages:delete", course.pk)
    said = messages(studio.browser.get(answered["Location"]))
    assert any("Delete the pages below it" in one for one in said)
    assert CoursePage.objects.count() == 2
    studio.post("wagtailadmin_pages:delete", course.pk, languages="one")
    assert CoursePage.objects.get().locale == studio.target


def deleted_at_once(studio, *pages: Page) -> str:
    """Tick these pages and choose “Delete”; return what is said last."""
    query = "".join(f"&id={one.pk}" for one in pages)
    studio.post("wagtail_bulk_action", "wagtailcore", "page", "delete", query=f"?{query}")
    return messages(studio.browser.get(reverse("wagtailadmin_home")))[-1].strip()


@pytest.fixture
def draft(studio, course) -> Page:
    """The subject in the other language: a draft with nothing below it."""
    return studio.translate(course.get_parent(), with_subtree=False)


def test_translator_deletes_no_published_courses_with_their_own_draft(
    studio, course, lessons, draft, sign_in
):
    studio.browser = sign_in(factories.in_studio(RoleGrant.Role.TRANSLATOR))
    source = {"en": "English", "fr": "French"}[studio.source.language_code]
    said = deleted_at_once(studio, draft)
    assert said == f"Nothing was deleted: you may not delete this page in {source}."
    assert Page.objects.filter(depth__gt=2).count() == 6
    # In one language alone it is theirs to delete.
    studio.post("wagtailadmin_pages:delete", draft.pk)
    assert Page.objects.filter(depth__gt=2).count() == 6
    studio.post("wagtailadmin_pages:delete", draft.pk, languages="one")
    assert not Page.objects.filter(depth__gt=2, locale=studio.target).exists()


def test_editor_deletes_no_course_with_lessons_among_several_pages(studio, course, lessons, draft):
    source = {"en": "English", "fr": "French"}[studio.source.language_code]
    said = deleted_at_once(studio, draft)
    assert said == f"Delete the pages below it in {source} first."
    assert Page.objects.filter(depth__gt=2).count() == 6
    deleted_at_once(studio, *lessons)
    deleted_at_once(studio, course)
    deleted_at_once(studio, draft)
    assert not Page.objects.filter(depth__gt=2).exists()


@pytest.mark.parametrize("begin", ["source", "translation"])
def test_lesson_moves_in_all_languages(studio, course, lessons, translated, other_course, begin):
    destination = other_course
    if begin == "translation":
        destination = studio.translate(other_course)
    page = lessons[0] if begin == "source" else studio.other(lessons[0])
    html = studio.get("wagtailadmin_pages:move_confirm", page.pk, destination.pk)
    assert "Fewer than 10 members are learning here." in html
    studio.post("wagtailadmin_pages:move_confirm", page.pk, destination.pk)
    for one in Page.objects.filter(translation_key=page.translation_key):
        assert one.get_parent().translation_key == other_course.translation_key
        assert one.get_parent().locale_id == one.locale_id
    for language in ("en", "fr"):
        assert len(titles(course, language)) == 2
        assert len(titles(other_course, language)) == 1


def test_page_does_not_move_among_pages_of_another_language(studio, lessons, translated):
    answered = studio.post("wagtailadmin_pages:move_confirm", lessons[0].pk, translated.pk)
    said = messages(studio.browser.get(answered["Location"]))
    assert any("A page stays in its language." in one for one in said)
    assert LessonPage.objects.child_of(translated).count() == 3


def publish_with(studio, page: CoursePage, **changes: str) -> list[str]:
    """Publish the course with these changes from its ordinary editor; return what is said."""
    names = ("title", "slug", "summary", "way", "sequence", "finish", "access", "teach_back")
    form = {name: str(getattr(page, name)) for name in names} | {"before-count": "0"} | changes
    answered = studio.post("wagtailadmin_pages:edit", page.pk, **form, **{"action-publish": "on"})
    return messages(studio.browser.get(answered["Location"]))


def is_read_by_a_stranger(course, language: str) -> bool:
    with translation.override(language):
        answered = Client().get(reverse("learning:course", args=[course.translation_key]))
    # A stranger is asked to sign in, whether or not the course exists.
    assert answered.status_code in (200, 302)
    return answered.status_code == 200


@pytest.fixture
def open_course(studio, course, lessons) -> CoursePage:
    """The course, which strangers read in both languages."""
    course.access = CoursePage.Access.OPEN
    course.save_revision().publish()
    translated = studio.translate_and_publish(course)
    assert all(is_read_by_a_stranger(course, language) for language in ("en", "fr"))
    return translated


@pytest.mark.parametrize("draft", ["running", "stopped"])
def test_course_is_closed_to_strangers_in_all_languages(studio, course, open_course, draft):
    if draft == "stopped":
        running = Translation.objects.get(source__object_id=course.translation_key)
        studio.post("wagtail_localize:stop_translation", running.pk)
    open_course.title = "Another title"
    open_course.save_revision()
    publish_with(studio, course, access="members", way="group")
    assert not any(is_read_by_a_stranger(course, language) for language in ("en", "fr"))
    # A draft from before does not open it again.
    query = f"?id={open_course.pk}"
    studio.post("wagtail_bulk_action", "wagtailcore", "page", "publish", query=query)
    if draft == "running":
        studio.publish(open_course)
    now = CoursePage.objects.get(pk=open_course.pk)
    assert (now.access, now.way) == ("members", "group")
    assert (now.title == "Another title") == (draft == "stopped")
    assert not any(is_read_by_a_stranger(course, language) for language in ("en", "fr"))
    publish_with(studio, course, access="open")
    assert all(is_read_by_a_stranger(course, language) for language in ("en", "fr"))


def test_translation_says_where_its_access_is_changed(studio, course, open_course):
    """A page that was open in an editor since before does not open the course again."""
    running = Translation.objects.get(source__object_id=course.translation_key)
    studio.post("wagtail_localize:stop_translation", running.pk)
    publish_with(studio, course, access="members")
    language = {"en": "English", "fr": "French"}[studio.source.language_code]
    said = publish_with(studio, open_course, access="open", title="Another title")
    assert any(
        one.strip() == "Not changed: who can read it. This is the same in every language. "
        f"Change it in {language}."
        for one in said
    )
    now = CoursePage.objects.get(pk=open_course.pk)
    assert (now.access, now.title) == ("members", "Another title")
    assert now.get_latest_revision_as_object().access == "members"


def test_page_that_was_taken_down_rules_again_once_it_is_back(studio, course, open_course):
    studio.post("wagtailadmin_pages:unpublish", course.pk, languages="one")
    publish_with(studio, CoursePage.objects.get(pk=course.pk), access="members")
    assert not any(is_read_by_a_stranger(course, language) for language in ("en", "fr"))


def test_length_of_a_lesson_is_the_same_in_all_languages(studio, lessons, translated):
    lessons[0].minutes = 35
    lessons[0].save_revision()
    query = f"?id={lessons[0].pk}"
    studio.post("wagtail_bulk_action", "wagtailcore", "page", "publish", query=query)
    assert LessonPage.objects.get(pk=studio.other(lessons[0]).pk).minutes == 35


@pytest.mark.parametrize("begin", ["source", "translation"])
def test_order_of_lessons_changes_in_all_languages(studio, course, lessons, translated, begin):
    page = lessons[0] if begin == "source" else studio.other(lessons[0])
    studio.post("wagtailadmin_pages:set_page_position", page.pk, query="?position=2")
    order = [lessons[1], lessons[2], lessons[0]]
    for above in (course, translated):
        now = LessonPage.objects.child_of(above)
        assert [one.translation_key for one in now] == [one.translation_key for one in order]
    for language in ("en", "fr"):
        assert [title[-1] for title in titles(course, language)] == ["2", "3", "1"]


@pytest.mark.parametrize("act", ["unpublish", "delete", "move"])
def test_several_pages_at_once(studio, course, lessons, translated, other_course, act):
    query = "".join(f"&id={one.pk}" for one in lessons[:2])
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
    html = studio.browser.get(f"{address}?{query}").content.decode()
    assert "Fewer than 10 members are learning here." in html
    studio.post(
        "wagtail_bulk_action",
        "wagtailcore",
        "page",
        act,
        query=f"?{query}",
        chooser=other_course.pk,
    )
    for language in ("en", "fr"):
        assert len(titles(course, language)) == 1
    assert len(titles(other_course, "en")) == (2 if act == "move" else 0)


def test_copy_of_a_translated_course_leaves_the_tree_whole(studio, course, lessons, translated):
    for page in (course, translated):
        answered = studio.post(
            "wagtailadmin_pages:copy",
            page.pk,
            new_title=page.title,
            new_parent_page=page.get_parent().pk,
            copy_subpages="on",
        )
        assert answered.status_code == 302
    assert CoursePage.objects.values_list("translation_key").distinct().count() == 3


def test_ten_members_are_counted_and_nine_are_not(studio, course, lessons):
    for _ in range(9):
        enrol(user=factories.UserFactory(), course_key=course.translation_key)
    html = studio.get("wagtailadmin_pages:unpublish", lessons[0].pk)
    assert "Fewer than 10 members are learning here." in html
    enrol(user=factories.UserFactory(), course_key=course.translation_key)
    for page in (lessons[0], course, course.get_parent()):
        html = studio.get("wagtailadmin_pages:unpublish", page.pk)
        assert "10 members are learning here." in html
        assert "Fewer than 10 exercises" in html


@pytest.fixture
def without_target(studio) -> Studio:
    """The editor has no permission on the pages of the other language."""
    home = HomePage.objects.get(locale=studio.target)
    studio.group.page_permissions.filter(page=home).delete()
    return studio


def test_page_moves_in_a_language_that_someone_else_looks_after(
    course, lessons, translated, other_course, without_target
):
    without_target.post("wagtailadmin_pages:move_confirm", lessons[0].pk, other_course.pk)
    for language in ("en", "fr"):
        assert len(titles(course, language)) == 2
        assert len(titles(other_course, language)) == 1


def test_order_changes_in_a_language_that_someone_else_looks_after(
    course, lessons, translated, without_target
):
    before = {language: titles(course, language) for language in ("en", "fr")}
    without_target.post("wagtailadmin_pages:set_page_position", lessons[2].pk, query="?position=0")
    for language, (first, second, third) in before.items():
        assert titles(course, language) == [third, first, second]


def test_delete_says_what_readers_of_that_language_get_instead(studio, course, lessons, translated):
    language = {"en": "English", "fr": "French"}[studio.source.language_code]
    asked = one_line(studio.get("wagtailadmin_pages:delete", lessons[0].pk))
    assert f"Only in {language}. Its readers then get it in another language." in asked
    asked = one_line(studio.get("wagtailadmin_pages:unpublish", lessons[0].pk))
    assert f"Only in {language}. Its readers then get no other language in its place." in asked


@pytest.fixture
def alias(studio, lessons, translated) -> LessonPage:
    """The translation of the first lesson, made an alias again: it shows the source's text."""
    page = studio.other(lessons[0])
    studio.post("wagtail_localize:convert_to_alias", page.pk)
    page.refresh_from_db()
    assert page.alias_of_id == lessons[0].pk
    return page


def labelled(course, language: str) -> list[bool]:
    """Return whether each lesson says to readers of `language` that it is in another."""
    found = outline.course(CoursePage.objects.live(), course.translation_key, language)
    return [one.is_fallback for one in found.lessons]


def test_alias_becomes_no_page_of_its_own_with_a_text_in_another_language(studio, course, alias):
    answered = studio.post("wagtailadmin_pages:convert_alias", alias.pk)
    start = reverse("wagtail_localize:submit_page_translation", args=[alias.alias_of_id])
    assert answered["Location"] == f"{start}?select_locale={studio.target.language_code}"
    assert LessonPage.objects.get(pk=alias.pk).alias_of_id
    assert labelled(course, studio.target.language_code) == [True, False, False]


def test_alias_stays_when_a_mistyped_name_of_the_site_stops_the_deletion(studio, lessons, alias):
    answers = {"languages": "one", "confirm_site_name": "Another site"}
    studio.post("wagtailadmin_pages:delete", lessons[0].pk, **answers)
    left = LessonPage.objects.get(pk=alias.pk)
    assert (left.alias_of_id, left.live) == (lessons[0].pk, True)


def test_alias_of_a_deleted_page_shows_its_text_to_no_one(studio, course, lessons, alias):
    studio.post("wagtailadmin_pages:delete", lessons[0].pk, languages="one")
    left = LessonPage.objects.get(pk=alias.pk)
    assert (left.alias_of_id, left.live) == (None, False)
    for language in ("en", "fr"):
        assert len(titles(course, language)) == 2
