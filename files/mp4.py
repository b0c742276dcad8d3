"""Recordings of phones (M4A) are built again from their sound: ISO/IEC 14496, parts 1, 12 and 14.

A file is a tree of boxes, each with its length and a kind of four letters. `moov` says where in the
file the pieces of sound are, how long each plays, and how to decode them. Only that and the pieces
are taken over; names, places, dates and pictures lie in other boxes, or between the pieces.
"""

import struct
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from files.uploads import FileRefused

# What an `esds` box calls AAC, in MPEG-4 and in MPEG-2.
AAC = {0x40, 0x66, 0x67, 0x68}
# Kinds of sound that simple phones record and hardly any browser plays.
AMR = {b"samr", b"sawb"}
# Bytes that say how to decode AAC; usually two to five.
LONGEST_CONFIG = 32
# Pieces of sound: three hours have half a million.
FEWEST_PIECES, MOST_PIECES = 3, 600_000
# Boxes of sound; most files have one.
MOST_PLACES = 8
MOST = 2**32 - 1
# No turn, no size: of a film, they say how to show it.
MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
NO_DATES = bytes(8)
FULL_VOLUME = b"\1\0"
UNKNOWN_LANGUAGE = b"\x55\xc4"


class Box(NamedTuple):
    kind: bytes
    begin: int
    end: int


class Sound(NamedTuple):
    """What is taken over: `times` are pairs of how many pieces and how long each of them plays."""

    pieces: list[bytes]
    times: list[tuple[int, int]]
    scale: int
    channels: int
    rate: int
    object_type: int
    config: bytes

    @property
    def length(self) -> int:
        return sum(count * each for count, each in self.times)


def clean(data: bytes) -> bytes:
    """Return the AAC recording in `data`, without anything else that the file holds.

    Raises FileRefused when there is no such sound, or also a film, a second track or a text.
    """
    return _written(_read(data))


def seconds(data: bytes) -> float:
    """Return how long the clean recording `data` plays."""
    sound = _read(data)
    return sound.length / sound.scale


def _read(data: bytes) -> Sound:
    try:
        return _sound(data)
    except (struct.error, IndexError, StopIteration, ValueError, ZeroDivisionError) as error:
        raise _unreadable() from error


def _unreadable() -> FileRefused:
    return FileRefused(_("This recording cannot be read. Save it again as MP3, then try again."))


def _sound(data: bytes) -> Sound:
    moov = _only(data, b"moov", Box(b"", 0, len(data)))
    tracks = [box for box in _boxes(data, moov) if box.kind == b"trak"]
    media = [_only(data, b"mdia", track) for track in tracks]
    _check_alone([_handler(data, one) for one in media])
    table = _only(data, b"stbl", _only(data, b"minf", media[0]))
    coding = _coding(data, _only(data, b"stsd", table))
    sizes = _sizes(data, _only(data, b"stsz", table))
    times = _pairs(data, _only(data, b"stts", table))
    scale = _scale(data, _only(data, b"mdhd", media[0]))
    pieces = list(_pieces(data, table, sizes))
    is_whole = len(pieces) == len(sizes) == sum(count for count, _each in times)
    if not is_whole or len(pieces) < FEWEST_PIECES:
        raise _unreadable()
    sound = Sound(pieces, times, scale, *coding)
    if not sound.length / scale > 0 or sound.length > MOST:
        raise _unreadable()
    return sound


def _check_alone(kinds: list[bytes]) -> None:
    """Refuse a file whose tracks are more, or others, than one of sound."""
    if b"vide" in kinds:
        raise FileRefused(
            _("This is a film. Record the sound alone, or save it as MP3 with a sound editor.")
        )
    if kinds != [b"soun"]:
        raise FileRefused(
            _(
                "This recording is joined from parts, or has more than sound in it. Save it again "
                "as one MP3, then try again."
            )
        )


def _boxes(data: bytes, inside: Box, skipped: int = 0) -> Iterator[Box]:
    """Yield the boxes in `inside`, after `skipped` bytes, up to the first that does not fit."""
    at = inside.begin + skipped
    while at + 8 <= inside.end:
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        elif size == 0:
            size = inside.end - at
        if size < head or at + size > inside.end:
            return
        yield Box(kind, at + head, at + size)
        at += size


def _only(data: bytes, kind: bytes, inside: Box, skipped: int = 0) -> Box:
    """Return the one box of this kind; two of them could be read in two ways."""
    found = [box for box in _boxes(data, inside, skipped) if box.kind == kind]
    if len(found) != 1:
        raise _unreadable()
    return found[0]


def _handler(data: bytes, media: Box) -> bytes:
    box = _only(data, b"hdlr", media)
    return data[box.begin + 8 : min(box.begin + 12, box.end)]


def _scale(data: bytes, box: Box) -> int:
    """Return how many units of time are a second; the two versions have dates of other lengths."""
    (scale,) = struct.unpack_from(">I", data, box.begin + (20 if data[box.begin] else 12))
    return int(scale)


def _numbers(data: bytes, box: Box, each: str, before: int = 4) -> Iterator[tuple[int, ...]]:
    """Return the rows of a table that says itself how many it has, if they are all there."""
    (count,) = struct.unpack_from(">I", data, box.begin + before)
    row = struct.Struct(each)
    begin = box.begin + before + 4
    if begin + count * row.size > box.end:
        raise _unreadable()
    return row.iter_unpack(data[begin : begin + count * row.size])


def _pairs(data: bytes, box: Box) -> list[tuple[int, int]]:
    return [(count, each) for count, each in _numbers(data, box, ">II") if count]


def _sizes(data: bytes, box: Box) -> list[int]:
    """Return the size of each piece. Together they are no larger than the file."""
    alike, count = struct.unpack_from(">II", data, box.begin + 4)
    if count > MOST_PIECES:
        raise _unreadable()
    if alike:
        return [alike] * count if alike * count <= len(data) else []
    sizes = [size for (size,) in _numbers(data, box, ">I", before=8)]
    if sum(sizes) > len(data) or 0 in sizes:
        raise _unreadable()
    return sizes


def _pieces(data: bytes, table: Box, sizes: list[int]) -> Iterator[bytes]:
    """Yield the pieces of sound: a chunk has several of them, one after the other.

    All lie where sound does, so that no other part of the file passes for one.
    """
    places = [box for box in _boxes(data, Box(b"", 0, len(data))) if box.kind == b"mdat"]
    if len(places) > MOST_PLACES:
        raise _unreadable()
    left = iter(sizes)
    for offset, count in _chunks(data, table):
        at = offset
        for size in islice(left, count):
            if not any(place.begin <= at and at + size <= place.end for place in places):
                raise _unreadable()
            yield data[at : at + size]
            at += size


def _chunks(data: bytes, table: Box) -> Iterator[tuple[int, int]]:
    """Yield where each chunk begins, and how many pieces it has."""
    kinds = {box.kind for box in _boxes(data, table)}
    kind, each = (b"co64", ">Q") if b"co64" in kinds else (b"stco", ">I")
    offsets = [offset for (offset,) in _numbers(data, _only(data, kind, table), each)]
    runs = [
        (first, count) for first, count, _ in _numbers(data, _only(data, b"stsc", table), ">III")
    ]
    ends = [first for first, _count in runs[1:]] + [len(offsets) + 1]
    for (first, count), end in zip(runs, ends, strict=True):
        if not 0 < first < end:
            raise _unreadable()
        for offset in offsets[first - 1 : end - 1]:
            yield offset, count


def _coding(data: bytes, box: Box) -> tuple[int, int, int, bytes]:
    """Return channels, rate, and what kind of AAC it is, with its configuration."""
    (count,) = struct.unpack_from(">I", data, box.begin + 4)
    entry = next(_boxes(data, box, skipped=8))
    if entry.kind in AMR:
        raise FileRefused(
            _(
                "This recording is of a kind that few phones can play (AMR). Set the recorder to "
                "M4A, AAC or MP3, and record it again."
            )
        )
    version, channels, rate = struct.unpack_from(">8xH6xH6xH", data, entry.begin)
    if count != 1 or entry.kind != b"mp4a" or version or channels not in (1, 2):
        raise _unreadable()
    config = _only(data, b"esds", entry, skipped=28)
    return (channels, rate, *_decoder(data[config.begin + 4 : config.end]))


def _decoder(told: bytes) -> tuple[int, bytes]:
    """Return the two of them out of nested descriptors: a number, a length, a body."""
    number, stream, _rest = _descriptor(told)
    # Flags after a number of two bytes: without any, nothing else comes before the next one.
    if number != 3 or stream[2] & 0xE0:
        raise _unreadable()
    number, decoder, _rest = _descriptor(stream[3:])
    if number != 4 or decoder[0] not in AAC:
        raise _unreadable()
    object_type = decoder[0]
    number, config, _rest = _descriptor(decoder[13:])
    if number != 5 or not 2 <= len(config) <= LONGEST_CONFIG:
        raise _unreadable()
    return object_type, config


def _descriptor(told: bytes) -> tuple[int, bytes, bytes]:
    """Return number, body and what comes after it; its length is written in 7-bit bytes."""
    size, at = 0, 1
    while at < 5:
        size = size << 7 | told[at] & 0x7F
        at += 1
        if not told[at - 1] & 0x80:
            break
    if at + size > len(told):
        raise _unreadable()
    return told[0], told[at : at + size], told[at + size :]


def _written(sound: Sound) -> bytes:
    """Return a file with the description before the sound, so that it plays while it loads."""
    kinds = _box(b"ftyp", b"M4A ", bytes(4), b"M4A mp42isom")
    begin = len(kinds) + len(_moov(sound, 0)) + 8
    return kinds + _moov(sound, begin) + _box(b"mdat", *sound.pieces)


def _moov(sound: Sound, begin: int) -> bytes:
    """Return the description of `sound`, whose pieces are one chunk that begins at `begin`."""
    length = struct.pack(">I", sound.length)
    head = (bytes(4), NO_DATES, struct.pack(">I", sound.scale), length)
    movie = _box(
        b"mvhd",
        *(*head, b"\0\1\0\0", FULL_VOLUME, bytes(10), MATRIX, bytes(24), struct.pack(">I", 2)),
    )
    track = _box(
        b"tkhd",
        *(b"\0\0\0\7", NO_DATES, struct.pack(">I", 1), bytes(4), length, bytes(12)),
        *(FULL_VOLUME, bytes(2), MATRIX, bytes(8)),
    )
    media = _box(b"mdhd", *head, UNKNOWN_LANGUAGE, bytes(2))
    handler = _box(b"hdlr", bytes(8), b"soun", bytes(13))
    here = _box(b"dinf", _box(b"dref", bytes(4), struct.pack(">I", 1), _box(b"url ", b"\0\0\0\1")))
    info = _box(b"minf", _box(b"smhd", bytes(8)), here, _table(sound, begin))
    return _box(b"moov", movie, _box(b"trak", track, _box(b"mdia", media, handler, info)))


def _table(sound: Sound, begin: int) -> bytes:
    number = len(sound.pieces)
    sizes = struct.pack(f">{number}I", *map(len, sound.pieces))
    times = b"".join(struct.pack(">II", *pair) for pair in sound.times)
    return _box(
        b"stbl",
        _box(b"stsd", bytes(4), struct.pack(">I", 1), _entry(sound)),
        _box(b"stts", bytes(4), struct.pack(">I", len(sound.times)), times),
        _box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, number, 1)),
        _box(b"stsz", bytes(8), struct.pack(">I", number), sizes),
        _box(b"stco", bytes(4), struct.pack(">II", 1, begin)),
    )


def _entry(sound: Sound) -> bytes:
    config = bytes([5, len(sound.config)]) + sound.config
    decoder = bytes([sound.object_type, 0x15]) + bytes(11) + config
    stream = bytes(3) + bytes([4, len(decoder)]) + decoder + b"\6\1\2"
    esds = _box(b"esds", bytes(4), bytes([3, len(stream)]), stream)
    head = struct.pack(">6xH8xHH4xHH", 1, sound.channels, 16, sound.rate, 0)
    return _box(b"mp4a", head, esds)


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body
