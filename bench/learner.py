"""The bench's learner, over HTTP, so that earlier versions can be asked the same."""

import re
from http.client import HTTPConnection
from urllib.parse import urlencode


class Learner:
    """A member with a session on the server at `port`; `https` as behind a proxy with TLS."""

    def __init__(self, port: int, cookie: str, *, https: bool = False) -> None:
        self.port = port
        self.headers = {"Host": "localhost", "Cookie": cookie, "Accept-Encoding": "gzip"}
        if https:
            self.headers["X-Forwarded-Proto"] = "https"

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=20)

    def get(self, connection: HTTPConnection, path: str) -> None:
        """Read a page to its end. Raises SystemExit when it is another than 200."""
        connection.request("GET", path, headers=self.headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}.")

    def take(self, course: str, lesson: str) -> str:
        """Take the course, open the lesson, and return the address of its first question."""
        page, set_cookie = self._ask("GET", course)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if f'action="{course}enrol/"' in page and token:
            held = {"Cookie": f"{self.headers['Cookie']}; {set_cookie.partition(';')[0]}"}
            self._ask("POST", f"{course}enrol/", {"csrfmiddlewaretoken": token[1]}, held)
        found = re.search(rf'"({lesson}[\w-]{{22}}/)"', self._ask("GET", lesson)[0])
        if not found:
            raise SystemExit(f"{lesson} asks nothing.")
        return found[1]

    def _ask(
        self, method: str, path: str, form: dict[str, str] | None = None, more: dict | None = None
    ) -> tuple[str, str]:
        """Return the page, and the cookie that it sets."""
        headers = self.headers | {"Accept-Encoding": "identity"} | (more or {})
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = self.connect()
        connection.request(method, path, body=urlencode(form or {}), headers=headers)
        response = connection.getresponse()
        return response.read().decode(), response.headers.get("Set-Cookie", "")
