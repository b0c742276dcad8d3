"""Only people who may read a lesson get its files, also after a file was exchanged."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page, ReferenceIndex
from wagtailmedia.models import Media

from cms.blocks import LARGE
from learning.catalogue import outline, prices
from learning.models import CoursePage, LessonPage
from tests import factories
from tests.files import corpus
from tests.responses import text_of


@pytest.fixture
def held(settings, tmp_path) -> dict[str, object]:
    """A file of each kind, in the library."""
    settings.MEDIA_ROOT = tmp_path
    paper = corpus.finished(corpus.paper())
    return {
        "audio": Media.objects.create(
            title="voice", type="audio", duration=1, file=ContentFile(corpus.SOUND, "a.mp3")
        ),
        "picture": Image.objects.create(
            title="drawing", file=ContentFile(corpus.saved("PNG"), "a.png")
        ),
        "download": Document.objects.create(title="paper", file=ContentFile(paper, "a.pdf")),
    }


def publish(page: Page) -> None:
    """Publish a page, and note which files it uses, which tests leave out elsewhere."""
    page.save_revision().publish()
    ReferenceIndex.create_or_update_for_object(page)


@pytest.fixture
def lesson(course, held) -> LessonPage:
    """The first lesson, with a file of each kind."""
    page = LessonPage.objects.get(title="Lesson 1")
    page.body.append(("audio", {"heading": "Hear", "audio": held["audio"]}))
    page.body.append(("picture", {"image": held["picture"], "alt": "Two boxes"}))
    page.body.append(("download", {"heading": "Print", "document": held["download"]}))
    publish(page)
    return page


def give(page: CoursePage, access: str) -> None:
    page.access = access
    page.save_revision().publish()


def loaded(client, visit) -> dict[str, int]:
    """Return each file that the lesson names, with the status that its reader gets for it."""
    html = text_of(client.get(visit.address("lesson", 1)))
    found = re.findall(r'(?:src|href)="(/files/[^"]+)"', html)
    return {address: status(client, address) for address in found}


def status(client, address: str) -> int:
    answered = client.get(address)
    if answered.streaming:
        # Read to its end, the file is closed.
        assert b"".join(answered.streaming_content)
    return answered.status_code


def test_files_of_an_open_course_are_for_anyone(visit, course, lesson, client):
    give(course, "open")
    files = loaded(client, visit)
    assert list(files.values()) == [200, 200, 200]
    [sound, *_] = files
    part = client.get(sound, headers={"range": "bytes=0-1"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, corpus.SOUND[:2])


@pytest.mark.parametrize(
    "shut", ["members", "course down", "lesson down", "not in it", "draft", "original"]
)
def test_other_files_are_not_for_strangers(visit, course, lesson, held, client, shut):
    give(course, "open")
    files = list(loaded(client, visit))
    match shut:
        case "members":
            give(course, "members")
        case "course down":
            course.unpublish()
        case "lesson down":
            lesson.unpublish()
        case "not in it" | "draft":
            blocks, everything = lesson.body.stream_block, lesson.body.get_prep_value()
            lesson.body = blocks.to_python(everything[:-3])
            publish(lesson)
            if shut == "draft":
                lesson.body = blocks.to_python(everything)
                lesson.save_revision()
                ReferenceIndex.create_or_update_for_object(LessonPage.objects.get(pk=lesson.pk))
        case "original":
            files = [f"/files/{held['picture'].file.name}"]
    assert {status(client, one) for one in files} == {404}
    if shut != "original":
        assert {status(visit.client, one) for one in files} == {200}


def test_large_picture_is_for_those_who_may_read_its_lesson(visit, course, lesson, client):
    wide = ContentFile(corpus.saved("PNG", corpus.drawing(size=(900, 600))), "wide.png")
    image = Image.objects.create(title="wide", file=wide)
    lesson.body.append(("picture", {"image": image, "alt": "Two boxes"}))
    publish(lesson)
    large = image.get_rendition(LARGE).url
    give(course, "open")
    assert loaded(client, visit)[large] == 200
    give(course, "members")
    assert (status(client, large), status(visit.client, large)) == (404, 200)


def test_newcomer_reads_an_open_course_with_its_files(visit, course, lesson, sign_in, world):
    give(course, "open")
    newcomer = factories.UserFactory(organisation=world.a.leader.organisation, vouched_on=None)
    assert list(loaded(sign_in(newcomer), visit).values()) == [200, 200, 200]


EXCHANGED = {
    "audio": ("wagtailmedia:edit", "b.mp3", corpus.SOUND * 2),
    "picture": ("wagtailimages:edit", "b.png", corpus.saved("PNG", corpus.drawing(size=(80, 50)))),
    "download": ("wagtaildocs:edit", "b.pdf", corpus.finished(corpus.paper("Their money"))),
}


@pytest.mark.parametrize("kind", EXCHANGED)
def test_exchanged_file_is_the_one_that_readers_get(
    visit, lesson, held, kind, sign_in, django_capture_on_commit_callbacks
):
    before = loaded(visit.client, visit)
    [price] = prices.of_all(outline.courses(CoursePage.objects.live(), "en")).values()
    address, name, contents = EXCHANGED[kind]
    editor = sign_in(factories.in_studio())
    with django_capture_on_commit_callbacks(execute=True):
        answered = editor.post(
            reverse(address, args=[held[kind].pk]),
            {"title": "other", "file": SimpleUploadedFile(name, contents)},
        )
    assert answered.status_code == 302
    after = loaded(visit.client, visit)
    assert list(after.values()) == [200, 200, 200]
    assert len(set(before) - set(after)) == 1
    [now] = prices.of_all(outline.courses(CoursePage.objects.live(), "en")).values()
    assert now != price


@pytest.mark.parametrize("kind", EXCHANGED)
def test_deleted_file_is_named_by_no_lesson(
    visit, lesson, held, kind, django_capture_on_commit_callbacks
):
    loaded(visit.client, visit)
    with django_capture_on_commit_callbacks(execute=True):
        held[kind].delete()
    assert list(loaded(visit.client, visit).values()) == [200, 200]
