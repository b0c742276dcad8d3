"""Files that came with this program's own courses: stored as they are, shown, kept, exported."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import translation
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import ReferenceIndex

from cms.blocks import size_of
from learning.catalogue import contents
from learning.exchange.packages import writing
from learning.exchange.packages.export import export
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.contents import read
from learning.exchange.starter.load import load
from learning.models import CoursePage, PackagedFile, PackagedPage, SubjectPage
from tests import factories
from tests.files import corpus, own
from tests.learning.exchange.packages import trusted, written
from tests.learning.exchange.packages.trusted import FILES, JOUR, PAPER, first_lesson, stored
from web.templatetags.ui import weight as measure

TYPES = {
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
REPLACED_BY = (
    "The file came with a course of this program. Only a package of the course replaces it."
)


@pytest.fixture(scope="module")
def brought(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """The folder of the files, on a site with the course, gone after the last of these tests."""
    made = tmp_path_factory.mktemp("brought")
    with (
        override_settings(MEDIA_ROOT=made / "files"),
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        factories.roots()
        trusted.trust(patch, made / "trusted")
        load(folder=trusted.folder(made / "tiny"))
        yield made / "files"
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _own_files(brought, settings, tmp_path, monkeypatch):
    """Files of each test's own, as no transaction takes back what happens to them."""
    settings.MEDIA_ROOT = copytree(brought, tmp_path / "files")
    trusted.trust(monkeypatch, tmp_path / "trusted")


@pytest.fixture
def course(db, brought) -> CoursePage:
    return CoursePage.objects.get(locale__language_code="en")


def drawing() -> Image:
    return Image.objects.get(title="day")


def lesson_of(client, language: str = "en") -> str:
    lesson = first_lesson(language)
    keys = [lesson.get_parent().translation_key, lesson.translation_key]
    with translation.override(language):
        return client.get(reverse("learning:lesson", args=keys)).content.decode()


def drawn_in(html: str) -> str:
    """Return the address of the one drawing on a page, which also opens it alone."""
    [shown] = re.findall(r'<img\s+src="(\S+\.svg)"\s+width="360"\s+height="240"', html)
    assert f'href="{shown}"' in html
    return shown


def sent(client, address: str) -> bytes:
    answered = client.get(address)
    assert answered.status_code == 200
    return b"".join(answered.streaming_content)


def test_files_are_stored_as_they_are(course):
    assert FILES.items() <= stored().items()
    assert (drawing().width, drawing().height) == (360, 240)


def test_another_site_gets_the_same_bytes_and_takes_them(exported):
    files = written.opened(exported.content)
    sent = {one for name, one in files.items() if name.startswith("files/")}
    assert set(FILES.values()) <= sent
    for page in SubjectPage.objects.all():
        page.delete()
    for model in (Image, Document, PackagedPage, PackagedFile):
        model.objects.all().delete()
    writing.run(read(archive.unpacked(exported.content)), user=None, goes_live=True)
    assert FILES.items() <= stored().items()
    again = export(course=CoursePage.objects.first().translation_key)
    assert set(FILES.values()) <= set(written.opened(again.content).values())


def test_member_sees_the_drawing_of_their_language_and_opens_it_alone(course, sign_in, world):
    client = sign_in(world.a.leader)
    html = lesson_of(client)
    size = len(gzip.compress(own.DRAWING))
    assert f"Open the picture large, {measure(size)}" in html
    assert sent(client, drawn_in(html)) == own.DRAWING
    assert sent(client, drawn_in(lesson_of(client, "fr"))) == JOUR


def test_drawing_is_made_for_readers_once(course, sign_in, world):
    shown = {drawn_in(lesson_of(sign_in(who))) for who in (world.a.leader, world.b.leader)}
    assert len(shown) == 1
    with translation.override("fr"):
        assert drawn_in(contents.of_page(first_lesson()).html) in shown


def test_measures_are_whole_numbers_also_when_it_is_made(course):
    """French writes 360.0 with a comma, which is no measure."""
    drawing().renditions.all().delete()
    with translation.override("fr"):
        drawn_in(contents.of_page(first_lesson()).html)


def test_drawing_whose_file_is_gone_is_left_out(course):
    drawing().renditions.all().delete()
    default_storage.delete(drawing().file.name)
    assert 'alt="A day"' not in contents.of_page(first_lesson()).html


def test_lesson_says_what_its_files_weigh(course):
    [*_, picture, _pdf, _ods, _xlsx] = first_lesson().body
    assert picture.block.weight(picture.value).opening == len(gzip.compress(own.DRAWING))
    assert size_of(Document.objects.get(file__endswith=".ods")) == len(own.ODS)


@pytest.mark.parametrize("kind", ["pdf", "ods", "xlsx"])
def test_papers_and_tables_are_downloads(course, sign_in, world, kind):
    file = Document.objects.get(title="book", file__endswith=kind)
    html = lesson_of(sign_in(world.a.leader))
    assert file.url in html
    answered = sign_in(world.a.leader).get(file.url)
    assert b"".join(answered.streaming_content) == FILES[f"book.{kind}"]
    assert answered["Content-Type"] == TYPES[kind]
    assert answered["Content-Disposition"].startswith("attachment")
    assert answered["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_strangers_get_none_of_them(course, client, sign_in, world):
    found = re.findall(r'"(/files/[^"]+)"', lesson_of(sign_in(world.a.leader)))
    assert len(found) >= 5
    found.append(drawing().file.url)
    assert {client.get(one).status_code for one in found} == {404}
    assert sign_in(world.a.leader).get(drawing().file.url).status_code == 404


def test_strangers_get_the_drawing_of_an_open_course(course, client):
    course.access = "open"
    course.save_revision().publish()
    ReferenceIndex.create_or_update_for_object(first_lesson())
    assert sent(client, drawn_in(lesson_of(client))) == own.DRAWING
    assert client.get(drawing().file.url).status_code == 404


SCREENS = {
    "wagtailimages:index": False,
    "wagtailimages:edit": True,
    "wagtailimages:delete": True,
    "wagtailimages_chooser:choose": False,
    "wagtailimages_chooser:chosen": True,
    "wagtailimages_chooser:select_format": True,
    "wagtailimages:image_usage": True,
}


def test_studio_shows_the_drawing(editor):
    files = set()
    for screen, is_of_one in SCREENS.items():
        answered = editor.get(reverse(screen, args=[drawing().pk] if is_of_one else []))
        assert answered.status_code == 200, screen
        files |= set(re.findall(r"/files/images/[\w.-]+\.svg", answered.content.decode()))
    assert files
    for file in files:
        assert b"Caf\xc3\xa9" in sent(editor, file)


def test_studio_edits_and_previews_a_lesson_with_it(editor):
    page = first_lesson()
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    seen = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    drawn_in(seen.content.decode())


def test_editor_renames_but_cannot_replace_them(editor):
    things = [("wagtailimages:edit", drawing(), "a.png", corpus.saved("PNG"))]
    things += [
        ("wagtaildocs:edit", one, "a.pdf", corpus.finished(corpus.paper("Other")))
        for one in Document.objects.filter(title="book")
    ]
    assert len(things) == 4
    before = stored()
    for screen, one, name, content in things:
        address = reverse(screen, args=[one.pk])
        html = editor.get(address).content.decode()
        assert REPLACED_BY in html
        assert 'type="file"' not in html
        sent = {"title": "renamed", "file": SimpleUploadedFile(name, content)}
        assert editor.post(address, sent).status_code == 302
        one.refresh_from_db()
        assert one.title == "renamed"
    assert sorted(stored().values()) == sorted(before.values())


def test_editor_uploads_no_drawing_and_no_table(editor):
    count = Image.objects.count(), Document.objects.count()
    for screen, name in (
        ("wagtailimages:add", "day.svg"),
        ("wagtaildocs:add", "book.ods"),
        ("wagtaildocs:add", "book.xlsx"),
    ):
        sent = {"title": "mine", "file": SimpleUploadedFile(name, FILES[name])}
        answered = editor.post(reverse(screen), sent)
        assert "Files of this type cannot be used here." in answered.content.decode()
    assert (Image.objects.count(), Document.objects.count()) == count


def test_paper_of_an_editor_can_be_replaced(editor):
    [mine] = Document.objects.filter(title="a")
    address = reverse("wagtaildocs:edit", args=[mine.pk])
    assert REPLACED_BY not in editor.get(address).content.decode()
    sent = {"title": "a", "file": SimpleUploadedFile("b.pdf", PAPER)}
    assert editor.post(address, sent).status_code == 302
