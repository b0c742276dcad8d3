"""A calendar file that shows only a time to anyone who sees the phone, whatever it is for."""

from datetime import UTC, datetime

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext

from cms.models import Branding
from webinars.calendar.events import TakenOut

FILE_NAME = "calendar.ics"


def neutral_event(
    *,
    uid: str,
    starts_at: datetime,
    ends_at: datetime,
    language: str,
    sequence: int,
    is_cancelled: bool,
) -> bytes:
    """Return one event of iCalendar (RFC 5545), times in UTC.

    The title is that of the site's branding, or “Appointment” in `language`; there is no
    description, place, organiser or link. `uid` is opaque and stays the same for one member and one
    thing. A higher `sequence` with the same `uid` moves the event, and `is_cancelled` takes it out
    (RFC 5545, 3.8.7.4 and 3.8.1.11).
    """
    # Imported here, because importing icalendar is slow.
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", timezone.now().astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", ends_at.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    with translation.override(language):
        title = Branding.current().calendar_title.strip() or gettext("Appointment")
        event.add("summary", title)
    event.add("class", "PRIVATE")

    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()


def without(event: TakenOut, *, uid: str, language: str) -> bytes:
    """Return the file that takes `event` out of a calendar."""
    return neutral_event(
        uid=uid,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        language=language,
        sequence=event.sequence,
        is_cancelled=True,
    )


def file_response(body: bytes) -> HttpResponse:
    """Return a calendar file as a download with a neutral name."""
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
