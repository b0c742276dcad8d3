"""Files that came with this program's own courses: brought as they are, shown, kept, exported."""

import gzip
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms.blocks import size_of
from files import storage
from learning.catalogue import contents
from learning.exchange.packages import writing
from learning.exchange.packages.export import export
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.archive import Unreadable
from learning.exchange.packages.format.contents import read
from learning.exchange.starter.load import load
from learning.models import CoursePage, LessonPage, PackagedFile, PackagedPage, SubjectPage
from tests import factories
from tests.files import corpus, own
from tests.learning.exchange.packages import written
from web.templatetags.ui import weight as measure

PAPER = corpus.finished(corpus.paper("Ours"))
FILES = {"day.svg": own.DRAWING, "book.pdf": PAPER, "book.ods": own.ODS, "book.xlsx": own.XLSX}
BLOCKS = """
[[blocks]]
type = "picture"
image = "day.svg"
alt = "A day"

[[blocks]]
type = "download"
heading = "Paper"
document = "book.pdf"

[[blocks]]
type = "download"
heading = "Table"
document = "book.ods"

[[blocks]]
type = "download"
heading = "Other table"
document = "book.xlsx"
"""
TYPES = {
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
REPLACED_BY = (
    "The file came with a course of this program. Only a package of the course replaces it."
)


@pytest.fixture
def folder(folder):
    """The package, with a picture, a paper and two tables of our own."""
    for name, content in FILES.items():
        (folder / "files" / name).write_bytes(content)
    for language in ("en", "fr"):
        with (folder / language / "one.toml").open("a") as text:
            text.write(BLOCKS)
    return folder


@pytest.fixture(autouse=True)
def trusted(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(storage, "TRUSTED", own.trusting(tmp_path / "trusted", *FILES.values()))


def stored() -> dict[str, bytes]:
    """Return what the pictures and documents of the site hold, by their titles and endings."""
    found = {}
    for one in (*Image.objects.all(), *Document.objects.all()):
        with one.file.open() as opened:
            found[f"{one.title}.{one.file.name.rpartition('.')[2]}"] = opened.read()
    return found


def drawing() -> Image:
    return Image.objects.get(title="day")


def lesson_of(client) -> str:
    course = CoursePage.objects.get(locale__language_code="en")
    lesson = course.get_children().live().order_by("path").first()
    address = reverse("learning:lesson", args=[course.translation_key, lesson.translation_key])
    return client.get(address).content.decode()


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


@pytest.mark.parametrize("name", ["day.svg", "book.ods", "book.xlsx"])
def test_same_file_from_elsewhere_is_refused(db, folder, monkeypatch, tmp_path, name):
    rest = [content for other, content in FILES.items() if other != name]
    monkeypatch.setattr(storage, "TRUSTED", own.trusting(tmp_path / "fewer", *rest))
    with pytest.raises(Unreadable) as refused:
        load(folder=folder)
    assert str(refused.value).startswith(f"{name}: Files of this type cannot be used here.")
    assert not Image.objects.exists()


def test_paper_from_elsewhere_is_rebuilt(db, folder, monkeypatch, tmp_path):
    rest = [content for name, content in FILES.items() if name != "book.pdf"]
    monkeypatch.setattr(storage, "TRUSTED", own.trusting(tmp_path / "fewer", *rest))
    load(folder=folder)
    assert stored()["book.pdf"] != PAPER


def test_listed_drawing_with_a_script_is_refused(db, folder, monkeypatch, tmp_path):
    bad = own.drawing(b"<script>x()</script>")
    (folder / "files" / "day.svg").write_bytes(bad)
    trusted = own.trusting(tmp_path / "bad", *FILES.values(), bad)
    monkeypatch.setattr(storage, "TRUSTED", trusted)
    with pytest.raises(Unreadable) as refused:
        load(folder=folder)
    assert str(refused.value) == (
        "day.svg: This drawing holds “script”, which cannot be used here. Take it out of the "
        "drawing."
    )
    assert not Image.objects.exists()


@pytest.mark.parametrize("part", ["picture", "download"])
def test_file_of_another_kind_in_a_block(db, folder, part):
    """What is trusted as a paper is no picture, and the other way round."""
    text = folder / "en" / "one.toml"
    told = {"picture": ("day.svg", "book.pdf"), "download": ("book.pdf", "day.svg")}[part]
    text.write_text(text.read_text().replace(*[f'"{name}"' for name in told]))
    with pytest.raises(Unreadable, match="Files of this type cannot be used here"):
        load(folder=folder)


def test_member_sees_the_picture_whole_and_opens_it_larger(course, sign_in, world):
    html = lesson_of(sign_in(world.a.leader))
    [shown] = re.findall(r'<img\s+src="(\S+\.svg)"\s+width="360"\s+height="240"', html)
    size = len(gzip.compress(own.DRAWING))
    assert f'href="{shown}"' in html
    assert f"Open the picture large, {measure(size)}" in html
    answered = sign_in(world.a.leader).get(shown)
    assert b"".join(answered.streaming_content) == own.DRAWING


def test_measures_are_whole_numbers_in_every_language(course):
    """French writes 360.0 with a comma, which is no measure."""
    drawing().renditions.all().delete()
    for language in ("en", "fr"):
        page = LessonPage.objects.filter(locale__language_code=language).order_by("path")[0]
        with translation.override(language):
            assert 'width="360"' in contents.of_page(page).html


def test_lesson_says_what_its_files_weigh(course):
    block = next(
        one
        for page in course.get_children().order_by("path").specific()[:1]
        for one in page.body
        if one.block_type == "picture" and one.value["image"].is_svg()
    )
    assert block.block.weight(block.value).opening == len(gzip.compress(own.DRAWING))
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
    assert {client.get(one).status_code for one in found} == {404}
    assert client.get(drawing().file.url).status_code == 404
    assert sign_in(world.a.leader).get(drawing().file.url).status_code == 404


SCREENS = [
    ("wagtailimages:index", False),
    ("wagtailimages:edit", True),
    ("wagtailimages:delete", True),
    ("wagtailimages_chooser:choose", False),
    ("wagtailimages_chooser:chosen", True),
    ("wagtailimages_chooser:select_format", True),
    ("wagtailimages:image_usage", True),
]


@pytest.mark.parametrize(("screen", "is_of_one"), SCREENS, ids=[name for name, _ in SCREENS])
def test_studio_shows_the_drawing(editor, screen, is_of_one):
    args = [drawing().pk] if is_of_one else []
    answered = editor.get(reverse(screen, args=args))
    assert answered.status_code == 200
    for shown in re.findall(r"/files/[\w./-]+\.svg", answered.content.decode()):
        file = editor.get(shown)
        assert file.status_code == 200
        assert file["Content-Type"] == "image/svg+xml"
        b"".join(file.streaming_content)


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


def test_newer_package_replaces_the_picture(course, folder, monkeypatch, tmp_path):
    newer = own.DRAWING.replace(b"bus", b"taxi")
    (folder / "files" / "day.svg").write_bytes(newer)
    trusted = own.trusting(tmp_path / "newer", *FILES.values(), newer)
    monkeypatch.setattr(storage, "TRUSTED", trusted)
    load(folder=folder, owner=factories.UserFactory())
    lesson = LessonPage.objects.filter(locale__language_code="en").order_by("path")[0]
    [*_, picture, _pdf, _ods, _xlsx] = lesson.body
    with picture.value["image"].file.open() as opened:
        assert opened.read() == newer
