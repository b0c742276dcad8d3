"""The security headers that answers carry, exactly: what the browser has to do."""

from django.http import HttpResponseBase

MEMBER = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; connect-src 'self'; "
        "form-action 'self' https://www.wikipedia.org https://www.yr.no https://www.aljazeera.com "
        "https://www.bing.com https://www.openstreetmap.org; frame-ancestors 'none'; "
        "img-src 'self'; manifest-src 'self'; media-src 'self'; "
        "require-trusted-types-for 'script'; script-src 'self'; style-src 'self'; "
        "trusted-types 'none'"
    ),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), "
        "usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}
# Wagtail's admin puts scripts and styles inline, and frames the previews of its own pages.
STUDIO = MEMBER | {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "img-src 'self' blob: data:; object-src 'none'; script-src 'self' 'unsafe-inline'; "
        "style-src 'self' 'unsafe-inline'"
    ),
}
PREVIEW = STUDIO | {
    "Content-Security-Policy": STUDIO["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}
# A file of an editor or of an exercise that is opened by itself loads, runs and sends nothing.
FILE = MEMBER | {"Content-Security-Policy": "default-src 'none'; sandbox", "Accept-Ranges": "bytes"}
# What Leave asks the browser to forget; a member may have chosen more.
LEAVING = MEMBER | {"Clear-Site-Data": '"cookies"'}
# What an answer says of its own contents and where it leads, and nothing about safety; `Expires` is
# a date that «no-store» overrules.
OF_CONTENTS = {
    *("Allow", "Content-Disposition", "Content-Language", "Content-Length", "Content-Type"),
    *("Expires", "Location", "Vary"),
}
OF_FILES = OF_CONTENTS | {"Content-Range", "ETag"}
# Asked for again and again by calendars.
OF_CALENDARS = OF_CONTENTS | {"ETag"}


def expected(path: str, status: int) -> dict[str, str]:
    """Return the headers that are right for the answer of `path`."""
    if path.startswith("/studio/"):
        return PREVIEW if "preview/" in path else STUDIO
    if "/files/" in path and status == 200:
        return FILE
    if path.endswith(("/leave/", "/me/hide/")) and status == 303:
        return LEAVING
    return MEMBER


def wrong(path: str, response: HttpResponseBase) -> list[str]:
    """Return the names of the headers that differ, are missing, or are unknown."""
    right = expected(path, response.status_code)
    neutral = OF_FILES if right is FILE else OF_CONTENTS
    if response.status_code == 200 and "/calendar/" in path and path.endswith(".ics"):
        neutral = OF_CALENDARS
    sent = {name: value for name, value in response.items() if name not in neutral}
    return sorted(name for name in right.keys() | sent.keys() if right.get(name) != sent.get(name))
