"""What asks to be led somewhere is led to a page of ours, or to the usual one."""

import pytest
from django.urls import reverse

from tests import factories
from web import exits

ELSEWHERE = [
    *("", "abc", "home", "people:me", "//evil.example", "/\\evil.example", "\\\\evil.example"),
    *("https://evil.example/", "http:///evil.example", "javascript:alert(1)", "/nothing/here/"),
    *("///evil.example", "/en/home", "\0", " /en/home/", "/en/\n/evil", "?next=/en/home/", "/../x"),
    *("/\t/evil.example", "http://[", "é", "/en/home/\ud800", "//testserver/en/home/"),
]
OURS = ["/en/home/", "/fr/home/", "/en/webinars/?page=2", "/en/me/#main", "/", "/studio/"]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nothing_else_is_followed(address):
    assert not exits.is_ours(address)
    assert exits.or_else(address, "/en/me/") == "/en/me/"


@pytest.mark.parametrize("address", OURS)
def test_pages_of_ours_are_followed(address):
    assert exits.or_else(address, "/en/me/") == address


SENDABLE = [address for address in ELSEWHERE if "\ud800" not in address]


@pytest.mark.parametrize("address", SENDABLE)
def test_fresh_proof_leads_to_the_settings(address, db, client):
    member = factories.UserFactory()
    member.set_password(factories.PASSPHRASE)
    member.save()
    client.force_login(member)
    asked = client.post(
        reverse("people:again"),
        {"passphrase": factories.PASSPHRASE},
        query_params={"next": address},
    )
    assert (asked.status_code, asked.url) == (302, reverse("people:me"))


@pytest.mark.parametrize("address", SENDABLE)
def test_sign_in_leads_home(address, db, client):
    member = factories.UserFactory(pseudonym="Baobab 274")
    member.set_password(factories.PASSPHRASE)
    member.save()
    data = {"login": "Baobab 274", "password": factories.PASSPHRASE, "next": address}
    assert client.post(reverse("account_login"), data).url == reverse("home")


@pytest.mark.parametrize("address", SENDABLE)
def test_warning_leads_to_the_front_door(address, db, client):
    assert client.post(reverse("go-on"), {"next": address}).url == "/"
