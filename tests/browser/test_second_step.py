"""The second step on a phone: a passkey with a virtual authenticator, an app without JavaScript."""

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from tests.browser.conftest import SUBMIT, Phone, Site, go
from tests.factories import PASSPHRASE

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def newcomers_phone(chromium, site) -> Iterator:
    """Return a function that makes the phone of a member whom no other test knows.

    At a host name, because a passkey belongs to a name and never to a number.
    """
    by_name = Site(url=site.url.replace("127.0.0.1", "localhost"), env=site.env)
    phones: list[Phone] = []

    def new(pseudonym: str, *, javascript: bool = True) -> Phone:
        site.shell(
            "from people.models import Organisation, User; "
            f"User.objects.create_user({pseudonym!r}, {PASSPHRASE!r}, "
            "organisation=Organisation.objects.first())"
        )
        phones.append(Phone(chromium, by_name, javascript=javascript))
        phones[-1].sign_in(pseudonym)
        return phones[-1]

    yield new
    for each in phones:
        each.close()


def out_and_first_step(device: Phone, pseudonym: str) -> Page:
    device.context.clear_cookies()
    page = device.open("/en/sign-in/")
    device.enter(pseudonym)
    assert page.url == f"{device.site.url}/en/sign-in/second-step/"
    return page


def test_passkey_opens_and_paper_opens_when_the_phone_is_lost(newcomers_phone):
    device = newcomers_phone("Passkey 274")
    tools = device.context.new_cdp_session(device.page)
    tools.send("WebAuthn.enable")
    phone = tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page = device.open("/en/me/second-step/passkey/")
    go(page, "main form[data-passkey] button")
    assert page.url == f"{device.site.url}/en/me/second-step/codes/"
    codes = page.locator("code.secret").all_inner_texts()
    assert len(codes) == 10

    page = out_and_first_step(device, "Passkey 274")
    go(page, "main form[data-passkey] button")
    assert page.url == f"{device.site.url}/en/home/"

    tools.send("WebAuthn.removeVirtualAuthenticator", phone)
    page = out_and_first_step(device, "Passkey 274")
    page.fill("[name=code]", codes[0])
    go(page, "main form:not([data-passkey]) button")
    assert page.url == f"{device.site.url}/en/home/"
    assert device.complaints == []
    assert device.asked_elsewhere == []


def test_app_is_set_up_and_asked_for_without_javascript(newcomers_phone):
    device = newcomers_phone("App 274", javascript=False)
    page = device.open("/en/me/second-step/app/")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    go(page, SUBMIT)
    assert page.url == f"{device.site.url}/en/me/second-step/codes/"
    code = page.locator("code.secret").first.inner_text()

    page = out_and_first_step(device, "App 274")
    assert page.locator("[data-passkey]").count() == 0
    page.fill("[name=code]", "000000")
    go(page, SUBMIT)
    assert page.locator(".error").inner_text().startswith("That code is not right.")
    page.fill("[name=code]", code)
    go(page, SUBMIT)
    assert page.url == f"{device.site.url}/en/home/"
