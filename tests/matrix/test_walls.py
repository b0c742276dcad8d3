"""What strangers find, and what a member finds of others.

The pass lines of requirements 16 and 18 of the safety reference, asked of every address.
"""

from itertools import cycle
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from tests.matrix.reading import METHODS, blocks
from tests.matrix.things import arguments
from tests.matrix.walking import addresses
from web.codes import encode

pytestmark = pytest.mark.django_db

# For visitors who are not signed in, and have no code.
PUBLIC = {
    *("/en/", "/en/safety/", "/en/safety/what-we-hold/", "/en/sign-in/", "/en/join/"),
    *("/en/recover/", "/en/check/", "/en/mentoring/concern/", "/en/mentoring/concern/answers/"),
    # Courses that an editor has opened to all.
    "/en/learn/",
    # For phones and watchdogs.
    *("/manifest.webmanifest", "/healthz", "/healthz/deep", "/.well-known/security.txt"),
}
# The same page for every code.
WITH_A_CODE = {"/en/join/<str:code>/"}
USUAL = ("/sitemap.xml", "/robots.txt", "/en/sitemap.xml", "/admin/", "/accounts/signup/", "/api/")


def test_strangers_find_fourteen_pages(client):
    opened, others = set(), set()
    for address in addresses():
        answer = client.get(address.filled(dict.fromkeys(address.names, "1")))
        if answer.status_code == 200:
            opened.add(address.route)
        else:
            others.add(answer.status_code)
    assert opened == PUBLIC | WITH_A_CODE
    assert len(PUBLIC) == 14
    # 405: what is only ever sent, such as Leave.
    assert others == {302, 404, 405}


def test_nothing_lists_the_pages_and_no_one_signs_up(client):
    assert {path: client.get(path).status_code for path in USUAL} == dict.fromkeys(USUAL, 404)


def test_foreign_thing_is_answered_like_a_missing_one(caller):
    """By the same status, as many characters, and as many database queries."""
    different, asked = [], 0
    stranger = next(one for one in caller.world.actors["leader"] if one.relation == "other-region")
    routes = {address.route: address for address in addresses() if not address.is_in_studio}
    browser = Client()
    browser.cookies["sessionid"] = stranger.session
    # The first page of a session and of a month costs more.
    browser.get("/en/me/")
    for block in blocks():
        address = routes.get(block.route)
        if address is None or "code:" not in block.route:
            continue
        for method in METHODS:
            if block.expected(method, "leader", "other-region") != {"404"}:
                continue
            asked += 1
            real = arguments(caller.world, stranger, block.title, address.names)
            invented = {name: encode(uuid4()) for name in real}
            answers = []
            for values in (real, invented):
                with CaptureQueriesContext(connection) as queries:
                    answer = getattr(browser, method.lower())(address.filled(values))
                answers.append((answer.status_code, len(answer.content), len(queries)))
            if answers[0] != answers[1]:
                different.append((method, block.title, *answers))
    assert different == []
    assert asked


def test_ten_thousand_numbers_and_names_open_nothing():
    """Nothing has an address that could be counted or guessed."""
    coded = [one for one in addresses() if not one.is_in_studio and "<code:" in one.route]
    found = []
    for number, address in zip(range(1, 10_001), cycle(coded), strict=False):
        for guess in (str(number), f"member-{number}"):
            try:
                found.append(resolve(address.filled(dict.fromkeys(address.names, guess))))
            except Resolver404:
                continue
    assert found == []
