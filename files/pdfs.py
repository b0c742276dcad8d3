"""PDF documents are rebuilt page by page: what is drawn is copied, everything else is left out.

A list says what a page needs, not what is dangerous. So scripts, attachments, forms, earlier
versions, and names of authors and programs are never copied.
"""

import base64
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pikepdf.settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from files import drawings, links, unseen
from files.uploads import FileRefused

MOST_PAGES = 200
# Bytes, unpacked: a hundred times the upload. A packed stream can hold a thousand times its size.
MOST_PER_STREAM = 50_000_000
MOST_TOGETHER = 200_000_000
# Bytes of drawing instructions, without pictures, fonts and colours. A million take half a second.
MOST_DRAWING = 8_000_000

# Process-wide, and set once: qpdf unpacks the tables of a document while it opens it.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MOST_PER_STREAM,
    run_length_max_memory=MOST_PER_STREAM,
    png_max_memory=MOST_PER_STREAM,
    tiff_max_memory=MOST_PER_STREAM,
    max_stream_filters=3,
    parser_max_container_size=500_000,
)

OF_A_PAGE = {
    "/Type",
    "/Parent",
    "/MediaBox",
    "/CropBox",
    "/Rotate",
    "/UserUnit",
    "/Resources",
    "/Contents",
    "/Group",
}
# The keys that ISO 32000 needs for drawing, at any depth below a page: resources, pictures and
# drawings; colours, patterns and functions; the graphics state; fonts.
DRAWING = """
ExtGState ColorSpace Pattern Shading XObject Font ProcSet Type Subtype Width Height
BitsPerComponent Intent ImageMask Mask Decode Interpolate SMask SMaskInData Matte Filter
DecodeParms Length Length1 Length2 Length3 FormType BBox Matrix Resources Group S CS I K N
Alternate Range Predictor Colors Columns EarlyChange Rows EndOfLine EncodedByteAlign EndOfBlock
BlackIs1 DamagedRowsBeforeError ColorTransform

WhitePoint BlackPoint Gamma Colorants Process Components MixingHints Solidities DotGain
PrintingOrder PatternType PaintType TilingType XStep YStep ShadingType Background AntiAlias
Domain Function Coords Extend BitsPerCoordinate BitsPerFlag VerticesPerRow FunctionType Size
BitsPerSample Order Encode C0 C1 Functions Bounds

LW LC LJ ML D RI OP op OPM BG BG2 UCR UCR2 TR TR2 HT FL SM SA BM CA ca AIS TK G BC

BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode BaseEncoding Differences
FontName FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading CapHeight
XHeight StemV StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2 FontFile3 CharSet CIDSet
DescendantFonts CIDSystemInfo Registry Ordering Supplement DW W DW2 W2 CIDToGIDMap FontMatrix
CharProcs UseCMap CMapName WMode
"""
TO_DRAW = {f"/{name}" for name in DRAWING.split()}
# Dictionaries whose own names are the document's.
NAMED = {"/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/CharProcs"}
NAMED |= {"/Colorants"}
DEVICES = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}


def clean(data: bytes) -> bytes:
    """Return a new PDF with the pages of `data` and their links, and nothing else.

    Raises FileRefused when it is damaged, locked, too long, or uses what cannot be copied as it is.
    """
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as old:
            if old.is_encrypted:
                raise _unreadable()
            if len(old.pages) > MOST_PAGES or not old.pages:
                raise FileRefused(
                    ngettext(
                        "This PDF has %(count)s page. Use one with 1 to %(most)s pages.",
                        "This PDF has %(count)s pages. Use one with 1 to %(most)s pages.",
                        len(old.pages),
                    )
                    % {"count": len(old.pages), "most": MOST_PAGES}
                )
            unseen.refuse(old)
            return _rebuilt(old)
    except FileRefused:
        raise
    except Exception as error:  # Damaged documents fail in more ways than are documented.
        raise _unreadable() from error


def _rebuilt(old: Pdf) -> bytes:
    kept = links.found_in(old)
    with pikepdf.new() as new:
        for page in old.pages:
            new.pages.append(page)
        for page in new.pages:
            _keep(page.obj, OF_A_PAGE)
        links.write(new, kept)
        budget = _Budget()
        for page in new.pages:
            _redraw_page(new, page, budget)
        drawn = (page.obj.get(name) for page in new.pages for name in ("/Resources", "/Group"))
        for thing in _below(drawn):
            _clean_one(new, thing, budget)
        language = old.Root.get("/Lang")
        if language is not None and len(str(language)) < 12:
            # So that screen readers use the right voice.
            new.Root.Lang = pikepdf.String(str(language))
        written = BytesIO()
        new.save(
            written,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            deterministic_id=True,
        )
        return written.getvalue()


class _Budget:
    """How much may still be unpacked."""

    def __init__(self) -> None:
        self.left = MOST_TOGETHER
        self.drawing = MOST_DRAWING
        self.redrawn: set[tuple[int, int]] = set()

    def inflated(self, packed: bytes) -> tuple[bytes, bytes]:
        """Return `packed` unpacked, and `packed` without any data after its end."""
        unpacker = zlib.decompressobj()
        most = min(MOST_PER_STREAM, self.left)
        unpacked = unpacker.decompress(packed, most)
        self.left -= len(unpacked)
        if unpacker.unconsumed_tail or self.left <= 0:
            raise _unsafe()
        return unpacked, packed[: len(packed) - len(unpacker.unused_data)]


def _unreadable() -> FileRefused:
    return FileRefused(
        _(
            "This PDF cannot be opened: it is damaged, or locked with a password. Save it again "
            "without a password, then try again."
        )
    )


def _unsafe() -> FileRefused:
    return FileRefused(
        _("Some parts of this PDF cannot be copied safely. Print it to a new PDF and use that one.")
    )


def _keep(thing: Any, names: set[str]) -> None:
    for name in set(thing.keys()) - names:
        del thing[name]


def _below(roots: Iterable[Any]) -> Iterator[Any]:
    """Yield each dictionary and stream below `roots` once, reduced to the keys for drawing."""
    seen: set[tuple[int, int]] = set()
    waiting = [(root, False) for root in roots if root is not None]
    while waiting:
        thing, named = waiting.pop()
        if isinstance(thing, Array):
            _take_colours_off_their_screen(thing)
            waiting += [(one, False) for one in thing]
            continue
        if not isinstance(thing, Dictionary | Stream):
            continue
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if not named or isinstance(thing, Stream):
            _keep(thing, TO_DRAW)
        yield thing
        for name, value in list(thing.items()):
            waiting.append((value, not named and name in NAMED))


def _take_colours_off_their_screen(thing: Array) -> None:
    """Reduce a colour profile, which may name a screen and its owner, to its number of colours."""
    if len(thing) == 2 and thing[0] == Name.ICCBased and isinstance(thing[1], Stream):
        device = DEVICES.get(int(thing[1].get("/N", 0)))
        if device is None:
            raise _unsafe()
        thing[0] = device
        del thing[1]


def _clean_one(new: Pdf, thing: Any, budget: _Budget) -> None:
    if not isinstance(thing, Stream):
        for drawing in thing.get("/CharProcs", {}).values():
            _redraw(new, drawing, budget)
        return
    if thing.get("/Subtype") == Name.Form or thing.get("/PatternType") == 1:
        _redraw(new, thing, budget)
        return
    _repack(thing, budget)


def _redraw_page(new: Pdf, page: pikepdf.Page, budget: _Budget) -> None:
    contents = page.obj.get("/Contents")
    if contents is None:
        return
    streams = list(contents) if isinstance(contents, Array) else [contents]
    together = b"\n".join(_words(stream, budget) for stream in streams)
    page.obj.Contents = new.make_stream(_redrawn(new, together))


def _redraw(new: Pdf, stream: Any, budget: _Budget) -> None:
    """Rewrite the drawing instructions of `stream` once."""
    if stream.objgen in budget.redrawn:
        return
    stream.write(_redrawn(new, _words(stream, budget)))
    budget.redrawn.add(stream.objgen)


def _redrawn(new: Pdf, words: bytes) -> bytes:
    try:
        return drawings.redrawn(new, words)
    except ValueError as error:
        raise _unsafe() from error


def _words(stream: Any, budget: _Budget) -> bytes:
    data, filters = _repack(stream, budget)
    if filters == ["/FlateDecode"]:
        if "/DecodeParms" in stream:
            raise _unsafe()
        data, _packed = budget.inflated(data)
    elif filters:
        raise _unsafe()
    budget.drawing -= len(data)
    if budget.drawing < 0:
        raise _unsafe()
    return data


def _repack(stream: Any, budget: _Budget) -> tuple[bytes, list[str]]:
    """Pack `stream` so that nothing is hidden in it; return its packed bytes and its filters.

    Raises FileRefused for kinds of packing that are neither measured nor cut open here.
    """
    data = stream.read_raw_bytes()
    named = stream.get("/Filter", Array())
    filters = [str(one) for one in named] if isinstance(named, Array) else [str(named)]
    settings = stream.get("/DecodeParms")
    if isinstance(settings, Array):
        settings = settings[-1] if len(settings) == len(filters) else None
    while filters and filters[0] in ("/ASCII85Decode", "/ASCIIHexDecode"):
        data = _from_letters(data, filters.pop(0))
    if filters == ["/FlateDecode", "/DCTDecode"]:
        data, _packed = budget.inflated(data)
        filters, settings = ["/DCTDecode"], None
    if filters == ["/FlateDecode"]:
        _unpacked, data = budget.inflated(data)
    elif filters == ["/DCTDecode"]:
        data = bare_jpeg(data)
    elif filters not in ([], ["/CCITTFaxDecode"]):
        raise _unsafe()
    stream.write(
        data,
        filter=Name(filters[0]) if filters else None,
        decode_parms=settings if isinstance(settings, Dictionary) and filters else None,
    )
    return data, filters


def _from_letters(data: bytes, way: str) -> bytes:
    if way == "/ASCII85Decode":
        return base64.a85decode(data.strip().removeprefix(b"<~").partition(b"~>")[0])
    digits = b"".join(data.partition(b">")[0].split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def bare_jpeg(data: bytes) -> bytes:
    """Return a JPEG without metadata (APPn, comments) and without data after its end.

    Adobe's mark stays, cut to what it says about colours.
    """
    if data[:2] != b"\xff\xd8":
        raise _unsafe()
    kept, place = [data[:2]], 2
    while True:
        mark = data[place : place + 2]
        if mark == b"\xff\xd9":
            return b"".join([*kept, mark])
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        if len(mark) < 2 or mark[0] != 0xFF or length < 2:
            raise _unsafe()
        end = place + 2 + length
        body = data[place + 4 : end]
        if mark[1] == 0xEE and body.startswith(b"Adobe"):
            kept.append(b"\xff\xee\x00\x0e" + body[:12])
        elif not (0xE0 <= mark[1] <= 0xEF or mark[1] == 0xFE):
            kept.append(data[place:end])
        place = end
        if mark[1] == 0xDA:
            place = _after_scan(data, end)
            kept.append(data[end:place])


def _after_scan(data: bytes, place: int) -> int:
    """Return where the image data ends: at a marker that is neither padding nor a restart."""
    while (place := data.find(b"\xff", place)) >= 0:
        following = data[place + 1 : place + 2]
        if following == b"\xff":  # Filled up to a round number.
            place += 1
        elif following == b"\x00" or b"\xd0" <= following <= b"\xd7":
            place += 2
        else:
            return place
    raise _unsafe()
