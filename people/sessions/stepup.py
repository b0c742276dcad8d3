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

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponseBase]

PROVEN_AT = "proven_at"
HOLDS_FOR = 5 * 60
# The session keeps the next half minute, because the second of a visit is private.
PRECISION = 30


def remember(request: HttpRequest) -> None:
    """Remember that the member has just proved who they are."""
    request.session[PROVEN_AT] = -(-int(time.time()) // PRECISION) * PRECISION


def is_fresh(request: HttpRequest) -> bool:
    """Whether the member proved who they are in the last five minutes of this session."""
    return time.time() - request.session.get(PROVEN_AT, 0) < HOLDS_FOR


def ask(request: HttpRequest) -> HttpResponseRedirect:
    """Ask for the passphrase, then return here by GET."""
    where = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('people:again')}?{where}")


def required(view: View) -> View:
    """Allow `view` only after fresh proof; else ask for the passphrase, then continue.

    Put it under `member_view` or `role_view`: `@role_view(Role.ADMIN) @stepup.required`. Form data
    is not kept: after a POST without fresh proof, the member returns to the page by GET.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if is_fresh(request) else ask(request)

    return guarded
