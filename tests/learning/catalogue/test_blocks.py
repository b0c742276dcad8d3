"""Every block of a lesson: what an editor reads before choosing it, and what it weighs."""

import json
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.blocks import BaseStreamBlock, ListBlock, StructBlock
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtailmedia.models import Media

from cms.blocks import PICTURE, Heavy, Weight, weight
from learning.models import LessonPage
from tests import factories, headers
from tests.files import corpus
from tests.pages import one_line

BODY = LessonPage._meta.get_field("body").stream_block
PREVIEW = reverse("wagtailadmin_block_preview")

blocks = pytest.mark.parametrize("name", BODY.child_blocks)


@pytest.fixture
def studio(db, sign_in):
    factories.home_page()
    return sign_in(factories.in_studio(pseudonym="Baobab"))


def meta_of_its_own(block) -> set[str]:
    """Return what the block says of itself, beside what it has from Wagtail's blocks."""
    metas = type(block)._meta_class.__mro__
    return {
        word for meta in metas if not meta.__module__.startswith("wagtail") for word in vars(meta)
    }


@blocks
def test_block_says_what_it_is_for_and_shows_a_sample(name):
    block = BODY.child_blocks[name]
    assert {"description", "group", "icon", "label", "template"} <= meta_of_its_own(block)
    assert str(block.get_description()).endswith(".")
    assert block.is_previewable


def test_blocks_stand_in_three_groups_as_an_editor_needs_them():
    groups = [str(group) for group, _blocks in BODY.grouped_child_blocks()]
    assert groups == ["Text", "Picture, sound, file", "Questions and exercises"]


def test_no_two_blocks_have_the_same_name_or_description():
    found = BODY.child_blocks.values()
    for words in ([str(one.label) for one in found], [one.get_description() for one in found]):
        assert len(words) == len(set(words))


def structs(block) -> Iterator[StructBlock]:
    """Yield `block` and the blocks in it, those that have fields."""
    match block:
        case StructBlock():
            yield block
            parts = block.child_blocks.values()
        case ListBlock():
            parts = [block.child_block]
        case BaseStreamBlock():
            parts = block.child_blocks.values()
        case _:
            parts = []
    for part in parts:
        yield from structs(part)


@blocks
def test_editor_draws_the_fields_that_a_block_has(name):
    found = list(structs(BODY.child_blocks[name]))
    drawn = [one.meta.form_layout.get_sorted_block_names() for one in found]
    assert drawn == [list(one.child_blocks) for one in found]


@blocks
@pytest.mark.parametrize("language", ["en", "fr"])
def test_sample_comes_from_here_alone_in_the_language_of_the_editor(studio, name, language):
    address = f"{PREVIEW}?id={BODY.child_blocks[name].definition_prefix}"
    page = studio.get(address, headers={"accept-language": language})
    html = page.content.decode()
    assert page.status_code == 200
    assert headers.wrong(PREVIEW, page) == []
    fetched = re.findall(r'\b(?:src|href|srcset|data|action)="([^"]*)"', html)
    assert [one for one in fetched if not one.startswith(("/static/", "#"))] == []
    assert f'<html lang="{language}"' in html


def test_learner_reads_an_example_ticks_a_list_and_opens_a_word(course, walk):
    page = LessonPage.objects.get(title="Lesson 1")
    page.body = [
        ("story", "<p>Once there was a group.</p>"),
        ("worked_example", {"heading": "A line", "text": "<p>So.</p>", "steps": ["Day", "Sum"]}),
        ("checklist", {"heading": "To bring", "points": ["A pen", "<b>A book</b>"]}),
        (
            "practice",
            {"heading": "Try", "text": "<p>Talk.</p>", "minutes": 30, "needs": "Beans"},
        ),
        ("practice", {"heading": "Then", "text": "<p>Eat.</p>"}),
        ("glossary", {"word": "Fiscal host", "meaning": "It receives\nmoney."}),
    ]
    page.save_revision().publish()
    html = one_line(walk.client.get(walk.address("lesson", 1)).content.decode())
    assert re.search(r"<ol>\s*<li>Day</li>\s*<li>Sum</li>\s*</ol>", html)
    ticks = re.findall(r'<input type="checkbox"> <span>([^<]*)</span>', html)
    assert ticks == ["A pen", "&lt;b&gt;A book&lt;/b&gt;"]
    assert re.search(r"<h2>Try</h2>\s*<p class=\"soft\">\s*30 minutes\s*·\s*Beans\s*</p>", html)
    parts = re.findall(r"<span>\s*((?:Reading|Questions|With a group): .*?)\s*</span>", html)
    assert [one.replace("\xa0", " ") for one in parts] == [
        "Reading: 1 minute.",
        "With a group: 30 minutes.",
    ]
    assert re.search(r"<h2>Then</h2>\s*<p>Eat.</p>", html)
    assert re.search(r"<summary>Fiscal host</summary>\s*<p>It receives<br>money.</p>", html)


def test_block_without_files_weighs_nothing_beside_its_text(course):
    page = LessonPage.objects.get(title="Lesson 2")
    assert [child.block_type for child in page.body if isinstance(child.block, Heavy)] == []
    assert weight(page.body) == Weight()


@pytest.fixture
def heavy(course, settings, tmp_path) -> LessonPage:
    """A lesson with a picture, a recording and a document."""
    settings.MEDIA_ROOT = tmp_path
    sound = ContentFile(corpus.SOUND, "story.mp3")
    paper = ContentFile(corpus.finished(corpus.paper()), "book.pdf")
    picture = ContentFile(corpus.saved("PNG", corpus.drawing()), "book.png")
    page = LessonPage.objects.get(title="Lesson 1")
    page.body = [
        ("picture", {"image": Image.objects.create(title="Book", file=picture), "alt": "A book"}),
        (
            "audio",
            {
                "heading": "Hear",
                "audio": Media.objects.create(title="S", type="audio", duration=1, file=sound),
            },
        ),
        ("download", {"heading": "A", "document": Document.objects.create(title="B", file=paper)}),
    ]
    return page


def test_picture_recording_and_document_weigh_what_is_sent(heavy):
    picture, audio, download = (child.value for child in heavy.body)
    assert weight(heavy.body) == Weight(
        opening=picture["image"].get_rendition(PICTURE).file.size,
        audio=audio["audio"].file.size,
        downloads=download["document"].file.size,
    )
    assert str(picture["image"].get_rendition(PICTURE).url) in heavy.body.render_as_block()


def test_file_that_is_gone_weighs_nothing(heavy):
    picture, audio, download = (child.value for child in heavy.body)
    for stored in (picture["image"], audio["audio"], download["document"]):
        stored.file.storage.delete(stored.file.name)
    assert weight(heavy.body) == Weight()


def deleted(heavy) -> None:
    """As an editor deletes them from the libraries of the studio."""
    for library in (Image, Media, Document):
        library.objects.all().delete()


def without_files(heavy) -> None:
    """As after a restore in which the files came without the database, or late."""
    for child in heavy.body:
        for thing in (child.value.get("audio"), child.value.get("document")):
            if thing:
                thing.file.storage.delete(thing.file.name)


@pytest.mark.parametrize("gone", [deleted, without_files])
def test_lesson_opens_when_its_files_are_gone_and_says_so(heavy, walk, gone):
    heavy.save_revision().publish()
    gone(heavy)
    page = one_line(walk.client.get(walk.address("lesson", 1)).content.decode())
    assert "This recording is not here at the moment." in page
    assert "This file is not here at the moment." in page
    assert "<audio" not in page
    LessonPage.objects.get(pk=heavy.pk).save_revision().publish()
    assert walk.client.get(walk.address("lesson", 1)).status_code == 200


@pytest.mark.parametrize(
    ("voice", "told"),
    [
        ({}, "A person reads this aloud."),
        ({"voice": "person"}, "A person reads this aloud."),
        ({"voice": "computer"}, "A computer reads this aloud."),
    ],
)
def test_lesson_says_who_reads_how_long_and_how_heavy_before_it_is_loaded(heavy, walk, voice, told):
    """A recording from before it was asked counts as a person's."""
    recording = heavy.body[1].value["audio"]
    recording.duration = 112.4
    recording.save()
    stored = {"heading": "Hear", "audio": recording.pk, **voice}
    heavy.body = json.dumps([{"type": "audio", "id": str(uuid4()), "value": stored}])
    heavy.save_revision().publish()
    html = one_line(walk.client.get(walk.address("lesson", 1)).content.decode())
    [part] = re.findall(r"<h2>Hear</h2>(.*?)</section>", html)
    size = weight(LessonPage.objects.get(pk=heavy.pk).body).audio
    said = re.sub(r"<[^>]*>", " ", part).replace("\N{NO-BREAK SPACE}", " ")
    assert " ".join(said.split()) == f"{told} 1 min 52 s, {round(size / 1000)} kB Hear"
    assert 'preload="none"' in part
    assert "autoplay" not in part
    # A browser without a player follows it.
    assert f'<a href="{recording.url}">Hear</a></audio>' in part


def test_lesson_says_what_its_files_weigh(heavy, walk):
    heavy.save_revision().publish()
    content = walk.content(1)
    found = weight(heavy.body)
    assert (content.audio, content.downloads) == (found.audio, found.downloads)
    assert content.weight > found.opening > 0
