"""Listing, choosing and ending a member's sessions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from people.models import MemberSession, User
from people.privacy import register
from people.sessions.store import ENDS_AT, SEES_OTHERS, SHARED, kept_key


@transaction.atomic(savepoint=False)
def end_sessions(user: User) -> None:
    """End every session of `user`, even those whose cookie is gone, and what works without one."""
    MemberSession.objects.filter(user=user).delete()
    register.shut_out([user.pk])


@transaction.atomic(savepoint=False)
def end_all() -> None:
    """End every session of everyone, and what works without one."""
    MemberSession.objects.all().delete()
    register.shut_out(None)


def choose(request: HttpRequest, *, is_shared: bool) -> None:
    """Keep whether the phone is shared; call it before sign-in, which sets the session's end."""
    request.session[SHARED] = is_shared
    request.session.pop(ENDS_AT, None)


def keep_end(request: HttpRequest) -> None:
    """Do not extend the session by this request, which the member did not make themselves."""
    request.session.modified = False


def end_of(request: HttpRequest) -> datetime:
    """Return when the session ends if the member opens no other page after this one."""
    return request.session.runs_until()  # type: ignore[attr-defined]


def remember_sees_others(request: HttpRequest, *, sees_others: bool) -> None:
    """Keep whether the member's roles show other people; written only when it changes.

    The session's end is set before a request loads the member, so the session has to remember this.
    """
    if request.session.get(SEES_OTHERS, False) != sees_others:
        request.session[SEES_OTHERS] = sees_others


def sessions_of(user: User) -> QuerySet[MemberSession]:
    """Return the sessions in which `user` is signed in, the newest first."""
    running = MemberSession.objects.filter(user=user, expire_date__gt=timezone.now())
    return running.exclude(started_at=None).order_by("-started_at", "-expire_date")


def end(*, user: User, code: UUID) -> bool:
    """End one session of `user`; False when they have none with that code."""
    return bool(sessions_of(user).filter(code=code).delete()[0])


@transaction.atomic(savepoint=False)
def end_others(request: HttpRequest) -> None:
    """End every session of the request's member except the current one, and what works without."""
    user: Any = request.user
    sessions_of(user).exclude(session_key=kept_key(request.session.session_key)).delete()
    register.shut_out([user.pk])
