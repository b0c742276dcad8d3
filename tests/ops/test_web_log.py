"""What the web server itself logs while visitors come: nothing about any of them."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary-ZQA"
# Read from another address than the server's own, so that finding one means a visitor's.
VISITOR = "127.0.0.77"


@pytest.fixture
def server(tmp_path) -> Iterator[tuple[int, Path]]:
    """gunicorn as it serves the site, in front of an application that always breaks."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "web.log"
    command = ["-m", "gunicorn", "tests.ops.breaking", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as out:
        running = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=out, stderr=out)
        try:
            yield port, log
        finally:
            running.terminate()
            running.wait(30)


def ask(port: int, line: bytes) -> bytes:
    """Send `line` and return the first line of the answer; wait for a server that still starts."""
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), 10, (VISITOR, 0)) as visitor:
                visitor.sendall(line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return visitor.makefile("rb").readline()
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("The server did not start within half a minute.")


def test_the_web_server_writes_down_no_visitor(server):
    port, log = server
    broken = ask(port, f"GET /{CANARY} HTTP/1.1".encode())
    unreadable = ask(port, f"GET / HTTP/1.1\r\nBad {CANARY}: 1".encode())
    assert (broken[:12], unreadable[:12]) == (b"HTTP/1.1 500", b"HTTP/1.1 400")
    written = log.read_text()
    assert written.count("builtins.ValueError") == 1
    assert CANARY not in written
    assert VISITOR not in written
    assert "Invalid" not in written
