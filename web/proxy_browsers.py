"""Browsers whose maker opens the pages on its own servers, before the phone shows them.

Opera Mini in its extreme mode and Puffin break the encryption between the phone and us: what a
member reads and types passes through someone else's machine unencrypted. Members see a warning
before any private page, and can choose to continue. The browser's name is read, and neither kept
nor logged.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from web import exits

BROWSERS = ("Opera Mini", "Puffin/")
HEADERS = "HTTP_X_OPERAMINI"
# It records that someone read the warning on this device, but not who.
COOKIE = "go-on"
# Addresses at which no one is signed in or types a secret.
OPEN_TO_ALL = {
    "front-door",
    "go-on",
    "healthz",
    "landing",
    "leave",
    "manifest",
    "people:what-we-hold",
    "safety",
    "security",
}


def is_decrypted(request: HttpRequest) -> bool:
    """Whether this browser is known to send everything to its maker."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    return any(name in agent for name in BROWSERS) or any(
        name.startswith(HEADERS) for name in request.META
    )


class PlainWarning(MiddlewareMixin):
    """Show the warning instead of a private page, until the member chooses to continue."""

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        place = request.resolver_match
        if place is None or place.view_name in OPEN_TO_ALL:
            return None
        if request.COOKIES.get(COOKIE) or not is_decrypted(request):
            return None
        return render(request, "cms/decrypting.html", {"next": request.get_full_path()})


def go_on(request: HttpRequest) -> HttpResponse:
    """Remember on the device that the warning was read; redirect to the page that was asked for."""
    response = HttpResponseRedirect(exits.or_else(request.POST.get("next", ""), "/"))
    response.set_cookie(
        COOKIE, "1", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response
