"""Tests begin where she has proven who she is, or where that was too long ago."""

import time

from django.test import Client

from people.sessions import stepup


def prove(client: Client, *, seconds_ago: int = 0) -> Client:
    """Make a signed-in browser fresh, as if she had typed her passphrase `seconds_ago`."""
    session = client.session
    session[stepup.PROVEN_AT] = int(time.time()) - seconds_ago
    session.save()
    return client
