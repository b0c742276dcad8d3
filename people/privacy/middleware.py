"""No request is answered while the database holds members who were erased."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from people.privacy import erasure

GetResponse = Callable[[HttpRequest], HttpResponse]


class ErasureGuard:
    """Answer 503 while the database holds members who were erased, because a copy was restored.

    Each process checks on its first request, and repeats the check only while it finds such
    members. `manage.py replay_erasures` opens the site again without a restart.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.is_clear = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.is_clear:
            self.is_clear = erasure.is_replayed()
        if not self.is_clear:
            page = render_to_string("503.html", {"is_old_copy": True, "request": request})
            return HttpResponse(page, status=503, headers={"Retry-After": "600"})
        return self.get_response(request)
