"""Fresh proof that it is still the member, before anything that exports data, shows a person or
gives power.

Signing in counts as proof, and so does typing the passphrase again. Proof is valid for five minutes
and for this session only. The session keeps the time, but not the kind of proof.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from people.unsent import actions as unsent
from people.unsent import writers

View = Callable[..., HttpResponseBase]

PROVEN_AT = "proven_at"
HOLDS_FOR = 5 * 60
# The session keeps the next half minute, because the second of a visit is private.
PRECISION = 30


def remember(request: HttpRequest) -> None:
    """Remember that the member has just proved who they are."""
    request.session[PROVEN_AT] = -(-int(time.time()) // PRECISION) * PRECISION


def is_fresh(request: HttpRequest) -> bool:
    """Whether the member proved who they are in the last five minutes of this session.

    A proof from the future is none: the clock was wrong then.
    """
    return -PRECISION <= time.time() - request.session.get(PROVEN_AT, 0) < HOLDS_FOR


def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase, then return by GET to the page, with what was typed there."""
    writer = writers.writer_of(request) if request.method == "POST" else None
    where = urlencode({"next": writer.page if writer else request.get_full_path()})
    return unsent.keep_until_asked(request, redirect(f"{reverse('people:again')}?{where}"))


def required(view: View) -> View:
    """Allow `view` only after fresh proof; else ask for the passphrase, then continue.

    Put it under `member_view` or `role_view`: `@role_view(Role.ADMIN) @stepup.required`. After
    a POST without fresh proof, the form comes back as typed, but has done nothing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if is_fresh(request) else ask(request)

    return guarded
