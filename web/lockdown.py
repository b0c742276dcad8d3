"""Lockdown: for an hour in which someone may be inside, or the server may be taken.

A file in the folder of data says so. Web, worker and beat read it at each request and task, so it
applies at once, in every process, and also when the database does not answer.
"""

from collections.abc import Callable

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from web.methods import LANGUAGE

FILE = "lockdown"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# What monitors ask, and the way out: neither shows anything.
ALWAYS = ("/healthz", "/healthz/deep", "/leave/")
# What someone who may end the lockdown has to send first.
TO_SIGN_IN = ("account_login", "mfa_authenticate", "people:again", "dashboard:lockdown")


class Mode(TextChoices):
    """What is left of the site."""

    READ_ONLY = (
        "read-only",
        _("Read only: members sign in and read, and no one can change or send anything"),
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
    draft = settings.DATA_DIR / f"{FILE}.new"
    draft.write_text(wanted.value)
    draft.replace(settings.DATA_DIR / FILE)


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
        page = render_to_string("503.html", {"is_read_only": now is Mode.READ_ONLY})
        return HttpResponse(page, status=503, headers={"Retry-After": "3600"})


def _is_open(request: HttpRequest, now: Mode) -> bool:
    if request.path in ALWAYS:
        return True
    if now is Mode.SHUT:
        return False
    # The language is in the address and not active yet.
    is_reading = request.method in SAFE_METHODS or request.path in _to_sign_in()
    return is_reading or LANGUAGE in request.POST


def _to_sign_in() -> set[str]:
    found: set[str] = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.update(reverse(name) for name in TO_SIGN_IN)
    return found
