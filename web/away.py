"""What cannot be done while the cache is away says so, and that nothing was done."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from web.errors import CacheAway

GetResponse = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger(__name__)


class SayCacheAway:
    """Middleware: answer 503 where a limit could not be counted or a code not be marked as used.

    Such a view did nothing yet: it counts before it looks at what was typed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, CacheAway):
            return None
        log.warning("The cache (Redis) does not answer.")
        page = render_to_string("503.html", {"is_cache_away": True, "request": request})
        return HttpResponse(page, status=503, headers={"Retry-After": "60"})
