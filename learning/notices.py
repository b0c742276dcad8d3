"""Notices to members about their exercises, questions, stories, courses and course runs, to those
who answer questions, and to editors about planned pages. See `people.notices.registry`."""

from datetime import date, datetime

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.notices.registry import Kind
from web.reading.days import date_format

EXERCISE_RETURNED = Kind(
    "exercise_returned",
    _("Your exercise has been reviewed."),
    subject_page="learning:work",
)
EXERCISE_ACCEPTED = Kind(
    "exercise_accepted",
    _("Your exercise has been accepted."),
    subject_page="learning:work",
)
QUESTION_ANSWERED = Kind(
    "question_answered",
    _("Your question about a lesson has been answered."),
    page="learning:enquiries",
)
QUESTION_WAITS = Kind(
    "question_waits",
    _("A question about a lesson is waiting for an answer."),
    page="learning:waiting-enquiries",
)
STORY_ANSWERED = Kind(
    "story_answered",
    _("An editor has answered what you sent in."),
    subject_page="learning:my-story",
)
COURSE_COMPLETED = Kind(
    "course_completed",
    _("You have completed a course."),
    subject_page="learning:course",
)
LESSON_REOPENED = Kind(
    "lesson_reopened",
    _("A lesson that you had finished is open again."),
    subject_page="learning:course",
)


class WhyNot(TextChoices):
    """Why a page did not go live at its planned hour."""

    TEXTS = "texts", _("Some of its texts have no translation yet.")
    SOURCE = "source", _("The page that it was translated from is not live.")
    CHECKS = "checks", _("Something in it is not accepted any more. Open it to see what.")
    RIGHT = "right", _("The member who planned it may not publish any more.")


def _words_of_live(key: str) -> str:
    if when := _hour(key):
        return gettext("A page is live that you planned for %(day)s, %(hour)s, your time.") % when
    return str(LIVE.sentence)


def _words_of_not_live(key: str) -> str:
    when, why_not = _hour(key), key.rpartition("/")[2]
    if not when or why_not not in WhyNot:
        return str(NOT_LIVE.sentence)
    said = gettext("A page planned for %(day)s, %(hour)s, your time, did not go live.") % when
    then = gettext("Look at it, and plan it again.")
    return f"{said} {WhyNot(why_not).label} {then}"


def _hour(key: str) -> dict[str, str] | None:
    """Return the planned hour that `key` begins with, in the reader's time zone."""
    try:
        hour = timezone.localtime(datetime.fromisoformat(key.partition("/")[0]))
    except ValueError:
        return None
    return {"day": date_format(hour, "l j F"), "hour": time_format(hour.time())}


GROUP_ENDED = Kind(
    "group_ended",
    _("The group of an exercise that was to count for you has ended. Hand in your own work."),
    subject_page="learning:course",
)
LIVE = Kind(
    "planned_live",
    _("A page that you planned is live."),
    page="wagtailadmin_home",
    subject_page="studio-course",
    say=_words_of_live,
)
NOT_LIVE = Kind(
    "planned_not_live",
    _("A page that was planned did not go live."),
    page="wagtailadmin_home",
    subject_page="studio-course",
    say=_words_of_not_live,
)

RUN_PLACE = Kind(
    "run_place",
    _("A place has become free: you now have a place in a course run."),
    subject_page="learning:run",
)
RUN_CANCELLED = Kind(
    "run_cancelled",
    _("A course run you take part in has been cancelled. What you have done in the course stays."),
    subject_page="learning:run",
)
RUN_LOST = Kind(
    "run_lost",
    _("You no longer have a place in a course run, because it is not open to you any more."),
    page="learning:runs",
)
RUN_LEAD = Kind("run_lead", _("You were chosen to lead a course run."), subject_page="learning:run")


def key_of_days(code: object, *, number: int, days: tuple[date, date]) -> str:
    """Return the key of a notice about the change of that number; `RUN_MOVED` makes words of it."""
    return f"{code}@{number}:{days[0]}/{days[1]}"


def _words_of_days(key: str) -> str:
    begin, _slash, end = key.rpartition(":")[2].partition("/")
    try:
        first, last = date.fromisoformat(begin), date.fromisoformat(end)
    except ValueError:
        return str(RUN_MOVED.sentence)
    said = gettext(
        "The days of a course run you take part in have changed: it is from %(first)s to %(last)s."
    )
    return said % {"first": date_format(first, "l j F"), "last": date_format(last, "l j F")}


RUN_MOVED = Kind(
    "run_moved",
    _("The days of a course run you take part in have changed."),
    subject_page="learning:run",
    say=_words_of_days,
)

# What is not true any more once someone has no place in a run.
OF_A_RUN_PLACE = [RUN_PLACE, RUN_MOVED]

KINDS = [
    EXERCISE_RETURNED,
    EXERCISE_ACCEPTED,
    QUESTION_ANSWERED,
    QUESTION_WAITS,
    STORY_ANSWERED,
    COURSE_COMPLETED,
    LESSON_REOPENED,
    GROUP_ENDED,
    LIVE,
    NOT_LIVE,
    *(RUN_PLACE, RUN_CANCELLED, RUN_LOST, RUN_LEAD, RUN_MOVED),
]
