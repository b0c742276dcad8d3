"""What a drawing may hold, and that nothing else is stored."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from files import storage, svg
from files.uploads import FileRefused
from tests.files import own

SENTENCE = "This drawing holds “{}”, which cannot be used here. Take it out of the drawing."
UNREADABLE = "This file cannot be read. Save it again, then try again."
ENTITY = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">]>'
IN_TEXT = [
    (b'style="fill:red"', "style"),
    (b'class="a"', "class"),
    (b'onload="x()"', "onload"),
    (b'href="#a"', "href"),
    (b'xmlns:l="http://www.w3.org/1999/xlink" l:href="#a"', "{http://www.w3.org/1999/xlink}href"),
    (b'fill="url(#a)"', "fill"),
    (b'fill="url(https://example.org/)"', "fill"),
    (b'fill="u\\72l(//example.org)"', "fill"),
    (b'fill="image-set(x)"', "fill"),
    (b'font-family="a;b"', "font-family"),
    (b'marker-end="url(https://example.org/a.svg#b)"', "marker-end"),
    (b'marker-end="url(#a) url(//b)"', "marker-end"),
    (b'transform="url(#a)"', "transform"),
    (b'filter="url(#a)"', "filter"),
    (b'data-name="Zoe"', "data-name"),
]
INSIDE = [
    (b"<script>x()</script>", "script"),
    (b"<style>a{}</style>", "style"),
    (b'<image href="https://example.org/a.png"/>', "image"),
    (b'<use href="#tip"/>', "use"),
    (b'<a href="https://example.org/"><text>x</text></a>', "a"),
    (b"<foreignObject/>", "foreignObject"),
    (b'<animate attributeName="x"/>', "animate"),
    (b"<set/>", "set"),
    (b"<metadata>Zoe</metadata>", "metadata"),
    (b'<script xmlns="http://www.w3.org/1999/xhtml"/>', "{http://www.w3.org/1999/xhtml}script"),
    (b'<text xmlns="http://www.w3.org/1999/xhtml"/>', "{http://www.w3.org/1999/xhtml}text"),
    (b"<text xmlns=''/>", "text"),
    (b"<!-- Zoe -->", "<!--"),
    (b'<?xml-stylesheet href="https://example.org/a.css"?>', "<?"),
]


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        svg.check(data)
    return str(refused.value)


def test_drawing_of_shapes_and_words_is_taken():
    svg.check(own.DRAWING)
    svg.check(own.drawing(b"<title>A day</title><desc>Two people</desc>"))
    svg.check(own.drawing(more=b'transform="rotate(-30 10 10)" text-anchor="middle"'))


@pytest.mark.parametrize(("more", "part"), IN_TEXT, ids=[part for _, part in IN_TEXT])
def test_attribute_that_is_not_in_the_list(more, part):
    assert refusal(own.drawing(more=more)) == SENTENCE.format(part[:40])


@pytest.mark.parametrize(("inside", "part"), INSIDE, ids=[part for _, part in INSIDE])
def test_element_that_is_not_in_the_list(inside, part):
    assert refusal(own.drawing(inside)) == SENTENCE.format(part[:40])


def test_declarations_and_entities():
    assert refusal(ENTITY + own.DRAWING) == SENTENCE.format("<!DOCTYPE")
    assert refusal(own.drawing(b"<text>&a;</text>")) == UNREADABLE
    assert refusal(b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + own.DRAWING) == SENTENCE.format(
        "<!DOCTYPE"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg ",
        own.DRAWING[:-3],
        own.DRAWING + own.DRAWING,
        own.drawing(b"<g>" * 50_000),
        own.DRAWING.replace(b"\xc3\xa9", b"\xe9"),
        b'<?xml version="1.0" encoding="no-such"?>' + own.DRAWING,
        own.DRAWING.decode().encode("utf-16")[:-1],
    ],
)
def test_damaged_drawing(data):
    assert refusal(data) == UNREADABLE


def test_library_stores_only_drawings_that_are_allowed(settings, tmp_path):
    """Wagtail draws a drawing again in another size, and the storage sees a plain file."""
    settings.MEDIA_ROOT = tmp_path
    with default_storage.open(
        default_storage.save("images/a.svg", ContentFile(own.DRAWING, "a.svg"))
    ) as kept:
        assert kept.read() == own.DRAWING
    for file in (
        ContentFile(own.drawing(b"<script/>"), "a.svg"),
        ContentFile(own.drawing(b"<g/>" * 30_000), "a.svg"),
        SimpleUploadedFile("a.svg", own.DRAWING),
    ):
        with pytest.raises(FileRefused):
            default_storage.save("images/b.svg", file)
    assert len(list((tmp_path / "images").iterdir())) == 1


def test_no_form_takes_a_drawing():
    with pytest.raises(FileRefused) as refused:
        storage.clean(SimpleUploadedFile("a.svg", own.DRAWING), storage.PICTURES)
    assert "such as GIF, TIFF or SVG" in str(refused.value)
