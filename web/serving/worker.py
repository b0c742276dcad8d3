"""The web process: gunicorn looks after processes, and waitress in each of them after its lines.

gunicorn's own threads each wait for one client, so eight phones on a bad network stop the site
(docs/architecture.md has the figures). waitress takes in a whole request and sends out a whole
answer in one loop, and lends a thread only to the work in between.
"""

import logging
import os
import resource
import socket
import tempfile
import time
from collections.abc import Callable, Iterable
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.utilities import logger as waitress_log
from waitress.utilities import queue_logger

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# Clients of one process. Each costs a socket, and while it loads a recording also an open file.
CONNECTIONS = 2_000
OPEN_FILES = 3 * CONNECTIONS
# Bytes of one body, as in the Caddyfile: forms name the limit of a file themselves.
LARGEST_BODY = 50_000_000
LARGEST_HEADERS = 32_768
# Bytes of one body that are kept in the process; the rest is in memory too, but in /dev/shm.
KEPT = 65_536
# Bytes of all unfinished bodies. Beyond it, a body larger than `KEPT` is dropped with its line.
ALL_BODIES = 100_000_000
# The system would take up to 4 MB of a recording into the buffer of each slow line, all at once.
SEND_BUFFER = (socket.SOL_SOCKET, socket.SO_SNDBUF, 131_072)
# Seconds without a byte in either direction, after which a line is dropped.
SILENCE = 120
# Seconds at most between two signs of life to gunicorn.
BEAT = 0.5
MEMORY = "/dev/shm"


class Line(HTTPChannel):
    """One client's connection; it logs nothing about the client."""

    def held(self) -> int:
        """Return the bytes of the body that has begun to arrive."""
        body = self.request.body_rcv if self.request is not None else None
        return len(body) if body is not None else 0

    def received(self, data: bytes) -> bool:
        """Take in what arrived, unless all lines together hold too much."""
        went_on = super().received(data)
        if self.held() > KEPT:
            lines = self.server.active_channels.values()
            if sum(line.held() for line in lines) > ALL_BODIES:
                self.logger.warning("Unfinished uploads hold too much memory; one was dropped.")
                self.will_close = True
        return went_on

    def handle_error(self) -> None:
        """waitress would log the client's address."""
        self.logger.warning("A line was dropped", exc_info=True)
        self.handle_close()


class WebWorker(Worker):
    """A process of the site, for `worker_class` in gunicorn.conf.py."""

    def run(self) -> None:
        """Serve until gunicorn says stop or is gone, then finish what is in work."""
        _prepare()
        # gunicorn's handlers write nothing about anybody (gunicorn.conf.py).
        for handler in self.log.error_log.handlers:
            waitress_log.addHandler(handler)
        waitress_log.propagate = False
        # Requests that wait for a thread are no news.
        queue_logger.setLevel(logging.ERROR)
        lines: dict[int, Any] = {}
        server = create_server(
            without_bodies_of_head(self.wsgi),
            map=lines,
            sockets=[listener.sock for listener in self.sockets],
            threads=self.cfg.threads,
            backlog=self.cfg.backlog,
            connection_limit=CONNECTIONS,
            channel_timeout=SILENCE,
            max_request_header_size=LARGEST_HEADERS,
            max_request_body_size=LARGEST_BODY,
            recv_bytes=65_536,
            inbuf_overflow=KEPT,
            log_socket_errors=False,
            # Django decides which of the proxy's headers count.
            clear_untrusted_proxy_headers=False,
            asyncore_use_poll=True,
            ident=None,
        )
        listening = [one for one in lines.values() if isinstance(one, BaseWSGIServer)]
        for one in listening:
            one.channel_class = Line
            one.adj.socket_options = [*one.adj.socket_options, SEND_BUFFER]
        while self.alive and self.ppid == os.getppid():
            self.notify()
            wasyncore.loop(BEAT, use_poll=True, map=lines, count=1)
        for one in listening:
            one.accepting = False
        until = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < until and any(map(_is_at_work, lines.values())):
            self.notify()
            wasyncore.loop(BEAT, use_poll=True, map=lines, count=1)
        server.task_dispatcher.shutdown(timeout=0.1)


def _is_at_work(line: Any) -> bool:
    return isinstance(line, Line) and bool(line.requests or line.total_outbufs_len)


def _prepare() -> None:
    """Allow as many open files as lines need, and keep unfinished bodies off the disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < OPEN_FILES:
        wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if os.access(MEMORY, os.W_OK):
        tempfile.tempdir = MEMORY


def without_bodies_of_head(application: Application) -> Application:
    """Return `application` with empty bodies for HEAD, which Django leaves to the server.

    waitress would send them, and the next answer on that line would begin with this one's text.
    """

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        close = getattr(body, "close", None)
        if close:
            close()
        return []

    return answer
