"""Signing in with a pseudonym and a passphrase; leaving from any page."""

import os
import re
import subprocess
import sys

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from people.accounts import login_codes
from people.accounts.pseudonyms import validate_pseudonym
from people.models import MemberSession
from tests import factories
from tests.caches import everything_cached

pytestmark = pytest.mark.servers


@pytest.fixture
def member(db):
    return factories.with_passphrase("Baobab 274")


def attempt(client: Client, login: str = "Baobab 274", password: str = factories.PASSPHRASE, **kw):
    return client.post(reverse("account_login"), {"login": login, "password": password}, **kw)


def test_sign_in_leads_to_the_home_page(client, member):
    assert attempt(client).url == reverse("home")


def test_sign_in_accepts_the_pseudonym_in_lower_case(client, member):
    assert attempt(client, login="baobab 274").url == reverse("home")


def test_sign_in_address_and_fields_are_fixed(client, db):
    page = client.get("/en/sign-in/").content.decode()
    assert 'name="login"' in page
    assert 'name="password"' in page
    assert "placeholder" not in page


def body(response, typed: str) -> str:
    """Return a page without its token and without what was typed into it."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return page.replace(typed, "")


@pytest.fixture
def hashings(monkeypatch):
    """Return a list that gets the name of the operation each time Argon2 runs."""
    done: list[str] = []
    for name in ("encode", "verify"):
        original = getattr(Argon2PasswordHasher, name)

        def counted(*args, _original=original, _name=name, **kwargs):
            done.append(_name)
            return _original(*args, **kwargs)

        monkeypatch.setattr(Argon2PasswordHasher, name, counted)
    return done


@pytest.mark.usefixtures("real_hashes")
def test_sign_in_does_not_say_who_has_an_account(member, hashings):
    """Existing, unknown, disabled and without a passphrase: same page, same work."""
    factories.with_passphrase("Closed 111", is_active=False)
    without = factories.UserFactory(pseudonym="Without 222")
    without.set_unusable_password()
    without.save()
    hashings.clear()
    answers, works = set(), []
    for login in ("Baobab 274", "Nobody 999", "Closed 111", "Without 222"):
        right = login == "Closed 111"
        password = factories.PASSPHRASE if right else "not-the-right-words-at-all"
        response = attempt(Client(), login=login, password=password)
        answers.add((response.status_code, body(response, login)))
        works.append(len(hashings))
        hashings.clear()
    assert len(answers) == 1
    assert works == [1, 1, 1, 1]


def test_disabled_account_is_slowed_down_like_any_other(member):
    member.is_active = False
    member.save()
    for _ in range(5):
        attempt(Client())
    assert "Too many" in attempt(Client()).content.decode()


def test_sign_in_session_ends_with_the_browser(client, member):
    response = attempt(client)
    assert response.cookies["sessionid"]["max-age"] == ""
    assert response.cookies["sessionid"]["httponly"] is True


def test_leave_ends_the_session_and_leads_to_a_neutral_site(client, member, settings):
    attempt(client)
    old = client.cookies["sessionid"].value
    response = client.post("/leave/")
    assert response.status_code == 303
    assert response.url == settings.EXIT_URL
    assert response["Clear-Site-Data"] == '"cookies"'
    assert MemberSession.objects.count() == 0
    client.cookies["sessionid"] = old
    assert client.get(reverse("home")).status_code == 302


def test_leave_needs_no_token(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    assert client.post("/leave/").status_code == 303


def test_leave_is_on_every_page_as_a_plain_form(client, member):
    assert 'action="/leave/"' in client.get("/en/").content.decode()
    attempt(client)
    assert 'action="/leave/"' in client.get("/en/").content.decode()


def test_rate_limit_stores_no_address(client, member):
    for _ in range(40):
        last = attempt(client, password="wrong", REMOTE_ADDR="203.0.113.77")
    assert "Too many" in last.content.decode()
    assert "203.0.113.77" not in everything_cached()


def test_sign_in_stores_no_time(client, member):
    assert "last_login" not in {field.name for field in type(member)._meta.get_fields()}


EIGHT_AT_ONCE = """
import re
from concurrent.futures import ThreadPoolExecutor
from django.contrib.auth.hashers import check_password, make_password
with ThreadPoolExecutor(8) as threads:
    hashes = list(threads.map(make_password, ["correct-horse-battery"] * 8))
    list(threads.map(check_password, ["wrong-horse-battery"] * 8, hashes))
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]
print(hashes[0].partition("$")[0], peak)
"""


def test_eight_sign_ins_at_once_use_the_memory_of_one():
    """All threads of the web process; the server that README.md asks for has 2 GB in total."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-B", "-c", EIGHT_AT_ONCE]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    kind, kilobytes = done.stdout.split()
    assert kind == "argon2"
    assert int(kilobytes) < 300_000


@pytest.mark.parametrize("gap", ["", " ", "-"])
def test_login_code_works_instead_of_the_pseudonym(client, member, gap):
    typed = gap.join(login_codes.grouped(member.login_code).split())
    assert attempt(client, login=typed).url == reverse("home")
    assert client.get(reverse("people:me")).context["user"] == member


def test_login_code_may_be_typed_in_any_digits(client, member):
    arabic = member.login_code.translate({0x30 + one: 0x660 + one for one in range(10)})
    assert attempt(client, login=arabic).url == reverse("home")


def test_login_code_alone_opens_nothing_and_no_pseudonym_is_one(client, member):
    assert (
        attempt(client, login=member.login_code, password="not-the-right-words").status_code == 200
    )
    with pytest.raises(ValidationError):
        validate_pseudonym(member.login_code)


@pytest.mark.usefixtures("real_hashes")
def test_sign_in_does_not_say_whose_a_login_code_is(member, hashings):
    closed = factories.UserFactory(is_active=False)
    taken = {member.login_code, closed.login_code}
    unknown = next(code for code in ("111222333", "111222334", "111222335") if code not in taken)
    hashings.clear()
    answers, works = set(), []
    for login in (member.login_code, closed.login_code, unknown):
        response = attempt(Client(), login=login, password="not-the-right-words-at-all")
        answers.add((response.status_code, body(response, login)))
        works.append(len(hashings))
        hashings.clear()
    assert len(answers) == 1
    assert works == [1, 1, 1]


def test_guesses_by_pseudonym_and_by_login_code_count_together(member):
    for login in (member.pseudonym, member.login_code) * 3:
        attempt(Client(), login=login, password="not-the-right-words-at-all")
    wrong = attempt(Client(), login=member.login_code, password="not-the-right-words-at-all")
    assert "Too many" in wrong.content.decode()


@pytest.mark.parametrize("page", ["people:me", "people:waiting"])
def test_login_code_is_on_pages_of_the_member(member, page):
    member.vouched_on = None
    member.save()
    client = Client()
    client.force_login(member)
    assert login_codes.grouped(member.login_code) in client.get(reverse(page)).content.decode()
