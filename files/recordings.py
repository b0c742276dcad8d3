"""Recordings are copied frame by frame, without names, pictures and comments."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from files import mp4
from files.uploads import FileRefused

# ISO/IEC 11172-3 and 13818-3, Layer III: kbit/s and Hz by the index in a frame's header.
RATES = {
    "1": (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    "2": (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
VERSIONS = {
    3: ("1", 1152, (44100, 48000, 32000)),
    2: ("2", 576, (22050, 24000, 16000)),
    0: ("2", 576, (11025, 12000, 8000)),
}
# The bits of a header that stay the same through one recording: version, layer, frequency.
SAME = 0xFFFE0C00
# Fewer frames could occur by chance in another kind of file.
FEWEST_FRAMES = 3
# Where a page of Ogg says what it is: flags, position, stream, number, sum, parts (RFC 3533).
PAGE = struct.Struct("<4sBBqIIIB")
BACKWARDS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
# The second packet of each kind, without a comment (RFC 7845; Vorbis I, chapter 5).
NO_COMMENT = {
    b"OpusHead": b"OpusTags" + bytes(8),
    b"\x01vorbis": b"\x03vorbis" + bytes(8) + b"\x01",
}
# How many packets come before the sound.
HEADERS = {b"OpusHead": 2, b"\x01vorbis": 3}


class Frame(NamedTuple):
    begin: int
    end: int
    seconds: float
    kind: int


class Page(NamedTuple):
    flags: int
    position: int
    stream: int
    parts: bytes
    body: bytes


def clean_mp3(data: bytes) -> bytes:
    """Return the MPEG frames of `data` and nothing between, before or after them.

    Raises FileRefused when there are none, or when a part has another sample rate: players would
    skip it or play it at the wrong speed. Tags and attached files are not frames.
    """
    found = list(frames(data))
    kinds = Counter(frame.kind for frame in found)
    if not kinds or max(kinds.values()) < FEWEST_FRAMES:
        raise _unreadable()
    # A few bytes of a tag may look like a frame; a part of a recording has more of them.
    kept = {kind for kind, number in kinds.items() if number >= FEWEST_FRAMES}
    if len(kept) > 1:
        raise FileRefused(
            _(
                "This recording is joined from parts that do not match: their sample rates differ. "
                "Save it again as one MP3, then try again."
            )
        )
    return b"".join(data[frame.begin : frame.end] for frame in found if frame.kind in kept)


def seconds(data: bytes) -> float:
    """Return how long the clean recording `data` plays; 0 when it is none of our kinds."""
    if data[4:8] == b"ftyp":
        return mp4.seconds(data)
    if not data.startswith(b"OggS"):
        return sum(frame.seconds for frame in frames(data))
    pages = list(_pages(data))
    head = pages[0].body
    # RFC 7845, 5.1: Opus counts at 48 kHz, after samples to skip. Vorbis I, 4.2.2: its own rate.
    opus = head.startswith(b"OpusHead")
    skipped = int.from_bytes(head[10:12], "little") if opus else 0
    rate = 48_000 if opus else int.from_bytes(head[12:16], "little")
    return max(0, pages[-1].position - skipped) / (rate or 48_000)


def frames(data: bytes) -> Iterator[Frame]:
    """Yield the Layer III frames in `data`: each is followed by another, or by the end.

    Bytes that look like a frame by chance are not followed by one; a truncated frame would include
    part of the tag after it.
    """
    place = _after_tag(data)
    while place + 4 <= len(data):
        header = int.from_bytes(data[place : place + 4], "big")
        frame = _frame(header, place)
        following = int.from_bytes(data[frame.end : frame.end + 4], "big") if frame else 0
        if frame is None or (following & SAME != frame.kind and frame.end != len(data)):
            # Only a byte with all bits set can begin a frame.
            place = data.find(b"\xff", place + 1)
            if place < 0:
                return
            continue
        yield frame
        place = frame.end


def clean_ogg(data: bytes) -> bytes:
    """Return the Opus or Vorbis recording in `data` with an empty comment.

    Raises FileRefused when it is neither, or when several streams are interleaved.
    """
    pages = list(_pages(data))
    packets, sound = _headers(pages)
    kind = next((kind for kind in HEADERS if packets and packets[0].startswith(kind)), None)
    if kind is None or len(packets) != HEADERS[kind] or not sound:
        raise _unreadable()
    stream = pages[0].stream
    if {page.stream for page in pages} != {stream} or any(page.flags & 2 for page in pages[1:]):
        raise FileRefused(
            _(
                "This recording is joined from parts, or has more than sound in it. Save it again "
                "as one MP3, then try again."
            )
        )
    packets[1] = NO_COMMENT[kind]
    written = [Page(2, 0, stream, *_laced(packets[:1])), *_pages_of(packets[1:], stream), *sound]
    return b"".join(_numbered(page, number) for number, page in enumerate(written))


def _unreadable() -> FileRefused:
    return FileRefused(_("This recording cannot be read. Save it again as MP3, then try again."))


def _after_tag(data: bytes) -> int:
    """Return where an ID3v2 tag at the beginning ends; its size is written in 7-bit bytes."""
    if data[:3] != b"ID3":
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(header: int, begin: int) -> Frame | None:
    """Return the frame that `header` begins, None when it begins none."""
    version, layer = header >> 19 & 3, header >> 17 & 3
    rate, frequency, padding = header >> 12 & 15, header >> 10 & 3, header >> 9 & 1
    is_frame = header >> 21 == 0x7FF and layer == 1 and version in VERSIONS
    if not is_frame or rate in (0, 15) or frequency == 3:
        return None
    family, samples, frequencies = VERSIONS[version]
    hertz = frequencies[frequency]
    length = samples * RATES[family][rate] * 125 // hertz + padding
    return Frame(begin, begin + length, samples / hertz, header & SAME)


def _pages(data: bytes) -> Iterator[Page]:
    """Yield the pages of `data`, without anything after the last whole page."""
    place = 0
    while place + PAGE.size <= len(data):
        mark, _version, flags, position, stream, _number, _sum, count = PAGE.unpack_from(
            data, place
        )
        parts = data[place + PAGE.size : place + PAGE.size + count]
        begin = place + PAGE.size + count
        place = begin + sum(parts)
        if mark != b"OggS" or place > len(data):
            return
        yield Page(flags, position, stream, parts, data[begin:place])


def _headers(pages: list[Page]) -> tuple[list[bytes], list[Page]]:
    """Return the packets before the sound, and the pages of the sound.

    The sound begins on a page of its own; a header's pages give no position.
    """
    packets: list[bytes] = []
    packet = b""
    for number, page in enumerate(pages):
        if page.position > 0:
            return packets, pages[number:]
        place = 0
        for part in page.parts:
            packet += page.body[place : place + part]
            place += part
            if part < 255:
                packets.append(packet)
                packet = b""
    return packets, []


def _laced(packets: list[bytes]) -> tuple[bytes, bytes]:
    """Return the lengths of the parts of `packets`, as a page names them, and their bytes."""
    parts = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    return parts, b"".join(packets)


def _pages_of(packets: list[bytes], stream: int) -> Iterator[Page]:
    """Yield the pages that carry `packets`: 255 parts each, the first one not continued."""
    parts, body = _laced(packets)
    for begin in range(0, len(parts), 255):
        some = parts[begin : begin + 255]
        size = sum(some)
        continued = begin > 0 and parts[begin - 1] == 255
        ends = any(part < 255 for part in some)
        yield Page(int(continued), 0 if ends else -1, stream, some, body[:size])
        body = body[size:]


def _numbered(page: Page, number: int) -> bytes:
    """Return the bytes of `page`; the checksum is computed with its own field set to zero."""
    head = (b"OggS", 0, page.flags, page.position, page.stream, number)
    rest = page.parts + page.body
    without = PAGE.pack(*head, 0, len(page.parts)) + rest
    return PAGE.pack(*head, _checksum(without), len(page.parts)) + rest


def _checksum(data: bytes) -> int:
    """Return Ogg's CRC-32: zlib's polynomial with reversed bits, starting at zero."""
    turned = zlib.crc32(data.translate(BACKWARDS), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(turned.to_bytes(4, "little").translate(BACKWARDS), "big")
