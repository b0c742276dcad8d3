"""Lockdown: for an hour in which someone may be inside, or the server may be taken.

A file in the folder of data says so. Web, worker and beat read it at each request and task, so it
applies at once, in every process, and also when the database does not answer.
"""

from collections.abc import Callable

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from web.methods import LANGUAGE
from web.serving import whole_files

FILE = "lockdown"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# What monitors ask, and the way out: neither shows anything.
ALWAYS = ("/healthz", "/healthz/deep", "/leave/")
# What someone who may end the lockdown has to send first.
TO_SIGN_IN = ("account_login", "mfa_authenticate", "people:again", "dashboard:lockdown")
# What shuts an intruder out before the site opens again: each of these protects someone, and
# “branch” also takes back a suspension made in haste.
TO_SHUT_OUT = (
    *("people:branch", "people:end-role", "people:hide", "people:hide-someone"),
    *("people:passphrase", "people:end-session", "people:end-other-sessions"),
    *("people:stop-recovery", "webinars:calendar_address_end"),
)


class Mode(TextChoices):
    """What is left of the site."""

    READ_ONLY = (
        "read-only",
        _(
            "Read only: members sign in, read and protect accounts, and no one can change or send "
            "anything else"
        ),
    )
    SHUT = "shut", pgettext_lazy("lockdown", "Shut: no one can open any page")


def mode() -> Mode | None:
    """Return how far the site is locked down, None when it is open.

    A file with other content counts as shut: of two readings the safer one.
    """
    try:
        said = (settings.DATA_DIR / FILE).read_text().strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError):
        return Mode.SHUT
    return Mode.READ_ONLY if said == Mode.READ_ONLY else Mode.SHUT


def begin(wanted: Mode) -> None:
    """Lock the site down from the next request on; raises OSError when the disk is full."""
    whole_files.write(settings.DATA_DIR / FILE, wanted.value.encode())


def lift() -> None:
    """Open the site again."""
    (settings.DATA_DIR / FILE).unlink(missing_ok=True)


class Lockdown:
    """Middleware: answer 503 to what the lockdown does not leave open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = mode()
        if now is None or _is_open(request, now):
            return self.get_response(request)
        # Without the context processors: some of them ask the database.
        about = {"is_read_only": now is Mode.READ_ONLY, "request": request}
        page = render_to_string("503.html", about)
        return HttpResponse(page, status=503, headers={"Retry-After": "3600"})


def _is_open(request: HttpRequest, now: Mode) -> bool:
    if request.path in ALWAYS:
        return True
    if now is Mode.SHUT:
        return False
    if request.method in SAFE_METHODS or LANGUAGE in request.POST:
        return True
    return _name_of(request.path_info) in TO_SIGN_IN + TO_SHUT_OUT


def _name_of(path: str) -> str:
    """Return the name of the page at `path`; its language is in it and not active yet."""
    language = translation.get_language_from_path(path) or translation.get_language()
    try:
        with translation.override(language):
            return resolve(path).view_name
    except Resolver404:
        return ""
