"""Slow down people who try codes, by a pseudonym of their network; nothing is locked for good."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from web.reading import names

View = Callable[..., HttpResponseBase]


def may_try(request: HttpRequest, action: str, *, key: str = "") -> bool:
    """Count one attempt; False when there were too many lately.

    Where the limit says “key” and none is given, a member's attempts are counted under a digest of
    their code: a row number would outlive the account in the cache.
    """
    key = key or str(getattr(request.user, "code", ""))
    usage = ratelimit.consume(
        request, app="people", action=action, config=settings.GUESS_LIMITS, key=key, limit_get=True
    )
    return bool(usage)


def may_write(request: HttpRequest, by_network: str, in_all: str) -> bool:
    """Count one text of someone who need not sign in; False when the day's share is used up.

    `by_network` and `in_all` name limits in `settings.GUESS_LIMITS`. The second is for strangers
    alone, so that a flood of theirs stops no member.
    """
    if not may_try(request, by_network):
        return False
    return request.user.is_authenticated or may_try(request, in_all, key="all")


def may_try_at(request: HttpRequest, action: str, *, account: str) -> bool:
    """Count one attempt at this account from this network; other networks are not affected."""
    network = get_adapter().get_client_ip(request)
    return may_try(request, action, key=f"{names.key(account)}:{network}")


def too_often(request: HttpRequest) -> HttpResponse:
    """Answer 429: the member may try again some minutes later."""
    return ratelimit.respond_429(request)


def counted(action: str) -> Callable[[View], View]:
    """Let a view check codes as often as `settings.GUESS_LIMITS[action]` allows.

    What counts is a code in the address or the form, right or wrong; an empty page is free. Beyond
    the limit the answer is 429, whatever the code, until some minutes have passed.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_guess = bool(kwargs or request.POST or request.GET)
            if is_guess and not may_try(request, action):
                return too_often(request)
            return view(request, *args, **kwargs)

        return limited

    return decorate
