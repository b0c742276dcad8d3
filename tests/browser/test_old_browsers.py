"""Pages in a browser of 2017, and with words that are longer than a line of a phone."""

import pytest

from tests.browser.conftest import PHONE, Phone
from tests.old_browsers import aged
from web.serving import stylesheet

# `#DroitsDesTravailleusesDuSexe` is 29 letters; German and Finnish words are longer.
LONG_WORD = "#DroitsDesTravailleusesEtTravailleursDuSexe"
PATHS = [
    "home/",
    "learn/",
    "webinars/",
    "mentoring/",
    "me/",
    "me/passphrase/",
    "mentoring/concern/",
]

FACTS = """
() => {
    const box = (element) => element.getBoundingClientRect();
    const all = (selector) => Array.from(document.querySelectorAll(selector), box);
    const apart = (a, b) => a.right <= b.left || b.right <= a.left ||
        a.bottom <= b.top || b.bottom <= a.top;
    const header = all(".top > *");
    return {
        width: document.scrollingElement.scrollWidth,
        fields: all("input[type=text], input[type=password], select, textarea, main .button")
            .filter((box) => box.width > 0 && box.height < 48).length,
        skip: box(document.querySelector(".skip")).right > 0,
        leave: box(document.querySelector(".leave")).right <= innerWidth,
        overlaps: header.filter((a, i) => header.some((b, k) => k > i && !apart(a, b))).length,
        choices: Array.from(document.querySelectorAll(".choice")).filter((choice) => {
            const [input, text] = choice.children;
            return text && box(text).left - box(input).right < 6;
        }).length,
        bar: all(".places a").filter((box) => box.right > innerWidth || box.width < 40).length,
    };
}
"""
WELL = {
    "width": PHONE["width"],
    "fields": 0,
    "skip": False,
    "leave": True,
    "overlaps": 0,
    "choices": 0,
    "bar": 0,
}
LENGTHEN = """
(word) => {
    const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const texts = [];
    const OURS = "option, style, svg, .notice .pill, .news b, .news small";
    while (walk.nextNode()) if (walk.currentNode.data.trim()) texts.push(walk.currentNode);
    const lengthened = texts.filter((text) => !text.parentNode.closest(OURS));
    for (const text of lengthened) text.data = word + " " + text.data;
}
"""


def _as_old_browser(phone: Phone) -> None:
    css = aged(stylesheet.joined())
    phone.context.route(
        "**/site.*css", lambda route: route.fulfill(body=css, content_type="text/css")
    )


@pytest.mark.parametrize("who", ["leader", "coordinator"])
def test_a_browser_of_2017_shows_every_page_so_that_it_can_be_used(phone, who):
    one = phone(javascript=False)
    _as_old_browser(one)
    page = one.open("/fr/sign-in/")
    facts = {"sign-in/": page.evaluate(FACTS)}
    one.enter(who)
    for path in PATHS:
        facts[path] = one.open(f"/fr/{path}").evaluate(FACTS)
    assert facts == dict.fromkeys(["sign-in/", *PATHS], WELL)


@pytest.mark.parametrize("old", [False, True])
def test_a_long_word_wraps_wherever_text_is_shown(phone, old):
    one = phone()
    if old:
        _as_old_browser(one)
    one.sign_in("leader", "fr")
    addresses = {f"/fr/{path}" for path in PATHS}
    for start in ("/fr/learn/", "/fr/webinars/", "/fr/mentoring/"):
        links = one.open(start).eval_on_selector_all(
            "main a", "links => links.map(a => a.getAttribute('href'))"
        )
        addresses.update(
            link for link in links[:4] if link.startswith("/fr/") and link.endswith("/")
        )
    wide = {}
    for address in sorted(addresses):
        page = one.open(address)
        page.evaluate(LENGTHEN, LONG_WORD)
        wide[address] = page.evaluate("document.scrollingElement.scrollWidth")
    assert {address: width for address, width in wide.items() if width > PHONE["width"]} == {}
