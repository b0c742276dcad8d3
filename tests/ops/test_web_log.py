"""What the web server itself logs while visitors come: nothing about any of them."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.ops.conftest import ROOT, free_port

CANARY = "canary-ZQA"
# Read from another address than the server's own, so that finding one means a visitor's.
VISITOR = "127.0.0.77"


# Budgets that a test can exceed within a second.
SMALL = """
import sys
from web.serving import worker
worker.ALL_BODIES = 300_000
from gunicorn.app.wsgiapp import run
sys.exit(run())
"""


@contextmanager
def serving(log: Path, *program: str) -> Iterator[int]:
    """Serve an application that always breaks, as gunicorn serves the site; give its port."""
    port = free_port()
    command = [sys.executable, *program, "tests.ops.breaking", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as out:
        running = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
        try:
            ask(port, b"GET / HTTP/1.1")
            yield port
        finally:
            running.terminate()
            running.wait(30)


@pytest.fixture
def server(tmp_path) -> Iterator[tuple[int, Path]]:
    log = tmp_path / "web.log"
    with serving(log, "-m", "gunicorn") as port:
        log.write_text("")
        yield port, log


def visit(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 10, (VISITOR, 0))


def ask(port: int, line: bytes, body: bytes = b"") -> bytes:
    """Send `line` and return the status of the answer; wait for a server that still starts."""
    for _ in range(300):
        try:
            with visit(port) as visitor:
                ends = b"\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                visitor.sendall(line + ends + body)
                return visitor.makefile("rb").readline().split(b" ")[1]
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("The server did not start within half a minute.")


def test_the_web_server_writes_down_no_visitor(server):
    port, log = server
    get = f"GET /{CANARY} HTTP/1.1".encode()
    assert ask(port, get) == b"500"
    broken = log.read_text()
    assert broken.count("builtins.ValueError") == 1
    unreadable = [
        f"GET / HTTP/1.1\r\nBad {CANARY}: 1".encode(),
        f"{CANARY} HTTP/9.9".encode(),
        get + b"\r\nTransfer-Encoding: chunked, " + CANARY.encode(),
        get + b"\r\nContent-Length: " + CANARY.encode(),
        b"GET /" + CANARY.encode() * 5_000 + b" HTTP/1.1",
        get + b"\r\nContent-Length: 99000000",
    ]
    statuses = [ask(port, line) for line in unreadable]
    assert set(statuses) <= {b"400", b"413", b"414", b"431", b"501"}
    with visit(port) as gone:
        gone.sendall(get + b"\r\nContent-Length: 1000\r\n\r\nlogin=")
    written = log.read_text()
    assert CANARY not in written
    assert VISITOR not in written
    assert "Invalid" not in written


def test_unfinished_uploads_share_a_bounded_part_of_the_memory(tmp_path):
    """The one that goes over the bound is dropped; short forms and the others go on."""
    log = tmp_path / "web.log"
    with serving(log, "-c", SMALL) as port, ExitStack() as held:
        lines = [held.enter_context(visit(port)) for _ in range(3)]
        for line in lines:
            line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
            line.sendall(b"x" * 140_000)
            assert ask(port, b"POST / HTTP/1.1\r\nContent-Length: 9", b"login=one") == b"500"
        dropped = []
        for line in lines:
            line.settimeout(0.5)
            try:
                dropped.append(line.recv(1) == b"")
            except ConnectionResetError:
                dropped.append(True)
            except TimeoutError:
                dropped.append(False)
        assert dropped == [False, False, True]
        lines[0].sendall(b"x" * 10)
    written = log.read_text()
    assert written.count("Unfinished uploads hold too much memory; one was dropped.") == 1
    assert VISITOR not in written


def test_server_finishes_what_it_is_doing_and_stops(tmp_path):
    """Lines that are half sent do not hold it up."""
    with serving(tmp_path / "web.log", "-m", "gunicorn") as port, visit(port) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nlog")
        started = time.monotonic()
    assert time.monotonic() - started < 6
