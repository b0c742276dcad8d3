"""Notices to members about pairs, and to mentors about work. See `people.notices.registry`."""

from django.utils.translation import gettext_lazy as _

from people.notices.registry import Kind

EXERCISE_SENT = Kind(
    "exercise_sent",
    _("An exercise is waiting for your review."),
    page="mentorship:overview",
)
PAIR_PROPOSED = Kind(
    "pair_proposed",
    _("A pair has been proposed to you."),
    subject_page="mentorship:pair",
)
PAIR_STARTED = Kind(
    "pair_started",
    _("You both said yes: your pair begins."),
    subject_page="mentorship:pair",
)
PAIR_ENDED = Kind(
    "pair_ended",
    _("One of your pairs has ended. A new one can begin whenever you like."),
    page="mentorship:overview",
)
MENTOR_GONE = Kind(
    "mentor_gone",
    _("Your mentor is no longer a mentor here. See what you can do."),
    subject_page="mentorship:pair",
)

TIMES_PROPOSED = Kind(
    "times_proposed",
    _("Times for a meeting have been proposed to you."),
    subject_page="mentorship:meet",
)
MEETING_AGREED = Kind(
    "meeting_agreed",
    _("You have agreed on a meeting. See when it is."),
    subject_page="mentorship:meet",
)
MEETING_OFF = Kind(
    "meeting_off",
    _("A meeting, or the times proposed for it, was called off."),
    subject_page="mentorship:meet",
)
MEETING_SOON = Kind(
    "meeting_soon",
    _("You have a meeting within the hour."),
    subject_page="mentorship:meet",
)
MEETING_ROOM = Kind(
    "meeting_room",
    _("The room of your meeting was changed. Join again: a new room opens for both of you."),
    subject_page="mentorship:meet",
)
# Not told: it keeps what their calendars are to forget when the end of the pair is told.
MEETING_OUT = Kind(
    "meeting_out",
    _("A meeting of yours was called off."),
    page="mentorship:overview",
)
MESSAGE = Kind(
    "pair_message",
    _("A message is waiting for you."),
    subject_page="mentorship:messages",
)

OF_MEETINGS = [TIMES_PROPOSED, MEETING_AGREED, MEETING_OFF, MEETING_SOON, MEETING_ROOM]
OF_PAIRS = [PAIR_PROPOSED, PAIR_STARTED, PAIR_ENDED, MENTOR_GONE]
KINDS = [EXERCISE_SENT, *OF_PAIRS, *OF_MEETINGS, MEETING_OUT, MESSAGE]
