"""The shell of every page: Leave in reach, little above the content, and nothing of it on paper."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Phone

# Pages that are long for one of the roles, and one with a question.
LONG = {
    "leader": ["home/", "me/", "mentoring/profile/", "mentoring/concern/", "safety/what-we-hold/"],
    "coordinator": ["region/", "organisations/new/", "webinars/new/", "people/roles/"],
    "mentor": ["home/", "me/notices/"],
}
HIGHEST_HEADER, HIGHEST_TOP = 56, 132

LEAVE_AT = """
() => {
    const button = document.querySelector(".leave");
    const box = button.getBoundingClientRect();
    const at = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    return box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth && at === button;
}
"""
TOP = """
() => {
    const height = (name) => {
        const found = document.querySelector(name);
        return found ? found.getBoundingClientRect().height : 0;
    };
    return {header: height(".top"), rest: height(".demo") + height(".news"), news: height(".news")};
}
"""


def places_of_leave(page: Page) -> list[bool]:
    """Return for each screenful of the page whether Leave is in view and uncovered."""
    height = page.evaluate("document.scrollingElement.scrollHeight")
    found = []
    for top in range(0, height, 300):
        page.evaluate("top => scrollTo(0, top)", top)
        found.append(page.evaluate(LEAVE_AT))
    return found


@pytest.mark.parametrize("width", [180, 320, 360])
def test_leave_is_in_view_at_every_place_of_long_pages(phone, width):
    """180 pixels are those of a phone that shows text at twice its size."""
    for role, paths in LONG.items():
        one = phone()
        one.sign_in(role, "fr")
        one.page.set_viewport_size({"width": width, "height": 640})
        for path in paths:
            page = one.open(f"/fr/{path}")
            assert set(places_of_leave(page)) == {True}, path
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width, path


def test_little_is_above_the_content_of_a_phone(phone):
    one = phone()
    page = one.sign_in("mentor", "fr")
    top = page.evaluate(TOP)
    assert top["news"] > 0
    assert top["header"] <= HIGHEST_HEADER
    assert top["rest"] <= HIGHEST_TOP
    assert top["news"] <= 48


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("javascript", [True, False])
def test_signing_in_needs_no_scrolling(chromium, site, language, javascript):
    one = Phone(chromium, site, javascript=javascript)
    page = one.open(f"/{language}/sign-in/")
    box = page.locator("main form button.button").bounding_box()
    assert box["y"] + box["height"] <= page.viewport_size["height"]
    one.close()


def test_paper_has_the_page_and_nothing_around_it(phone):
    one = phone()
    page = one.sign_in("mentor", "fr")
    page.emulate_media(media="print")
    shown = {
        name: page.locator(name).is_visible()
        for name in ("main", ".top", ".rail", ".news", ".demo")
    }
    assert shown == {"main": True, ".top": False, ".rail": False, ".news": False, ".demo": False}


def test_laptop_has_the_menu_at_the_side_and_nothing_over_the_page(phone):
    one = phone()
    one.page.set_viewport_size({"width": 1280, "height": 800})
    page = one.sign_in("coordinator", "fr")
    rail, main = (page.locator(name).bounding_box() for name in (".rail", "main"))
    assert rail["x"] + rail["width"] <= main["x"]
    assert rail["y"] == pytest.approx(main["y"], abs=1)
    assert page.locator(".phone").is_hidden()
    # The entry of the page is marked; the rest of the menu is beside it.
    page = one.open("/fr/region/")
    assert page.locator(".entries [aria-current=page]").get_attribute("href") == "/fr/region/"
