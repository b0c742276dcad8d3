"""Times in the member's own time zone."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.privacy.middleware import GetResponse
from people.time_zones import zone


class OwnTimeZone:
    """Show every hour in the member's own time zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zone(getattr(request.user, "time_zone", "UTC"))):
            return self.get_response(request)
