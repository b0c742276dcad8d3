"""The calendar file of a webinar."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from people.accounts.permissions import MemberRequest
from people.guards import member_view
from webinars.calendar import neutral
from webinars.calendar.ics import ics
from webinars.guards import visible_webinar
from webinars.models import Registration
from webinars.planning.permissions import can_lead


@member_view
@require_safe
def calendar_file(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members who have a place, and who leads the webinar: a calendar file with only the time."""
    webinar = visible_webinar(request, code)
    places = Registration.objects.registered().filter(webinar=webinar, user=request.user)
    if not (can_lead(request.user, webinar) or places.exists()):
        raise Http404
    body = ics(webinar, user=request.user, language=get_language() or "en")
    return neutral.file_response(body)
