"""A calendar file that shows only a time to anyone who sees the phone, whatever it is for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext

from cms.models import Branding
from webinars.calendar.events import TakenOut

FILE_NAME = "calendar.ics"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event of a calendar file.

    `uid` is opaque and stays the same for one member and one thing. A higher `sequence` with the
    same `uid` moves the event, and `is_cancelled` takes it out (RFC 5545, 3.8.7.4 and 3.8.1.11).
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    is_cancelled: bool


def neutral_event(
    *,
    uid: str,
    starts_at: datetime,
    ends_at: datetime,
    language: str,
    sequence: int,
    is_cancelled: bool,
) -> bytes:
    """Return the file of one event; for its parts see `Entry`."""
    entry = Entry(
        uid=uid,
        starts_at=starts_at,
        ends_at=ends_at,
        sequence=sequence,
        is_cancelled=is_cancelled,
    )
    return neutral_events([entry], language=language)


def neutral_events(entries: Collection[Entry], *, language: str) -> bytes:
    """Return events of iCalendar (RFC 5545), times in UTC, so that no file needs a time zone.

    The title of each is that of the site's branding, or “Appointment” in `language`; there is no
    description, place, organiser or link. The method cancels only where every event is cancelled
    (RFC 5546, 3.2); among others, a cancelled one says so by its status.
    """
    # Imported here, because importing icalendar is slow.
    from icalendar import Calendar, Event

    with translation.override(language):
        title = Branding.current().calendar_title.strip() or gettext("Appointment")
    now = timezone.now().astimezone(UTC).replace(microsecond=0)
    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    is_over = all(entry.is_cancelled for entry in entries)
    calendar.add("method", "CANCEL" if is_over else "PUBLISH")
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", now)
        event.add("dtstart", entry.starts_at.astimezone(UTC))
        event.add("dtend", entry.ends_at.astimezone(UTC))
        event.add("sequence", entry.sequence)
        event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
        event.add("summary", title)
        event.add("class", "PRIVATE")
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
