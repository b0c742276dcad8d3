"""A recording of a phone keeps its sound to the byte, and nothing else."""

import struct

import pytest

from files import mp4
from files.uploads import FileRefused
from tests.files import corpus

SOUND = b"".join(corpus.PIECES)


def boxes(data: bytes, path: str = "") -> dict[str, bytes]:
    """Return every box of a clean file by its path, read without the code that wrote it."""
    found, at = {}, 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        name = f"{path}/{kind.decode()}"
        found[name] = data[at + 8 : at + size]
        if kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf"):
            found |= boxes(found[name], name)
        at += size
    assert at == len(data)
    return found


@pytest.mark.parametrize(
    "data",
    [
        corpus.m4a(),
        corpus.m4a(words=b"between"),
        corpus.m4a(corpus.atom(b"free", b"x" * 99)),
        corpus.m4a() + b"trailing",
        # Three chunks with runs of their own; the last says nothing new.
        corpus.m4a(tracks=({"runs": corpus.numbers(1, 4, 1, 2, 4, 1, 3, 4, 1)},)),
        corpus.m4a(tracks=({"told": corpus.atom(b"stss", corpus.numbers(0, 1, 1))},)),
    ],
)
def test_clean_file_is_the_sound_and_how_to_play_it(data):
    kept = mp4.clean(data)
    assert mp4.clean(kept) == kept
    found = boxes(kept)
    stbl = "/moov/trak/mdia/minf/stbl"
    assert sorted(found) == sorted(
        [
            *("/ftyp", "/moov", "/moov/mvhd", "/moov/trak", "/moov/trak/tkhd"),
            *("/moov/trak/mdia", "/moov/trak/mdia/mdhd", "/moov/trak/mdia/hdlr"),
            *("/moov/trak/mdia/minf", "/moov/trak/mdia/minf/smhd"),
            *("/moov/trak/mdia/minf/dinf", "/moov/trak/mdia/minf/dinf/dref", stbl),
            *(f"{stbl}/{name}" for name in ("stsd", "stts", "stsc", "stsz", "stco")),
            "/mdat",
        ]
    )
    assert found["/mdat"] == SOUND
    begin = int.from_bytes(found[f"{stbl}/stco"][8:12], "big")
    assert kept[begin : begin + len(SOUND)] == SOUND
    assert found[f"{stbl}/stsz"][12:] == corpus.numbers(*map(len, corpus.PIECES))
    assert found[f"{stbl}/stts"][8:] == corpus.numbers(12, 1024)
    # When it was recorded is gone.
    assert found["/moov/trak/mdia/mdhd"][:20] == corpus.numbers(0, 0, 0, 44_100, 12_288)
    assert b"\x05\x02\x12\x08" in found[f"{stbl}/stsd"]
    assert mp4.seconds(kept) == pytest.approx(12 * 1024 / 44_100)


def test_places_in_long_numbers_are_read_too():
    plain = corpus.m4a()
    at = plain.index(b"stco") + 4
    starts = struct.unpack_from(">3I", plain, at + 8)
    long = corpus.atom(b"co64", corpus.numbers(0, 3), struct.pack(">3Q", *starts))
    data = corpus.m4a(tracks=({"told": long},)).replace(b"stco", b"skip")
    assert mp4.clean(data) == mp4.clean(plain)


@pytest.mark.parametrize(
    ("tracks", "sentence"),
    [
        (({}, {"handler": b"vide"}), "This is a film. Record the sound alone"),
        (({"handler": b"vide"},), "This is a film. Record the sound alone"),
        (({}, {}), "This recording is joined from parts, or has more than sound in it."),
        (({}, {"handler": b"text"}), "This recording is joined from parts, or has more than"),
        ((), "This recording is joined from parts, or has more than sound in it."),
        (({"coding": b"samr"},), "This recording is of a kind that few phones can play (AMR)."),
        (({"coding": b"alac"},), "This recording cannot be read."),
    ],
)
def test_what_is_no_sound_alone_is_refused_with_the_reason(tracks, sentence):
    with pytest.raises(FileRefused) as refused:
        mp4.clean(corpus.m4a(tracks=tracks))
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("harm", [one[0] for one in corpus.hostile_m4a()])
def test_harmful_recording_is_refused(harm):
    data = next(contents for carrier, _name, contents in corpus.hostile_m4a() if carrier == harm)
    with pytest.raises(FileRefused):
        mp4.clean(data)


@pytest.mark.parametrize("step", range(7))
def test_damaged_recording_is_refused_or_keeps_nothing_strange(step):
    """Every seventh byte is another one: no error but ours, and never more than there was."""
    whole = corpus.m4a()
    for at in range(step, len(whole), 7):
        for other in (0, 0xFF, whole[at] ^ 1):
            data = whole[:at] + bytes([other]) + whole[at + 1 :]
            try:
                kept = mp4.clean(data)
            except FileRefused:
                continue
            assert len(kept) < len(whole) + 300
            assert corpus.CANARY not in kept


@pytest.mark.parametrize("length", range(0, len(corpus.m4a()), 5))
def test_cut_off_recording_is_refused(length):
    with pytest.raises(FileRefused):
        mp4.clean(corpus.m4a()[:length])
