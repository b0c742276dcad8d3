"""The site's addresses, and a view that does nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler404, urlpatterns

__all__ = ["handler404", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    """Anyone: nothing."""
    return HttpResponse("")


urlpatterns = [*urlpatterns, path("bench/empty", empty)]
