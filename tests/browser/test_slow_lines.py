"""Phones on bad lines never stop the others, straight and behind Caddy.

The site is the one that `make run` starts (Procfile); `bench/lines.py` holds the lines.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bench.lines import (
    CADDY,
    RECORDING,
    Answer,
    Server,
    behind_caddy,
    half_sent,
    slow_readers,
)
from learning.models import Attachment
from tests.browser.conftest import ROOT, Site

LINES = 30
SOUND = "/files/media/slow.mp3"


@dataclass
class Door:
    """A way to the site, with the cookie of a member."""

    server: Server
    cookie: str

    def answers(self) -> list[int]:
        """Return what the health check and a member's home answer, without a clock."""
        pages = (("/healthz", ""), ("/en/home/", self.cookie))
        return [self.server.get(path, cookie).status for path, cookie in pages]


@pytest.fixture(scope="module")
def seeded(site: Site) -> dict[str, str]:
    seed = [sys.executable, "-m", "bench.seed"]
    told = subprocess.run(seed, cwd=ROOT, env=site.env, capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in told.stdout.splitlines())


@pytest.fixture(scope="module")
def cookie(seeded: dict[str, str]) -> str:
    return f"sessionid={seeded['session']}"


@pytest.fixture(scope="module")
def _recording(data: Path) -> None:
    (data / "files/media").mkdir(parents=True, exist_ok=True)
    (data / SOUND.removeprefix("/")).write_bytes(bytes(range(250)) * (RECORDING // 250))


@pytest.fixture(scope="module")
def caddy(site: Site, tmp_path_factory) -> Iterator[Server]:
    with behind_caddy(port_of(site), tmp_path_factory.mktemp("caddy")) as server:
        yield server


def port_of(site: Site) -> int:
    return int(urlsplit(site.url).port or 0)


BEHIND_CADDY = pytest.param(
    "caddy", marks=pytest.mark.skipif(not shutil.which(CADDY), reason="Caddy is not installed")
)


@pytest.fixture(params=["straight", BEHIND_CADDY])
def door(request, site: Site, cookie: str, _recording) -> Door:
    if request.param == "caddy":
        return Door(request.getfixturevalue("caddy"), cookie)
    return Door(Server(port_of(site)), cookie)


def test_half_sent_forms_and_slow_readers_stop_no_one(door: Door) -> None:
    with (
        half_sent(door.server, LINES),
        slow_readers(door.server, LINES, SOUND, door.cookie),
    ):
        assert door.answers() == [200, 200]


def test_slow_readers_of_what_is_sealed_stop_no_one(door: Door, seeded: dict[str, str]) -> None:
    """A member loads their own voice note on many lines at once; each would be whole in memory."""
    reader = f"sessionid={seeded['reader']}"
    with slow_readers(door.server, LINES, seeded["sealed"], reader):
        assert door.answers() == [200, 200]


def test_reader_of_too_much_at_once_waits_for_what_is_on_its_way(
    site: Site, seeded: dict[str, str]
) -> None:
    server, reader = Server(port_of(site)), f"sessionid={seeded['reader']}"
    with slow_readers(server, LINES, seeded["sealed"], reader):
        answer = server.get(seeded["sealed"], reader)
        assert (answer.status, answer.headers.get("Retry-After")) == (503, "10")
    for _ in range(50):
        # The server learns of a closed line when it next looks.
        if (answer := server.get(seeded["sealed"], reader)).status == 200:
            break
        time.sleep(0.1)
    assert (answer.status, len(answer.body)) == (200, Attachment.LARGEST)


def test_a_recording_comes_whole_in_parts_and_never_compressed(door: Door) -> None:
    def ask(method: str = "GET", **headers: str) -> Answer:
        answer = door.server.get(
            SOUND, door.cookie, method, **{"Accept-Encoding": "gzip, br, zstd"}, **headers
        )
        assert answer.headers.get("Content-Encoding") is None
        assert answer.headers.get("Cache-Control") == "no-store"
        assert answer.headers.get("Content-Security-Policy") == "default-src 'none'; sandbox"
        return answer

    whole = ask()
    assert (whole.status, whole.headers.get("Content-Length")) == (200, str(RECORDING))
    assert whole.headers.get("Accept-Ranges") == "bytes"
    assert len(whole.body) == RECORDING

    head = ask("HEAD")
    assert (head.status, head.headers.get("Content-Length")) == (200, str(RECORDING))
    assert head.body == b""

    first = ask(Range="bytes=0-1")
    assert (first.status, first.body) == (206, b"\0\1")
    assert first.headers.get("Content-Range") == f"bytes 0-1/{RECORDING}"
    last = ask(Range="bytes=-2")
    assert (last.status, last.body) == (206, bytes((248, 249)))
    behind = ask(Range=f"bytes={RECORDING}-")
    assert (behind.status, behind.headers.get("Content-Range")) == (416, f"bytes */{RECORDING}")

    etag = whole.headers.get("ETag")
    assert ask(**{"If-None-Match": etag}).status == 304
    assert ask(Range="bytes=0-1", **{"If-Range": etag}).status == 206
    assert ask(Range="bytes=0-1", **{"If-Range": '"other"'}).status == 200


def test_head_of_a_page_leaves_the_line_as_it_was(site: Site) -> None:
    """Two requests on one line: the second answer begins where it should."""
    server = Server(port_of(site))
    with server.line() as line:
        server.start(line, "HEAD /en/sign-in/", "", "")
        server.start(line, "GET /healthz", "", "Connection: close\r\n")
        sent = b"".join(iter(lambda: line.recv(65_536), b""))
    first, _, rest = sent.partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 200 OK")
    assert rest.startswith(b"HTTP/1.1 200 OK")
    assert rest.endswith(b"\r\n\r\nok")


def test_strangers_get_no_file_behind_caddy_either(door: Door) -> None:
    assert door.server.get(SOUND).status == 404
    assert door.server.get(SOUND, Range="bytes=0-1").status == 404
