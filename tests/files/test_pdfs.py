"""A PDF is rebuilt: its pages and its links stay, and appear as before."""

import base64
import io
import subprocess
import sys
import zlib
from contextlib import ExitStack

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from files import pdfs
from files.uploads import FileRefused
from tests.files import corpus


@pytest.fixture
def rebuilt():
    """Return a function that cleans a PDF and opens the new one, until the test ends."""
    with ExitStack() as opened:

        def clean(pdf: pikepdf.Pdf | bytes) -> pikepdf.Pdf:
            data = pdf if isinstance(pdf, bytes) else corpus.finished(pdf)
            return opened.enter_context(pikepdf.open(io.BytesIO(pdfs.clean(data))))

        yield clean


def words(page: pikepdf.Page) -> list[tuple[str, list]]:
    found = pikepdf.parse_content_stream(page)
    return [(str(one.operator), [str(operand) for operand in one.operands]) for one in found]


def test_pages_stay_in_their_order_and_size(rebuilt):
    old = pikepdf.new()
    for number in range(200):
        old.pages.extend(corpus.paper(f"Page {number}").pages)
    new = rebuilt(old)
    assert len(new.pages) == 200
    for number in (0, 7, 199):
        assert ("Tj", [f"Page {number}"]) in words(new.pages[number])
        assert [float(side) for side in new.pages[number].mediabox] == [0, 0, 200, 100]


def test_fonts_and_turned_pages_stay(rebuilt):
    pdf = corpus.paper()
    pdf.pages[0].obj.Rotate = 90
    page = rebuilt(pdf).pages[0].obj
    assert page.Rotate == 90
    assert page.Resources.Font.F1.BaseFont == Name.Helvetica


def test_what_pages_inherit_stays(rebuilt):
    pdf = corpus.paper()
    page = pdf.pages[0].obj
    pdf.Root.Pages.Resources = page.Resources
    pdf.Root.Pages.MediaBox = page.MediaBox
    del page["/Resources"], page["/MediaBox"]
    kept = rebuilt(pdf).pages[0]
    assert kept.obj.Resources.Font.F1.BaseFont == Name.Helvetica
    assert [float(side) for side in kept.mediabox] == [0, 0, 200, 100]


def test_the_voice_stays(rebuilt):
    pdf = corpus.paper()
    pdf.Root.Lang = String("fr-FR")
    assert str(rebuilt(pdf).Root.Lang) == "fr-FR"
    pdf.Root.Lang = String(corpus.WORD)
    assert "/Lang" not in rebuilt(pdf).Root


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/a?b=c", True),
        ("HTTP://example.org/", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("mailto:zoe@example.org", False),
    ],
)
def test_links_to_ordinary_addresses_stay(rebuilt, address, kept):
    pdf = corpus.paper()
    action = Dictionary(S=Name.URI, URI=String(address), Next=corpus.script())
    corpus.put_note(pdf, Subtype=Name.Link, A=action, AA=Dictionary(E=corpus.script()))
    page = rebuilt(pdf).pages[0].obj
    assert ("/Annots" in page) is kept
    if kept:
        [link] = page.Annots
        assert set(link.keys()) == {"/Type", "/Subtype", "/Rect", "/Border", "/A"}
        assert set(link.A.keys()) == {"/S", "/URI"}
        assert str(link.A.URI) == address


@pytest.mark.parametrize(
    ("view", "kept"),
    [
        ([Name.Fit], [Name.Fit]),
        ([Name.XYZ, 10, 90, None], [Name.XYZ, 10, 90, None]),
        ([Name.FitH, 90, String(corpus.WORD)], [Name.FitH, 90]),
        ([Name.XYZ, String(corpus.WORD)], [Name.XYZ, None]),
    ],
    ids=["whole", "a place", "too much", "no number"],
)
@pytest.mark.parametrize("way", ["page", "action", "name", "older name", "name of more"])
def test_links_to_pages_of_its_own_stay(rebuilt, way, view, kept):
    """As in a table of contents."""
    pdf = corpus.paper(pages=3)
    goal = Array([pdf.pages[2].obj, *view])
    match way:
        case "page":
            corpus.put_note(pdf, Subtype=Name.Link, Dest=goal)
        case "action":
            corpus.put_note(pdf, Subtype=Name.Link, A=Dictionary(S=Name.GoTo, D=goal))
        case "older name":
            pdf.Root.Dests = Dictionary(Chapter=goal)
            corpus.put_note(pdf, Subtype=Name.Link, Dest=Name.Chapter)
        case _:
            named = Dictionary(D=goal) if way == "name of more" else goal
            pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("c"), named])))
            corpus.put_note(pdf, Subtype=Name.Link, A=Dictionary(S=Name.GoTo, D=String("c")))
    new = rebuilt(pdf)
    [link] = new.pages[0].obj.Annots
    assert set(link.keys()) == {"/Type", "/Subtype", "/Rect", "/Border", "/Dest"}
    page, *rest = link.Dest
    assert page.objgen == new.pages[2].obj.objgen
    assert rest == kept
    assert "/Names" not in new.Root
    assert "/Dests" not in new.Root


@pytest.mark.parametrize(
    "goal",
    [String("nowhere"), Name.Nowhere, Array([]), Array([0, Name.Fit]), Dictionary(), None],
    ids=["name", "older name", "empty", "number", "nothing", "none"],
)
def test_links_to_nowhere_are_left_out(rebuilt, goal):
    pdf = corpus.paper()
    corpus.put_note(pdf, Subtype=Name.Link, Dest=goal)
    assert "/Annots" not in rebuilt(pdf).pages[0].obj


@pytest.mark.parametrize("way", ["plain", "progressive", "CMYK"])
def test_photographs_in_it_show_the_same(way):
    mode = "CMYK" if way == "CMYK" else "RGB"
    photograph = corpus.saved(
        *("JPEG", corpus.drawing(mode)), progressive=way == "progressive", exif=corpus.exif()
    )
    bare = pdfs.bare_jpeg(photograph)
    assert corpus.CANARY not in bare
    with Image.open(io.BytesIO(photograph)) as old, Image.open(io.BytesIO(bare)) as new:
        assert not new.getexif()
        assert new.tobytes() == old.tobytes()


def test_other_pictures_in_it_show_the_same(rebuilt):
    pdf = corpus.paper()
    points = bytes(range(240)) * 30
    corpus.put_picture(pdf, zlib.compress(points), filter=Name.FlateDecode)
    image = rebuilt(pdf).pages[0].obj.Resources.XObject.Im1
    assert image.read_bytes() == points
    assert (image.Width, image.Height, image.ColorSpace) == (60, 40, Name.DeviceRGB)


def test_letters_as_packing_are_unpacked(rebuilt):
    pdf = corpus.paper()
    packed = base64.a85encode(zlib.compress(b"0 0 9 9 re f")) + b"~>"
    way = Array([Name.ASCII85Decode, Name.FlateDecode])
    pdf.pages[0].obj.Contents.write(packed, filter=way)
    data = corpus.finished(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert [word for word, _rest in words(rebuilt(data).pages[0])] == ["re", "f"]


def test_drawings_used_twice_are_drawn_twice(rebuilt):
    pdf = corpus.paper()
    form = pdf.make_stream(b"0 0 9 9 re f", Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    pdf.pages[0].obj.Resources.XObject = Dictionary(A=form, B=form)
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/A Do /B Do")
    drawings = rebuilt(pdf).pages[0].obj.Resources.XObject
    assert drawings.A.objgen == drawings.B.objgen
    assert drawings.A.read_bytes().split() == b"0 0 9 9 re f".split()


def drawn(new: pikepdf.Pdf) -> list[bytes]:
    return new.pages[0].obj.Contents.read_bytes().split(b"\n")


def test_instructions_keep_their_own_words(rebuilt):
    pdf = corpus.paper()
    together = (
        b"%aside\nq 1 0 0 1 0 0 cm/P <</MCID 0>>BDC [(a) -3 (b)]TJ (x) Tj /Cs1 cs .1 .2 .3 scn "
        b"[3 [1]] 0 d /Span <</ActualText (c)>> DP EMC (d) Xx 2 w 5 Tj EMC (e)' Q"
    )
    pdf.pages[0].obj.Contents = pdf.make_stream(together)
    assert drawn(rebuilt(pdf)) == [
        *(b"q", b"1 0 0 1 0 0 cm", b"/P BMC", b"[ (a) -3 (b) ] TJ", b"(x) Tj", b"/Cs1 cs"),
        *(
            b".1 .2 .3 scn",
            b"[ 3 [ 1 ] ] 0 d",
            b"EMC",
            b"2 w",
            b"5 Tj",
            b"EMC",
            b"(e) '",
            b"Q",
            b"",
        ),
    ]


def test_a_small_picture_between_words_shows_the_same(rebuilt):
    pdf = corpus.paper()
    points = zlib.compress(bytes(range(90)))
    picture = b"BI /W 9 /H 10 /BPC 8 /CS /G /F /Fl /Who (me) ID %b EI Q" % points
    pdf.pages[0].obj.Contents = pdf.make_stream(picture)
    [shown, last] = pikepdf.parse_content_stream(rebuilt(pdf).pages[0])
    assert (str(shown.operator), str(last.operator)) == ("INLINE IMAGE", "Q")
    assert shown.iimage.read_bytes()[:90] == bytes(range(90))
    assert (shown.iimage.width, shown.iimage.height) == (9, 10)


def test_colours_are_no_longer_those_of_one_screen(rebuilt):
    pdf = corpus.paper()
    spaces = {
        f"/Cs{number}": Array([Name.ICCBased, pdf.make_stream(corpus.profile(), N=number)])
        for number in (1, 3, 4)
    }
    pdf.pages[0].obj.Resources.ColorSpace = Dictionary(spaces)
    found = rebuilt(pdf).pages[0].obj.Resources.ColorSpace
    assert [list(space) for space in found.values()] == [
        [Name.DeviceGray],
        [Name.DeviceRGB],
        [Name.DeviceCMYK],
    ]


@pytest.mark.parametrize("words", [b"q ", b"0 0 1 1 re f "])
def test_a_large_drawing_takes_little_room(words):
    """Measured in a process of its own: what the machine gives is never given back."""
    program = (
        "import re, sys; from files import drawings; import pikepdf;"
        "words = sys.stdin.buffer.read(); pdf = pikepdf.new();"
        # Not `getrusage`, which begins with the peak of the parent.
        "room = lambda: int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]);"
        "before = room();"
        "drawings.redrawn(pdf, words); print(room() - before)"
    )
    large = words * (2_000_000 // len(words))
    found = subprocess.run(
        [sys.executable, "-B", "-c", program], input=large, capture_output=True, check=True
    )
    # Kilobytes; a list of the instructions took 280,000.
    assert int(found.stdout) < 40_000


def test_a_line_of_too_many_words_is_refused():
    pdf = corpus.paper()
    pdf.pages[0].obj.Contents = pdf.make_stream(b"[" + b"(a) " * 30_000 + b"] TJ")
    with pytest.raises(FileRefused, match="cannot be copied safely"):
        pdfs.clean(corpus.finished(pdf))


def test_the_catalogue_knows_only_pages(rebuilt):
    pdf = corpus.paper()
    pdf.Root.OpenAction = corpus.script()
    pdf.Root.Names = Dictionary()
    new = rebuilt(pdf)
    assert set(new.Root.keys()) == {"/Type", "/Pages"}
    assert "/Info" not in new.trailer


def test_two_hundred_pages_are_the_most():
    with pytest.raises(FileRefused) as refusal:
        pdfs.clean(corpus.finished(corpus.paper(pages=201)))
    assert str(refusal.value) == "This PDF has 201 pages. Use one with 1 to 200 pages."


REASONS = {
    "laye": "This PDF has hidden layers",
    "note": "This PDF has notes or marks on its pages",
    "form": "This PDF is a form",
    "fold": "This PDF is a folder of other files",
    "atta": "Other files are attached to this PDF",
}


@pytest.mark.parametrize(
    ("carrier", "pdf"),
    [
        pytest.param(carrier, pdf, id=carrier)
        for carrier, pdf in (*corpus.layered(), *corpus.noted())
    ],
)
def test_what_a_copy_would_change_is_refused_with_the_reason(carrier, pdf):
    reason = REASONS["form" if carrier == "note, Widget" else carrier[:4]]
    with pytest.raises(FileRefused, match=reason):
        pdfs.clean(corpus.finished(pdf))


def test_an_empty_list_of_attached_files_is_left_out(rebuilt):
    pdf = corpus.paper()
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array()))
    assert "/Names" not in rebuilt(pdf).Root


def test_layers_that_are_all_shown_stay(rebuilt):
    for pdf in (
        corpus.layer(corpus.paper()),
        corpus.layer(corpus.paper(), BaseState=Name.OFF, ON="it"),
    ):
        assert drawn(rebuilt(pdf))[1:3] == [b"0 0 9 9 re", b"f"]


def test_a_photograph_between_words_is_refused():
    pdf = corpus.paper()
    pdf.pages[0].obj.Contents = pdf.make_stream(
        b"BI /W 60 /H 40 /BPC 8 /CS /RGB /F /DCT ID %b EI Q" % corpus.saved("JPEG")
    )
    with pytest.raises(FileRefused, match="cannot be copied safely"):
        pdfs.clean(corpus.finished(pdf))
