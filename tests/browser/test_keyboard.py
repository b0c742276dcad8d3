"""Signing in, a question and the exercise with Tab, Space and Enter alone, and focus in sight."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Phone
from tests.factories import PASSPHRASE

# More presses than any page needs before its main content, or an exercise before its text: a table
# comes first.
FURTHEST = 80
# WCAG 2.2, 2.4.13: at least two pixels all around.
THINNEST_OUTLINE = 2

FOCUS = """
(selector) => {
    const focused = document.activeElement;
    const style = getComputedStyle(focused);
    // A player's own buttons are the browser's, and so is the ring around them.
    const hasOwnRing = focused.localName === "audio";
    const hasNone = style.outlineStyle === "none";
    return {
        isWanted: focused.matches(selector),
        outline: hasOwnRing ? Infinity : hasNone ? 0 : parseFloat(style.outlineWidth),
    };
}
"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until `selector` has the focus; the focus must be visible at each press."""
    for _ in range(FURTHEST):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS, selector)
        assert focus["outline"] >= THINNEST_OUTLINE, page.evaluate(
            "document.activeElement.outerHTML"
        )
        if focus["isWanted"]:
            return
    raise AssertionError(f"Tab does not lead to {selector}.")


def press(page: Page, key: str) -> None:
    """Press a key, and wait for the page that follows."""
    with page.expect_navigation():
        page.keyboard.press(key)


def sign_in(device: Phone, pseudonym: str) -> Page:
    page = device.open("/en/sign-in/")
    tab_to(page, "[name=login]")
    page.keyboard.type(pseudonym)
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSPHRASE)
    press(page, "Enter")
    return page


def test_learner_needs_no_pointer(phone):
    device = phone()
    page = sign_in(device, "mentor2")
    tab_to(page, ".places a[href$='/learn/']")
    press(page, "Enter")
    tab_to(page, "article a")
    press(page, "Enter")
    course = page.url
    tab_to(page, "form[action$='/enrol/'] button")
    press(page, "Space")
    tab_to(page, "main a.button")
    press(page, "Enter")
    tab_to(page, "[name=choice]")
    page.keyboard.press("Space")
    tab_to(page, "form button:not(.leave)")
    press(page, "Enter")
    expect(page.locator("main [role=status]")).to_be_visible()
    page.goto(course)
    tab_to(page, "a[href*='/exercise/']")
    press(page, "Enter")
    tab_to(page, "[name=text]")
    page.keyboard.type("Income: 100 000.\nLeft: 40 000.")
    tab_to(page, "[name=save]")
    press(page, "Space")
    assert page.input_value("[name=text]") == "Income: 100 000.\nLeft: 40 000."


def test_first_tab_skips_to_the_content(phone):
    page = phone().open("/en/sign-in/")
    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    tab_to(page, "[name=login]")
    assert page.evaluate("document.activeElement.name") == "login"


def test_way_out_is_near_with_the_keyboard(phone):
    """Only the two skip links, home and the language come before it."""
    page = phone().sign_in("mentor")
    for _ in range(5):
        page.keyboard.press("Tab")
    assert page.evaluate(FOCUS, ".leave")["isWanted"]
