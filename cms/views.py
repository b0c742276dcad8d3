"""Pages that belong to nobody in particular."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import SuspiciousFileOperation
from django.db import connection
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils._os import safe_join
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from cms import decrypting, exits
from cms.headers import FILE_POLICY
from cms.models import Face

# What a page shows or plays; anything else is handed over. Python's own table of kinds differs
# between machines.
SHOWN = {".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".webp": "image/webp"}
# What the way out asks the browser to forget.
COOKIES, EVERYTHING = '"cookies"', '"cache", "cookies", "storage"'
# Where Wagtail keeps a picture as large as it came.
ORIGINALS = "original_images"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Anybody: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """Anybody: on to the language that the browser asks for."""
    return redirect(f"/{get_language_from_request(request)}/")


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Anybody: a page that says nothing about what the place is for."""
    return render(request, "cms/landing.html")


@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """Anybody: what the way out does, and what it cannot do."""
    return render(request, "cms/safety.html")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Anybody: under which name and drawing a phone keeps the site, if somebody asks it to.

    «browser»: the phone does not offer by itself to put it among the apps.
    """
    shown = Face.current()
    drawing = {"src": static(shown.icon_file), "sizes": "any", "type": "image/svg+xml"}
    content = {
        "name": shown.name,
        "short_name": shown.name,
        "start_url": "/",
        "display": "browser",
        "icons": [drawing],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Anybody: go on in a browser whose maker reads along (`cms.decrypting`)."""
    return decrypting.go_on(request)


@csrf_exempt
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Anybody: end the session and go to a neutral site.

    Without CSRF protection on purpose: the worst that a forged call does is to sign her out, and
    the way out must not fail because a token has grown old. What she downloaded and paid for stays
    on the phone, unless she chose to leave nothing there.
    """
    member = request.user
    response = HttpResponseRedirect(exits.address_for(member))
    response.status_code = 303
    leaves_nothing = getattr(member, "leaves_nothing", False)
    response["Clear-Site-Data"] = EVERYTHING if leaves_nothing else COOKIES
    logout(request)
    return response


@require_safe
def file(request: HttpRequest, path: str) -> FileResponse:
    """Members: a picture, a recording or a document of a course. Strangers: no such thing.

    Pictures at their full size are for editors. Whatever a browser might run instead of showing
    it is handed over as a download.
    """
    # Nor is she a member yet for whom nobody has vouched (`people.rules.is_member`).
    if getattr(request.user, "vouched_on", None) is None:
        raise Http404
    try:
        full = Path(safe_join(settings.MEDIA_ROOT, path))
        originals = Path(safe_join(settings.MEDIA_ROOT, ORIGINALS))
        if full.is_relative_to(originals) and not _is_editor(request):
            raise Http404
        stream = full.open("rb")
    except (ValueError, OSError, SuspiciousFileOperation) as error:
        raise Http404 from error
    suffix = full.suffix.lower()
    kind = "application/pdf" if suffix == ".pdf" else SHOWN.get(suffix, "application/octet-stream")
    response = FileResponse(stream, as_attachment=suffix not in SHOWN, content_type=kind)
    response["Content-Security-Policy"] = FILE_POLICY
    return response


def _is_editor(request: HttpRequest) -> bool:
    return request.user.has_perm("wagtailadmin.access_admin")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that the page has grown old, and how to go on."""
    return render(request, "403_csrf.html", status=403)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Anybody, in demo mode only: every component on one page."""
    if not settings.DEMO:
        raise Http404
    return render(request, "cms/styleguide.html")
