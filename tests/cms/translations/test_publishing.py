"""A translation is a draft until it is translated, and starting it leaves the tree whole."""

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from learning.catalogue import outline
from learning.models import CoursePage, LessonPage, SubjectPage
from tests import factories
from tests.responses import messages


def shown(course, language: str):
    return outline.course(CoursePage.objects.live(), course.translation_key, language)


def test_translation_of_a_whole_course_starts_as_drafts_in_a_whole_tree(studio, course, lessons):
    translated = studio.translate(course)
    assert translated.numchild == 3
    drafts = Page.objects.filter(locale=studio.target, depth__gt=2)
    assert [(page.live, page.alias_of) for page in drafts] == [(False, None)] * 5
    found = shown(course, studio.target.language_code)
    assert [(one.language, one.is_fallback) for one in found.lessons] == [
        (studio.source.language_code, True)
    ] * 3


def test_what_is_above_a_page_is_translated_with_it_and_stays_a_draft(studio, lessons):
    translated = studio.translate(lessons[0])
    above = translated.get_ancestors().filter(depth__gt=2)
    assert [(page.live, page.alias_of) for page in above] == [(False, None)] * 2
    assert {one.source.specific_content_type.model for one in Translation.objects.all()} == {
        "subjectpage",
        "coursepage",
        "lessonpage",
    }


def test_alias_becomes_a_draft_when_its_translation_starts(studio, course, lessons):
    alias = course.copy_for_translation(studio.target, copy_parents=True, alias=True)
    assert alias.live
    translated = studio.translate(course)
    assert (translated.pk, translated.live, translated.alias_of) == (alias.pk, False, None)
    assert not SubjectPage.objects.get(locale=studio.target).live


def test_translation_without_all_its_texts_is_not_published(studio, course, lessons):
    translated = studio.translate(lessons[0])
    answered = studio.publish(translated)
    assert answered.status_code == 302
    said = messages(studio.browser.get(answered["Location"]))[-1].strip()
    assert "Not published" in said
    assert "have no translation yet" in said
    assert not Page.objects.get(pk=translated.pk).live
    studio.say(lessons[0])
    studio.publish(translated)
    published = LessonPage.objects.get(pk=translated.pk)
    assert (published.live, published.title) == (
        True,
        f"{studio.target.language_code} Lesson 1",
    )


def test_many_pages_at_once_are_published_only_with_all_their_texts(studio, course, lessons):
    translated = studio.translate(course)
    query = f"?id={translated.pk}"
    address = ["wagtail_bulk_action", "wagtailcore", "page", "publish"]
    studio.post(*address, query=query, include_descendants="on")
    assert not Page.objects.filter(locale=studio.target, depth__gt=3, live=True).exists()
    for one in (course, *lessons):
        studio.say(one)
    studio.post(*address, query=query, include_descendants="on")
    titles = Page.objects.filter(locale=studio.target, depth__gt=3, live=True).order_by("path")
    said = studio.target.language_code
    assert [page.title for page in titles] == [
        f"{said} A course",
        *(f"{said} Lesson {number}" for number in (1, 2, 3)),
    ]


def test_taking_over_changes_publishes_only_what_has_all_its_texts(studio, course, lessons):
    translated = studio.translate(lessons[0])
    source = TranslationSource.objects.get(object_id=lessons[0].translation_key)
    studio.post("wagtail_localize:update_translations", source.pk, publish_translations="on")
    assert not Page.objects.get(pk=translated.pk).live
    studio.say(lessons[0])
    studio.post("wagtail_localize:update_translations", source.pk, publish_translations="on")
    assert Page.objects.get(pk=translated.pk).live


@pytest.mark.parametrize("act", ["publish", "unpublish", "delete", "move", "copy"])
def test_acts_of_the_admins_interface_for_programmes_are_closed(studio, lessons, act):
    address = reverse("wagtailadmin_api:pages:detail", args=[lessons[0].pk])
    assert studio.browser.post(f"{address}action/{act}/", {}).status_code == 404


def test_translating_what_is_below_leaves_translations_that_exist(studio, course, lessons):
    by_hand = factories.in_language(lessons[0], studio.target.language_code)
    studio.translate(course)
    kept = LessonPage.objects.get(pk=by_hand.pk)
    assert (kept.title, kept.live) == (by_hand.title, True)
    assert LessonPage.objects.filter(locale=studio.target, live=False).count() == 2


def test_draft_of_a_translation_does_not_change_what_readers_have(studio, course, lessons):
    """A translation that lacks texts is refused, and its draft is kept apart."""
    studio.translate_and_publish(course)
    page = LessonPage.objects.get(pk=lessons[0].pk)
    page.title = "Another title"
    page.save_revision()
    query = f"?id={page.pk}"
    studio.post("wagtail_bulk_action", "wagtailcore", "page", "publish", query=query)
    translated = studio.other(page)
    studio.publish(translated)
    assert LessonPage.objects.get(pk=translated.pk).title.endswith(" Lesson 1")
    assert studio.other(page).get_latest_revision_as_object().title == "Another title"


def form_of(page: CoursePage, **changes: str) -> dict[str, str]:
    names = ("title", "slug", "summary", "way", "sequence", "finish", "access", "teach_back")
    return {name: str(getattr(page, name)) for name in names} | {"before-count": "0"} | changes


@pytest.fixture
def stopped(studio, course) -> CoursePage:
    """A translation of the course that was stopped before a text was translated."""
    course.summary = "What it is about."
    course.save_revision().publish()
    translated = studio.translate(course, with_subtree=False)
    running = Translation.objects.get(source__object_id=course.translation_key)
    studio.post("wagtail_localize:stop_translation", running.pk)
    assert not Translation.objects.get(pk=running.pk).enabled
    return translated


def test_stopped_translation_is_not_published_while_texts_are_in_the_source_s_language(
    studio, course, stopped
):
    """The ordinary editor keeps what was typed; the first text that is left is quoted."""
    address = ["wagtailadmin_pages:edit", stopped.pk]
    half = form_of(stopped, title="Another title") | {"action-publish": "on"}
    answered = studio.post(*address, **half)
    assert answered.status_code == 302
    said = messages(studio.browser.get(answered["Location"]))[-1].strip()
    language = {"en": "English", "fr": "French"}[studio.target.language_code]
    assert said == (
        f"Not published in {language}: 1 text is not translated: “What it is about.”. Your changes "
        "are kept as a draft."
    )
    page = CoursePage.objects.get(pk=stopped.pk)
    assert (page.live, page.get_latest_revision_as_object().title) == (False, "Another title")
    query = f"?id={stopped.pk}"
    studio.post("wagtail_bulk_action", "wagtailcore", "page", "publish", query=query)
    assert not CoursePage.objects.get(pk=stopped.pk).live
    whole = half | {"summary": "Another summary"}
    studio.post(*address, **whole)
    assert CoursePage.objects.get(pk=stopped.pk).live


def test_text_that_is_the_same_in_both_languages_is_confirmed_in_the_translation(
    studio, course, stopped
):
    running = Translation.objects.get(source__object_id=course.translation_key)
    for segment in running.source.stringsegment_set.select_related("string"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=studio.target,
            context=segment.context,
            data=segment.string.data,
        )
    form = form_of(stopped) | {"action-publish": "on"}
    studio.post("wagtailadmin_pages:edit", stopped.pk, **form)
    assert CoursePage.objects.get(pk=stopped.pk).live


def test_page_that_was_never_translated_is_published_as_ever(studio, course):
    form = form_of(course, summary="What it is about.") | {"action-publish": "on"}
    studio.post("wagtailadmin_pages:edit", course.pk, **form)
    assert CoursePage.objects.get(pk=course.pk).summary == "What it is about."
