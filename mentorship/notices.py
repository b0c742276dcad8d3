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
    page="mentorship:pair",
    takes_subject=True,
)
PAIR_STARTED = Kind(
    "pair_started",
    _("You both said yes: your pair begins."),
    page="mentorship:pair",
    takes_subject=True,
)
PAIR_ENDED = Kind(
    "pair_ended",
    _("One of your pairs has ended. A new one can begin whenever you like."),
)

KINDS = [EXERCISE_SENT, PAIR_PROPOSED, PAIR_STARTED, PAIR_ENDED]
