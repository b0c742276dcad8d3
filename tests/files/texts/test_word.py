"""What a Word file says, and what is refused."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.base import ContentFile

from files import storage
from files.texts import parts, reading, word
from files.uploads import FileRefused
from tests.files import corpus
from tests.files.texts.written import STRANGE_ROOT, W, box, document, link, p, picture, run, table


def said(*body: str, **more: Any) -> dict[str, Any]:
    """Return what the cleaner finds, in this process."""
    return json.loads(word.clean(document(*body, **more)))


def html(*body: str, **more: Any) -> str:
    return said(*body, **more)["html"]


def left(*body: str, **more: Any) -> dict[str, int]:
    return said(*body, **more)["left"]


def test_file_is_read_in_a_process_of_its_own():
    found = reading.read(document("Two people count", p("Money", "Heading1")))
    assert found == reading.Text("<p>Two people count</p><h1>Money</h1>", {}, ())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("A", "Title"), '<p class="title">A</p>'),
        (p("A", "Heading1") + p("B", "Heading2"), "<h1>A</h1><h2>B</h2>"),
        (p(run("a", "<w:b/>") + run("b", "<w:i/>")), "<p><strong>a</strong><em>b</em></p>"),
        (p("a", points=1) + p("b", points=1, level=1), "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        (p("a", points=2), "<ol><li>a</li></ol>"),
        (p("a", "Quote"), "<blockquote><p>a</p></blockquote>"),
        (p("a", "Caption"), '<p class="caption">a</p>'),
        (table(["a", "b"]), "<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>"),
        (table(["a"], merged=True), '<table><tr><td colspan="2"><p>a</p></td></tr></table>'),
        (p("&lt;script&gt;"), "<p>&lt;script&gt;</p>"),
        (p("<w:sdt><w:sdtContent>" + run("a") + "</w:sdtContent></w:sdt>"), "<p>a</p>"),
    ],
)
def test_text_of_word_is_html(body, expected):
    assert html(body) == expected


def test_links_are_those_of_the_file():
    assert html(p(link("a", "one") + link("b", "gone")), links={"one": "https://a.example"}) == (
        '<p><a href="https://a.example">a</a>b</p>'
    )


def test_pictures_come_with_their_descriptions_and_each_once():
    body = (
        p(picture("one", "A cash book")),
        p(picture("two", decorative=True)),
        p(picture("one")),
    )
    found = said(*body, pictures={"one": b"first", "two": b"second"})
    assert found["html"] == (
        '<p><img alt="A cash book" src="picture:0" /></p>'
        '<p><img alt="\ue000" src="picture:1" /></p>'
        '<p><img alt="" src="picture:0" /></p>'
    )
    text = reading.read(document(*body, pictures={"one": b"first", "two": b"second"}))
    assert text.pictures == (b"first", b"second")


@pytest.mark.parametrize(
    "name", ["C:\\Users\\maria\\cash.png", "/home/maria/x", "cash.JPG", "file:///x", "\\\\srv\\a"]
)
def test_description_that_is_the_name_of_a_file_is_dropped(name):
    """Word writes it there, and it may hold the name of a person."""
    assert html(p(picture("one", name)), pictures={"one": b"x"}) == (
        '<p><img alt="" src="picture:0" /></p>'
    )


def test_words_of_a_description_stay():
    words = "The book and/or the box. See page 3.5"
    assert f'alt="{words}"' in html(p(picture("one", words)), pictures={"one": b"x"})


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (p(run("a") + '<w:r><w:footnoteReference w:id="2"/></w:r>'), {"notes": 1}),
        (p(run("a") + '<w:r><w:endnoteReference w:id="2"/></w:r>'), {"notes": 1}),
        (p(run("a") + '<w:r><w:commentReference w:id="2"/></w:r>'), {"comments": 1}),
        (p(run("a") + "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"), {"equations": 1}),
        (p(run("a") + "<w:r><w:object/></w:r>"), {"objects": 1}),
        (p("a") + '<w:altChunk r:id="x"/>', {"objects": 1}),
        (p(run("a") + "<w:r><w:drawing><wp:inline/></w:drawing></w:r>"), {"drawings": 1}),
        (p(run("a", '<w:color w:val="FF0000"/><w:sz w:val="40"/>')), {"looks": 1}),
        (p(run("a") + picture("gone")), {"linked": 1}),
    ],
)
def test_what_has_no_place_is_counted_and_left_out(body, count):
    assert left(body) == count
    assert html(body) == "<p>a</p>"


def test_tracked_changes_are_read_as_accepted_without_their_writers():
    change = f'w:id="1" w:author="{corpus.WORD}" w:date="2026-11-01T10:00:00Z"'
    body = p(
        f"<w:ins {change}>{run('new')}</w:ins>"
        f"<w:del {change}><w:r><w:delText>old</w:delText></w:r></w:del>"
    )
    assert (html(body), left(body)) == ("<p>new</p>", {"changes": 2})


def test_text_of_a_box_stands_after_its_paragraph_once():
    body = p(run("a") + box(p("b") + p(run("c") + box(p("d"))))) + p("e")
    assert html(body) == "<p>a</p><p>b</p><p>c</p><p>d</p><p>e</p>"
    assert left(body) == {"boxes": 2}


def test_picture_for_old_programs_is_taken_where_new_ones_have_none():
    chart = "<w:drawing><wp:inline/></w:drawing>"
    body = p(
        f"<mc:AlternateContent><mc:Choice>{chart}</mc:Choice>"
        f"<mc:Fallback>{picture('one')}</mc:Fallback></mc:AlternateContent>"
    )
    assert 'src="picture:0"' in html(body, pictures={"one": b"x"})


def test_headers_with_words_are_counted():
    relation = '<Relationship Id="h" Type="http://x/relationships/header" Target="header1.xml"/>'
    whole = document("a")
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        names = opened.read("word/_rels/document.xml.rels").decode()
    more = {
        "word/_rels/document.xml.rels": names.replace(
            "<Relationship ", f"{relation}<Relationship ", 1
        ),
        "word/header1.xml": f'<w:hdr xmlns:w="{W}">{p("Draft of Maria")}</w:hdr>',
    }
    assert left("a", parts=more) == {"margins": 1}
    more["word/header1.xml"] = f'<w:hdr xmlns:w="{W}">{p(" ")}</w:hdr>'
    assert left("a", parts=more) == {}


def test_properties_of_the_file_are_not_even_read(monkeypatch):
    read = []
    own = zipfile.ZipFile.open

    def noted(self, name, *args, **more):
        read.append(str(getattr(name, "filename", name)))
        return own(self, name, *args, **more)

    data = document("a", parts={"word/settings.xml": "<s/>", "word/comments.xml": corpus.CANARY})
    monkeypatch.setattr(zipfile.ZipFile, "open", noted)
    found = word.clean(data)
    assert corpus.CANARY not in found
    assert not [name for name in read if name.startswith(("docProps", "word/s", "word/c"))] or (
        {name for name in read if name.startswith("word/s")} == {"word/styles.xml"}
    )


# --- What is refused -----------------------------------------------------------------------

MACROS = (
    "This file holds macros, which are small programs. Save it in Word as “Word document (.docx)”, "
    "which leaves them out, and use the new file."
)
DAMAGED = "This file is not a Word document (.docx), or it is damaged. Save it again in Word."
NOT_WORD = (
    "This is no Word document. Open it in the program that made it, and save it as “Word document "
    "(.docx)”."
)
OLD = (
    "This is a file of an old Word (.doc), or one with a passphrase. Open it in Word, save it as "
    "“Word document (.docx)” without a passphrase, and use the new file."
)
OTHER_LETTERS = "This file is not in UTF-8. Open it in an editor and save it as UTF-8."
LONG = "This text is too long. Divide it, and bring one part at a time."
DEEP = "The parts of this text are nested too deeply. Make it simpler."
DTD = "This file has definitions of its own (DTD), which are refused here."
SWELLS = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<w:document xmlns:w="{W}">&b;</w:document>'
)
FETCHES = '<!DOCTYPE a SYSTEM "file:///etc/passwd">' + f'<w:document xmlns:w="{W}"></w:document>'


def odd(name: str) -> bytes:
    return document("a", parts={name: b"x"})


def twice() -> bytes:
    made = io.BytesIO(document("a"))
    with zipfile.ZipFile(made, "a") as opened, pytest.warns(UserWarning, match="Duplicate name"):
        opened.writestr("word/document.xml", b"x")
    return made.getvalue()


def many(count: int) -> bytes:
    names = [f"one{number}" for number in range(count)]
    return document(
        *(p(picture(name)) for name in names), pictures={name: name.encode() for name in names}
    )


def encrypted() -> bytes:
    """A ZIP of which a part asks for a passphrase."""
    data = bytearray(document("a"))
    for beginning, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(beginning)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(beginning, at + 4)
    return bytes(data)


def lying() -> bytes:
    """A ZIP that says of its text that it is small."""
    data = document("a" * 4_000_000)
    size = zipfile.ZipFile(io.BytesIO(data)).getinfo("word/document.xml").file_size
    return data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (lambda: document("a", parts={"word/vbaProject.bin": b"x"}), MACROS),
        (
            lambda: document("a", main="application/vnd.ms-word.document.macroEnabled.main+xml"),
            MACROS,
        ),
        (lambda: document("a", main="application/x-sheet"), NOT_WORD),
        (lambda: b"PK\x03\x04" + bytes(100), DAMAGED),
        (lambda: document("a")[:-30], DAMAGED),
        (lambda: odd("../a.xml"), DAMAGED),
        (lambda: odd("/etc/passwd"), DAMAGED),
        (lambda: odd("word/../../a"), DAMAGED),
        (lambda: odd("c:/a"), DAMAGED),
        (twice, DAMAGED),
        (encrypted, DAMAGED),
        (lambda: document("a", parts={f"word/{one}.xml": b"" for one in range(2_000)}), DAMAGED),
        (lambda: document("a", parts={"word/document.xml": "<w:document"}), DAMAGED),
        (lambda: document("a", parts={"word/document.xml": SWELLS}), DTD),
        (lambda: document("a", parts={"word/document.xml": FETCHES}), DTD),
        (lambda: document("a", parts={"word/styles.xml": FETCHES}), DTD),
        (lambda: document("a", parts={"[Content_Types].xml": FETCHES}), DTD),
        (lambda: document("a" * 4_000_000), LONG),
        (lying, DAMAGED),
        (lambda: document("<w:p>" * 2_000 + "</w:p>" * 2_000), DEEP),
        (
            lambda: many(500),
            "This text has 500 pictures. At most 20 can be brought at once: divide the text.",
        ),
    ],
)
def test_what_may_do_harm_is_refused_with_a_sentence(data, told):
    with pytest.raises(FileRefused) as refused:
        reading.read(data())
    assert str(refused.value) == told


def test_twenty_pictures_are_taken():
    assert len(reading.read(many(word.MOST_PICTURES)).pictures) == word.MOST_PICTURES


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), OLD),
        (b"{\\rtf1 a}", NOT_WORD),
        (b"%PDF-1.7", NOT_WORD),
        (
            "é".encode("latin-1"),
            OTHER_LETTERS,
        ),
        (
            "é".encode("utf-16"),
            OTHER_LETTERS,
        ),
        ("e".encode("utf-16-le"), "This is no file of text."),
        (b"a" * 5_000_000, LONG),
    ],
)
def test_other_files_are_refused_with_what_helps(data, told):
    with pytest.raises(FileRefused) as refused:
        reading.read(data)
    assert str(refused.value) == told


def test_nothing_outside_is_asked_for():
    """A picture, a template and a frame that are elsewhere: the file is read without them."""
    outside = 'TargetMode="External" Target="https://example.org/x"'
    more = {
        "word/_rels/settings.xml.rels": f'<R><Relationship Id="t" {outside}/></R>',
        "word/settings.xml": "<w:settings/>",
    }
    body = p(run("a") + picture("one", by="link"))
    found = said(body, parts=more, links={"one": "https://example.org/x.png"})
    assert (found["html"], found["left"]) == ("<p>a</p>", {"linked": 1})


def test_largest_parts_are_those_that_are_said():
    body = "a" * (parts.LARGEST_XML - 20_000)
    with pytest.raises(FileRefused) as refused:
        reading.read(document(body))
    # It is read, and then found to be too long.
    assert str(refused.value) == LONG


def test_picture_of_a_text_keeps_no_place_and_no_name():
    """As any picture of the site (`files.pictures`)."""
    photo = corpus.saved("JPEG", exif=corpus.exif())
    assert corpus.CANARY in photo
    [content] = reading.read(document(p(picture("one")), pictures={"one": photo})).pictures
    assert corpus.CANARY not in storage.clean(ContentFile(content), storage.PICTURES).read()


def test_root_of_another_kind_is_no_text():
    assert html(parts={"word/document.xml": STRANGE_ROOT}) == ""
