"""The database keeps no key of a session, so that no one who reads it can take a session over."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from people.models import MemberSession
from people.sessions.stepup import PROVEN_AT
from people.sessions.store import SessionStore, kept_key
from tests import factories
from tests.proving import sign_in_by_hand

pytestmark = [pytest.mark.servers, pytest.mark.django_db]


@pytest.fixture
def browser() -> Client:
    user = factories.UserFactory(pseudonym="Baobab 274")
    user.set_password(factories.PASSPHRASE)
    user.save()
    return sign_in_by_hand()


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_no_row_has_the_key_of_a_cookie(browser):
    row = MemberSession.objects.get()
    assert cookie(browser) not in repr(vars(row))
    assert row.session_key == kept_key(cookie(browser))
    assert re.fullmatch("[0-9a-f]{40}", row.session_key)


def test_what_is_kept_opens_nothing_as_a_cookie(browser):
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = MemberSession.objects.get().session_key
    assert thief.get(reverse("people:me")).status_code == 302
    assert browser.get(reverse("people:me")).status_code == 200


def test_sessions_are_found_changed_and_ended_by_their_key(browser):
    store = SessionStore(cookie(browser))
    assert store.exists(cookie(browser))
    assert not store.exists(kept_key(cookie(browser)))
    store["typed"] = "kept"
    store.save()
    assert SessionStore(cookie(browser))["typed"] == "kept"
    store.cycle_key()
    assert MemberSession.objects.get().session_key == kept_key(store.session_key)
    store.delete()
    assert not MemberSession.objects.exists()


def test_member_stays_signed_in_where_they_end_the_others(browser):
    other = sign_in_by_hand()
    assert browser.get(reverse("people:sessions")).context["this_one"] == kept_key(cookie(browser))
    browser.post(reverse("people:end-other-sessions"))
    assert browser.get(reverse("people:me")).status_code == 200
    assert other.get(reverse("people:me")).status_code == 302


def test_proof_keeps_no_second_of_signing_in(browser):
    assert browser.session[PROVEN_AT] % 30 == 0


def test_sqlite_overwrites_what_is_deleted():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete")
            assert cursor.fetchone() == (1,)
