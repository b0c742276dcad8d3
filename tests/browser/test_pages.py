"""Every page that links lead to: for everyone who can see it, in both languages, at 320 pixels.

A small old phone has 320 pixels; so has a phone of 640 at 200 % zoom (WCAG 2.2, 1.4.10).
"""

import io
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import HEAVIEST_PAGE, SUBMIT, Phone, go
from tests.factories import PASSPHRASE
from tests.outing import says_too_much

NARROW = {"width": 320, "height": 640}
# Opaque codes, and the numbers of certificates; a page is known by the rest of its address.
CODE = re.compile(r"/[\w-]{16,}(?=/)")
# This many pages are opened of those that differ only in their code. Learners have the most pages.
OPENED, OPENED_BY_LEARNERS = 3, 25
NO_PAGE = re.compile(r"/(studio|files|leave)/|\.ics$|\.pdf$")
LEARNER_PAGES = {
    *("home", "learn", "learn/search", "learn/*", "learn/*/*", "learn/*/*/*", "learn/*/*/result"),
    *("learn/library", "learn/stories", "learn/stories/*", "learn/stories/new"),
    "learn/stories/mine",
    *("learn/*/teach", "learn/*/taught", "learn/runs", "learn/runs/*"),
    *("learn/*/*/group", "learn/*/*/group/*/1", "learn/*/*/group/*/2"),
    *("learn/*/*/enquiry", "learn/enquiries"),
    *("learn/*/*/exercise/*", "me", "mentoring", "mentoring/pairs/*", "mentoring/profile"),
    *("mentoring/pairs/*/meet", "mentoring/pairs/*/messages"),
    *("safety", "safety/what-we-hold", "webinars", "webinars/*", "me/erase", "me/export"),
    *("webinars/series/*", "webinars/calendar"),
    *("mentoring/concern", "mentoring/concern/answers", "vouch", "networks"),
    "help",
    *("me/looks", "me/sessions", "me/second-step", "me/second-step/app"),
    *("me/second-step/passkey", "me/passphrase", "me/hide", "me/code-word", "vouch/hide"),
}
COORDINATOR_PAGES = {
    *("invitations", "mentoring/programmes", "mentoring/programmes/*", "mentoring/programmes/new"),
    *("mentoring/programmes/*/edit", "region"),
    *("webinars/new", "webinars/*/edit", "webinars/*/again"),
    *("webinars/series/new", "webinars/*/following"),
    *("learn/runs/*/edit", "learn/runs/*/people", "learn/*/plan-run"),
    *("people/roles", "organisations", "organisations/*", "organisations/new"),
    *("invitations/sheet", "invitations/branch", "invitations/waiting"),
}
# These read the common pages. For the others, axe reads only their own pages and their home.
LEARNERS = ("leader", "leader3")
NETWORK_PAGES = {
    *("people/roles", "organisations", "invitations", "invitations/sheet", "invitations/branch"),
    "invitations/waiting",
}
# Who signs in, and the pages that they must find.
SEEN_BY = {
    "": {
        *("", "join", "sign-in", "safety", "safety/what-we-hold", "learn", "check", "styleguide"),
        *("mentoring/concern", "no-such-page", "recover"),
    },
    "leader": LEARNER_PAGES - {"learn/*/*/result"}
    | {"learn/stories/mine/*", "learn/stories/mine/*/change"},
    "leader3": LEARNER_PAGES | {"learn/stories/mine/*"},
    "mentor": {
        *("home", "help/mentor", "mentoring/pairs/*", "mentoring/reviews/*"),
        *("mentoring/pairs/*/meet", "mentoring/pairs/*/messages"),
    },
    "coordinator": {"home", "help/coordinator", "webinars/*"} | COORDINATOR_PAGES,
    "coordinator-west": {"home", "help/*", "organisations/*"} | NETWORK_PAGES,
    "facilitator": {
        *("home", "help/facilitator", "webinars/*", "mentoring/profile"),
        *("learn/enquiries/waiting", "learn/enquiries/waiting/*"),
        "learn/remembering/*",
    },
    "admin": {
        *("home", "countries", "people/roles", "organisations", "regions", "regions/*"),
        *("help/admin", "lockdown", "invitations/branch"),
        *("regions/new", "networks/*", "networks/new"),
    },
    "lead": {
        *("home", "help/lead", "organisations/*"),
        *("learn/*/certificate", "learn/*/certificate/withdraw"),
    },
    "safety": {"home", "help/safety", "mentoring/concerns"},
    "editor": {
        *("home", "help/editor", "learn/*/*"),
        *("learn/stories/waiting", "learn/stories/waiting/*", "learn/stories/waiting/*/send-back"),
    },
    "translator": {"home", "help/translator", "learn/*/*"},
    "newcomer": {"waiting", "safety", "me"},
}
# Pages that no link leads to.
UNLINKED = {"": ["learn/", "check/", "styleguide/", "no-such-page/"]}

PAGE_FACTS = """
() => ({
    headings: document.querySelectorAll("h1").length,
    width: document.scrollingElement.scrollWidth,
    title: document.title,
    // A choice of dashes says nothing.
    dashes: Array.from(document.querySelectorAll("option"), (one) => one.text)
        .filter((text) => /^[-–—\\s]*$/.test(text)),
    links: Array.from(document.querySelectorAll("a[href]:not([download])"), (a) => a.href),
})
"""
# Pages with tables of many columns.
BROAD = {
    "coordinator": [
        *("people/roles/", "invitations/waiting/", "mentoring/programmes/"),
        *("home/", "region/"),
    ],
    "admin": ["organisations/", "people/roles/"],
}
DISPLAY_OF_A_ROW = "() => getComputedStyle(document.querySelector('.broad tbody tr')).display"
OUTSIDE_ITS_CARD = """
() => Array.from(document.querySelectorAll(".card table"))
    .filter((table) => table.getBoundingClientRect().right
        > table.closest(".card").getBoundingClientRect().right)
    .map((table) => table.textContent.trim().slice(0, 30))
"""
NAMES = """
import json
from learning.models import CoursePage, LessonPage
from people.models import Organisation, User
from webinars.models import Webinar
print(json.dumps([
    *User.objects.values_list("pseudonym", flat=True),
    *Organisation.objects.values_list("name", flat=True),
    *(str(page.title) for model in (CoursePage, LessonPage) for page in model.objects.all()),
    *Webinar.objects.values_list("title", flat=True),
]))
"""


# The demo has none for whom no one has vouched and who can sign in.
NEWCOMER = """
from people.models import Organisation, User
if not User.objects.filter(pseudonym="newcomer").exists():
    User.objects.create_user("newcomer", {passphrase!r}, organisation=Organisation.objects.first())
User.objects.filter(pseudonym="newcomer").update(
    vouched_on=None, vouch_until="2999-12-31", new_until="2999-12-31"
)
"""


@pytest.fixture(scope="module")
def newcomer(site) -> None:
    site.shell(NEWCOMER.format(passphrase=PASSPHRASE))


@pytest.fixture(scope="module")
def names(site) -> list[str]:
    """Return what must never be in a title: names of people, organisations, courses, webinars."""
    return json.loads(site.shell(NAMES))


@dataclass
class Crawl:
    """The walk of one person through all the pages that they find."""

    phone: Phone
    who: str
    language: str
    names: list[str]
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shapes: Counter[str] = Counter()
        self._known: set[str] = set()
        self._waiting: list[str] = []

    def run(self, paths: list[str]) -> None:
        self._note([f"{self.phone.site.url}/{self.language}/{path}" for path in paths])
        while self._waiting:
            self._visit(self._waiting.pop(0))

    def _note(self, links: list[str]) -> None:
        """Add the pages of this site and this language that are not known yet."""
        for link in links:
            address = link.partition("#")[0]
            if address in self._known or NO_PAGE.search(urlsplit(address).path):
                continue
            self._known.add(address)
            if address.startswith(f"{self.phone.site.url}/{self.language}/"):
                self._waiting.append(address)

    def _visit(self, address: str) -> None:
        shape = shape_of(address)
        is_learner = self.who in LEARNERS
        if self.shapes[shape] >= (OPENED_BY_LEARNERS if is_learner else OPENED):
            return
        self.shapes[shape] += 1
        page = self.phone.page
        answer = page.goto(address)
        assert answer is not None
        if answer.status == 404 and shape != "no-such-page":
            self.faults.append(f"{shape}: a link leads to a page that is not there")
        sizes = answer.request.sizes()
        if (size := sizes["responseHeadersSize"] + sizes["responseBodySize"]) > HEAVIEST_PAGE:
            self.faults.append(f"{shape}: {size} bytes")
        self._check(shape, page)
        is_read_by_axe = is_learner or shape == "home" or shape not in LEARNER_PAGES
        if is_read_by_axe and self.shapes[shape] == 1:
            self.faults += [f"{shape}: {fault}" for fault in unreadable(page)]

    def _check(self, shape: str, page: Page) -> None:
        seen = page.evaluate(PAGE_FACTS)
        if seen["headings"] != 1:
            self.faults.append(f"{shape}: {seen['headings']} h1")
        if seen["width"] > NARROW["width"]:
            self.faults.append(f"{shape}: {seen['width']} pixels wide")
        if seen["dashes"]:
            self.faults.append(f"{shape}: a choice without words: {seen['dashes']}")
        named = [name for name in self.names if name in seen["title"]]
        if named or says_too_much(seen["title"]):
            self.faults.append(f"{shape}: the title says «{seen['title']}»")
        self._note(seen["links"])


def shape_of(address: str) -> str:
    """Return an address without language and codes: «learn/*/*»."""
    return CODE.sub("/*", urlsplit(address).path)[3:].strip("/")


def unreadable(page: Page) -> list[str]:
    """Return what axe finds on a page, in one line each."""
    return [
        f"axe {fault['id']}: {fault['nodes'][0]['html'][:160]}"
        for fault in Axe().run(page).response["violations"]
    ]


def begin_course(phone: Phone, language: str) -> None:
    """Take the course unless it is taken, and answer a question as a beginner would."""
    page = phone.open(f"/{language}/learn/")
    go(page, "article a")
    if page.locator("form[action$='/enrol/']").count():
        go(page, "form[action$='/enrol/'] button")
        go(page, "main a.button")
        page.locator("[name=choice]").first.check()
        go(page, "main form:has([name=choice]) button")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("who", list(SEEN_BY))
def test_every_page_is_readable_narrow_and_quiet(phone, names, newcomer, who, language):
    device = phone()
    device.page.set_viewport_size(NARROW)
    if who:
        device.open(f"/{language}/sign-in/")
        device.enter(who)
    if who == "leader":
        begin_course(device, language)
    crawl = Crawl(device, who, language, names)
    crawl.run(["home/"] if who else ["", *UNLINKED[""]])
    assert "\n".join(crawl.faults) == ""
    assert SEEN_BY[who] - set(crawl.shapes) == set()
    assert [text for text in device.complaints if "404" not in text] == []
    assert device.asked_elsewhere == []


@pytest.mark.parametrize(("who", "paths"), list(BROAD.items()))
def test_no_table_is_wider_than_its_card_on_a_tablet(phone, who, paths):
    """From 736 pixels on, the menu at the side leaves a tablet as much room as a large phone."""
    device = phone()
    device.sign_in(who, "fr")
    wide = {}
    for path in paths:
        page = device.open(f"/fr/{path}")
        if path == "mentoring/programmes/":
            go(page, "table a")
        for width in (545, 735, 768, 900, 1024, 1120):
            page.set_viewport_size({"width": width, "height": 1024})
            wide[path, width] = page.evaluate(OUTSIDE_ITS_CARD)
    assert wide == {key: [] for key in wide}
    # A sheet of A4 is as narrow, and has its columns all the same.
    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print")
    assert page.evaluate(DISPLAY_OF_A_ROW) == "table-row"


def test_nothing_is_cut_when_a_phone_shows_it_at_twice_its_size(phone):
    device = phone()
    device.page.set_viewport_size({"width": 180, "height": 320})
    widths = {"sign-in/": device.open("/fr/sign-in/").evaluate(PAGE_FACTS)["width"]}
    device.sign_in("leader3", "fr")
    # Pictures, dates, notices, long words, every kind of field.
    for path in ("home/", "learn/", "webinars/", "mentoring/profile/", "me/", "styleguide/"):
        widths[path] = device.open(f"/fr/{path}").evaluate(PAGE_FACTS)["width"]
    assert widths == dict.fromkeys(widths, 180)


@pytest.mark.parametrize("who", ["leader3", "coordinator"])
def test_dark_pages_are_readable(phone, who):
    device = phone(dark=True)
    page = device.sign_in(who)
    paths = {
        "leader3": ["home/", "learn/", "mentoring/", "webinars/", "styleguide/"],
        "coordinator": ["region/", "invitations/", "webinars/new/", "mentoring/programmes/new/"],
    }
    faults = {}
    for path in paths[who]:
        device.open(f"/en/{path}")
        faults[path] = unreadable(page)
    assert faults == {path: [] for path in paths[who]}


def test_pages_with_errors_are_readable(phone):
    device = phone()
    page = device.open("/en/sign-in/")
    page.fill("[name=login]", "nobody")
    page.fill("[name=password]", "not their passphrase")
    go(page, SUBMIT)
    assert page.locator(".say.again").count() == 1
    assert unreadable(page) == []
    page = device.open("/en/join/")
    page.fill("[name=code]", "ABCD-EFGH")
    go(page, SUBMIT)
    assert page.locator(".has-error [aria-invalid=true]").count() == 1
    assert unreadable(page) == []


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_sheet_of_slips_is_one_sheet_of_paper(phone, paper):
    device = phone(javascript=False)
    page = device.sign_in("coordinator")
    device.open("/fr/invitations/sheet/")
    go(page, SUBMIT)
    assert page.locator(".slips li").count() == 12
    with pikepdf.open(io.BytesIO(page.pdf(format=paper))) as printed:
        assert len(printed.pages) == 1
