"""A calendar file that shows only a time to anyone who sees the phone, whatever it is for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext

from cms.models import Branding
from webinars.calendar.events import TakenOut

if TYPE_CHECKING:
    from icalendar import Calendar, Event

FILE_NAME = "calendar.ics"
CONTENT_TYPE = "text/calendar; charset=utf-8"
# How often a calendar asks again by itself. A notice tells of a change anyway.
ASKED_EVERY = timedelta(hours=6)


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
    now = timezone.now().astimezone(UTC).replace(microsecond=0)
    calendar = _calendar()
    is_over = all(entry.is_cancelled for entry in entries)
    calendar.add("method", "CANCEL" if is_over else "PUBLISH")
    title = _title(language)
    for entry in entries:
        calendar.add_component(_event(entry, title=title, stamp=now, zone=None))
    return calendar.to_ical()


def neutral_feed(entries: Collection[Entry], *, language: str, zone: ZoneInfo) -> bytes:
    """Return what a calendar fetches again and again: events as in `neutral_events`, at the hours
    of `zone`, whose rules are in it (RFC 5545, 3.6.5), and how often to ask (RFC 7986, 5.7).

    It is the same all day as long as no entry changes: what says when it was made says the day. An
    hour that happens twice, when clocks go back, is written in UTC, since RFC 5545 (3.3.5) knows
    only the first one in a zone.
    """
    title = _title(language)
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", ASKED_EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", f"PT{ASKED_EVERY // timedelta(hours=1)}H")
    day = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for entry in entries:
        calendar.add_component(_event(entry, title=title, stamp=day, zone=zone))
    _add_rules(calendar, [*(one.starts_at for one in entries), *(one.ends_at for one in entries)])
    return calendar.to_ical()


def _calendar() -> "Calendar":
    # Imported here, because importing icalendar is slow.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    return calendar


def _event(entry: Entry, *, title: str, stamp: datetime, zone: ZoneInfo | None) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", _hour(entry.starts_at, zone))
    event.add("dtend", _hour(entry.ends_at, zone))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("summary", title)
    event.add("class", "PRIVATE")
    return event


def _hour(moment: datetime, zone: ZoneInfo | None) -> datetime:
    local = moment.astimezone(zone or UTC)
    happens_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return moment.astimezone(UTC) if happens_twice else local


def _add_rules(calendar: "Calendar", hours: Collection[datetime]) -> None:
    """Add the rules of the zones that are in `calendar`, a year beyond these hours at least."""
    if not hours:
        return
    year = timedelta(days=366)
    calendar.add_missing_timezones(min(hours).date() - year, max(hours).date() + year)
    for rules in calendar.walk("VTIMEZONE"):
        # A sentence of the library, in English.
        rules.pop("COMMENT", None)


def _title(language: str) -> str:
    with translation.override(language):
        return Branding.current().calendar_title.strip() or gettext("Appointment")


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
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
