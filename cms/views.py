"""Pages that belong to no other app."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from cms.models import Branding


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """Anyone: redirect to the language of the browser."""
    return redirect(f"/{get_language_from_request(request)}/")


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Anyone: a page that does not reveal what the site is for."""
    return render(request, "cms/landing.html")


@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """Anyone: what “Leave” does, and what it cannot do."""
    return render(request, "cms/safety.html")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Anyone: the name and icon for a shortcut to the site on a phone.

    `browser` keeps the phone from offering to install the site as an app.
    """
    shown = Branding.current()
    drawing = {"src": static(shown.icon_file), "sizes": "any", "type": "image/svg+xml"}
    content = {
        "name": shown.name,
        "short_name": shown.name,
        "start_url": "/",
        "display": "browser",
        "icons": [drawing],
    }
    return JsonResponse(content, content_type="application/manifest+json")
