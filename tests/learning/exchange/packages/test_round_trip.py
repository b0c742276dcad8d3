"""A course leaves one site as a package, and stands on another as it was."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail_localize.models import TranslationSource
from wagtailmedia.models import Media

from cms.translations import queries
from learning.exchange.packages import export, writing
from learning.exchange.packages.format import archive, bodies
from learning.exchange.packages.format.contents import read
from learning.exchange.packages.plan import Fate, plan
from learning.models import CoursePage, LessonPage, PackagedFile, PackagedPage, SubjectPage
from tests.learning.exchange.packages import written

FILES = (Image, Document, Media)
BODY = LessonPage._meta.get_field("body").stream_block
NUMBER = re.compile(r' id="\d+"')
LINK = re.compile(r'<a (?=[^>]*linktype="(\w+)")[^>]*\bid="(\d+)"')


def forget_everything() -> None:
    """Make this site another one, which has its home pages alone."""
    SubjectPage.objects.filter(locale__language_code="en").first().delete()
    SubjectPage.objects.filter(locale__language_code="fr").first().delete()
    TranslationSource.objects.all().delete()
    for model in (*FILES, PackagedPage, PackagedFile):
        model.objects.all().delete()


def fates(package) -> list[Fate]:
    return [row.fate for row in plan(package).rows]


def without_numbers(value: Any) -> Any:
    """Leave out the numbers of pictures, recordings, papers and pages."""
    match value:
        case dict():
            return {
                name: 0 if name in ("image", "audio") else without_numbers(part)
                for name, part in value.items()
            }
        case list():
            return [without_numbers(part) for part in value]
        case str():
            return NUMBER.sub("", value)
    return value


@pytest.mark.servers
def test_course_stands_on_another_site_as_it_was(exported):
    before = without_numbers(written.site())
    titles = [sorted(model.objects.values_list("title", flat=True)) for model in FILES]
    assert len(before) == 8
    forget_everything()
    package = read(archive.unpacked(exported.content))
    assert fates(package) == [Fate.NEW] * 6
    writing.run(package, user=None, goes_live=True)
    assert without_numbers(written.site()) == before
    assert [sorted(model.objects.values_list("title", flat=True)) for model in FILES] == titles
    assert Image.objects.get().description == "Two hands"
    assert not any(Page.find_problems())


def test_links_lead_to_the_pages_and_papers_of_the_site(exported):
    forget_everything()
    writing.run(read(archive.unpacked(exported.content)), user=None, goes_live=True)
    # A page in a link is meant in all its languages.
    lessons = LessonPage.objects.filter(locale__language_code="en").order_by("path")
    one, two = (lesson.translation_key for lesson in lessons)
    for lesson in LessonPage.objects.all():
        links = dict(LINK.findall(lesson.body[1].value["text"].source))
        assert sorted(links) == ["document", "page"]
        assert int(links["document"]) == Document.objects.get().pk
        other = Page.objects.get(pk=links["page"]).translation_key
        assert {lesson.translation_key, other} == {one, two}


def test_same_course_gives_the_same_bytes(course, exported):
    assert export.export(course=course.translation_key) == exported


def test_translations_are_up_to_date(exported):
    forget_everything()
    writing.run(read(archive.unpacked(exported.content)), user=None, goes_live=True)
    made = [queries.made_from_source(page) for page in Page.objects.filter(depth__gt=2)]
    made = [one for one in made if one]
    assert len(made) == 4
    assert [queries.state(one).sentence for one in made] == [""] * 4


def test_package_imported_again_changes_nothing(package):
    before = written.site(), [model.objects.count() for model in FILES]
    assert fates(package) == [Fate.SAME] * 6
    writing.run(package, user=None, goes_live=True)
    assert (written.site(), [model.objects.count() for model in FILES]) == before


def test_package_says_nothing_of_the_site(exported):
    names = set(written.opened(exported.content))
    texts = {f"{language}/{name}.json" for language in ("en", "fr") for name in TEXTS}
    files = {name for name in names if name.startswith("files/")}
    assert names - files == texts | {"package.json", archive.CHECKSUMS}
    assert sorted(name.rpartition(".")[2] for name in files) == ["mp3", "mp3", "pdf", "webp"]


TEXTS = ("course", "lesson-01", "lesson-02")


@pytest.mark.parametrize("kind", sorted(BODY.child_blocks))
def test_block_of_every_kind_comes_back_as_it_was(db, kind):
    block = BODY.child_blocks[kind]
    stream = BODY.to_python([])
    stream.append((kind, block.get_preview_value() or block.get_default()))
    stored = json.loads(json.dumps(stream.get_prep_value(), default=str))

    class Nothing:
        def of_file(self, model, pk):
            return None

        def of_page(self, pk):
            return None

        def file(self, model, name):
            return None

        def page(self, key):
            return None

    said = bodies.BlockWriter(Nothing()).stream(BODY, stored)
    [back] = bodies.BlockReader(Nothing(), ("a",), "en/a").stream(BODY, said).get_prep_value()
    assert back["id"] == stored[0]["id"]
    # An older block may lack parts that have a default now.
    [again] = bodies.BlockWriter(Nothing()).stream(BODY, [back])
    assert {name: again[name] for name in said[0]} == said[0]


def test_course_that_comes_before_is_named_by_its_key(exported, course):
    manifest = written.changed(exported.content, "package.json", course={"key": str(uuid4())})
    files = {**written.opened(manifest)}
    manifest = json.loads(files["package.json"])
    manifest["lessons"] = []
    before = [{"type": "course", "course": str(course.translation_key), "why": "It begins there."}]
    unknown = [{"type": "course", "course": str(uuid4()), "why": "It is elsewhere."}]
    for language in ("en", "fr"):
        name = f"{language}/course.json"
        said = {**json.loads(files[name]), "before": before + unknown}
        files[name] = json.dumps(said).encode()
    files["package.json"] = json.dumps(manifest).encode()
    writing.run(read(archive.unpacked(written.again(files))), user=None, goes_live=True)
    second = CoursePage.objects.filter(locale__language_code="en").order_by("pk").last()
    assert [(one.value["course"], one.value["why"]) for one in second.before] == [
        (course, "It begins there.")
    ]
    again = read(archive.unpacked(export.export(course=second.translation_key).content))
    assert [one["course"] for one in again.texts[0].said["before"]] == [str(course.translation_key)]


def test_circle_of_courses_is_refused(exported, course):
    before = [{"type": "course", "course": str(course.translation_key), "why": "Round."}]
    content = written.changed(exported.content, "en/course.json", before=before)
    with pytest.raises(archive.Unreadable) as refused:
        writing.run(read(archive.unpacked(content)), user=None, goes_live=True)
    assert str(refused.value) == (
        "en/course (Tiny en): A course cannot come before itself. Choose another one."
    )
