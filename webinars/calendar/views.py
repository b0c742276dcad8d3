"""The calendar file of a webinar."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from people.accounts.permissions import MemberRequest
from people.guards import member_view
from webinars.calendar import ics as ics_files
from webinars.guards import visible_webinar
from webinars.models import Registration


@member_view
@require_safe
def calendar_file(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members who have a place: a calendar file with only the time."""
    webinar = visible_webinar(request, code)
    if not Registration.objects.registered().filter(webinar=webinar, user=request.user).exists():
        raise Http404
    body = ics_files.ics(webinar, user=request.user, language=get_language() or "en")
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{ics_files.FILE_NAME}"'
    return response
