"""A browser whose maker can read along shows a warning before anything private."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories

OPERA_MINI = "Opera/9.80 (Android; Opera Mini/36.2/191.256; U; fr) Presto/2.12.423 Version/12.16"
PUFFIN = "Mozilla/5.0 (X11; U; Linux x86_64; en-us) Chrome/79.0 Safari/537.36 Puffin/9.0.0AP"
CHROME = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/120.0 Mobile OPR/74.0"
WARNING = "cms/decrypting.html"


def is_warned(response) -> bool:
    return WARNING in [template.name for template in response.templates]


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": OPERA_MINI},
        {"HTTP_USER_AGENT": PUFFIN},
        {"HTTP_USER_AGENT": CHROME, "HTTP_X_OPERAMINI_PHONE_UA": "Nokia"},
    ],
)
@pytest.mark.parametrize("path", ["/en/sign-in/", "/en/join/", "/en/home/", "/en/check/"])
def test_private_pages_are_preceded_by_the_warning(db, headers, path):
    response = Client().get(path, **headers)
    assert (response.status_code, is_warned(response)) == (200, True)
    assert f'<input type="hidden" name="next" value="{path}">' in response.content.decode()


@pytest.mark.parametrize("path", ["/en/", "/en/safety/", "/en/safety/what-we-hold/"])
def test_public_pages_come_without_the_warning(db, path):
    assert not is_warned(Client().get(path, HTTP_USER_AGENT=OPERA_MINI))


def test_way_out_is_never_blocked(db):
    assert Client().post("/leave/", HTTP_USER_AGENT=OPERA_MINI).status_code == 303


@pytest.mark.parametrize("agent", [CHROME, ""])
def test_other_browsers_are_not_warned(db, agent):
    assert not is_warned(Client().get("/en/sign-in/", HTTP_USER_AGENT=agent))


def test_what_was_typed_goes_nowhere_before_the_warning(world):
    world.a.leader.set_password(factories.PASSPHRASE)
    world.a.leader.save()
    phone = Client(HTTP_USER_AGENT=OPERA_MINI)
    typed = {"login": world.a.leader.pseudonym, "password": factories.PASSPHRASE}
    assert is_warned(phone.post("/en/sign-in/", typed))
    assert "_auth_user_id" not in phone.session


def test_member_goes_on_after_accepting_the_warning(sign_in, world):
    phone = sign_in(world.a.leader)
    phone.defaults["HTTP_USER_AGENT"] = OPERA_MINI
    wanted = reverse("people:me")
    assert is_warned(phone.get(wanted))
    response = phone.post("/go-on/", {"next": wanted})
    assert (response.status_code, response["Location"]) == (302, wanted)
    cookie = phone.cookies["go-on"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("1", True, "Lax")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert not is_warned(phone.get(wanted))


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "", "\0"])
def test_going_on_leads_nowhere_else(db, target):
    assert Client().post("/go-on/", {"next": target})["Location"] == "/"


def test_going_on_needs_the_form(db):
    assert Client(enforce_csrf_checks=True).post("/go-on/", {"next": "/"}).status_code == 403
