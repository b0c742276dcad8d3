"""The security headers of every response, errors included, exactly as a test expects them."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from web import exits

STUDIO = "/studio/"

# Only the view of uploaded files sets its own policy: a file that is opened directly may load, run
# and send nothing, whatever type a browser assumes.
FILE_POLICY = "default-src 'none'; sandbox"

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def member_policy() -> str:
    """Return the Content-Security-Policy of every page outside the studio.

    `form-action` names the neutral sites, because Chromium also checks where a form's answer
    redirects to. It names no room server: `webinars.rooms.entering` leads there from a page. No
    script here makes a page out of text, so none may.
    """
    leads_to = ["'self'", *dict.fromkeys(_origin(address) for address in exits.addresses())]
    return "; ".join(
        (
            "default-src 'none'",
            "base-uri 'none'",
            "connect-src 'self'",
            f"form-action {' '.join(leads_to)}",
            "frame-ancestors 'none'",
            "img-src 'self'",
            "manifest-src 'self'",
            "media-src 'self'",
            "require-trusted-types-for 'script'",
            "script-src 'self'",
            "style-src 'self'",
            "trusted-types 'none'",
        )
    )


def studio_policy(*, framed: bool) -> str:
    """Return the policy of Wagtail's admin: everything from here, inline script as it needs it.

    Wagtail 7.4 puts date pickers and styles inline. `framed` is for previews, which the editor
    shows in a frame of its own page.
    """
    return "; ".join(
        (
            "default-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'" if framed else "frame-ancestors 'none'",
            "img-src 'self' blob: data:",
            "object-src 'none'",
            "script-src 'self' 'unsafe-inline'",
            "style-src 'self' 'unsafe-inline'",
        )
    )


class SecurityHeaders:
    """Set the headers on every response. It is the first middleware, so that it misses none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.member_policy = member_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        path = request.path_info
        framed = path.startswith(STUDIO) and "preview/" in path
        policy = studio_policy(framed=framed) if path.startswith(STUDIO) else self.member_policy
        if response.get("Content-Security-Policy") != FILE_POLICY:
            response["Content-Security-Policy"] = policy
        response["Cross-Origin-Embedder-Policy"] = "require-corp"
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Referrer-Policy"] = "no-referrer"
        response["X-Content-Type-Options"] = "nosniff"
        response["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        if not path.startswith(settings.STATIC_URL) or response.status_code >= 400:
            # Nothing but the hashed static files may stay in a shared phone's cache.
            response["Cache-Control"] = "no-store"
        return response
