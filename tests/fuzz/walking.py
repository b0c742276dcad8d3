"""A person walks through the site and does everything wrongly; what must hold at each step."""

import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from hypothesis import strategies as st

from tests.factories import PASSPHRASE
from tests.fuzz import addresses, pages, people, values
from web import headers, lockdown

ROOT = Path(settings.BASE_DIR)
URLENCODED = "application/x-www-form-urlencoded"
STEPS = 8
STUDIO_ENTRANCES = [
    *("/studio/", "/studio/pages/", "/studio/images/", "/studio/images/multiple/add/"),
    *("/studio/images/add/", "/studio/documents/multiple/add/", "/studio/media/"),
    *("/studio/snippets/", "/studio/settings/cms/branding/", "/studio/reports/site-history/"),
    *("/studio/users/", "/studio/groups/", "/studio/locales/", "/studio/sites/"),
]


class Broken(AssertionError):
    """An answer that no one may ever get."""

    def __init__(self, fault: str, steps: list[str]) -> None:
        super().__init__("\n  ".join([fault, *steps]))
        self.fault = fault


@dataclass
class Tally:
    """What was asked and answered so far."""

    requests: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    known_faults: set[str] = field(default_factory=set)


class Walker:
    """One person for the length of one walk."""

    def __init__(self, site: people.Site, tally: Tally, draw, kind: str) -> None:
        self.site, self.tally, self.draw, self.kind = site, tally, draw, kind
        self.client = Client()
        for name, value in site.cookies[kind].items():
            self.client.cookies[name] = value
        self.offer = pages.Offer()
        self.path = "/en/home/"
        self.steps: list[str] = []
        cache.clear()

    # --- Where to ----------------------------------------------------------------------------

    def step(self) -> None:
        """Go somewhere: follow the page, fill its form in, or type an address."""
        ways = ["address"]
        ways += ["link"] if self.offer.links else []
        ways += ["form"] * 3 if self.offer.forms else []
        way = self.draw(st.sampled_from(ways))
        if way == "form":
            self._send(self.draw(st.sampled_from(self.offer.forms)))
        elif way == "link":
            self._ask(self.draw(st.sampled_from(self.offer.links)))
        else:
            self._type_an_address()

    def _type_an_address(self) -> None:
        if self.kind in ("editor", "admin") and self.draw(st.integers(0, 9)) == 9:
            return self._ask(self.draw(st.sampled_from(STUDIO_ENTRANCES)))
        address = self.draw(st.sampled_from(addresses.of_the_site()))
        arguments = [self._argument(kind, name) for kind, name in address.arguments]
        path = address.filled(map(values.quoted, arguments))
        method = self.draw(st.sampled_from(["GET"] * 6 + ["POST"] * 3 + ["OTHER"]))
        if method == "GET" and self.draw(st.integers(0, 4)) == 4:
            path += f"?{self._pair()}&{self._pair()}"
        if method == "POST":
            content_type, body = self.draw(values.other_bodies)
            if self.draw(st.booleans()):
                content_type, body = URLENCODED, f"{self._pair()}&{self._pair()}".encode()
            return self._ask(path, method, body, content_type)
        if method == "OTHER":
            method = self.draw(st.sampled_from(["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]))
        return self._ask(path, method)

    def _argument(self, kind: str, name: str) -> str:
        junk = values.junk_code if kind == "code" else values.junk
        if self.draw(st.integers(0, 9)) < 2:
            return self.draw(junk)
        known = self.site.words if kind == "str" else self.site.codes
        some = known.get(name) or self.site.codes[""]
        return self.draw(st.sampled_from(some))

    def _pair(self) -> str:
        name, value = self.draw(values.names), self.draw(values.junk)
        return f"{values.quoted(name)}={values.quoted(value)}"

    # --- Forms -------------------------------------------------------------------------------

    def _send(self, form: pages.Form) -> None:
        sent: list[tuple[str, str]] = []
        for entry in form.fields:
            # Most fields as they should be, or nothing would pass the first check.
            what = self.draw(st.sampled_from(["good"] * 11 + ["junk"] * 4 + ["none", "twice"]))
            if what in ("good", "twice"):
                sent.append((entry.name, self._good(entry)))
            if what in ("junk", "twice"):
                sent.append((entry.name, self.draw(values.junk)))
        target = form.action or self.path
        if form.is_multipart:
            return self._ask(target, "POST", self._parts(form, sent), MULTIPART_CONTENT)
        body = "&".join(f"{values.quoted(name)}={values.quoted(value)}" for name, value in sent)
        if form.method == "get":
            return self._ask(f"{urlsplit(target).path}?{body}")
        return self._ask(target, "POST", body.encode(), URLENCODED)

    def _parts(self, form: pages.Form, sent: list[tuple[str, str]]) -> bytes:
        data: dict[str, object] = {
            name: value.encode("utf-8", "replace").decode() for name, value in sent
        }
        for entry in form.fields:
            if entry.kind == "file":
                data[entry.name] = SimpleUploadedFile(*self.draw(values.files))
        return encode_multipart(BOUNDARY, data)

    def _good(self, entry: pages.Field) -> str:
        if entry.options:
            return self.draw(st.sampled_from(entry.options))
        if entry.kind == "password":
            return PASSPHRASE
        if entry.kind in ("checkbox", "radio"):
            return entry.value or "on"
        if entry.kind.startswith("date"):
            day = timezone.now() + timedelta(days=self.draw(st.integers(-3, 3)))
            return f"{day:%Y-%m-%dT%H:%M}"[: 10 if entry.kind == "date" else 16]
        if entry.value:
            return entry.value
        if entry.kind == "number":
            return self.draw(st.sampled_from(["1", "5", "60"]))
        if entry.name in self.site.words:
            return self.draw(st.sampled_from(self.site.words[entry.name]))
        return str(uuid4()) if entry.name == "key" else "A word or two"

    # --- What must hold ----------------------------------------------------------------------

    def _ask(
        self, path: str, method: str = "GET", body: bytes = b"", content_type: str = URLENCODED
    ) -> None:
        extra = self.draw(values.headers) if self.draw(st.integers(0, 9)) == 9 else {}
        self.steps.append(
            f"{self.kind}: {method} {path} {body[:600]!r} {content_type[:60]} {extra}"
        )
        begin = time.perf_counter()
        try:
            # The words of an answer are checked, so it must not come compressed.
            answer = self.client.generic(method, path, body, content_type, headers=extra)
            # A lockdown would stop every other request of the walk.
            lockdown.lift()
        except Exception as error:
            self._complain(_fault(error))
            return
        finally:
            self.tally.seconds.append(time.perf_counter() - begin)
            self.tally.requests += 1
        self.tally.answers[answer.status_code] += 1
        match = answer.wsgi_request.resolver_match
        if match and answer.status_code < 400:
            self.tally.reached.add(str(match.route))
        content = (
            b"".join(answer.streaming_content)  # type: ignore[arg-type]
            if answer.streaming
            else answer.content
        )
        self._judge(answer, content, path)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            self.offer, self.path = pages.read(content), urlsplit(path).path

    def _judge(self, answer: HttpResponseBase, content: bytes, path: str) -> None:
        inside = urlsplit(path).path.startswith("/studio/")
        if answer.status_code >= 500:
            self._complain(f"{answer.status_code} from {urlsplit(path).path}")
        for name, expected in {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": headers.PERMISSIONS_POLICY,
            "Cross-Origin-Opener-Policy": "same-origin",
            "X-Robots-Tag": "noindex, nofollow, noarchive",
        }.items():
            if answer.headers.get(name) != expected:
                self._complain(f"{name}: {answer.headers.get(name)}")
        policy = answer.headers.get("Content-Security-Policy", "")
        if not policy.startswith("default-src 'self'; " if inside else "default-src 'none'"):
            self._complain(f"Content-Security-Policy: {policy}")
        if b"Traceback (most recent" in content:
            self._complain("a traceback on the page")
        if self.kind != "admin" and any(mark.encode() in content for mark in people.OF_OTHERS):
            self._complain("words of another region")

    def _complain(self, fault: str) -> None:
        if fault not in self.tally.known_faults:
            raise Broken(fault, self.steps)


def _fault(error: Exception) -> str:
    """The same few words for the same fault, whatever was typed: its kind and its place."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if f.filename.startswith(str(ROOT)) and "/.venv/" not in f.filename]
    ours = [f for f in own if "/tests/" not in f.filename]
    where = [*ours[-1:], *frames[-1:]]
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in where)
    return f"{type(error).__name__} at {places}"
