"""What the journey costs on prepaid data: bytes on the wire, with nothing in the cache.

Answers are counted with their headers, as Chromium received them. What the phone sends is not.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import HEAVIEST_PAGE, ROOT, Phone, go
from web.serving import stylesheet

HEAVIEST_JOURNEY = 100_000
HEAVIEST_ASSETS = 20_000
QUESTIONS = 6
NEXT = "main a.button"
ASKED = "main form[id]:has(button.button)"
# Only in the studio, where an editor has a laptop.
FOR_EDITORS = {"studio.css"}
# What the manifest puts into the names of static files.
STAMP = re.compile(r"\.[0-9a-f]{12}\.")


@dataclass
class Scale:
    """What a phone received, by steps; numbers are bytes on the wire."""

    phone: Phone
    steps: dict[str, int] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    assets: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._step = ""
        self._asked: dict[str, tuple[str, str]] = {}
        session = self.phone.context.new_cdp_session(self.phone.page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event: dict) -> None:
        if "redirectResponse" in event:
            self.steps[self._step] += int(event["redirectResponse"]["encodedDataLength"])
        self._asked[event["requestId"]] = (event.get("type", ""), event["request"]["url"])

    def _finished(self, event: dict) -> None:
        if event["requestId"] not in self._asked:
            return  # Asked for before the weighing began, such as the icon of the page before.
        kind, url = self._asked[event["requestId"]]
        size = int(event["encodedDataLength"])
        self.steps[self._step] += size
        if kind == "Document":
            self.pages[self._step] = max(size, self.pages.get(self._step, 0))
        if kind in ("Stylesheet", "Script"):
            name = urlsplit(url).path.rpartition("/")[2]
            self.assets[name] = max(size, self.assets.get(name, 0))

    def weigh(self, step: str, action: Callable[[Page], object]) -> None:
        """Do `action` and count what arrives under the name `step`."""
        self._step = step
        self.steps.setdefault(step, 0)
        action(self.phone.page)
        # Pictures further down are fetched only when they are scrolled to.
        self.phone.page.keyboard.press("End")
        self.phone.page.wait_for_load_state("networkidle")

    @property
    def total(self) -> int:
        return sum(self.steps.values())

    def table(self) -> str:
        """Return the numbers as a table in plain text."""
        heaviest = max(self.pages, key=self.pages.__getitem__)
        sums = [
            ("Journey", self.total, HEAVIEST_JOURNEY),
            (f"Heaviest HTML: {heaviest}", self.pages[heaviest], HEAVIEST_PAGE),
            ("CSS and JavaScript", sum(self.assets.values()), HEAVIEST_ASSETS),
        ]
        lines = [f"{name:<30}{size:>8,}" for name, size in self.steps.items()]
        lines += [f"{name:<30}{size:>8,} of at most {most:,}" for name, size, most in sums]
        return "\n".join(lines)


def weigh_journey(phone: Phone) -> Scale:
    """Walk sign-in, home, course, lesson, six questions and the result on a cold phone.

    The last lesson is the one with six questions. Each is answered once, rightly or not, and
    everything that scrolling to the end of a page brings along is counted.
    """
    scale = Scale(phone)
    scale.weigh("Sign-in page", lambda page: phone.open("/fr/sign-in/"))
    scale.weigh("Home", lambda page: phone.enter("leader2"))
    scale.weigh("Course", lambda page: go(page, "main .lined a[href*='/learn/']"))
    scale.weigh(
        "Lesson", lambda page: go(page, "main .lined > li:last-child > a:not([href*='/runs/'])")
    )
    for number in range(1, QUESTIONS + 1):
        # Below a right answer, the next question is there already.
        if phone.page.locator(NEXT).count():
            scale.weigh("Six questions", lambda page: go(page, page.locator(NEXT).last))
        assert phone.page.locator(ASKED).count(), f"question {number}"
        scale.weigh("Six questions", _answer)
    scale.weigh("Result", lambda page: go(page, page.locator(NEXT).last))
    assert "/result/" in phone.page.url
    return scale


def _answer(page: Page) -> None:
    for list_of_lines in page.locator("main select").all():
        list_of_lines.select_option(index=1)
    if page.locator("[name=choice]").count():
        page.locator("[name=choice]").first.check()
    go(page, f"{ASKED} button.button")


@pytest.fixture(scope="module")
def scale(chromium, site) -> Iterator[Scale]:
    """The journey of a member who has begun the course, weighed once for all tests."""
    before = Phone(chromium, site)
    page = before.sign_in("leader2", "fr")
    go(page, ".places a >> nth=1")
    go(page, "article a")
    if page.locator("form[action$='/enrol/']").count():
        go(page, "form[action$='/enrol/'] button")
    before.close()
    cold = Phone(chromium, site)
    weighed = weigh_journey(cold)
    cold.close()
    # Not on the journey: the only page with a script of its own.
    aside = Phone(chromium, site)
    aside.sign_in("leader2", "fr")
    other = Scale(aside)
    other.weigh("Passkey", lambda page: aside.open("/fr/me/second-step/passkey/"))
    # On this phone the rest was loaded before the weighing began.
    weighed.assets = other.assets | weighed.assets
    yield weighed
    aside.close()


def test_journey_is_light(scale):
    print(f"\n{scale.table()}")  # noqa: T201
    assert list(scale.steps) == [
        "Sign-in page",
        "Home",
        "Course",
        "Lesson",
        "Six questions",
        "Result",
    ]
    assert min(scale.steps.values()) > 0
    assert scale.total <= HEAVIEST_JOURNEY


def test_every_page_is_light(scale):
    assert {step: size for step, size in scale.pages.items() if size > HEAVIEST_PAGE} == {}


def test_css_and_javascript_are_light(scale):
    """Every file of both that there is for members has been weighed."""
    files = {path.name for path in (ROOT / "static").iterdir() if path.suffix in (".css", ".js")}
    received = {STAMP.sub(".", name) for name in scale.assets}
    assert received == files - FOR_EDITORS | {stylesheet.NAME}
    assert sum(scale.assets.values()) <= HEAVIEST_ASSETS
