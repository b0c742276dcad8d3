"""Notices to members about their webinars. See `people.notices.registry`."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.notices.registry import Kind
from web.reading.days import date_format
from webinars.calendar.events import hours_in, key_of

SOON = Kind(
    "webinar_soon",
    _("A webinar you registered for starts soon."),
    subject_page="webinars:detail",
)
PLACE = Kind(
    "webinar_place",
    _("A place has become free: you now have a place in a webinar."),
    subject_page="webinars:detail",
)
CANCELLED = Kind(
    "webinar_cancelled",
    _("A webinar you take part in has been cancelled."),
    subject_page="webinars:detail",
)


def key_of_move(code: object, *, number: int, old: datetime, new: datetime) -> str:
    """Return the key of a notice about the move of that number; `MOVED` makes words of it."""
    return key_of(code, number=number, hours=(old, new))


def _hours(key: str) -> list[datetime]:
    """Return the hours in a key, in the reader's time zone; raises ValueError for another key."""
    return [timezone.localtime(hour) for hour in hours_in(key)]


def _words_of_move(key: str) -> str:
    try:
        old, new = _hours(key)
    except ValueError:
        return str(MOVED.sentence)
    return gettext(
        "A webinar you take part in has moved from %(old_day)s, %(old_hour)s to %(new_day)s, "
        "%(new_hour)s, your time."
    ) % {
        "old_day": date_format(old, "l j F"),
        "old_hour": time_format(old.time()),
        "new_day": date_format(new, "l j F"),
        "new_hour": time_format(new.time()),
    }


MOVED = Kind(
    "webinar_moved",
    _("A webinar you take part in has moved."),
    subject_page="webinars:detail",
    say=_words_of_move,
)


def key_of_length(code: object, *, number: int, end: datetime) -> str:
    """Return the key of a notice about the change of that number; `LENGTH` makes words of it."""
    return key_of(code, number=number, hours=(end,))


def _words_of_length(key: str) -> str:
    try:
        [end] = _hours(key)
    except ValueError:
        return str(LENGTH.sentence)
    return gettext(
        "A webinar you take part in has another length: it now ends on %(day)s, %(hour)s, "
        "your time."
    ) % {"day": date_format(end, "l j F"), "hour": time_format(end.time())}


LENGTH = Kind(
    "webinar_length",
    _("A webinar you take part in has another length."),
    subject_page="webinars:detail",
    say=_words_of_length,
)
LANGUAGES = Kind(
    "webinar_languages",
    _("A webinar you take part in will be held in other languages than before."),
    subject_page="webinars:detail",
)


def _hour_taken_out(key: str) -> dict[str, str] | None:
    """Return day and hour of the event that a key takes out of calendars, if it does."""
    try:
        start, _end = _hours(key)
    except ValueError:
        return None
    return {"day": date_format(start, "l j F"), "hour": time_format(start.time())}


def _words_of_loss(key: str) -> str:
    if when := _hour_taken_out(key):
        return (
            gettext(
                "You no longer have a place in the webinar on %(day)s, %(hour)s, your time, "
                "because it is not open to you any more."
            )
            % when
        )
    return str(LOST.sentence)


LOST = Kind(
    "webinar_lost",
    _("You no longer have a place in a webinar, because it is not open to you any more."),
    page="webinars:list",
    say=_words_of_loss,
)
OPEN_AGAIN = Kind(
    "webinar_open_again",
    _("A webinar in which you lost your place is open to you again. Register if you want to come."),
    subject_page="webinars:detail",
)
# No news to the member who did it.
WITHDRAWN = Kind(
    "webinar_withdrawn",
    _("You cancelled your place in a webinar."),
    subject_page="webinars:detail",
)
ROOM = Kind(
    "webinar_room",
    _("The room of a webinar was changed. Join again: a new room opens for everyone."),
    subject_page="webinars:detail",
)
LEAD = Kind(
    "webinar_lead",
    _("You were chosen to lead a webinar."),
    subject_page="webinars:detail",
)


def _words_of_lead_over(key: str) -> str:
    if when := _hour_taken_out(key):
        said = gettext("You no longer lead the webinar on %(day)s, %(hour)s, your time.")
        return said % when
    return str(LEAD_OVER.sentence)


LEAD_OVER = Kind(
    "webinar_lead_over",
    _("You no longer lead a webinar for which you were chosen."),
    page="webinars:list",
    say=_words_of_lead_over,
)
NO_LEADER = Kind(
    "webinar_no_leader",
    _("A webinar that you plan has no one to lead it any more. Choose someone."),
    subject_page="webinars:detail",
)
SERIES_CHANGED = Kind(
    "series_changed",
    _("Dates of a series of webinars you take part in have changed. Look at them."),
    subject_page="webinars:series",
)
SERIES_CANCELLED = Kind(
    "series_cancelled",
    _("A series of webinars you take part in has been cancelled."),
    subject_page="webinars:series",
)
SERIES_LEAD = Kind(
    "series_lead",
    _("You were chosen to lead a series of webinars."),
    subject_page="webinars:series",
)
SERIES_LEAD_OVER = Kind(
    "series_lead_over",
    _("You no longer lead webinars of a series for which you were chosen."),
    page="webinars:list",
)

# What is not true any more once a webinar has moved, once someone has no place in it, and when it
# is over.
BEFORE_A_MOVE = [SOON, MOVED, LENGTH, ROOM]
OF_A_PLACE = [SOON, PLACE, MOVED, LENGTH, LANGUAGES, ROOM, OPEN_AGAIN]
OF_LEADING = [LEAD, NO_LEADER]
# What takes a webinar out of the calendar of a member who had a place in it or led it.
OUT_OF_CALENDARS = [LOST, WITHDRAWN, LEAD_OVER]

KINDS = [
    *(SOON, PLACE, CANCELLED, MOVED, LENGTH, LANGUAGES, LOST, OPEN_AGAIN, WITHDRAWN),
    *(ROOM, LEAD, LEAD_OVER, NO_LEADER),
    *(SERIES_CHANGED, SERIES_CANCELLED, SERIES_LEAD, SERIES_LEAD_OVER),
]
