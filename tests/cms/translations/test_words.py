"""What the screens of translations say in the language of the studio, unlike their library."""

import json
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.utils.translation import override
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from learning.models import CoursePage, LessonPage, PathPage, SubjectPage

DAY = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
FRENCH = {"Accept-Language": "fr"}


@pytest.mark.parametrize(
    ("language", "tool", "said"),
    [
        ("fr", "PO File", "Traduit avec un fichier PO le 29 novembre 2026"),
        ("en", "PO File", "Translated with a PO file on 29 November 2026"),
        ("fr", "", "Traduit manuellement le 29 novembre 2026"),
    ],
)
def test_the_comment_on_a_text_is_in_one_language(language, tool, said):
    text = StringTranslation(
        tool_name=tool, updated_at=DAY, translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL
    )
    with override(language):
        assert text.get_comment() == said


def test_a_text_that_no_one_translated_has_no_comment():
    assert StringTranslation(updated_at=DAY, translation_type="").get_comment() == ""


def test_a_space_stands_before_the_language_that_is_published(studio):
    words = studio.browser.get("/studio/localize/jsi18n/", headers=FRENCH).text
    assert '"Publish in ": "Publier dans "' in words


def test_the_report_counts_in_the_language_of_the_studio(studio, course):
    studio.translate(course)
    html = studio.browser.get("/studio/localize/reports/translations/", headers=FRENCH).text
    assert f"{Translation.objects.count()} traductions" in html


def test_a_screen_without_a_change_says_so(studio, course):
    studio.translate_and_publish(course)
    running = Translation.objects.get(source__object_id=course.translation_key)
    assert "Up to date" in studio.get("translation-changes", running.pk)


def test_a_new_table_of_the_app_warns_no_one(studio, course):
    studio.translate_and_publish(course)
    TranslationSource.objects.update(schema_version="0001_initial")
    assert "has been changed" not in studio.get("wagtailadmin_pages:edit", studio.other(course).pk)


@pytest.mark.parametrize(
    ("model", "many"),
    [
        (SubjectPage, "sujets"),
        (PathPage, "parcours"),
        (CoursePage, "cours"),
        (LessonPage, "leçons"),
    ],
)
def test_several_pages_have_their_own_word(model, many):
    """Without one, Django adds the letter of the English plural: “courss”."""
    with override("fr"):
        assert str(model._meta.verbose_name_plural) == many


def test_an_answer_and_the_comment_on_it_are_named_apart(studio, lessons):
    """Both are in the list “Answers”."""
    draft = studio.translate(lessons[0])
    html = unescape(studio.get("wagtailadmin_pages:edit", draft.pk))
    props = json.loads(re.search(r'data-props="({.*?})"', html.replace("\n", ""))[1])
    named = [segment["location"]["subField"] for segment in props["segments"]]
    comment = "Comment shown when this answer is chosen"
    assert (named.count("Answer"), named.count(comment), named.count("Answers")) == (6, 6, 0)


def test_the_only_language_that_is_left_is_ticked(studio, course):
    html = studio.get("wagtail_localize:submit_page_translation", course.pk)
    box = re.search(r'<input[^>]* name="locales"[^>]*>', html)[0]
    assert "checked" in box
    assert "Languages" in html
    assert "Locales" not in html
