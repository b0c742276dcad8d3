"""What the site sends to a browser when it runs on a server: cookies, and HTTPS alone."""

import json
from http.cookies import SimpleCookie

import pytest

from tests.config.starting import production, run

# In a process of its own: settings are read once. A member signs in, behind the proxy.
SIGN_IN = """
import json
from config import settings
# Their hashed names would have to be collected first.
settings.STORAGES["staticfiles"]["BACKEND"] = settings.STORAGES["default"]["BACKEND"]
# Tables as the models are: two hundred migrations are another test's business.
settings.MIGRATION_MODULES = type("None", (), {
    "__contains__": lambda self, app: True, "__getitem__": lambda self, app: None
})()
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from people.models import User

def summary(response):
    cookies = {name: one.OutputString() for name, one in response.cookies.items()}
    kept = ("Strict-Transport-Security", "Location")
    headers = {name: response.get(name) for name in kept}
    return {"status": response.status_code, "cookies": cookies, **headers}

call_command("migrate", run_syncdb=True, verbosity=0)
words = "six words that nobody would guess"
User.objects.create_user("Baobab 274", words)
address, server = "/en/sign-in/", {"SERVER_NAME": "learn.example.org"}
proxied = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.77"}
phone = Client(enforce_csrf_checks=True, headers=proxied, **server)
page = phone.get(address)
form = {"login": "Baobab 274", "password": words, "is_shared": "on"}
form["csrfmiddlewaretoken"] = phone.cookies["__Host-csrf"].value
origin = {"origin": "https://learn.example.org"}
inside = phone.post(address, form, headers=origin)
plain = Client(headers={"x-forwarded-for": "203.0.113.77"}, **server).get(address)
print(json.dumps([summary(response) for response in (page, inside, plain)]))
"""
# No Domain: the prefix forbids it; no Max-Age and no Expires: they go with the browser.
COOKIE = {"path": "/", "secure": True, "httponly": True, "samesite": "Lax"}


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> list[dict]:
    folder = tmp_path_factory.mktemp("production")
    done = run(production(folder), "-c", SIGN_IN)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def attributes(cookie: str) -> dict[str, dict]:
    """Return name → the attributes that are set."""
    morsels = SimpleCookie(cookie).items()
    return {name: {key: value for key, value in one.items() if value} for name, one in morsels}


def test_cookies_are_bound_to_this_host_to_https_and_to_this_browser(answers):
    page, inside, _plain = answers
    assert {name: attributes(said) for name, said in page["cookies"].items()} == {
        "__Host-csrf": {"__Host-csrf": COOKIE}
    }
    assert (inside["status"], inside["Location"]) == (302, "/en/home/")
    assert {name: attributes(said) for name, said in inside["cookies"].items()} == {
        "__Host-csrf": {"__Host-csrf": COOKIE},
        "__Host-session": {"__Host-session": COOKIE},
    }


def test_https_is_remembered_for_a_year_and_preloaded_nowhere(answers):
    page, inside, plain = answers
    assert page["Strict-Transport-Security"] == "max-age=31536000"
    assert inside["Strict-Transport-Security"] == "max-age=31536000"
    assert plain == {
        "status": 301,
        "cookies": {},
        "Strict-Transport-Security": None,
        "Location": "https://learn.example.org/en/sign-in/",
    }
