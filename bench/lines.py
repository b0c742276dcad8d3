"""Clients on bad lines: they stop in the middle of a request or of an answer, and stay.

Used by `make bench` and by `tests/browser/test_slow_lines.py`.
"""

import socket
import ssl
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from functools import cache
from http.client import HTTPConnection
from pathlib import Path

CADDYFILE = Path(__file__).resolve().parent.parent / "Caddyfile"
CADDY = "/usr/bin/caddy"

# Bytes of a recording that no socket buffer holds; the largest upload is 10 MB.
RECORDING = 9_000_000
# Bytes that a slow reader takes before it stops, and its buffer.
TAKEN = 2_000
PATIENCE = 10.0


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class File:
    """What slow readers load, and the cookie of who may."""

    path: str
    cookie: str


@dataclass(frozen=True)
class Server:
    """Where the site listens on this machine; `host` is what it is called in requests."""

    port: int
    host: str = "localhost"
    tls: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    def line(self, buffer: int = 0) -> socket.socket:
        """Return a new connection, with a small receive buffer where `buffer` says so."""
        plain = socket.socket()
        if buffer:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        plain.settimeout(PATIENCE)
        try:
            plain.connect(("127.0.0.1", self.port))
            return _trusting().wrap_socket(plain, server_hostname=self.host) if self.tls else plain
        except OSError:
            plain.close()
            raise

    def get(self, path: str, cookie: str = "", method: str = "GET", **headers: str) -> Answer:
        """Return the answer on a new connection.

        Raises OSError when none comes within `PATIENCE` seconds.
        """
        sent = {"Host": self.host, **self.headers, **headers}
        connection = HTTPConnection(self.host, self.port)
        with self.line() as connection.sock:
            connection.request(method, path, headers=sent | ({"Cookie": cookie} if cookie else {}))
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
            connection.close()
        return answer

    def milliseconds(self, path: str, cookie: str = "", times: int = 15) -> float | None:
        """Return the median time of one page on new connections, None when it does not come."""
        measured = []
        for _ in range(times):
            start = time.perf_counter()
            try:
                answer = self.get(path, cookie)
            except OSError:
                return None
            if answer.status != 200:
                raise SystemExit(f"{path} answered {answer.status}.")
            measured.append((time.perf_counter() - start) * 1000)
        return statistics.median(measured)

    def start(
        self, line: socket.socket, first: str, cookie: str, more: str, body: str = ""
    ) -> None:
        """Send the beginning of a request."""
        headers = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        text = f"{first} HTTP/1.1\r\nHost: {self.host}\r\nCookie: {cookie}\r\n{headers}{more}\r\n"
        line.sendall(f"{text}{body}".encode())


@cache
def _trusting() -> ssl.SSLContext:
    """This machine's own certificate needs no proof."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Return once the health check answers. Raises RuntimeError when it does not within a minute,
    or when `process` ends."""
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            if server.get("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def free_port() -> int:
    """Return a port of this machine that nothing listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def behind_caddy(web: int, folder: Path) -> Iterator[Server]:
    """Start Caddy before the site at the port `web`, with the site's own Caddyfile.

    Only the ports are others. Caddy makes its certificate for this machine by itself, in `folder`.
    """
    server = Server(free_port(), tls=True)
    ports = f"https_port {server.port}\n\thttp_port {free_port()}\n\tskip_install_trust"
    text = CADDYFILE.read_text().replace("admin off\n", f"admin off\n\t{ports}\n", 1)
    (folder / "Caddyfile").write_text(text.replace("web:8000", f"127.0.0.1:{web}"))
    env = {"HOST": server.host, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "caddy.log").open("wb") as log:
        running = subprocess.Popen(
            [CADDY, "run", "--config", "Caddyfile"], cwd=folder, env=env, stdout=log, stderr=log
        )
        try:
            wait_for(server, running)
            yield server
        finally:
            running.terminate()
            running.wait(30)


@contextmanager
def half_sent(server: Server, count: int) -> Iterator[None]:
    """Hold `count` forms of strangers that have sent 12 bytes of 1,000."""
    page = server.get("/en/sign-in/")
    cookie = page.headers.get("Set-Cookie", "").partition(";")[0]
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n"
    with ExitStack() as held:
        for _ in range(count):
            line = held.enter_context(server.line())
            server.start(line, "POST /en/sign-in/", cookie, form, "login=nobody")
        yield


@contextmanager
def slow_readers(server: Server, count: int, path: str, cookie: str) -> Iterator[None]:
    """Hold `count` members who have taken `TAKEN` bytes of the file at `path`."""
    with ExitStack() as held:
        lines = [held.enter_context(server.line(buffer=TAKEN)) for _ in range(count)]
        for line in lines:
            server.start(line, f"GET {path}", cookie, "")
        for line in lines:
            # Nothing comes where all threads are taken; the line is held all the same.
            try:
                line.recv(TAKEN)
            except OSError:
                break
        yield


def table(server: Server, files: dict[str, File], home: str, cookie: str) -> Iterator[str]:
    """Yield a line for each kind of slow client: what `/healthz` and a member's home take.

    `files` are larger than any socket buffer. The aim, from the same run: twice the usual time and
    100 ms.
    """
    usual = server.milliseconds("/healthz"), server.milliseconds(home, cookie)
    yield f"  {'usually':22}" + "".join(f"{_told(each):>14}" for each in usual)
    for count in (30, 200):
        for name, holding in (
            ("half-sent forms", half_sent(server, count)),
            *(
                (name, slow_readers(server, count, file.path, file.cookie))
                for name, file in files.items()
            ),
        ):
            with holding:
                now = server.milliseconds("/healthz"), server.milliseconds(home, cookie)
            met = all(
                before is not None and after is not None and after <= 2 * before + 100
                for before, after in zip(usual, now, strict=True)
            )
            figures = "".join(f"{_told(each):>14}" for each in now)
            yield f"  {count:3} {name:18}{figures}   {'' if met else 'not '}within the aim"


def _told(milliseconds: float | None) -> str:
    return "no answer" if milliseconds is None else f"{milliseconds:.1f}"
