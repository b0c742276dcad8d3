"""Which answers are compressed: text alone."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/xml",
    "image/svg+xml",
)


class TextAlone(GZipMiddleware):
    """Django's compression, without recordings, pictures and papers.

    They hardly become smaller, and lose what a player needs: their length, and parts of them.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress `response` if it is text, and all of it."""
        is_part = response.has_header("Content-Range")
        if is_part or not response.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
