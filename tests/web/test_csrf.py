"""A browser that hides its origin may send our forms; pages of other sites may not."""

import re

import pytest
from django.test import Client

from tests import factories

HERE = "/en/sign-in/"


@pytest.fixture
def form(db) -> tuple[Client, dict[str, str]]:
    client = Client(enforce_csrf_checks=True)
    html = client.get(HERE).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]
    return client, {"csrfmiddlewaretoken": token, "login": "nobody", "password": "nothing"}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"origin": "null"},
        {"origin": "http://testserver"},
        {},
    ],
)
def test_own_form_is_accepted(form, headers):
    client, data = form
    assert client.post(HERE, data, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "null", "sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "none"},
        {"origin": "https://a.example"},
        {"origin": "https://a.example", "sec-fetch-site": "same-origin"},
    ],
)
def test_form_on_another_page_is_refused(form, headers):
    client, data = form
    assert client.post(HERE, data, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"origin": "null"}, {"sec-fetch-site": "same-origin"}, {}])
def test_form_without_its_token_is_refused(form, headers):
    client, data = form
    del data["csrfmiddlewaretoken"]
    assert client.post(HERE, data, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"referer": "https://a.example/"}, 403),
        ({"referer": "https://testserver/en/"}, 200),
    ],
)
def test_form_over_https(form, headers, status):
    client, data = form
    assert client.post(HERE, data, headers=headers, secure=True).status_code == status


def test_no_cookie_outlives_the_browser(form):
    client, _data = form
    kept = {name: (one["expires"], one["max-age"]) for name, one in client.cookies.items()}
    assert kept == {"csrftoken": ("", "")}


def test_a_browser_that_has_the_cookie_is_not_sent_it_again(form):
    client, data = form
    held = client.cookies["csrftoken"].value
    assert "csrftoken" not in client.get(HERE).cookies
    assert client.post(HERE, data).status_code == 200
    client.cookies["csrftoken"] = "broken"
    assert client.get(HERE).cookies["csrftoken"].value not in ("broken", held)


def test_who_signs_in_is_sent_a_new_one(client, db):
    factories.with_passphrase("Awa")
    client.get(HERE)
    held = client.cookies["csrftoken"].value
    answer = client.post(HERE, {"login": "Awa", "password": factories.PASSPHRASE})
    assert answer.status_code == 302
    assert answer.cookies["csrftoken"].value != held
