"""The line before the check of a passphrase: others are slowed down, and no one is shut out.

A check takes 100 MB and every processor, and runs alone (`people.accounts.hashing`). So only a few
may wait for it; for the rest, the answer is at once “try again in a moment”, and the other threads
keep serving pages. A wrong guess is counted by account and network (`people.accounts.adapter`).
After too many, no passphrase is refused, because the next one may be the owner's, who shares the
network with the guesser: but such tries are checked in turn, one a second, and have few places of
their own, so that they take none from anybody else.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from web.errors import TooMany

# Of the eight threads of a web process, these may be busy with signing in.
PLACES, SLOW_PLACES = 3, 2
# How long a try waits for its turn, and how often it looks, in seconds.
PATIENCE, GLANCE = 4.0, 0.05
# After so many seconds there is a place again.
RETRY_AFTER = 3

_places = BoundedSemaphore(PLACES)
_slow_places = BoundedSemaphore(SLOW_PLACES)


class Busy(TooMany):
    """All places are taken at this moment; nothing was checked."""

    sentence = _("Many people are signing in at this moment. Wait a few seconds, then try again.")


@contextmanager
def place(*, turn: str = "") -> Iterator[None]:
    """Hold a place while a passphrase is checked.

    `turn` says whose tries have to be slowed down, and is empty for others: those with the same
    `turn` begin at least `settings.SIGN_IN_PACE` seconds apart, in all processes. Raises `Busy`.
    """
    kind = _slow_places if turn else _places
    if not kind.acquire(blocking=False):
        raise Busy
    try:
        if turn:
            _wait_for(turn)
        yield
    finally:
        kind.release()


def _wait_for(turn: str) -> None:
    key = f"people.turn:{hashlib.sha256(turn.encode()).hexdigest()}"
    last = time.monotonic() + PATIENCE
    while not cache.add(key, True, settings.SIGN_IN_PACE):
        if time.monotonic() > last:
            raise Busy
        time.sleep(GLANCE)
