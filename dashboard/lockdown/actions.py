"""Lock the site down, and open it again."""

from django.db import transaction

from people.models import User
from people.privacy import events
from people.sessions import actions as sessions
from web import lockdown
from webinars.rooms import actions as rooms


def lock_down(*, by: User | None, mode: lockdown.Mode) -> None:
    """Lock the site down and end every session, also that of `by` (None: from the terminal).

    First the file, then the sessions: someone who is inside must not make new ones between the two.
    Doing it again changes the mode. Raises OSError when the disk is full.
    """
    lockdown.begin(mode)
    with transaction.atomic():
        sessions.end_all()
        rooms.close_all()
        events.record("lock_down", actor=by)


def lift(*, by: User | None) -> None:
    """Open the site again; lifting it twice changes nothing."""
    if lockdown.mode() is None:
        return
    events.record("lift_lockdown", actor=by)
    lockdown.lift()
