"""The calendar file of a webinar."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from people.accounts.permissions import MemberRequest
from people.guards import member_view
from people.models import User
from webinars import notices
from webinars.calendar import neutral, queries
from webinars.calendar.ics import ics, ics_without
from webinars.models import Registration, Webinar
from webinars.planning.permissions import can_lead, webinars_visible_to


@member_view
@require_safe
def calendar_file(request: MemberRequest, code: UUID) -> HttpResponse:
    """Members who have a place, and who leads the webinar: a calendar file with only the time. Who
    had a place or led it, until it would have been over: the file that takes the event out."""
    user, language = request.user, get_language() or "en"
    webinar = webinars_visible_to(user).filter(code=code).first()
    if webinar is not None and _is_theirs(webinar, user):
        return neutral.file_response(ics(webinar, user=user, language=language))
    for event in queries.taken_out(user, kinds=notices.OUT_OF_CALENDARS, code=code):
        return neutral.file_response(ics_without(event, user=user, language=language))
    raise Http404


def _is_theirs(webinar: Webinar, user: User) -> bool:
    places = Registration.objects.registered().filter(webinar=webinar, user=user)
    return can_lead(user, webinar) or places.exists()
