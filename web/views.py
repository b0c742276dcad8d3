"""Pages that need no site content: health check, the way out, and the error pages."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from web import exits, proxy_browsers
from web.reading import links

# When someone has to look again whether `security` is still true. A test fails a month before.
SECURITY_EXPIRES = datetime(2027, 10, 31, tzinfo=UTC)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Anyone: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Anyone: whom to tell about a security hole (RFC 9116); the concern page needs no name."""
    lines = [
        f"Contact: {request.build_absolute_uri(reverse('safety:concern'))}",
        f"Expires: {SECURITY_EXPIRES:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Anyone: continue in a browser whose maker can read the pages (`web.proxy_browsers`)."""
    return proxy_browsers.go_on(request)


@require_safe
def lead_outside(request: HttpRequest, token: str) -> HttpResponse:
    """Anyone: where a link in a text leads, and who will see that it was opened."""
    address = links.address_in(token)
    host = links.host_of(address) if address else ""
    if not host:
        raise Http404
    context = {"address": address, "host": host}
    return render(request, "web/outside.html", context)


@csrf_exempt
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Anyone: end the session and go to a neutral site.

    It has no CSRF protection on purpose: a forged call can at worst sign someone out, and leaving
    must not fail because a token is too old.
    """
    return exits.leave(request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is there, with the reader's menu, but without the numbers of what waits:
    counting takes up to six queries."""
    request.waiting = {}  # type: ignore[attr-defined]
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours: the page asks neither the database nor who is signed in."""
    page = render_to_string("500.html", {"request": request})
    return HttpResponseServerError(page)
