"""A recording can be played from the middle, loaded in parts, and is never compressed.

The values are those of RFC 9110, sections 13.1, 13.2.2 and 14.
"""

import gzip

import pytest
from django.test import Client

WHOLE = bytes(range(250)) * 4
ADDRESS = "/files/sound.mp3"


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for name in ("sound.mp3", "talk.ogg", "picture.webp", "paper.pdf", "unknown.bin"):
        (tmp_path / name).write_bytes(WHOLE)
    (tmp_path / "empty.mp3").touch()
    return tmp_path


@pytest.fixture
def member(folder, sign_in, world) -> Client:
    return sign_in(world.a.leader)


def ask(browser: Client, address: str = ADDRESS, **headers: str):
    """Return the answer, with all that it sent as `sent`; reading it all closes the file."""
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    response = browser.get(address, headers=asked)
    response.sent = response.getvalue()
    return response


@pytest.mark.parametrize("name", ["sound.mp3", "talk.ogg", "picture.webp", "paper.pdf"])
def test_a_file_has_its_length_and_is_not_compressed(member, name):
    response = ask(member, f"/files/{name}", accept_encoding="gzip, br")
    assert response.status_code == 200
    assert response.sent == WHOLE
    assert "Content-Encoding" not in response
    assert response["Content-Length"] == "1000"
    assert response["Accept-Ranges"] == "bytes"
    assert "Content-Range" not in response
    assert "Last-Modified" not in response


def test_a_drawing_is_text_and_is_compressed_whole(member, folder):
    (folder / "day.svg").write_bytes(WHOLE)
    response = ask(member, "/files/day.svg", accept_encoding="gzip")
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.sent) == WHOLE
    known = response["ETag"]
    assert ask(member, "/files/day.svg", if_none_match=known).status_code == 304
    part = ask(member, "/files/day.svg", accept_encoding="gzip", range="bytes=0-299")
    assert (part.status_code, part.sent) == (206, WHOLE[:300])
    assert "Content-Encoding" not in part


def test_pages_are_still_compressed(member):
    response = ask(member, "/en/home/", accept_encoding="gzip")
    assert response["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),  # how Safari begins
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, 999),
        ("bytes=100-199", 100, 199),
        ("bytes=999-", 999, 999),
        ("bytes=999-999", 999, 999),
        ("bytes=900-5000", 900, 999),
        ("bytes=0-99999999999999999999999", 0, 999),
        ("bytes=-1", 999, 999),
        ("bytes=-300", 700, 999),
        ("bytes=-5000", 0, 999),
        ("Bytes=5-9", 5, 9),
        (" bytes = 5 - 9 ", 5, 9),
    ],
)
def test_a_part_is_what_was_asked_for(member, asked, first, last):
    response = ask(member, range=asked)
    assert response.status_code == 206
    assert response.sent == WHOLE[first : last + 1]
    assert response["Content-Range"] == f"bytes {first}-{last}/1000"
    assert response["Content-Length"] == str(last + 1 - first)
    assert response["Content-Type"] == "audio/mpeg"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=1000-1001", "bytes=5000-6000", "bytes=-0"])
def test_a_part_behind_the_end_is_refused_with_the_length(member, asked):
    response = ask(member, range=asked)
    assert response.status_code == 416
    assert response.sent == b""
    assert response["Content-Range"] == "bytes */1000"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("asked", ["bytes=0-0", "bytes=0-", "bytes=-1"])
def test_an_empty_file_has_no_part(member, asked):
    response = ask(member, "/files/empty.mp3", range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */0")
    assert ask(member, "/files/empty.mp3").sent == b""


@pytest.mark.parametrize(
    "asked",
    [
        *("", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=9-5", "bytes=--5", "bytes=1-2-3"),
        *("seconds=0-1", "bytes=0x0-0x9", "bytes=0-1,5-9", "bytes=١-٢", "bytes=+1-2", "0-1"),
        "bytes=" + "9" * 5_000 + "-",
    ],
)
def test_what_is_no_range_gets_the_whole_file(member, asked):
    response = ask(member, range=asked)
    assert (response.status_code, response["Content-Length"]) == (200, "1000")
    assert response.sent == WHOLE


def test_head_tells_about_the_whole_file(member):
    response = member.head(ADDRESS, headers={"range": "bytes=0-1"})
    response.getvalue()
    assert (response.status_code, response["Content-Length"]) == (200, "1000")
    assert response["Accept-Ranges"] == "bytes"


def test_a_download_goes_on_only_with_the_same_file(member, folder):
    etag = ask(member)["ETag"]
    assert ask(member, range="bytes=500-", if_range=etag).status_code == 206
    (folder / "sound.mp3").write_bytes(WHOLE[::-1] + b"more")
    for condition in (etag, f"W/{etag}", "Wed, 21 Oct 2026 07:28:00 GMT", "nonsense", '"', "*"):
        response = ask(member, range="bytes=500-", if_range=condition)
        assert response.status_code == 200
        assert response.sent == WHOLE[::-1] + b"more"
    assert ask(member)["ETag"] != etag
    assert ask(member, if_match=etag).status_code == 412


def test_a_file_that_is_still_the_same_is_not_sent_again(member):
    etag = ask(member)["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = ask(member, if_none_match=known, range="bytes=0-1")
        assert (response.status_code, response["ETag"]) == (304, etag)
        assert response.sent == b""
    assert ask(member, if_none_match='"other"').status_code == 200
    assert ask(member, if_match=etag).status_code == 200
    # No dates are sent, so none is compared.
    long_ago = "Sat, 01 Jan 2000 00:00:00 GMT"
    assert ask(member, if_unmodified_since=long_ago).status_code == 200
    assert ask(member, if_modified_since=long_ago).status_code == 200


def test_etag_does_not_say_when_a_file_was_uploaded(member, folder):
    status = (folder / "sound.mp3").stat()
    etag = ask(member)["ETag"]
    for told in (status.st_mtime_ns, int(status.st_mtime)):
        assert f"{told:x}" not in etag
        assert str(told) not in etag


@pytest.mark.parametrize("headers", [{"range": "bytes=0-1"}, {"if-none-match": "*"}])
def test_strangers_get_no_part_either(client, folder, db, headers):
    assert client.get(ADDRESS, headers=headers).status_code == 404
