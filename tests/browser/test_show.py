"""A passphrase can be read while it is typed, and is hidden again before it leaves the page."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SUBMIT, go
from tests.factories import PASSPHRASE

FIELD = "[name=password]"
BUTTON = "[data-show]"
WORDS = {
    "en": ("Show the passphrase", "Hide the passphrase"),
    "fr": ("Afficher la phrase secrète", "Masquer la phrase secrète"),
}


def kind(page: Page) -> str | None:
    return page.locator(FIELD).get_attribute("type")


@pytest.mark.parametrize("language", WORDS)
def test_button_shows_and_hides_the_passphrase(phone, language):
    page = phone().open(f"/{language}/sign-in/")
    show, hide = WORDS[language]
    page.fill(FIELD, PASSPHRASE)
    button = page.locator(BUTTON)
    assert (button.inner_text(), kind(page)) == (show, "password")
    button.click()
    assert (button.inner_text(), kind(page)) == (hide, "text")
    assert page.input_value(FIELD) == PASSPHRASE
    # By the keyboard as well; it sends nothing.
    button.focus()
    page.keyboard.press("Enter")
    assert (button.inner_text(), kind(page)) == (show, "password")
    assert page.url.endswith("/sign-in/")


def test_passphrase_is_hidden_again_when_it_is_sent(phone):
    """So that the browser keeps it nowhere as text, and offers to keep it as a passphrase."""
    device = phone()
    page = device.open("/en/sign-in/")
    page.evaluate(
        "document.querySelector('[name=password]').form.addEventListener('submit',"
        " () => sessionStorage.setItem('kind', document.querySelector('[name=password]').type))"
    )
    page.fill("[name=login]", "leader")
    page.fill(FIELD, PASSPHRASE)
    page.locator(BUTTON).click()
    assert kind(page) == "text"
    go(page, SUBMIT)
    assert page.url.endswith("/en/home/")
    assert page.evaluate("sessionStorage.getItem('kind')") == "password"


def test_without_javascript_there_is_no_button_that_does_nothing(phone):
    page = phone(javascript=False).open("/en/sign-in/")
    assert page.locator(BUTTON).is_hidden()
    assert kind(page) == "password"
