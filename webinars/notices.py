"""Notices to members about their webinars. See `people.notices.registry`."""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.notices.registry import Kind
from web.reading.days import date_format

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


# How the hours of a move are written into its key; 80 characters hold two of them and a code.
HOUR = "%Y%m%dT%H%MZ"


def key_of_move(code: object, *, number: int, old: datetime, new: datetime) -> str:
    """Return the key of a notice about the move of that number; `MOVED` makes words of it."""
    hours = (f"{hour.astimezone(UTC):{HOUR}}" for hour in (old, new))
    return "/".join((str(code), str(number), *hours))


def _hours(key: str) -> list[datetime]:
    """Return the hours in a key, in the reader's time zone; raises ValueError for another key."""
    found = [datetime.strptime(hour, HOUR).replace(tzinfo=UTC) for hour in key.split("/")[2:]]
    return [timezone.localtime(hour) for hour in found]


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
    return "/".join((str(code), str(number), f"{end.astimezone(UTC):{HOUR}}"))


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
LOST = Kind(
    "webinar_lost",
    _("You no longer have a place in a webinar, because it is not open to you any more."),
    page="webinars:list",
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
LEAD_OVER = Kind("webinar_lead_over", _("You no longer lead a webinar for which you were chosen."))
NO_LEADER = Kind(
    "webinar_no_leader",
    _("A webinar that you plan has no one to lead it any more. Choose someone."),
    subject_page="webinars:detail",
)

# What is not true any more once a webinar has moved, and once someone has no place in it.
BEFORE_A_MOVE = [SOON, MOVED, LENGTH, ROOM]
OF_A_PLACE = [SOON, PLACE, MOVED, LENGTH, LANGUAGES, ROOM]

KINDS = [
    *(SOON, PLACE, CANCELLED, MOVED, LENGTH, LANGUAGES, LOST, ROOM),
    *(LEAD, LEAD_OVER, NO_LEADER),
]
