"""The calendar file of a webinar."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.crypto import salted_hmac

from people.models import User
from people.time_zones import zone
from webinars.calendar import neutral
from webinars.calendar.events import TakenOut
from webinars.models import Webinar


def ics(webinar: Webinar, *, user: User, language: str) -> bytes:
    """Return the webinar as one neutral event; loading it again moves the event, or takes it out
    when the webinar is cancelled."""
    return neutral.neutral_event(
        uid=_uid(webinar.code, user),
        starts_at=webinar.starts_at,
        ends_at=webinar.ends_at,
        language=language,
        sequence=webinar.sequence,
        is_cancelled=webinar.is_cancelled,
    )


def ics_of_all(
    webinars: Iterable[Webinar], gone: Iterable[TakenOut], *, user: User, language: str
) -> bytes:
    """Return several webinars as one file, and take out those that are `gone`. Each is the same
    event as in its own file."""
    return neutral.neutral_events(_entries(webinars, gone, user), language=language)


def ics_to_fetch(
    webinars: Iterable[Webinar], gone: Iterable[TakenOut], *, user: User, language: str
) -> bytes:
    """Return the same for a calendar that fetches it again and again, at the hours of the member's
    own time zone."""
    return neutral.neutral_feed(
        _entries(webinars, gone, user), language=language, zone=zone(user.time_zone)
    )


def ics_without(event: TakenOut, *, user: User, language: str) -> bytes:
    """Return the file that takes a webinar out of the calendar of a member who had it."""
    return neutral.without(event, uid=_uid(event.code, user), language=language)


def _entries(
    webinars: Iterable[Webinar], gone: Iterable[TakenOut], user: User
) -> list[neutral.Entry]:
    found: list[Webinar | TakenOut] = [*webinars, *gone]
    return [
        neutral.Entry(
            uid=_uid(one.code, user),
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            sequence=one.sequence,
            is_cancelled=isinstance(one, TakenOut) or one.is_cancelled,
        )
        for one in found
    ]


def _uid(code: UUID, user: User) -> str:
    """Return what stays the same for one member and one webinar. It differs between members, so
    that calendar companies cannot see who meets."""
    return salted_hmac("webinars.calendar.ics", f"{code}{user.code}").hexdigest()
