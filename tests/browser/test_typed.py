"""Nothing typed is lost: session over, another language, a tap on a link, a dead line."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Phone, address_of_an_exercise, go
from tests.factories import PASSPHRASE
from web.codes import encode

WRITER, OTHER = "leader-asia", "leader2"
TEXT = "Awa, Binta and Cleo meet.\nZTYPED each keeps a copy of the cash book."
SAVE = "button[name=save]:has-text('draft')"
END_SESSIONS = """
from demo.members import called
from people.models import MemberSession
MemberSession.objects.filter(user=called("leader-asia")).delete()
"""
WORK = """
from demo.members import called
from learning.models import Submission
Submission.objects.filter(enrolment__user=called("leader-asia")).{act}
"""
PAIR = """
from demo.members import called
from mentorship.models import Pair
pair = Pair.objects.live().filter(mentee__in=map(called, ["leader", "leader3"])).first()
print(pair.mentee.pseudonym, pair.code, sep="|")
"""
CONCERNS = """
from safety.models import Concern
print(Concern.objects.count())
"""
LINE = "ZTYPED we looked at the cash book"


@pytest.fixture
def address(site) -> str:
    """The address of an exercise that the writer has not begun."""
    found = address_of_an_exercise(site, WRITER)
    site.shell(WORK.format(act="delete()"))
    return found


@pytest.fixture(params=[True, False], ids=["javascript", "plain"])
def javascript(request) -> bool:
    return request.param


def write(device: Phone, address: str, text: str = TEXT) -> Page:
    page = device.open(address)
    page.fill("[name=text]", text)
    return page


def wait_for_the_draft(device: Phone, address: str) -> None:
    """Open the exercise until it has the text: a leaving page waits for no answer."""
    for _ in range(20):
        if device.open(address).input_value("[name=text]") == TEXT:
            return
        device.page.wait_for_timeout(250)
    pytest.fail("the draft never arrived")


def asked_by(page: Page) -> list[str]:
    """Stay on the page whenever the browser asks, and return what it asked."""
    asked: list[str] = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return asked


def test_text_survives_the_end_of_the_session_for_its_writer_alone(
    phone, site, address, javascript
):
    device = phone(javascript=javascript)
    device.sign_in(WRITER)
    page = write(device, address)
    site.shell(END_SESSIONS)
    go(page, SAVE)
    assert "/sign-in/" in page.url
    device.enter(WRITER)
    assert page.url == site.url + address
    assert page.input_value("[name=text]") == TEXT
    go(page, SAVE)
    expect(page.get_by_text("Saved as a draft.")).to_be_visible()

    page.fill("[name=text]", "ZTYPED once more, for no one else")
    site.shell(END_SESSIONS)
    go(page, SAVE)
    device.enter(OTHER)
    assert "ZTYPED" not in page.content()
    address_of_an_exercise(site, OTHER)
    assert "ZTYPED" not in device.open(address).content()


def test_language_button_saves_the_draft(phone, site, address, javascript):
    device = phone(javascript=javascript)
    device.sign_in(WRITER)
    page = write(device, address)
    go(page, "header button.pill[lang=fr]")
    assert page.url == f"{site.url}{address.replace('/en/', '/fr/')}#main"
    assert page.input_value("[name=text]") == TEXT


def test_language_button_brings_along_what_is_typed(phone, site, javascript):
    device = phone(javascript=javascript)
    device.sign_in(WRITER)
    page = write(device, "/en/mentoring/concern/")
    go(page, "header button.pill[lang=fr]")
    assert page.url == f"{site.url}/fr/mentoring/concern/"
    assert page.input_value("[name=text]") == TEXT


@pytest.fixture
def mentee(site) -> tuple[str, str]:
    """Someone with a mentor, and the address of their pair: a page with two forms to type in."""
    pseudonym, code = site.shell(PAIR).split("|")
    return pseudonym, f"/en/mentoring/pairs/{encode(UUID(code))}/"


def test_language_button_brings_along_the_second_form_of_a_page(phone, mentee, javascript):
    pseudonym, pair = mentee
    device = phone(javascript=javascript)
    device.sign_in(pseudonym)
    page = device.open(pair)
    if not page.locator("[name=line]").is_visible():
        page.click("details:has([name=line]) summary")
    page.fill("[name=line]", LINE)
    if javascript:
        page.fill("[name=text]", "A goal besides")
        go(page, "header button.pill[lang=fr]")
        assert page.input_value("[name=text]") == "A goal besides"
    else:
        go(page, "form:has([name=line]) button.pill[lang=fr]")
    assert page.url == f"{device.site.url}{pair.replace('/en/', '/fr/')}"
    assert page.input_value("[name=line]") == LINE
    assert page.locator("[name=line]").is_visible()


def test_enter_key_sends_the_form_and_changes_no_language(phone, javascript):
    device = phone(javascript=javascript)
    page = device.open("/en/sign-in/")
    page.fill("[name=login]", WRITER)
    page.fill("[name=password]", PASSPHRASE)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    assert page.url.endswith("/en/home/")


def test_stranger_changes_the_language_before_signing_in(phone, javascript):
    device = phone(javascript=javascript)
    page = device.open("/en/sign-in/?next=/en/learn/")
    page.fill("[name=login]", WRITER)
    page.fill("[name=password]", "half a passphrase")
    go(page, "header button.pill[lang=fr]")
    assert page.url.endswith("/fr/sign-in/?next=/en/learn/")
    assert page.input_value("[name=login]") == WRITER
    assert page.input_value("[name=password]") == ""


def test_concern_without_an_account_waits_for_the_line_and_is_sent_once(phone, site):
    device = phone()
    before = int(site.shell(CONCERNS))
    page = write(device, "/en/mentoring/concern/")
    device.context.set_offline(True)
    page.click("main form button")
    expect(page.get_by_text("No connection. Your text is still here")).to_be_visible()
    page.click("main form button")
    assert page.input_value("[name=text]") == TEXT
    with page.expect_navigation():
        device.context.set_offline(False)
    receipt = page.inner_text("code.secret")
    page.reload()
    assert page.inner_text("code.secret") == receipt
    assert int(site.shell(CONCERNS)) == before + 1


def test_draft_saves_itself_and_says_when(phone, address):
    device = phone()
    device.sign_in(WRITER)
    page = write(device, address)
    saved = re.compile(r"Draft saved at \d\d:\d\d\. Save again before \d\d:\d\d\.")
    expect(page.get_by_text(saved)).to_be_visible()
    assert device.open(address).input_value("[name=text]") == TEXT
    assert device.complaints == []


def test_tap_on_a_tab_saves_the_draft(phone, address):
    device = phone()
    device.sign_in(WRITER)
    page = write(device, address)
    go(page, "nav a[href$='/webinars/']")
    wait_for_the_draft(device, address)


def test_tap_on_a_tab_while_the_draft_is_being_saved(phone, address):
    device = phone()
    device.sign_in(WRITER)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    device.context.route(f"**{address}", hold_the_first)
    page = device.open(address)
    with page.expect_request(lambda request: request.method == "POST"):
        page.fill("[name=text]", TEXT)
    go(page, "nav a[href$='/webinars/']")
    wait_for_the_draft(device, address)
    assert len(held) == 1


@pytest.mark.parametrize("line", ["known to be dead", "without an answer"])
def test_tap_on_a_tab_asks_first_where_the_draft_cannot_be_saved(phone, address, line):
    device = phone()
    device.sign_in(WRITER)
    page = write(device, address)
    asked = asked_by(page)
    if line == "known to be dead":
        device.context.set_offline(True)
    else:
        device.context.route(f"**{address}", lambda _held: None)
        with page.expect_request(lambda request: request.method == "POST"):
            page.locator("[name=text]").press_sequentially(" and more")
        page.wait_for_timeout(3_500)
    page.click("nav a[href$='/webinars/']")
    page.wait_for_function("() => document.querySelector('[name=text]').value.length > 0")
    assert asked == ["beforeunload"]
    assert page.input_value("[name=text]").startswith(TEXT)


def test_dead_line_keeps_the_page_and_sends_when_it_is_back(phone, address):
    device = phone()
    device.sign_in(WRITER)
    page = write(device, address)
    device.context.set_offline(True)
    page.click(SAVE)
    expect(page.get_by_text("No connection. Your text is still here")).to_be_visible()
    page.click(SAVE)
    assert page.input_value("[name=text]") == TEXT
    with page.expect_navigation():
        device.context.set_offline(False)
    expect(page.get_by_text("Saved as a draft.")).to_be_visible()
    assert page.input_value("[name=text]") == TEXT


def test_other_forms_warn_before_their_text_is_lost_but_never_at_leaving(phone):
    device = phone()
    device.sign_in(WRITER)
    page = device.open("/en/mentoring/concern/")
    exit_url = page.get_attribute("form[data-leave]", "data-leave") or ""
    device.context.route(exit_url, lambda route: route.fulfill(body="An ordinary site"))
    asked = asked_by(page)
    page.locator("[name=text]").press_sequentially(TEXT)
    page.click("nav a[href$='/webinars/']", no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.input_value("[name=text]") == TEXT
    page.click("form[data-leave] button", no_wait_after=True)
    page.wait_for_url(exit_url)
    assert asked == ["beforeunload"]


def test_form_of_a_page_is_not_lost_when_another_one_is_sent(phone, mentee):
    pseudonym, pair = mentee
    device = phone()
    device.sign_in(pseudonym)
    page = device.open(pair)
    asked = asked_by(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    page.locator("[name=line]").press_sequentially(LINE)
    page.locator("[name=text]").press_sequentially("A goal besides")
    page.click("form:has([name=text]) .button", no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.input_value("[name=line]") == LINE


def test_text_that_came_along_is_not_lost_by_a_tap_or_on_a_dead_line(phone):
    device = phone()
    device.sign_in(WRITER)
    page = device.open("/en/mentoring/concern/")
    asked = asked_by(page)
    page.locator("[name=text]").press_sequentially(TEXT)
    go(page, "header button.pill[lang=fr]")
    page.click("nav a[href$='/webinars/']", no_wait_after=True)
    page.wait_for_timeout(500)
    assert (asked, page.input_value("[name=text]")) == (["beforeunload"], TEXT)
    device.context.set_offline(True)
    page.click("main form .button", no_wait_after=True)
    expect(page.get_by_text("Pas de connexion.")).to_be_visible()
    assert page.input_value("[name=text]") == TEXT
    with page.expect_navigation():
        device.context.set_offline(False)
    expect(page.locator("code.secret")).to_be_visible()
    assert asked == ["beforeunload"]


def test_page_in_another_language_with_nothing_typed_is_left_unasked(phone):
    device = phone()
    device.sign_in(WRITER)
    page = device.open("/en/mentoring/concern/")
    asked = asked_by(page)
    go(page, "header button.pill[lang=fr]")
    go(page, "nav a[href$='/webinars/']")
    assert asked == []


def test_draft_of_one_tab_does_not_replace_that_of_another(phone, address):
    device = phone()
    device.sign_in(WRITER)
    page, tab = device.open(address), device.context.new_page()
    tab.goto(device.site.url + address)
    page.fill("[name=text]", TEXT)
    go(page, SAVE)
    tab.fill("[name=text]", "ZTYPED in the other tab")
    expect(tab.get_by_text("Another text of yours was saved on another page")).to_be_visible()
    assert device.open(address).input_value("[name=text]") == TEXT
    go(tab, SAVE)
    assert tab.input_value("[name=text]") == "ZTYPED in the other tab"
    assert tab.input_value("#other-text") == TEXT
    go(tab, SAVE)
    assert device.open(address).input_value("[name=text]") == "ZTYPED in the other tab"
