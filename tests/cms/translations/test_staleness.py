"""Everyone who looks sees that the source changed after the translation."""

import pytest
from django.utils.html import escape
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.translations import queries
from learning.models import CoursePage, LessonPage
from tests.cms.translations.conftest import change

CHANGED = "Source changed:"


@pytest.fixture
def translated(studio, course):
    return studio.translate_and_publish(course)


def screens(studio, course, lesson) -> dict[str, str]:
    """Return where the state of a lesson's translation is told."""
    other = studio.other(lesson)
    return {
        "first page": studio.get("wagtailadmin_home"),
        "list of sources": studio.get("wagtailadmin_explore", course.pk),
        "list of translations": studio.get("wagtailadmin_explore", studio.other(course).pk),
        "translation": studio.get("wagtailadmin_pages:edit", other.pk),
        "report": studio.get("wagtail_localize:translations_report"),
    }


def test_nothing_is_to_do_on_a_fresh_translation(studio, course, lessons, translated):
    for where, html in screens(studio, course, lessons[0]).items():
        assert CHANGED not in html, where


def test_changed_story_is_told_until_it_is_translated_and_published(
    studio, course, lessons, translated
):
    change(studio, lessons[0], "Once there was another group.")
    for where, html in screens(studio, course, lessons[0]).items():
        assert "Source changed: 1 text to translate" in html, where
    other = studio.other(lessons[0])
    studio.publish(other)
    assert "another" not in str(LessonPage.objects.get(pk=other.pk).body)
    studio.say(lessons[0])
    for where, html in screens(studio, course, lessons[0]).items():
        assert "Source changed: publish the translation again" in html, where
    studio.publish(other)
    for where, html in screens(studio, course, lessons[0]).items():
        assert CHANGED not in html, where
    assert "another" in str(LessonPage.objects.get(pk=other.pk).body)


def test_old_sentence_stands_beside_the_new_one(studio, course, lessons, translated):
    change(studio, lessons[0], "Once there was another group.")
    html = studio.get("wagtailadmin_pages:edit", studio.other(lessons[0]).pk)
    address = html.split("/changes/")[0].rsplit('"', 1)[1] + "/changes/"
    shown = studio.browser.get(address).content.decode()
    language = studio.target.language_code
    for text in (
        "Once there was another group.",
        "Once there was a group.",
        f"{language} Once there was a group.",
    ):
        assert escape(text) in shown


def test_corrected_key_is_told_though_no_text_changed(studio, course, lessons, translated):
    page = LessonPage.objects.get(pk=lessons[0].pk)
    choices = next(one for one in page.body if one.block_type == "single_choice").value["choices"]
    choices[0]["right"], choices[1]["right"] = True, False
    page.save_revision()
    query = f"?id={page.pk}"
    studio.post("wagtail_bulk_action", "wagtailcore", "page", "publish", query=query)
    for where, html in screens(studio, course, lessons[0]).items():
        assert "Source changed: publish the translation again" in html, where


@pytest.mark.parametrize(
    ("name", "value"),
    [("access", "open"), ("way", "group"), ("finish", "lessons"), ("sequence", "ordered")],
)
def test_value_that_is_the_same_in_every_language_leaves_nothing_to_do(
    studio, course, lessons, translated, name, value
):
    page = CoursePage.objects.get(pk=course.pk)
    assert getattr(page, name) != value
    setattr(page, name, value)
    page.save_revision()
    query = f"?id={page.pk}"
    studio.post("wagtail_bulk_action", "wagtailcore", "page", "publish", query=query)
    other = studio.other(course)
    assert getattr(other, name) == value
    for where, html in screens(studio, course, course).items():
        assert CHANGED not in html, where
    studio.publish(other)
    assert getattr(studio.other(course), name) == value
    assert "Not changed" not in studio.get("wagtailadmin_home")


def test_change_that_was_not_published_in_the_studio_is_told_as_well(
    studio, course, lessons, translated
):
    page = LessonPage.objects.get(pk=lessons[0].pk)
    page.title = "Another title"
    page.save_revision().publish()
    for where, html in screens(studio, course, lessons[0]).items():
        assert CHANGED in html, where


def test_publishing_without_a_change_tells_nothing(studio, course, lessons, translated):
    LessonPage.objects.get(pk=lessons[0].pk).save_revision().publish()
    for where, html in screens(studio, course, lessons[0]).items():
        assert CHANGED not in html, where


def test_draft_of_the_source_tells_nothing(studio, course, lessons, translated):
    page = LessonPage.objects.get(pk=lessons[0].pk)
    page.title = "Another title"
    page.save_revision()
    for where, html in screens(studio, course, lessons[0]).items():
        assert CHANGED not in html, where
    assert Page.objects.get(pk=page.pk).title == "Lesson 1"


def test_page_whose_translation_was_stopped_is_told_until_it_is_published_again(
    studio, course, lessons, translated
):
    """It is edited like any page from then on, and has no texts to translate one by one."""
    running = Translation.objects.get(source__object_id=lessons[0].translation_key)
    studio.post("wagtail_localize:stop_translation", running.pk)
    for where, html in screens(studio, course, lessons[0]).items():
        assert CHANGED not in html, where
    change(studio, lessons[0], "Once there was another group.")
    for where, html in screens(studio, course, lessons[0]).items():
        assert "Source changed: change this page too, and publish it" in html, where
    other = studio.other(lessons[0])
    other.body[0] = ("story", "<p>Another.</p>", other.body[0].id)
    other.save_revision().publish()
    for where, html in screens(studio, course, lessons[0]).items():
        assert CHANGED not in html, where
    assert not queries.state(Translation.objects.get(pk=running.pk))


def test_saving_a_text_of_several_lines_in_the_studio_changes_nothing(studio, course):
    """A browser ends lines in its own way."""
    lines = {"outcomes": "Count money\nKeep receipts", "teach_back": "First\n\nThen"}
    for name, text in lines.items():
        setattr(course, name, text)
    course.save_revision().publish()
    studio.translate(course, with_subtree=False)
    studio.say(course)
    studio.publish(studio.other(course))
    names = ("title", "slug", "summary", "way", "sequence", "finish", "access")
    form = {name: getattr(course, name) for name in names}
    form |= {"before-count": "0", "action-publish": "on"}
    typed = {name: text.replace("\n", "\r\n") for name, text in lines.items()}
    studio.post("wagtailadmin_pages:edit", course.pk, **form, **typed)
    page = CoursePage.objects.get(pk=course.pk)
    assert {name: getattr(page, name) for name in lines} == lines
    assert page.latest_revision_id != course.latest_revision_id
    assert CHANGED not in studio.get("wagtailadmin_explore", studio.other(course).pk)
    assert [bool(one) for one in queries.states(course)] == [False]
