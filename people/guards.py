"""Who may open a view at all: anyone signed in, members, or members with a role.

The `permissions.py` of each app decide what they see there.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from people.accounts.permissions import MemberRequest, is_member
from people.models import User
from people.roles.permissions import has_role
from people.unsent import actions as unsent

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


def signed_in_view(view: Callable[..., HttpResponseBase]) -> View:
    """Anyone signed in, even before someone has vouched for them: for pages about themselves.

    A stranger is asked to sign in. What they sent is kept until they are (`people.unsent`).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return unsent.ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def member_view(view: Callable[..., HttpResponseBase]) -> View:
    """Any member. Those without a vouch go to the waiting page, strangers to sign in.

    What they sent is on no form of that page: it is shown once more.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_member(request.user):
            return unsent.shown_once_more(request, redirect("people:waiting"))
        return view(request, *args, **kwargs)

    return signed_in_view(guarded)


def view_if(can: Callable[[User], bool]) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Members for whom `can` returns True; everyone else gets a 404."""

    def decorate(view: Callable[..., HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not can(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return signed_in_view(guarded)

    return decorate


def role_view(*roles: str) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Members who hold one of `roles` anywhere; everyone else gets a 404."""
    return view_if(lambda user: has_role(user, *roles))
