"""How much of the site's time a room server takes: few calls at once, and none after a silence.

A call to a server that hangs holds a thread of the web server until its timeout, and then no one
reads any page. So few threads of a process may call at once, and after one silence the server
rests: no one is kept waiting for it until one call, made on trial, was answered. The state is in
the cache, which all processes share where there is Redis.
"""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from threading import BoundedSemaphore
from time import monotonic
from typing import TypeVar

from django.core.cache import cache

from web.errors import CacheAway
from webinars.rooms.interface import Entrant, OpenRoom, RoomPlan, RoomProvider
from webinars.rooms.trouble import RoomTrouble, RoomUnavailable

# Half of the threads of a web process (`gunicorn.conf.py`), so that the others read pages.
MOST_AT_ONCE = 4
# In seconds. Below what anyone notices on another page; a healthy server answers within it.
WAIT_FOR_A_TURN = 0.1
# In seconds: a failure that took as long has held a thread, even if it was not a timeout.
SILENCE = 1.0
# In seconds, by the number of silences in a row.
RESTS = (15, 30, 60, 120)
# In seconds: longer than any call, so that a trial whose process was killed blocks no later one.
TRIAL = 20
# In seconds: how long silences in a row are counted.
REMEMBERED = 3_600

Answer = TypeVar("Answer")

_turns = BoundedSemaphore(MOST_AT_ONCE)


class Patience:
    """Whether the server called `name` may be asked now, for all processes."""

    def __init__(self, name: str) -> None:
        self._resting, self._silences, self._trial = (
            f"rooms.{part}.{name}" for part in ("resting", "silences", "trial")
        )

    def admit(self) -> bool:
        """Return whether this call is a trial after a silence. Raises `RoomUnavailable` while the
        server rests, and while another call is on trial."""
        known = cache.get_many([self._resting, self._silences])
        if self._resting in known:
            raise RoomUnavailable(RoomTrouble.RESTING)
        if self._silences not in known:
            return False
        if not cache.add(self._trial, True, TRIAL):
            raise RoomUnavailable(RoomTrouble.RESTING)
        return True

    def answered(self) -> None:
        with suppress(CacheAway):
            cache.delete_many([self._silences, self._trial])

    def was_silent(self) -> None:
        """Let the server rest, each time longer. Of calls that were silent at once, one counts."""
        with suppress(CacheAway):
            silences = cache.get(self._silences, 0)
            rest = RESTS[min(silences, len(RESTS) - 1)]
            if cache.add(self._resting, True, rest):
                cache.set(self._silences, silences + 1, REMEMBERED)
                cache.delete(self._trial)


class PatientRooms:
    """A RoomProvider that asks `rooms` only as long as the site can afford it."""

    def __init__(self, rooms: RoomProvider, *, address: str) -> None:
        self.rooms = rooms
        self._patience = Patience(sha256(address.encode()).hexdigest()[:16])

    def open(self, plan: RoomPlan) -> OpenRoom:
        return self._ask(lambda: self.rooms.open(plan))

    def entrance(self, room: OpenRoom, entrant: Entrant) -> str:
        return self.rooms.entrance(room, entrant)

    def inside(self, meeting_id: str) -> set[str]:
        return self._ask(lambda: self.rooms.inside(meeting_id))

    def end(self, meeting_id: str) -> None:
        return self._ask(lambda: self.rooms.end(meeting_id))

    def _ask(self, call: Callable[[], Answer]) -> Answer:
        if not _turns.acquire(timeout=WAIT_FOR_A_TURN):
            raise RoomUnavailable(RoomTrouble.BUSY)
        try:
            try:
                on_trial = self._patience.admit()
            except CacheAway:
                # Without it, no one knows whether the server was silent.
                raise RoomUnavailable(RoomTrouble.RESTING) from None
            return self._listen(call, on_trial=on_trial)
        finally:
            _turns.release()

    def _listen(self, call: Callable[[], Answer], *, on_trial: bool) -> Answer:
        started = monotonic()
        try:
            answer = call()
        except RoomUnavailable as trouble:
            if trouble.reason is RoomTrouble.SLOW or monotonic() - started > SILENCE:
                self._patience.was_silent()
            elif on_trial:
                self._patience.answered()
            raise
        if on_trial:
            self._patience.answered()
        return answer
