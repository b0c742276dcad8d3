"""Sessions that belong to a member and end soon, without address and device.

A phone counts as shared unless the member says otherwise. On a shared phone, a session ends after
half an hour without a page, and at the latest two hours after it began. On a phone of their own, it
ends after two hours without a page, and at the latest after twelve hours. With a role that shows
other people, it ends after half an hour without a page on any phone. All sessions end when the
browser is closed.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import url_str_to_user_pk
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from people.models import MemberSession
from web.prepared import Open, Prepared

# Keys in the session: whether the phone is shared, the second at which it ends, and whether the
# member's roles show them other people.
SHARED, ENDS_AT, SEES_OTHERS = "shared", "ends_at", "sees_others"

# Shorter would be safer, but people read a lesson or write an exercise for more than ten minutes
# without opening a page. A member who is signed out can say next time that the phone is their own.
IDLE_SHARED = timedelta(minutes=30)
LONGEST_SHARED = timedelta(hours=2)
# During a webinar, members are in its room and open no page here.
IDLE_OWN = timedelta(hours=2)
LONGEST_OWN = timedelta(hours=12)
# On an unattended phone, others could read what the member's role shows.
IDLE_SEES_OTHERS = timedelta(minutes=30)
# A page extends the session at most this often, so that most pages write nothing. So a session can
# end earlier than its limit by this much, but never later.
PUSHED_EVERY = timedelta(minutes=5)
# A clock that is set right may go back by this much. After more, the sessions that it wrote before
# end: otherwise they would go on for as long as it was wrong.
SET_BACK = timedelta(minutes=5)


KEPT_LENGTH = 40


def kept_key(session_key: str | None) -> str:
    """Return what the database keeps of the key in a cookie: a digest of 160 bits.

    Someone who reads the database, or a copy of it, can make no cookie from that. It needs no salt:
    a key is random and has 165 bits.
    """
    return hashlib.sha256((session_key or "").encode()).hexdigest()[:KEPT_LENGTH]


def _running() -> QuerySet[Any, Any]:
    """Return what each request reads of its session, if this has not ended."""
    running = MemberSession.objects.filter(
        session_key=Open("key", MemberSession, "session_key"),
        expire_date__gt=Open("now", MemberSession, "expire_date"),
    )
    return running.values_list("session_data", "expire_date")


_RUNNING = Prepared(_running)


class SessionStore(DatabaseStore):
    """Django's store on our own table, in which a digest takes the place of the key."""

    @classmethod
    def get_model_class(cls) -> type[MemberSession]:
        return MemberSession

    # The content and the end, once they have been read elsewhere.
    _taken: tuple[str, datetime] | None = None
    _expires: datetime

    @property
    def is_loaded(self) -> bool:
        return hasattr(self, "_session_cache")

    def take(self, text: str, end: datetime) -> None:
        """Load from these columns of the row, which were read with the member, without a query."""
        self._taken = text, end

    def load(self) -> dict[str, Any]:
        rows = (
            [self._taken]
            if self._taken
            else _RUNNING.rows(key=kept_key(self.session_key), now=timezone.now())
        )
        self._taken = None
        if not rows:
            self._session_key = None
            return {}
        [(text, self._expires)] = rows
        data = self.decode(text)
        end = _end_of(data)
        if self._expires > end + SET_BACK:
            self.delete()
            self._session_key = None
            return {}
        # Marked as changed, so that the end of this request saves and extends it.
        if self._expires < end - PUSHED_EVERY:
            self.modified = True
        return data

    @classmethod
    def clear_expired(cls) -> None:
        """Delete sessions that are over, and those from before a clock was set back."""
        super().clear_expired()
        latest = timezone.now() + IDLE_OWN + SET_BACK
        MemberSession.objects.filter(expire_date__gt=latest).delete()

    def runs_until(self) -> datetime:
        """Return when the session ends if no other page is opened after this one."""
        data = self._get_session()  # type: ignore[attr-defined]
        return _end_of(data) if self.modified else getattr(self, "_expires", _end_of(data))

    def exists(self, session_key: str) -> bool:
        return MemberSession.objects.filter(session_key=kept_key(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        MemberSession.objects.filter(session_key=kept_key(key)).delete()

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
        rows = MemberSession.objects.filter(session_key=kept_key(self.session_key))
        if not must_create:
            if not rows.update(**columns):
                raise UpdateError
            return None
        try:
            with transaction.atomic():
                MemberSession.objects.create(session_key=kept_key(self.session_key), **columns)
        except IntegrityError as error:
            raise CreateError from error


def _whose(data: dict[str, Any]) -> Any:
    """Return the key of the member who is signed in or is asked for the second step.

    Both kinds of session can be ended. Returns None for a session without a member.
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
    """Return when the session ends if no other page is opened."""
    idle = timezone.now() + _idle(data)
    if ENDS_AT not in data:
        return idle
    return min(idle, datetime.fromtimestamp(data[ENDS_AT], UTC))


def _idle(data: dict[str, Any]) -> timedelta:
    if _is_shared(data):
        return IDLE_SHARED
    return IDLE_SEES_OTHERS if data.get(SEES_OTHERS) else IDLE_OWN


def _began(data: dict[str, Any]) -> datetime | None:
    """Return the hour in which the member signed in; None before sign-in."""
    if ENDS_AT not in data:
        return None
    began = datetime.fromtimestamp(data[ENDS_AT], UTC) - _longest(data)
    return began.replace(minute=0, second=0, microsecond=0)
