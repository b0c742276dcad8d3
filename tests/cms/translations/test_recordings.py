"""A recording, like a picture or a document, can be another one in a translation."""

import json
import re
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail_localize.models import Translation
from wagtailmedia.models import Media

from learning.catalogue import contents, outline
from learning.models import CoursePage, LessonPage
from tests.files import corpus
from tests.responses import text_of


@pytest.fixture
def voices(settings, tmp_path) -> dict[str, Media]:
    settings.MEDIA_ROOT = tmp_path
    return {
        name: Media.objects.create(
            title=f"voice {name}", type="audio", duration=1, file=ContentFile(corpus.SOUND, name)
        )
        for name in ("one.mp3", "two.mp3")
    }


@pytest.fixture
def translated(studio, lessons, voices) -> LessonPage:
    """A translated lesson whose source has a recording."""
    page = LessonPage.objects.get(pk=lessons[0].pk)
    block = {"heading": "Hear", "audio": voices["one.mp3"].pk}
    page.body = json.dumps([{"type": "audio", "id": str(uuid4()), "value": block}])
    page.save_revision().publish()
    translated = studio.translate(page)
    studio.say(page)
    studio.publish(translated)
    return translated


def heard(page: LessonPage) -> Media:
    return LessonPage.objects.get(pk=page.pk).body[0].value["audio"]


def test_recording_is_exchanged_and_given_back(studio, translated, voices):
    translation = Translation.objects.get(source__object_id=translated.translation_key)
    address = reverse("translation-recordings", args=[translation.pk])
    assert address in studio.get("wagtailadmin_pages:edit", translated.pk)
    shown = studio.browser.get(address)
    [field, voice] = shown.context["form"].fields
    assert "voice one.mp3" in text_of(shown)
    assert "Hear" not in text_of(shown)
    assert heard(translated) == voices["one.mp3"]

    for chosen, expected in (
        (voices["two.mp3"].pk, voices["two.mp3"]),
        ("", voices["one.mp3"]),
    ):
        answered = studio.browser.post(address, {field: chosen, voice: "person"})
        assert answered.status_code == 302
        assert heard(translated) != expected
        studio.publish(translated)
        assert heard(translated) == expected


def test_what_is_no_recording_is_refused_beside_its_field(studio, translated, voices):
    translation = Translation.objects.get(source__object_id=translated.translation_key)
    address = reverse("translation-recordings", args=[translation.pk])
    [field, voice] = studio.browser.get(address).context["form"].fields
    for sent in ("0", "x", "99999"):
        answered = studio.browser.post(address, {field: sent, voice: "person"})
        assert answered.status_code == 200
        assert field in answered.context["form"].errors


def test_screens_of_a_translation_are_closed_to_others(studio, translated, sign_in, world):
    translation = Translation.objects.get(source__object_id=translated.translation_key)
    for name in ("translation-recordings", "translation-changes"):
        address = reverse(name, args=[translation.pk])
        assert sign_in(world.a.leader).get(address).status_code == 404
        assert studio.browser.get(reverse(name, args=[0])).status_code == 404


def lesson_for(translated: LessonPage, language: str) -> str:
    course = outline.course(
        CoursePage.objects.live(), translated.get_parent().translation_key, language
    )
    lesson = course.lesson(translated.translation_key)
    html = contents.of(lesson).html
    return re.sub(r"\s+", " ", html)


def published_for(studio, translated: LessonPage, language: str) -> str:
    """Publish the course in both languages; return the lesson in one of them."""
    course = translated.get_parent()
    studio.say(course.get_translation(studio.source))
    studio.publish(course)
    return lesson_for(translated, language)


def test_recording_of_the_source_says_so_in_a_translation(studio, translated, voices):
    """To eyes and to screen readers, until it is exchanged; in its own language it says nothing."""
    own, other = studio.source.language_code, studio.target.language_code
    label = {
        "en": "L’enregistrement est seulement en anglais pour l’instant.",
        "fr": "The recording is only in French so far.",
    }[own]
    html = published_for(studio, translated, other)
    assert f'<p class="soft"> {label} </p>' in html
    assert f'<audio lang="{own}" controls' in html
    html = lesson_for(translated, own)
    assert "<audio controls" in html
    assert html.count("soft") == 1
    translation = Translation.objects.get(source__object_id=translated.translation_key)
    address = reverse("translation-recordings", args=[translation.pk])
    [field, voice] = studio.browser.get(address).context["form"].fields
    studio.browser.post(address, {field: str(voices["two.mp3"].pk), voice: "person"})
    studio.publish(translated)
    html = lesson_for(translated, other)
    assert "<audio controls" in html
    assert html.count("soft") == 1


def test_document_of_the_source_says_so_in_a_translation(studio, translated):
    own, other = studio.source.language_code, studio.target.language_code
    paper, other_paper = (
        Document.objects.create(title=name, file=ContentFile(corpus.finished(corpus.paper()), name))
        for name in ("one.pdf", "two.pdf")
    )
    block = {"heading": "Print it", "document": paper.pk}
    body = json.dumps([{"type": "download", "id": str(uuid4()), "value": block}])
    for page in (LessonPage.objects.get(locale=studio.source, title="Lesson 1"), translated):
        page = LessonPage.objects.get(pk=page.pk)
        page.body = body
        page.save_revision().publish()
    label = {
        "en": "Le fichier est seulement en anglais pour l’instant.",
        "fr": "The file is only in French so far.",
    }[own]
    html = published_for(studio, translated, other)
    assert f'<p class="soft"> {label} </p>' in html
    assert f'href="{paper.url}" hreflang="{own}" download' in html
    html = lesson_for(translated, own)
    assert f'href="{paper.url}" download' in html
    assert "soft" not in html
    page = LessonPage.objects.get(pk=translated.pk)
    page.body[0].value["document"] = other_paper
    page.save_revision().publish()
    html = lesson_for(translated, other)
    assert f'href="{other_paper.url}" download' in html
    assert "soft" not in html
