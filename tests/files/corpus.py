"""Files that carry a mark in every place that is not what they show, and harmful files.

All are made here; none is shipped.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

CANARY = b"Kalakuta-7F3A"
WORD = CANARY.decode()
GPS = 34853


# --- Pictures --------------------------------------------------------------------------------
def drawing(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red at the left, blue at the right: so a turn shows."""
    picture = Image.new("RGB", size, (250, 0, 0))
    picture.paste((0, 0, 250), (size[0] // 2, 0, *size))
    return picture.convert(mode)


def saved(kind: str, picture: Image.Image | None = None, **more) -> bytes:
    written = io.BytesIO()
    (picture or drawing()).save(written, kind, **more)
    return written.getvalue()


def exif(orientation: int = 1) -> bytes:
    """Camera, author, and a place in Cotonou."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F], tags[0x013B] = WORD, WORD
    tags[GPS] = {1: "N", 2: (6.0, 22.0, 11.0), 3: "E", 4: (2.0, 25.0, 59.0), 29: WORD}
    return tags.tobytes()


XMP = (
    b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
    b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    b"<rdf:Description rdf:about='' xmlns:pdf='http://ns.adobe.com/pdf/1.3/'>"
    b"<pdf:Keywords>%b</pdf:Keywords></rdf:Description></rdf:RDF></x:xmpmeta>" % CANARY
)


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg_with(marker: int, body: bytes) -> bytes:
    plain = saved("JPEG")
    return plain[:2] + segment(marker, body) + plain[2:]


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(kind: bytes, body: bytes) -> bytes:
    plain = saved("PNG")
    return plain[:33] + chunk(kind, body) + plain[33:]


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        kind + struct.pack("<I", len(one)) + one + b"\0" * (len(one) % 2) for kind, one in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def webp_with(kind: bytes, body: bytes) -> bytes:
    extended = struct.pack("<I", 0x2C) + (59).to_bytes(3, "little") + (39).to_bytes(3, "little")
    return riff((b"VP8X", extended), (b"VP8 ", saved("WEBP")[20:]), (kind, body))


def profile() -> bytes:
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made + CANARY


def pictures() -> Iterator[tuple[str, str, bytes]]:
    """Yield carrier, file name, contents."""
    for turned in range(1, 9):
        yield f"EXIF GPS, turned {turned}", "a.jpg", saved("JPEG", exif=exif(turned))
    yield "XMP", "a.jpg", jpeg_with(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 5 + len(CANARY))
    iptc += b"\x1c\x02\x50" + struct.pack(">H", len(CANARY)) + CANARY + b"\0"
    yield "IPTC", "a.jpg", jpeg_with(0xED, iptc)
    yield "comment", "a.jpeg", jpeg_with(0xFE, CANARY)
    for number in range(0xE2, 0xF0):
        yield f"APP{number - 0xE0}", "a.jpg", jpeg_with(number, b"maker\0" + CANARY)
    yield "ICC", "a.jpg", saved("JPEG", icc_profile=profile())
    yield "trailing", "a.jpg", saved("JPEG") + CANARY
    yield "second picture", "a.jpg", saved("JPEG") + saved("JPEG", exif=exif())
    grey = drawing("L")
    yield "EXIF, grey", "a.jpg", saved("JPEG", grey, exif=exif(6))
    yield "EXIF, print", "a.jpg", saved("JPEG", drawing("CMYK"), exif=exif())
    yield "EXIF, progressive", "a.jpg", saved("JPEG", progressive=True, exif=exif(3))
    texts = PngInfo()
    texts.add_text("Author", WORD)
    texts.add_text("Comment", WORD, zip=True)
    texts.add_itxt("Place", WORD, zip=True)
    yield "PNG text", "a.png", saved("PNG", pnginfo=texts)
    yield "tEXt", "a.png", png_with(b"tEXt", b"Author\0" + CANARY)
    yield "iTXt XMP", "a.png", png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)
    yield "eXIf", "a.png", saved("PNG", exif=exif(8))
    yield "PNG ICC", "a.png", saved("PNG", icc_profile=profile())
    yield "PNG private chunk", "a.png", png_with(b"caNb", CANARY)
    yield "PNG trailing", "a.png", saved("PNG") + CANARY
    for mode in ("RGBA", "P", "L", "LA", "1", "I;16"):
        source = drawing("L").convert("I;16") if mode == "I;16" else drawing(mode)
        yield f"eXIf, {mode}", "a.png", saved("PNG", source, exif=exif())
    yield "WebP EXIF", "a.webp", saved("WEBP", exif=exif(6))
    yield "WebP XMP", "a.webp", saved("WEBP", xmp=XMP)
    yield "WebP ICC", "a.webp", saved("WEBP", icc_profile=profile())
    yield "WebP chunk", "a.webp", webp_with(b"CANB", CANARY)
    yield "WebP trailing", "a.webp", saved("WEBP") + CANARY


# --- PDF -------------------------------------------------------------------------------------
def paper(words: str = "Our money", pages: int = 1) -> Pdf:
    new = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for _ in range(pages):
        page = new.add_blank_page(page_size=(200, 100))
        page.obj.Resources = Dictionary(Font=Dictionary(F1=new.make_indirect(font)))
        page.obj.Contents = new.make_stream(f"BT /F1 12 Tf 10 50 Td ({words}) Tj ET".encode())
    return new


def finished(pdf: Pdf, **more) -> bytes:
    written = io.BytesIO()
    pdf.save(written, **more)
    return written.getvalue()


def script(code: str = f"app.alert('{WORD}')") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(code))


def put_picture(pdf: Pdf, data: bytes, **more) -> None:
    settings = {"filter": Name.DCTDecode} | more
    image = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=60, Height=40)
    image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
    image.write(data, **settings)
    page = pdf.pages[0].obj
    page.Resources.XObject = Dictionary(Im1=image)
    page.Contents = pdf.make_stream(b"q 60 0 0 40 0 0 cm /Im1 Do Q")


def put_note(pdf: Pdf, **fields) -> None:
    note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 50, 50]), **fields)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def layer(pdf: Pdf, **shown) -> Pdf:
    """Give `pdf` a layer named as all of them are, and say what of it is shown."""
    one = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Layer")))
    for name, value in shown.pop("layer", {}).items():
        one[name] = value
    states = {name: Array([one]) if value == "it" else value for name, value in shown.items()}
    pdf.Root.OCProperties = Dictionary(OCGs=Array([one]), D=Dictionary(**states))
    pdf.pages[0].obj.Resources.Properties = Dictionary(L1=one)
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/OC /L1 BDC 0 0 9 9 re f EMC")
    return pdf


def layered() -> Iterator[tuple[str, Pdf]]:
    """Yield documents with something hidden in a layer."""
    yield "layer that is off", layer(paper(), OFF="it")
    yield "layers that are off by themselves", layer(paper(), BaseState=Name.OFF)
    yield "layers that stay as they are", layer(paper(), BaseState=Name.Unchanged)
    for event in ("View", "Print", "Export"):
        off = {"/Usage": Dictionary({f"/{event}": Dictionary({f"/{event}State": Name.OFF})})}
        yield f"layer that is off, {event}", layer(paper(), layer=off)
    near = {"/Usage": Dictionary(Zoom=Dictionary(min=4))}
    yield "layer that is seen from near", layer(paper(), layer=near)
    for policy in ("AllOff", "AnyOff"):
        pdf = layer(paper())
        rule = Dictionary(Type=Name.OCMD, OCGs=pdf.Root.OCProperties.OCGs, P=Name(f"/{policy}"))
        pdf.pages[0].obj.Resources.Properties.L1 = pdf.make_indirect(rule)
        yield f"layer by a rule, {policy}", pdf


def noted() -> Iterator[tuple[str, Pdf]]:
    """Yield documents with something beside their pages that a reader sees."""
    for kind in ("Widget", "FreeText", "Text", "Highlight", "Stamp", "Ink", "FileAttachment"):
        pdf = paper()
        put_note(pdf, Subtype=Name(f"/{kind}"), F=4, Contents=String("Paid"))
        if kind == "Widget":
            pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].obj.Annots)
        yield f"note, {kind}", pdf
    pdf = paper()
    put_note(pdf, Subtype=Name.Stamp, F=4 | 32, Contents=String("Paid"))
    yield "note on paper alone", pdf
    pdf = paper("Fill in the table")
    pdf.attachments["table.csv"] = CANARY
    yield "attached file", pdf
    pdf = paper("Please wait")
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<form/>"))
    yield "form outside the pages", pdf
    pdf = paper("Open it with another program")
    pdf.Root.Collection = Dictionary(Type=Name.Collection)
    yield "folder of files", pdf


def papers() -> Iterator[tuple[str, str, bytes]]:
    def named(carrier: str, pdf: Pdf, **more) -> tuple[str, str, bytes]:
        return carrier, "a.pdf", finished(pdf, **more)

    for way in pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate:
        pdf = paper()
        pdf.docinfo["/Author"], pdf.docinfo["/Title"] = WORD, WORD + "\u2026"
        yield named(f"Info, {way.name}", pdf, object_stream_mode=way)
    pdf = paper()
    pdf.Root.Metadata = pdf.make_stream(XMP, Type=Name.Metadata, Subtype=Name.XML)
    yield named("XMP", pdf)
    for place in ("Root", "page"):
        pdf = paper()
        kept = pdf.make_stream(CANARY, Type=Name.EmbeddedFile)
        spec = Dictionary(Type=Name.Filespec, F=String(WORD), EF=Dictionary(F=kept))
        (pdf.Root if place == "Root" else pdf.pages[0].obj).AF = Array([pdf.make_indirect(spec)])
        yield named(f"associated file, {place}", pdf)
    pdf = paper()
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))
    yield named("script", pdf)
    pdf = paper()
    pdf.Root.OpenAction = script()
    yield named("OpenAction", pdf)
    for place in ("Root", "page"):
        pdf = paper()
        (pdf.Root if place == "Root" else pdf.pages[0].obj).AA = Dictionary(O=script())
        yield named(f"AA, {place}", pdf)
    pdf = paper()
    put_note(pdf, Subtype=Name.Link, A=script())
    yield named("script in a link", pdf)
    pdf = paper()
    put_note(pdf, Subtype=Name.Text, F=2, Contents=String(WORD), T=String(WORD))
    yield named("hidden note", pdf)
    pdf = paper()
    address = Dictionary(S=Name.URI, URI=String("https://example.org/"), Next=script())
    put_note(pdf, Subtype=Name.Link, A=address, Contents=String(WORD), AA=Dictionary(E=script()))
    yield named("link with more", pdf)
    pdf = paper()
    put_note(pdf, Subtype=Name.Widget, F=2, FT=Name.Tx, T=String(WORD), V=String(WORD))
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].obj.Annots)
    yield named("hidden field", pdf)
    older = finished(paper(WORD), compress_streams=False)
    yield "old version", "a.pdf", revised(older)
    for carrier, data in (
        ("EXIF GPS", saved("JPEG", exif=exif())),
        ("comment", jpeg_with(0xFE, CANARY)),
        ("trailing", saved("JPEG") + CANARY),
        ("progressive", saved("JPEG", progressive=True, exif=exif())),
    ):
        pdf = paper()
        put_picture(pdf, data)
        yield named(f"JPEG in PDF, {carrier}", pdf)
    pdf = paper()
    way = Array([Name.FlateDecode, Name.DCTDecode])
    put_picture(pdf, zlib.compress(saved("JPEG", exif=exif())), filter=way)
    yield named("JPEG in PDF, packed twice", pdf)
    pdf = paper()
    put_picture(pdf, zlib.compress(bytes(7200)) + CANARY, filter=Name.FlateDecode)
    yield named("behind packed points", pdf)
    pdf = paper()
    put_picture(pdf, saved("JPEG"))
    pdf.pages[0].obj.Resources.XObject.Im1.Metadata = pdf.make_stream(XMP)
    pdf.pages[0].obj.Resources.XObject.Im1.Camera = String(WORD)
    yield named("XMP of a picture", pdf)
    pdf = paper()
    pdf.pages[0].obj.PieceInfo = Dictionary(Draw=Dictionary(Private=String(WORD)))
    pdf.pages[0].obj.Thumb = pdf.make_stream(CANARY)
    yield named("private data", pdf)
    pdf = paper()
    words = b"%%%b\n/P <</ActualText (%b)>> BDC /P (%b) DP EMC" % (CANARY, CANARY, CANARY)
    pdf.pages[0].obj.Contents = pdf.make_stream(words)
    yield named("asides between words", pdf)
    pdf = paper()
    form = pdf.make_stream(b"%" + CANARY + b"\n0 0 9 9 re f", Subtype=Name.Form)
    form.BBox, form.LastModified = Array([0, 0, 9, 9]), String(WORD)
    pdf.pages[0].obj.Resources.XObject = Dictionary(Fm1=form)
    yield named("asides in a drawing", pdf)
    for carrier, words in (
        ("words of nobody", b"BX (%b) Xx EX (%b) /%b q Q" % (CANARY, CANARY, CANARY)),
        ("words of an instruction too many", b"(%b) 0 0 9 9 re f" % CANARY),
        ("key of a small picture", b"BI /W 1 /H 1 /BPC 8 /Who (%b) ID \x01\nEI" % CANARY),
        (
            "behind a small picture",
            b"BI /W 1 /H 1 /BPC 8 /CS /G /F /Fl ID %b%b EI" % (zlib.compress(b"\1"), CANARY),
        ),
    ):
        pdf = paper()
        pdf.pages[0].obj.Contents = pdf.make_stream(words)
        yield named(carrier, pdf)
    pdf = paper()
    pdf.pages[0].obj.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, Who=String(WORD))
    yield named("group of a page", pdf)
    pdf = paper()
    put_picture(pdf, saved("JPEG"))
    screen = pdf.make_stream(profile(), N=3, Alternate=Name.DeviceRGB)
    pdf.pages[0].obj.Resources.XObject.Im1.ColorSpace = Array([Name.ICCBased, screen])
    pdf.pages[0].obj.Resources.ColorSpace = Dictionary(Cs1=Array([Name.ICCBased, screen]))
    yield named("ICC in PDF", pdf)
    pdf = paper()
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(WORD, 0))
    yield named("outline", pdf)
    pdf = paper()
    pdf.Root.Holder = String(WORD)
    pdf.trailer.Holder = String(WORD)
    yield named("of its own", pdf)
    yield "PDF trailing", "a.pdf", finished(paper()) + b"\n%" + CANARY


def revised(older: bytes) -> bytes:
    """Append a version with other words on the page; the old ones stay in the file."""
    with pikepdf.open(io.BytesIO(older)) as pdf:
        page, size = pdf.pages[0].obj, len(pdf.objects) + 1
        root = pdf.Root.objgen[0]
        contents = page.Contents.objgen[0]
    place = len(older) + 1
    words = b"BT /F1 12 Tf 10 50 Td (Our money) Tj ET"
    new = b"%d 0 obj\n<</Length %d>>\nstream\n%b\nendstream\nendobj\n" % (
        contents,
        len(words),
        words,
    )
    previous = int(older.rpartition(b"startxref")[2].split()[0])
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (
        *(contents, place, size, root, previous),
    )
    return b"%b\n%b%bstartxref\n%d\n%%%%EOF\n" % (older, new, table, place + len(new))


# --- Recordings ------------------------------------------------------------------------------
FRAME = b"\xff\xfb\x18\x00" + b"\x11" * 140
SOUND = FRAME * 20
# MPEG 2 at 22,050 Hz and 32 kbit/s: 104 bytes.
SLOWER = b"\xff\xf3\x40\x00" + b"\x22" * 100
# MPEG 2.5 at 8 kHz and 16 kbit/s, as simple phones record: 144 bytes.
VOICE = (b"\xff\xe3\x28\xc4" + b"\x33" * 140) * 20


def saying(words: bytes) -> bytes:
    """Return a recording with `words` in its sound, where no cleaner takes them out."""
    return (FRAME[:8] + words + FRAME[8 + len(words) :]) * 20


def id3(kind: bytes = b"TPE1", body: bytes = b"\0" + CANARY) -> bytes:
    frame = kind + struct.pack(">IH", len(body), 0) + body
    size = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + frame


def ogg_sum(data: bytes) -> int:
    """Return the checksum, bit by bit as in RFC 3533."""
    total = 0
    for byte in data:
        total ^= byte << 24
        for _ in range(8):
            total = total << 1 ^ (0x104C11DB7 if total & 0x80000000 else 0)
    return total & 0xFFFFFFFF


def ogg_page(packets: list[bytes], *, number: int, position: int = 0, flags: int = 0) -> bytes:
    parts = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    head = struct.pack("<4sBBqII", b"OggS", 0, flags, position, 77, number)
    rest = bytes([len(parts)]) + parts + b"".join(packets)
    return head + struct.pack("<I", ogg_sum(head + bytes(4) + rest)) + rest


def comments(*words: bytes) -> bytes:
    each = b"".join(struct.pack("<I", len(word)) + word for word in words)
    return struct.pack("<I", 4) + b"test" + struct.pack("<I", len(words)) + each


def opus(*words: bytes) -> bytes:
    head = b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, 48000, 0, 0)
    return (
        ogg_page([head], number=0, flags=2)
        + ogg_page([b"OpusTags" + comments(*words)], number=1)
        + ogg_page([b"\x08sound"] * 5, number=2, position=4800)
        + ogg_page([b"\x08sound"] * 5, number=3, position=9600, flags=4)
    )


def vorbis(*words: bytes) -> bytes:
    return (
        ogg_page([b"\x01vorbis" + bytes(23)], number=0, flags=2)
        + ogg_page(
            [b"\x03vorbis" + comments(*words) + b"\x01", b"\x05vorbis" + b"books" * 400], number=1
        )
        + ogg_page([b"\x08sound"] * 5, number=2, position=4800, flags=4)
    )


def atom(kind: bytes, *parts: bytes) -> bytes:
    """A box of ISO 14496-12."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def numbers(*each: int) -> bytes:
    return struct.pack(f">{len(each)}I", *each)


PIECES = [b"\x21sound %02d" % number * (number % 3 + 1) for number in range(12)]


def esds(object_type: int = 0x40, config: bytes = b"\x12\x08") -> bytes:
    decoder = bytes([object_type, 0x15]) + CANARY[:11] + bytes([5, len(config)]) + config
    stream = b"\0\1\0" + bytes([4, 0x80, 0x80, len(decoder)]) + decoder + b"\6\1\2"
    return atom(b"esds", bytes(4), bytes([3, 0x80, len(stream)]), stream)


def track(
    begin: int,
    *,
    handler: bytes = b"soun",
    coding: bytes = b"mp4a",
    told: bytes = b"",
    sizes: list[int] | None = None,
    runs: bytes = numbers(1, 4, 1),
    decoder: bytes | None = None,
    words: bytes = b"",
) -> bytes:
    """A track whose pieces are three chunks of four, `words` before each chunk."""
    sizes = list(map(len, PIECES)) if sizes is None else sizes
    starts, at = [], begin
    for number in range(0, 12, 4):
        at += len(words)
        starts.append(at)
        at += sum(map(len, PIECES[number : number + 4]))
    entry = bytes(6) + b"\0\1" + bytes(8) + struct.pack(">HHHHHH", 1, 16, 0, 0, 44_100, 0)
    table = atom(
        b"stbl",
        atom(b"stsd", numbers(0, 1), atom(coding, entry, esds() if decoder is None else decoder)),
        atom(b"stts", numbers(0, 1, 12, 1024)),
        atom(b"stsc", numbers(0, len(runs) // 12), runs),
        atom(b"stsz", numbers(0, 0, len(sizes), *sizes)),
        atom(b"stco", numbers(0, len(starts), *starts)),
        told,
    )
    media = atom(
        b"mdia",
        atom(b"mdhd", numbers(0, 3_700_000_000, 3_700_000_000, 44_100, 12_288, 0)),
        atom(b"hdlr", bytes(8), handler, bytes(12), CANARY, b"\0"),
        atom(b"minf", atom(b"smhd", bytes(8)), table),
    )
    return atom(b"trak", atom(b"tkhd", CANARY * 7), media, atom(b"udta", told))


def m4a(
    told: bytes = b"", words: bytes = b"", tracks: tuple[dict, ...] = ({},), size: int = 0
) -> bytes:
    """A recording as a phone makes it: the sound first, `told` in boxes, `words` in the sound."""
    head = atom(b"ftyp", b"M4A ", bytes(4), b"isom") + told
    parts = [words + b"".join(PIECES[at : at + 4]) for at in (0, 4, 8)]
    sound = atom(b"mdat", *parts, words)
    made = [track(len(head) + 8, words=words, **one) for one in tracks]
    moov = atom(b"moov", atom(b"mvhd", CANARY * 8), *made, told)
    return (head + sound + moov)[: size or None]


def recordings() -> Iterator[tuple[str, str, bytes]]:
    yield "ID3v2", "a.mp3", id3() + SOUND
    yield "ID3 picture", "a.mp3", id3(b"APIC", b"\0image/jpeg\0\3\0" + saved("JPEG", exif=exif()))
    yield "ID3 file", "a.mp3", id3(b"GEOB", b"\0text/plain\0a\0b\0" + CANARY) + SOUND
    yield "two ID3v2", "a.mp3", id3() + id3() + SOUND
    yield "ID3v2 at the end", "a.mp3", SOUND + id3()
    yield "ID3v2 between", "a.mp3", SOUND + id3() + SOUND
    yield "ID3v1", "a.mp3", SOUND + b"TAG" + CANARY.ljust(125, b"\0")
    yield "ID3v1 behind a cut", "a.mp3", SOUND + FRAME[:60] + b"TAG" + CANARY.ljust(125, b"\0")
    yield "APE", "a.mp3", SOUND + b"APETAGEX" + bytes(24) + CANARY + b"APETAGEX" + bytes(24)
    yield "Opus comment", "a.ogg", opus(b"ARTIST=" + CANARY, b"x" * 3000)
    yield "Vorbis comment", "a.ogg", vorbis(b"ARTIST=" + CANARY)
    yield "Ogg trailing", "a.ogg", opus() + CANARY
    place = atom(b"udta", atom(b"\xa9xyz", CANARY), atom(b"meta", bytes(4), CANARY))
    yield "M4A place and names", "a.m4a", m4a(place)
    yield "M4A free box", "a.m4a", m4a(atom(b"free", CANARY))
    yield "M4A between the sound", "a.m4a", m4a(words=CANARY)
    yield "M4A trailing", "a.m4a", m4a() + CANARY
    yield "M4A in the track", "a.m4a", m4a(tracks=({"told": atom(b"sgpd", CANARY)},))


def unpacked(data: bytes) -> bytes:
    """Return everything that can be read out of a file, packed or not."""
    found = [data]
    if data.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for thing in pdf.objects:
                found.append(repr(thing).encode())
                if isinstance(thing, pikepdf.Stream):
                    found.append(thing.read_raw_bytes())
                    if thing.get("/Filter") == Name.FlateDecode:
                        found.append(thing.read_bytes())
                    elif "/FlateDecode" in repr(thing.get("/Filter")):
                        found.append(zlib.decompress(thing.read_raw_bytes()))
    elif data.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(data)) as picture:
            found += [str(value).encode("latin-1", "ignore") for value in picture.info.values()]
    return b"".join(found)


@cache
def dirty() -> list[tuple[str, str, bytes]]:
    """Return carrier, name and contents of every file that must be clean afterwards."""
    made = [*pictures(), *papers(), *recordings()]
    return [
        (carrier, name, data + SOUND if "picture" in carrier and name == "a.mp3" else data)
        for carrier, name, data in made
    ]


# --- Harmful files --------------------------------------------------------------------------------
def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it has `width` × `height` points."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    points = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", points) + chunk(b"IEND", b"")
    )


def packed_bomb(times: int = 1) -> bytes:
    data = bytes(51_000_000)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def bomb_in_pdf(*, picture: bool = False, times: int = 1) -> bytes:
    pdf = paper()
    way = Array([Name.FlateDecode] * times) if times > 1 else Name.FlateDecode
    if picture:
        put_picture(pdf, packed_bomb(times), filter=way)
    else:
        pdf.pages[0].obj.Contents.write(packed_bomb(times), filter=way)
    return finished(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def table_bomb() -> bytes:
    """A PDF whose table of objects unpacks to 51 MB as soon as it is opened."""
    packed = packed_bomb()
    table = b"/Type/XRef/Size 3/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d" % len(packed)
    head = b"%PDF-1.5\n1 0 obj\n<<" + table + b">>\nstream\n"
    return head + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"


def zip_file() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros", bytes(10_000_000))
    return written.getvalue()


@cache
def hostile() -> list[tuple[str, str, bytes]]:
    """Return description, file name and contents of every file that must be refused."""
    return list(harm())


def harm() -> Iterator[tuple[str, str, bytes]]:
    """Yield them; the name says where a file is sent."""
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    html = b"<!doctype html><script>alert(1)</script>"
    gif = saved("GIF")
    yield "pixel bomb", "a.png", bomb(30_000, 30_000)
    yield "pixel bomb, larger than a number", "a.png", bomb(2**31 - 1, 2**31 - 1)
    yield "just too many points", "a.png", bomb(5001, 5000)
    yield "no points", "a.png", bomb(0, 0)
    yield "JPEG that says it is huge", "a.jpg", huge_jpeg()
    yield "WebP that says it is huge", "a.webp", riff((b"VP8X", bytes(4) + b"\xff\x3f\0\xff\x3f\0"))
    for name in ("a.png", "a.jpg", "a.webp", "a.pdf", "a.mp3", "a.ogg"):
        yield f"nothing, {name}", name, b""
        yield f"script, {name}", name, html
        yield f"archive, {name}", name, zip_file()
    for name in ("a.png", "a.jpg", "a.webp", "a.svg", "a.gif"):
        yield f"drawing with a script, {name}", name, svg
        yield f"GIF that is a script, {name}", name, gif[:6] + b"/*" + gif[6:] + b"*/=1;alert(1)"
    kinds = {"a.png": "PNG", "a.jpg": "JPEG", "a.webp": "WEBP"}
    for name, kind in kinds.items():
        whole = saved(kind)
        yield f"cut off, {name}", name, whole[: len(whole) // 2]
        yield f"only a beginning, {name}", name, whole[:12]
        yield f"too large, {name}", name, whole + bytes(10_000_001)
    yield "TIFF", "a.png", saved("TIFF")
    yield "PNG with a bomb of text", "a.png", png_with(b"IDAT", b"x") + packed_bomb()
    whole = finished(paper())
    yield "PDF cut off", "a.pdf", whole[: len(whole) // 2]
    yield "only a beginning", "a.pdf", b"%PDF-1.7 ..."
    yield "script that says it is a PDF", "a.pdf", b"%PDF-1.7\n" + html
    yield "too large a PDF", "a.pdf", whole + bytes(5_000_001)
    yield "locked", "a.pdf", finished(paper(), encryption=pikepdf.Encryption(user="a", owner="b"))
    yield "half locked", "a.pdf", finished(paper(), encryption=pikepdf.Encryption(owner="b"))
    yield "too many pages", "a.pdf", finished(paper(pages=201))
    yield "packed bomb", "a.pdf", bomb_in_pdf()
    yield "packed bomb in a picture", "a.pdf", bomb_in_pdf(picture=True)
    yield "bomb packed twice", "a.pdf", bomb_in_pdf(times=2)
    yield "bomb in the table", "a.pdf", table_bomb()
    pdf = paper()
    put_picture(pdf, b"\0\0\0\x0cjP  \r\n\x87\n", filter=Name.JPXDecode)
    yield "JPEG 2000", "a.pdf", finished(pdf)
    for carrier, pdf in (*layered(), *noted()):
        yield carrier, "a.pdf", finished(pdf)
    pdf = paper()
    put_picture(pdf, b"not a JPEG")
    yield "no JPEG in a PDF", "a.pdf", finished(pdf)
    yield "pages that hold themselves", "a.pdf", whole.replace(b"/Kids [ ", b"/Kids [1 0 R ")[:-1]
    yield "tag without sound", "a.mp3", id3()
    yield "two frames by accident", "a.mp3", b"ID3....." + FRAME * 2
    yield "joined from two sample rates", "a.mp3", SOUND + SLOWER * 20
    yield "too large a recording", "a.mp3", SOUND + bytes(10_000_001)
    yield "page of Ogg", "a.ogg", b"OggS" + bytes(40)
    yield "Ogg with other things", "a.ogg", ogg_page([b"\x80theora"], number=0, flags=2) * 3
    yield "Ogg without sound", "a.ogg", opus()[:90]
    yield "woven streams", "a.ogg", opus() + opus()
    yield from hostile_m4a()
    yield "program", "a.exe", b"MZ"


def hostile_m4a() -> Iterator[tuple[str, str, bytes]]:
    film, text = {"handler": b"vide", "coding": b"avc1"}, {"handler": b"text"}
    yield "M4A that is a film", "a.m4a", m4a(tracks=({}, film))
    yield "M4A with a text", "a.m4a", m4a(tracks=({}, text))
    yield "M4A with two sounds", "a.m4a", m4a(tracks=({}, {}))
    yield "M4A without a track", "a.m4a", m4a(tracks=())
    yield "M4A cut off", "a.m4a", m4a(size=len(m4a()) - 40)
    yield "M4A without its description", "a.m4a", m4a(size=300)
    yield "M4A with two descriptions", "a.m4a", m4a() + m4a()
    for kind in (b"samr", b"alac", b"enca", b"Opus"):
        yield f"M4A of {kind.decode()}", "a.m4a", m4a(tracks=({"coding": kind},))
    for carrier, sizes in {
        "pieces behind the end": [len(one) for one in PIECES[:-1]] + [100_000],
        "pieces without bytes": [0] * 12,
        "fewer sizes than pieces": [10] * 11,
        "more sizes than pieces": [10] * 13,
    }.items():
        yield f"M4A: {carrier}", "a.m4a", m4a(tracks=({"sizes": sizes},))
    runs = [(0, 4, 1), (2, 4, 1), (1, 3, 1), (1, 0, 1), (1, 4, 1, 1, 4, 1), (9, 4, 1)]
    for run in (*runs, ()):
        yield f"M4A: chunks {run}", "a.m4a", m4a(tracks=({"runs": numbers(*run)},))
    # An `int` that says how many there are, with nothing behind it.
    many = m4a().replace(b"stsz" + numbers(0, 0, 12), b"stsz" + numbers(0, 0, 2**32 - 1))
    yield "M4A with a bomb of pieces", "a.m4a", many
    alike = m4a().replace(b"stsz" + numbers(0, 0, 12), b"stsz" + numbers(0, 1, 2**31))
    yield "M4A with a bomb of equal pieces", "a.m4a", alike
    never = m4a().replace(numbers(44_100, 12_288), numbers(0, 12_288))
    yield "M4A without time", "a.m4a", never
    for decoder in (
        b"",
        esds(object_type=0x69),
        esds(config=b""),
        esds(config=CANARY * 3),
        esds()[:20],
        atom(b"esds", bytes(4), b"\3\xff\xff\xff\x7f"),
        atom(b"esds", bytes(4), b"\3\x80\x80"),
        atom(b"esds", bytes(4), b"\3\x04\0\1\xe0\4"),
    ):
        yield f"M4A: decoder {decoder[8:40]!r}", "a.m4a", m4a(tracks=({"decoder": decoder},))


def huge_jpeg() -> bytes:
    plain = bytearray(saved("JPEG"))
    place = plain.index(b"\xff\xc0")
    plain[place + 5 : place + 9] = b"\xff\xdc\xff\xdc"
    return bytes(plain)
