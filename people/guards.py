"""Who reaches a view at all: anyone signed in, members, people with a role.

What they find there, the `permissions` of each package say.
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
    """Anyone signed in, also before someone has vouched for them: what is theirs alone.

    A stranger is asked to sign in; if they sent a long text, they see it first.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return unsent.ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def member_view(view: Callable[..., HttpResponseBase]) -> View:
    """Any member; newcomers without a vouch go to the waiting page, strangers to the sign-in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_member(request.user):
            return redirect("people:waiting")
        return view(request, *args, **kwargs)

    return signed_in_view(guarded)


def view_if(may: Callable[[User], bool]) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Members of whom `may` says so; for everyone else the page does not exist."""

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
