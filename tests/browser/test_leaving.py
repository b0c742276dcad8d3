"""The way out: at once with JavaScript, by a plain form without; going back shows nothing."""

import pytest
from playwright.sync_api import Page, Route

from demo.members import SIGN_INS
from tests.browser.conftest import Phone, address_of_an_exercise, go, stand_in_for

# Slower than this, and someone who reads over a shoulder has read a line.
BLANK_WITHIN_MS = 100
LEAVE = "form[data-leave] button"

# Notes when the member left, and when the page was empty.
WATCH = """
() => {
    const root = document.documentElement;
    window.noted = {};
    for (const kind of ["click", "keydown"])
        addEventListener(kind, () => { noted.left = performance.now(); }, true);
    const check = () => { if (root.hidden) noted.blank ??= performance.now(); };
    new MutationObserver(check).observe(root, { attributes: true });
}
"""
NOTED = """
() => ({
    took: noted.blank - noted.left,
    isVisible: document.body.checkVisibility(),
    title: document.title,
})
"""


def press_leave(page: Page) -> None:
    page.click(LEAVE, no_wait_after=True)


def press_shift_thrice(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.fixture(params=[press_leave, press_shift_thrice], ids=["button", "shift"])
def way(request):
    return request.param


def open_two_pages(phone: Phone, who: str = "leader") -> tuple[str, list[str]]:
    """Sign in, go to a second page; return the ordinary site's address and the requests to it."""
    page = phone.sign_in(who)
    go(page, ".entries a[href$='/me/']")
    exit_url = page.get_attribute("form[data-leave]", "data-leave") or ""
    return exit_url, stand_in_for(page, exit_url)


def test_page_is_blank_at_once_and_the_session_over(phone, way):
    device = phone()
    exit_url, arrived = open_two_pages(device)
    page, cookies = device.page, device.context.cookies()
    held: list[Route] = []
    device.context.route("**/leave/", lambda route: held.append(route))
    page.evaluate(WATCH)
    way(page)
    page.wait_for_function("noted.blank")
    noted = page.evaluate(NOTED)
    assert noted["took"] < BLANK_WITHIN_MS
    assert (noted["isVisible"], noted["title"]) == (False, "\u200b")
    while not held:
        page.wait_for_timeout(20)
    assert arrived == []
    held[0].continue_()
    page.wait_for_url(exit_url)
    assert arrived == [exit_url]
    assert is_over(phone(), cookies)


def test_page_that_was_left_is_no_step_back(phone, way):
    device = phone()
    exit_url, _ = open_two_pages(device)
    page = device.page
    way(page)
    page.wait_for_url(exit_url)
    page.go_back()
    # The ordinary site has replaced «Me»; the page before it is home.
    page.wait_for_url("**/sign-in/?next=/en/home/")
    assert SIGN_INS["leader"] not in page.inner_text("body")
    page.go_forward()
    page.wait_for_url(exit_url)


# For members and coordinators; a stranger is asked to sign in.
TWENTY = [
    *("/en/home/", "/en/region/", "/en/networks/", "/en/vouch/", "/en/people/roles/"),
    *("/en/organisations/", "/en/organisations/new/", "/en/invitations/", "/en/invitations/sheet/"),
    *("/en/invitations/branch/", "/en/webinars/", "/en/webinars/new/", "/en/mentoring/"),
    *("/en/mentoring/profile/", "/en/mentoring/programmes/", "/en/mentoring/programmes/new/"),
    *("/en/me/looks/", "/en/me/sessions/", "/en/me/second-step/", "/en/me/passphrase/"),
]


def test_nothing_of_twenty_pages_comes_back(phone):
    device = phone()
    exit_url, _ = open_two_pages(device, "coordinator")
    page = device.page
    for path in TWENTY:
        device.open(path)
        assert page.url == device.site.url + path
    # The page that is left is no step back.
    device.open("/en/me/")
    press_leave(page)
    page.wait_for_url(exit_url)
    for path in reversed(TWENTY):
        page.go_back()
        assert page.url == f"{device.site.url}/en/sign-in/?next={path}"
        assert SIGN_INS["coordinator"] not in page.content()


def test_two_presses_of_shift_are_writing(phone):
    device = phone()
    _, arrived = open_two_pages(device)
    for _ in range(2):
        device.page.keyboard.press("Shift")
    device.page.reload()
    assert (device.page.url.endswith("/en/me/"), arrived) == (True, [])


SENTENCE = "Acacia, Indigo and Mimosa meet. Éva, Àwa Et Öz VIENNENT."
# Between two keys of someone who types fast. Slower typing leaves more time between two capitals.
BETWEEN_KEYS_MS = 60


def type_with_shift(page: Page, text: str) -> None:
    """Type as a hand does: Shift goes down before each capital and up after it."""
    for letter in text:
        if letter.isupper():
            page.keyboard.down("Shift")
        if letter.isascii():
            page.keyboard.press(letter)
        else:
            page.keyboard.insert_text(letter)
        if letter.isupper():
            page.keyboard.up("Shift")
        page.wait_for_timeout(BETWEEN_KEYS_MS)


LESSON_OF = """
from learning.models import LessonPage
print(LessonPage.objects.filter(locale__language_code="en").order_by("path").first().pk)
"""


def test_sentences_with_capitals_never_sign_out_in_an_exercise(phone, site):
    device = phone()
    _, arrived = open_two_pages(device, "leader-asia")
    page = device.open(address_of_an_exercise(site, "leader-asia"))
    page.fill("[name=text]", "")
    page.focus("[name=text]")
    type_with_shift(page, SENTENCE)
    assert page.input_value("[name=text]") == SENTENCE
    assert arrived == []
    page.click("main button[name=save][value='1']")
    page.get_by_text("Saved as a draft.").wait_for()
    assert page.input_value("[name=text]") == SENTENCE


def test_sentences_with_capitals_never_sign_out_in_the_studio(phone, site):
    device = phone()
    _, arrived = open_two_pages(device, "editor")
    device.page.set_viewport_size({"width": 1280, "height": 900})
    page = device.open(f"/studio/pages/{site.shell(LESSON_OF)}/edit/")
    page.wait_for_load_state("networkidle")
    page.fill("#id_title", "")
    page.focus("#id_title")
    type_with_shift(page, SENTENCE)
    assert page.input_value("#id_title") == SENTENCE
    assert page.url.endswith("/edit/")
    assert arrived == []


@pytest.mark.parametrize(
    "between",
    [
        lambda page: page.keyboard.press("a"),
        lambda page: page.keyboard.press("Shift+ArrowLeft"),
        lambda page: page.mouse.click(5, 5),
        lambda page: page.wait_for_timeout(2_100),
    ],
    ids=["letter", "selecting", "mouse", "pause"],
)
def test_only_three_bare_presses_in_a_row_leave(phone, between):
    device = phone()
    exit_url, arrived = open_two_pages(device)
    for _ in range(2):
        device.page.keyboard.press("Shift")
    between(device.page)
    for _ in range(2):
        device.page.keyboard.press("Shift")
    device.page.wait_for_timeout(200)
    assert (device.page.url.endswith("/en/me/"), arrived) == (True, [])
    device.page.keyboard.press("Shift")
    device.page.wait_for_url(exit_url)


@pytest.mark.parametrize("held", ["Alt", "Control", "Meta"])
def test_going_through_the_keyboards_of_ones_languages_does_not_leave(phone, held):
    """With another key held, each Shift chooses the next keyboard."""
    device = phone()
    _exit_url, arrived = open_two_pages(device)
    device.page.keyboard.down(held)
    for _ in range(3):
        device.page.keyboard.press("Shift")
    device.page.keyboard.up(held)
    device.page.wait_for_timeout(200)
    assert (device.page.url.endswith("/en/me/"), arrived) == (True, [])


def test_shift_with_the_third_level_key_does_not_leave(phone):
    """Playwright does not hold AltGr as a modifier, so the page sends these events to itself."""
    device = phone()
    _exit_url, arrived = open_two_pages(device)
    device.page.evaluate(
        """() => {
            for (const kind of ["keydown", "keyup", "keydown", "keyup", "keydown", "keyup"])
                document.body.dispatchEvent(
                    new KeyboardEvent(kind, { keyCode: 16, modifierAltGraph: true, bubbles: true })
                );
        }"""
    )
    device.page.wait_for_timeout(200)
    assert (device.page.url.endswith("/en/me/"), arrived) == (True, [])


def test_scrolling_sideways_does_not_leave(phone):
    device = phone()
    _exit_url, arrived = open_two_pages(device)
    for _ in range(3):
        device.page.keyboard.down("Shift")
        device.page.mouse.wheel(120, 0)
        device.page.wait_for_timeout(50)
        device.page.keyboard.up("Shift")
    device.page.wait_for_timeout(200)
    assert (device.page.url.endswith("/en/me/"), arrived) == (True, [])


@pytest.mark.parametrize(
    "missing",
    [
        "delete window.fetch",
        "window.fetch = undefined",
        "window.fetch = () => { throw Error() }; 0",
    ],
)
def test_plain_form_is_posted_where_fetch_is_missing(phone, way, missing):
    device = phone()
    exit_url, arrived = open_two_pages(device)
    cookies = device.context.cookies()
    device.page.evaluate(missing)
    way(device.page)
    device.page.wait_for_url(exit_url)
    assert arrived == [exit_url]
    assert is_over(phone(), cookies)


def test_slow_line_still_ends_the_session_where_keepalive_is_missing(phone, way):
    device = phone()
    exit_url, _ = open_two_pages(device)
    cookies = device.context.cookies()
    device.page.evaluate(
        # Playwright would call a function that the script ends with, and wait for its promise.
        "delete Request.prototype.keepalive; window.fetch = () => new Promise(() => {}); null"
    )
    way(device.page)
    device.page.wait_for_url(exit_url)
    assert is_over(phone(), cookies)


def test_way_out_needs_no_signal(phone, way):
    device = phone()
    exit_url, arrived = open_two_pages(device)
    device.context.route("**/leave/", lambda route: route.abort())
    way(device.page)
    device.page.wait_for_url(exit_url)
    assert arrived == [exit_url]


def test_plain_form_leaves_without_javascript(phone):
    device = phone(javascript=False)
    exit_url, arrived = open_two_pages(device)
    cookies = device.context.cookies()
    device.page.click(LEAVE)
    device.page.wait_for_url(exit_url)
    assert arrived == [exit_url]
    assert is_over(phone(), cookies)
    device.page.go_back()
    device.page.wait_for_url("**/sign-in/?next=/en/me/")
    assert SIGN_INS["leader"] not in device.page.inner_text("body")


# Everything that a site may keep in a browser, its cookies aside.
KEPT = """
async () => [
    ...Object.entries(localStorage),
    ...Object.entries(sessionStorage),
    ...(await indexedDB.databases()).map((one) => one.name),
    ...(await caches.keys()),
    ...(await navigator.serviceWorker.getRegistrations()).map((one) => one.scope),
]
"""


def test_browser_keeps_nothing_of_the_member_during_and_after_use(phone):
    device = phone()
    exit_url, _ = open_two_pages(device)
    page = device.open("/en/mentoring/concern/")
    page.fill("textarea", "ZMARK what happened")
    go(page, page.get_by_role("button", name="Send it"))
    assert page.locator("code.secret").is_visible()
    assert page.evaluate(KEPT) == []
    cookies = str(device.context.cookies())
    assert [mark for mark in (SIGN_INS["leader"], "ZMARK") if mark in cookies] == []
    page.click(LEAVE)
    page.wait_for_url(exit_url)
    assert device.context.cookies(device.site.url) == []
    assert device.open("/healthz").evaluate(KEPT) == []


def is_over(thief: Phone, cookies) -> bool:
    """Return whether a copy of the cookies of the session no longer opens anything."""
    thief.context.add_cookies(cookies)
    page = thief.open("/en/home/")
    return page.url == f"{thief.site.url}/en/sign-in/?next=/en/home/"
