"""A recording keeps its sound to the byte, and nothing else."""

import pytest

from files import recordings
from files.uploads import FileRefused
from tests.files import corpus


@pytest.mark.parametrize(
    "data",
    [
        corpus.SOUND,
        corpus.id3() + corpus.SOUND,
        corpus.SOUND + corpus.FRAME[:70],
        corpus.FRAME * 10 + corpus.id3() + corpus.FRAME * 10,
    ],
)
def test_an_mp3_is_its_frames(data):
    kept = recordings.clean_mp3(data)
    # The frame before something else may have been cut into, so it goes as well.
    assert kept in (corpus.SOUND, corpus.FRAME * 19)
    assert recordings.clean_mp3(kept) == kept


@pytest.mark.parametrize(
    "data",
    [
        corpus.SOUND + corpus.SLOWER * 20,
        corpus.SLOWER * 20 + corpus.SOUND,
        corpus.SOUND + corpus.id3() + corpus.SLOWER * 8,
        corpus.SOUND + corpus.SLOWER * 4 + corpus.SOUND,
    ],
)
def test_an_mp3_of_two_sample_rates_is_refused_with_the_reason(data):
    with pytest.raises(FileRefused, match="their sample rates differ"):
        recordings.clean_mp3(data)


def test_a_tag_that_looks_like_two_frames_is_no_sound():
    kept = recordings.clean_mp3(corpus.SOUND + b"TAG" + corpus.SLOWER * 3 + b"end")
    assert kept == corpus.SOUND[: -len(corpus.FRAME)]


def test_a_tag_behind_a_cut_frame_is_not_taken_for_sound():
    data = corpus.SOUND + corpus.FRAME[:60] + b"TAG" + corpus.CANARY.ljust(125, b"\0")
    assert recordings.clean_mp3(data) == corpus.FRAME * 20


@pytest.mark.parametrize("make", [corpus.opus, corpus.vorbis])
@pytest.mark.parametrize("length", [0, 254, 255, 256, 40_000])
def test_an_ogg_keeps_all_but_its_comment(make, length):
    kept = recordings.clean_ogg(make(b"ARTIST=" + b"x" * length))
    assert kept == make_without_comment(make)


def make_without_comment(make) -> bytes:
    """Return a file with an empty comment, as the site writes it; check its checksum bit by bit."""
    kept = recordings.clean_ogg(make())
    place = 0
    for number in range(kept.count(b"OggS")):
        parts = kept[place + 27 : place + 27 + kept[place + 26]]
        end = place + 27 + len(parts) + sum(parts)
        page = kept[place:end]
        assert int.from_bytes(page[18:22], "little") == number
        whole = page[:22] + bytes(4) + page[26:]
        assert int.from_bytes(page[22:26], "little") == corpus.ogg_sum(whole)
        place = end
    assert place == len(kept)
    assert b"test" not in kept
    assert kept.count(b"\x08sound") == make().count(b"\x08sound")
    assert kept.count(b"books") == make().count(b"books")
    return kept


def test_a_comment_over_several_pages_is_emptied():
    long = recordings._pages_of([b"OpusTags" + corpus.comments(corpus.CANARY * 9000)], 77)
    pages = [recordings._numbered(page, number + 1) for number, page in enumerate(long)]
    assert len(pages) > 1
    whole = corpus.opus()
    head, sound = whole[:47], whole[whole.index(b"OggS", 50) :]
    assert recordings.clean_ogg(head + b"".join(pages) + sound) == recordings.clean_ogg(whole)


@pytest.mark.parametrize("data", [b"", b"OggS", corpus.opus()[:47]])
def test_other_things_are_no_ogg(data):
    with pytest.raises(FileRefused, match="This recording cannot be read"):
        recordings.clean_ogg(data)


@pytest.mark.parametrize(
    "data", [corpus.opus() + corpus.opus(), corpus.opus() + corpus.vorbis()], ids=["same", "other"]
)
def test_an_ogg_of_two_parts_is_refused_with_the_reason(data):
    with pytest.raises(FileRefused, match="This recording is joined from parts"):
        recordings.clean_ogg(data)
