"""The member of a request, and times in their own time zone."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from people.accounts.backends import member_of
from people.privacy.middleware import GetResponse
from people.time_zones import zone


class MemberMiddleware(AuthenticationMiddleware):
    """Django's, which reads the member together with their session."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(lambda: member_of(request))  # type: ignore[assignment]


class OwnTimeZone:
    """Show every hour in the member's own time zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zone(getattr(request.user, "time_zone", "UTC"))):
            return self.get_response(request)
