"""Who comes to a view at all: whoever is signed in, members, those with a task.

What they find there, the rules of each floor say (`people.accounts.permissions`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from people.accounts.permissions import MemberRequest, is_member
from people.models import User
from people.roles.permissions import has_role
from people.sessions import unsent

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


def signed_in_view(view: Callable[..., HttpResponseBase]) -> View:
    """Whoever is signed in, also before somebody has vouched for her: what is hers alone.

    A stranger is asked to sign in; a long text that she sent is shown to her first.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return unsent.ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def member_view(view: Callable[..., HttpResponseBase]) -> View:
    """Any member; who waits for her vouch is led to the waiting page, a stranger to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_member(request.user):
            return redirect("people:waiting")
        return view(request, *args, **kwargs)

    return signed_in_view(guarded)


def view_if(may: Callable[[User], bool]) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Members of whom `may` says so; to everybody else the page does not exist."""

    def decorate(view: Callable[..., HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return signed_in_view(guarded)

    return decorate


def role_view(*roles: str) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Members who hold one of `roles` somewhere; for everyone else the page does not exist."""
    return view_if(lambda user: has_role(user, *roles))
