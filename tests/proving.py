"""Browsers that signed in by the form, or where it is known how long ago the proof was."""

import time

from django.test import Client
from django.urls import reverse

from people.sessions import stepup
from tests.factories import PASSPHRASE


def sign_in_by_hand(**more) -> Client:
    client = Client()
    data = {"login": "Baobab 274", "password": PASSPHRASE}
    assert client.post(reverse("account_login"), data | more).url == reverse("home")
    return client


def prove(client: Client, *, seconds_ago: int = 0) -> Client:
    """Make a signed-in browser fresh, as if the passphrase was typed `seconds_ago`."""
    session = client.session
    session[stepup.PROVEN_AT] = int(time.time()) - seconds_ago
    session.save()
    return client
