"""The calendar file of a webinar."""

from django.utils.crypto import salted_hmac

from people.models import User
from webinars.calendar import neutral
from webinars.models import Webinar


def ics(webinar: Webinar, *, user: User, language: str) -> bytes:
    """Return the webinar as one neutral event.

    The UID stays the same for one member and one webinar, so that loading the file again moves the
    event, or takes it out; it differs between members, so that calendar companies cannot see who
    meets.
    """
    return neutral.neutral_event(
        uid=salted_hmac("webinars.calendar.ics", f"{webinar.code}{user.code}").hexdigest(),
        starts_at=webinar.starts_at,
        ends_at=webinar.ends_at,
        language=language,
        sequence=webinar.sequence,
        is_cancelled=webinar.is_cancelled,
    )
