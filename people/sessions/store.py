"""Sessions that know whose they are and end soon; no address, no device.

On a phone that others use too, which is assumed unless the member says otherwise, a session ends
after half an hour without a page and two hours after it began; on a phone of their own, after two
hours without a page and twelve hours after it began. With a role that shows other people, it ends
after half an hour without a page on any phone. All of them end with the browser.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import url_str_to_user_pk
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.models import MemberSession

# What the session keeps about itself: whether the phone is shared, the second at which it ends, and
# whether the member's roles show them other people.
SHARED, ENDS_AT, SEES_OTHERS = "shared", "ends_at", "sees_others"

# Shorter would be safer, but people read a lesson and write an exercise for longer than ten minutes
# without a page; a member who is signed out can say next time that the phone is theirs alone.
IDLE_SHARED = timedelta(minutes=30)
LONGEST_SHARED = timedelta(hours=2)
# A webinar is spent in its room, where no page of ours is asked for.
IDLE_OWN = timedelta(hours=2)
LONGEST_OWN = timedelta(hours=12)
# Other people may read what a member's role shows.
IDLE_SEES_OTHERS = timedelta(minutes=30)
# A page pushes the end away at most this often, so that reading costs no writing. So a session may
# end that much sooner than the limit says, never later.
PUSHED_EVERY = timedelta(minutes=5)


class SessionStore(DatabaseStore):
    """Django's store on our own table."""

    @classmethod
    def get_model_class(cls) -> type[MemberSession]:
        return MemberSession

    def load(self) -> dict[str, Any]:
        running = MemberSession.objects.filter(expire_date__gt=timezone.now())
        row = running.filter(session_key=self.session_key).first()
        if row is None:
            self._session_key = None
            return {}
        data = self.decode(row.session_data)
        # Saved again at the end of this request, which pushes the end away.
        if row.expire_date < _end_of(data) - PUSHED_EVERY:
            self.modified = True
        return data

    def save(self, must_create: bool = False) -> None:
        """Write the session; raises `CreateError` or `UpdateError` as Django's own does."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if SESSION_KEY in data and ENDS_AT not in data:
            data[ENDS_AT] = int((timezone.now() + _longest(data)).timestamp())
        columns = {
            "session_data": self.encode(data),
            "expire_date": _end_of(data),
            "user_id": _whose(data),
            "is_shared": _is_shared(data),
            "started_at": _began(data),
        }
        rows = MemberSession.objects.filter(session_key=self.session_key)
        if not must_create:
            if not rows.update(**columns):
                raise UpdateError
            return None
        try:
            with transaction.atomic():
                MemberSession.objects.create(session_key=self.session_key, **columns)
        except IntegrityError as error:
            raise CreateError from error


def _whose(data: dict[str, Any]) -> Any:
    """Return the key of the member who is signed in or about to give the second step.

    Both kinds of session can be ended. None for a session without a member.
    """
    waiting = (data.get(LOGIN_SESSION_KEY) or {}).get("user_pk")
    if SESSION_KEY in data or not waiting:
        return data.get(SESSION_KEY)
    return url_str_to_user_pk(waiting)


def _is_shared(data: dict[str, Any]) -> bool:
    return data.get(SHARED, True)


def _longest(data: dict[str, Any]) -> timedelta:
    return LONGEST_SHARED if _is_shared(data) else LONGEST_OWN


def _end_of(data: dict[str, Any]) -> datetime:
    """Return when the session ends if no other page is asked for."""
    idle = timezone.now() + _idle(data)
    if ENDS_AT not in data:
        return idle
    return min(idle, datetime.fromtimestamp(data[ENDS_AT], UTC))


def _idle(data: dict[str, Any]) -> timedelta:
    if _is_shared(data):
        return IDLE_SHARED
    return IDLE_SEES_OTHERS if data.get(SEES_OTHERS) else IDLE_OWN


def _began(data: dict[str, Any]) -> datetime | None:
    """Return the hour in which the member signed in; None before."""
    if ENDS_AT not in data:
        return None
    began = datetime.fromtimestamp(data[ENDS_AT], UTC) - _longest(data)
    return began.replace(minute=0, second=0, microsecond=0)
