"""The list of what is read aloud in the studio, and by whom."""

import json
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail_localize.models import Translation
from wagtailmedia.models import Media

from learning.authoring.recordings import Heard, Recordings
from learning.models import LessonPage
from people.models import RoleGrant
from tests import factories
from tests.files import corpus
from tests.responses import text_of

LIST = "studio-recordings"


@pytest.fixture
def voices(settings, tmp_path) -> list[Media]:
    settings.MEDIA_ROOT = tmp_path
    return [
        Media.objects.create(
            title=name, type="audio", duration=1, file=ContentFile(corpus.SOUND, name)
        )
        for name in ("one.mp3", "two.mp3")
    ]


def read_aloud(page, recording: Media, voice: str = "computer", story: str = "Once.") -> None:
    """Publish the lesson with a story and its recording."""
    page = LessonPage.objects.get(pk=page.pk)
    ids = [one.id for one in page.body]
    page.body = json.dumps(
        [
            {
                "type": "audio",
                "id": ids[0] if len(ids) == 2 else str(uuid4()),
                "value": {"heading": "Hear", "audio": recording.pk, "voice": voice},
            },
            {
                "type": "story",
                "id": ids[1] if len(ids) == 2 else str(uuid4()),
                "value": f"<p>{story}</p>",
            },
        ]
    )
    page.save_revision().publish()


@pytest.fixture
def editor(db):
    return factories.in_studio(pseudonym="Karité")


def found(studio, user) -> list:
    """Return what the list says of each lesson in the language of the course."""
    [course] = Recordings(user).shelves
    said = [
        next(one for cell, one in lesson.cells if cell.locale == studio.source)
        for lesson in course.lessons
    ]
    return [one and (one.heard, one.is_older) for one in said]


def test_list_says_who_reads_each_lesson(studio, course, lessons, voices, editor):
    read_aloud(lessons[0], voices[0])
    read_aloud(lessons[1], voices[1], "person")
    assert found(studio, editor) == [
        (Heard.COMPUTER, False),
        (Heard.PERSON, False),
        (Heard.NONE, False),
    ]
    [shelf] = Recordings(editor).shelves
    assert (shelf.waiting, len(shelf.said)) == (2, 3)


def test_recording_that_is_older_than_the_text_is_marked(studio, course, lessons, voices, editor):
    read_aloud(lessons[0], voices[0], "person")
    read_aloud(lessons[0], voices[0], "person", "Twice.")
    assert found(studio, editor)[0] == (Heard.PERSON, True)
    assert Recordings(editor).shelves[0].waiting == 3
    read_aloud(lessons[0], voices[1], "person", "Twice.")
    # The other recording was there before, and may have been made for this text.
    assert found(studio, editor)[0] == (Heard.PERSON, False)


def test_lesson_that_readers_do_not_have_does_not_wait(studio, course, lessons, voices, editor):
    read_aloud(lessons[0], voices[0])
    LessonPage.objects.get(pk=lessons[0].pk).unpublish()
    [shelf] = Recordings(editor).shelves
    assert found(studio, editor)[0] is None
    assert (shelf.waiting, len(shelf.said)) == (2, 2)


def test_translation_waits_for_a_recording_of_its_own(studio, course, lessons, voices, editor):
    read_aloud(lessons[0], voices[0], "person")
    translated = studio.translate(LessonPage.objects.get(pk=lessons[0].pk))
    studio.say(lessons[0])
    studio.publish(translated)

    def own() -> tuple:
        cells = {cell.locale: one for cell, one in Recordings(editor).shelves[0].lessons[0].cells}
        return cells[studio.target].heard, cells[studio.target].address

    translation = Translation.objects.get(source__object_id=translated.translation_key)
    address = reverse("translation-recordings", args=[translation.pk])
    assert own() == (Heard.OTHER, address)
    [chooser, voice] = studio.browser.get(address).context["form"].fields
    for chosen, expected in (("computer", Heard.COMPUTER), ("person", Heard.PERSON)):
        sent = {chooser: voices[1].pk, voice: chosen}
        assert studio.browser.post(address, sent).status_code == 302
        studio.publish(translated)
        assert own() == (expected, address)
    # The source goes on saying who reads there.
    assert found(studio, editor)[0] == (Heard.PERSON, False)
    assert studio.browser.post(address, {chooser: voices[1].pk, voice: "x"}).status_code == 200


def test_page_shows_the_list_and_a_course_leads_to_it(studio, course, lessons, voices):
    read_aloud(lessons[0], voices[0])
    shown = studio.browser.get(reverse(LIST))
    assert "Waiting for a person’s voice: 3 of 3" in text_of(shown)
    assert "A computer’s voice" in text_of(shown)
    edit = reverse("wagtailadmin_pages:edit", args=[lessons[0].pk])
    assert f'href="{edit}"' in shown.content.decode()
    plan = studio.get("studio-course", course.translation_key)
    assert f'href="{reverse(LIST)}#' in plan


def test_list_has_only_what_someone_may_work_on(studio, course, lessons, voices, sign_in, world):
    read_aloud(lessons[0], voices[0])
    assert sign_in(world.a.leader).get(reverse(LIST)).status_code == 404
    translator = factories.in_studio(RoleGrant.Role.TRANSLATOR, pseudonym="Iroko")
    translator.groups.clear()
    assert Recordings(translator).shelves == []


def test_queries_do_not_grow_with_the_lessons(
    studio, course, lessons, voices, editor, django_assert_max_num_queries
):
    for lesson in lessons:
        read_aloud(lesson, voices[0])
    with django_assert_max_num_queries(40):
        found(studio, editor)
