"""Packages that are damaged, or made to harm: a clear sentence, and nothing is imported."""

import io
import json
import zipfile
from uuid import UUID

import pytest
from wagtail.images.models import Image

from learning.exchange.packages import writing
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.archive import Unreadable
from learning.exchange.packages.format.contents import read
from learning.exchange.packages.plan import plan
from learning.models import LessonPage
from tests.files import corpus
from tests.learning.exchange.packages import written

ONE = "en/lesson-01.json"
NO_PACKAGE = "This file is not a package, or it is damaged. Download it again."


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        plan(read(archive.unpacked(content)))
    return str(refused.value)


def zipped(files: dict[str, bytes], **more) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, **more) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"%PDF-1.4", b"\x00" * 100_000]
)
def test_file_that_is_no_package(content):
    assert refusal(content) in (
        NO_PACKAGE,
        "This file is not a package: it has no list of its files.",
    )


def test_package_cut_short_anywhere(homes, content):
    for length in range(0, len(content), 997):
        assert refusal(content[:length]) == NO_PACKAGE


@pytest.mark.parametrize(
    "name",
    [
        "../package.json",
        "/etc/passwd",
        "files/../../a.png",
        "files\\a.png",
        "files/.htaccess",
        "files/a/b.png",
        "en/../x.json",
        "EN/course.json",
        "readme.txt",
        f"files/{'a' * 200}.png",
    ],
)
def test_file_with_another_name(homes, content, name):
    files = {**written.opened(content), name: b"x"}
    assert refusal(written.again(files)) == f"“{name[:120]}” has no place in a package."


def test_package_that_unpacks_to_too_much(monkeypatch, content):
    monkeypatch.setattr(archive, "LARGEST", 1_000_000)
    files = {**written.opened(content), "files/zeros.png": bytes(1_000_001)}
    assert refusal(written.again(files)) == "This package is too large once it is unpacked."


def test_package_that_lies_about_its_size(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 1_000_000)
    content = zipped({"files/zeros.png": bytes(20_000_000)})
    lie = content.replace((20_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert refusal(lie) in (NO_PACKAGE, "“files/zeros.png” has no place in a package.")


def test_package_of_very_many_files():
    content = zipped({f"files/{number}.png": b"" for number in range(archive.MOST_FILES + 1)})
    assert refusal(content) == "This package holds too many files."


def test_file_that_is_there_twice(homes, content):
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as opened, pytest.warns(UserWarning, match="Duplicate name"):
        opened.writestr("package.json", b"{}")
    assert refusal(made.getvalue()) == "“package.json” has no place in a package."


def test_list_of_files_that_lies(homes, content):
    files = written.opened(content)
    files[ONE] = files[ONE].replace(b"Lesson one", b"Lesson two")
    assert refusal(zipped(files)) == (
        f"“{ONE}” is not what the list of this package says: it is damaged, or someone changed it. "
        "Download it again."
    )
    del files[ONE]
    assert refusal(zipped(files)) == f"“{ONE}” is missing in this package. Download it again."
    files["files/more.png"] = b"x"
    assert "list of this package" in refusal(zipped(files))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (ONE, b"{"),
        (ONE, b"[]"),
        (ONE, b"\xff"),
        (ONE, b'{"title": NaN}'),
        (ONE, b'{"title": 1e999}'),
        (ONE, b'{"title": "\\ud800"}'),
        (ONE, b'{"title": "\\u0000"}'),
        (ONE, b"[" * 100_000),
        ("package.json", b'{"format": ' * 50_000),
    ],
)
def test_text_that_cannot_be_read(homes, content, name, text):
    files = {**written.opened(content), name: text}
    assert refusal(written.again(files)) == f"“{name}” in this package cannot be read."


@pytest.mark.parametrize(
    ("name", "values", "part"),
    [
        (ONE, {"title": 3}, "title"),
        (ONE, {"title": ""}, "title"),
        (ONE, {"summary": ["x"]}, "summary"),
        (ONE, {"blocks": {}}, ""),
        (ONE, {"blocks": [{"type": "text", "heading": {"a": 1}}]}, "text-1/heading"),
        (ONE, {"blocks": [{"type": "text", "text": 5}]}, "text-1/text"),
        (ONE, {"blocks": [{"type": "text", "text": [5]}]}, "text-1/text"),
        (ONE, {"blocks": [{"type": "single_choice", "choices": "x"}]}, "single_choice-1/choices"),
        (ONE, {"blocks": [{"type": "picture", "image": 7}]}, "picture-1/image"),
        (ONE, {"blocks": [{"type": "story", "id": 4, "value": "x"}]}, "story-1"),
        (ONE, {"blocks": [{"type": "story", "id": "a", "value": "x"}] * 2}, "id"),
        ("package.json", {"languages": "en"}, "languages"),
        ("package.json", {"languages": ["en", "en"]}, "languages"),
        ("package.json", {"languages": [f"a{n}" for n in range(40)]}, "languages"),
        ("package.json", {"languages": ["en", "de"]}, "languages"),
        ("package.json", {"languages": ["de", "en"]}, "lessons"),
        ("package.json", {"languages": []}, "languages"),
        ("package.json", {"subject": {}}, "titles"),
        ("package.json", {"course": []}, "course"),
        ("package.json", {"lessons": [7]}, "lessons"),
        ("package.json", {"lessons": [{"key": "a"}]}, "lessons"),
        ("package.json", {"lessons": [{"minutes": 3}]}, "key"),
        (ONE, {"blocks": [{"type": "story", "value": ["<p><b>a</p>"]}]}, "story-1"),
        ("package.json", {"files": []}, "files"),
    ],
)
def test_text_in_which_a_part_is_of_another_kind(homes, content, name, values, part):
    told = refusal(written.changed(content, name, **values))
    file = name.removesuffix(".json")
    assert told == f"In “{file}”, “{part}” is missing, or it is not what it should be."


def test_number_that_is_none(homes, content):
    for minutes in (True, "10", 1.5, None):
        files = written.opened(content)
        manifest = json.loads(files["package.json"])
        manifest["lessons"][0]["minutes"] = minutes
        files["package.json"] = json.dumps(manifest).encode()
        told = "In “en/lesson-01”, “minutes” is missing, or it is not what it should be."
        assert refusal(written.again(files)) == told


def test_same_lesson_twice_and_very_many_parts(homes, content):
    files = written.opened(content)
    manifest = json.loads(files["package.json"])
    manifest["lessons"] *= 200
    files["package.json"] = json.dumps(manifest).encode()
    told = "In “package”, “lessons/key” is missing, or it is not what it should be."
    assert refusal(written.again(files)) == told
    many = json.dumps({"title": "x", "x": [{}] * 10_000}).encode()
    files = {f"{a}{b}/course.json": many for a in "abcdef" for b in "abcdef"}
    assert refusal(written.again(files)) == "This package is too large once it is unpacked."


@pytest.mark.servers
def test_parts_that_two_lessons_share(homes, content, course):
    files = written.opened(content)
    files["en/lesson-02.json"] = files["en/lesson-01.json"]
    told = "In “en/lesson-02”, “id” is missing, or it is not what it should be."
    assert refusal(written.again(files)) == told
    files = written.opened(content)
    manifest = json.loads(files["package.json"])
    manifest["course"]["key"] = "another"
    for number, lesson in enumerate(manifest["lessons"]):
        lesson["key"] = str(UUID(int=number))
    files["package.json"] = json.dumps(manifest).encode()
    assert refusal(written.again(files)) == (
        "The package has parts of “Lesson one en”, which is another lesson of this site. It cannot "
        "be imported here."
    )


def test_package_of_a_newer_version(homes, content):
    told = refusal(written.changed(content, "package.json", version=2))
    assert told == (
        "This package was made by another version of this program. Export it again there, or bring "
        "this site up to date."
    )
    told = refusal(written.changed(content, "package.json", format="scorm"))
    assert told == "This file is not a package of a course."


def test_block_of_an_unknown_kind(homes, content):
    blocks = [{"type": "story", "value": "x"}, {"type": "film", "value": "x"}]
    assert refusal(written.changed(content, ONE, blocks=blocks)) == (
        "In “en/lesson-01”, part 2 is of a kind that this site does not have: film. It may come "
        "from a newer version of this program."
    )


def test_file_that_a_text_names_and_no_one_sent(homes, content):
    blocks = [{"type": "audio", "heading": "Listen", "audio": "none.mp3"}]
    assert refusal(written.changed(content, ONE, blocks=blocks)) == (
        "“none.mp3” is missing in this package. Download it again."
    )


def test_key_of_a_page_that_is_somewhere_else(content, course):
    files = written.opened(content)
    manifest = json.loads(files["package.json"])
    manifest["lessons"][0]["key"] = str(course.get_parent().translation_key)
    files["package.json"] = json.dumps(manifest).encode()
    assert refusal(written.again(files)) == (
        "“Money” has the key of a page that is somewhere else on this site. The package cannot be "
        "imported here."
    )


def imported(content: bytes) -> str:
    """Import, and return the refusal."""
    with pytest.raises(Unreadable) as refused:
        writing.run(read(archive.unpacked(content)), user=None, goes_live=True)
    return str(refused.value)


def test_question_without_a_right_answer_changes_nothing(exported):
    before = written.site()
    choices = [{"text": "One", "right": False}, {"text": "Two", "right": False}]
    blocks = [{"type": "single_choice", "text": "Who?", "choices": choices}]
    told = imported(written.changed(exported.content, ONE, blocks=blocks))
    assert told.startswith("en/lesson-01 (Lesson one en): ")
    assert written.site() == before


def test_picture_that_is_none_changes_nothing(exported):
    before = written.site()
    files = written.opened(exported.content)
    files["files/new.png"] = corpus.SOUND
    blocks = [{"type": "picture", "image": "new.png", "decorative": True}]
    content = written.changed(written.again(files), ONE, blocks=blocks)
    assert imported(content).startswith("new.png: ")
    assert written.site() == before
    assert Image.objects.count() == 1


def test_files_brought_for_nothing_go_again(exported):
    files = written.opened(exported.content)
    files["files/new.png"] = corpus.saved("PNG")
    blocks = [
        {"type": "picture", "image": "new.png", "decorative": True},
        {"type": "checklist", "heading": "", "points": []},
    ]
    imported(written.changed(written.again(files), ONE, blocks=blocks))
    assert Image.objects.count() == 1


def test_rich_text_keeps_nothing_that_runs(exported):
    html = [
        '<p onclick="x()">Hello <script>alert(1)</script><b style="color:red">you</b>',
        '<a href="javascript:alert(1)">one</a> <a href="https://example.org/">two</a>',
        '<a linktype="page" id="1">three</a><img src=x onerror=alert(1) />',
        '<A linktype="document" id="1">four</A> <a title=">" linktype="page" id="1">five</a>',
        "<a LINKTYPE='document' id='1'>six</a>",
        '<iframe src="https://example.org/"></iframe><embed embedtype="image" id="1"/></p>',
    ]
    blocks = [{"type": "text", "heading": "", "text": html}]
    content = written.changed(exported.content, ONE, blocks=blocks)
    writing.run(read(archive.unpacked(content)), user=None, goes_live=True)
    lesson = LessonPage.objects.filter(locale__language_code="en").order_by("path")[0]
    html = lesson.body[0].value["text"].source
    for bad in ("script", "onclick", "style", "javascript", "img", "iframe", "embed", 'id="1"'):
        assert bad not in html
    assert '<a href="https://example.org/">two</a>' in html
    for word in ("three", "four", "five", "six"):
        assert word in html
