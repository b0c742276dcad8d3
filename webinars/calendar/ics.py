"""A calendar file that shows only a time to anyone who sees the phone."""

from datetime import UTC

from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from cms.models import Branding
from people.models import User
from webinars.models import Webinar

FILE_NAME = "calendar.ics"


def ics(webinar: Webinar, *, user: User, language: str) -> bytes:
    """Return the webinar as one event of iCalendar (RFC 5545), times in UTC.

    The title is that of the site's branding, or “Appointment” in `language`; there is no
    description, place, organiser or link. The UID stays the same for one member and one webinar, so
    that loading the file again moves the event; it differs between members, so that calendar
    companies cannot see who meets.
    """
    # Imported here, because importing icalendar is slow.
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", salted_hmac("webinars.calendar.ics", f"{webinar.code}{user.code}").hexdigest())
    event.add("dtstamp", timezone.now().astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", webinar.starts_at.astimezone(UTC))
    event.add("dtend", webinar.ends_at.astimezone(UTC))
    with translation.override(language):
        title = Branding.current().calendar_title.strip() or gettext("Appointment")
        event.add("summary", title)
    event.add("class", "PRIVATE")

    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()
