"""The room of an agreed meeting: for the two of the pair, by voice, while the pair runs."""

from datetime import timedelta

from django.utils.translation import gettext as _

from mentorship.models import PlannedMeeting
from people.models import User
from webinars.rooms import actions as rooms
from webinars.rooms.interface import Entrant

# The room closes by itself this long after the agreed length.
GOODBYES = timedelta(minutes=10)
# The two, and one more: a phone that lost its line is still counted while it comes back.
SEATS = 3


def join(*, meeting: PlannedMeeting, user: User, leave_to: str) -> str:
    """Return the address that lets this one browser into the room, as `rooms.enter` does.

    Whether the pair still runs, both are active and the meeting still stands is read again after
    each call to the server. Raises `RoomClosed`, or `RoomUnavailable` when the server fails.
    """
    meeting.pair.side_of(user)
    return rooms.enter(
        read=lambda: _occasion(meeting.pk), entrant=_entrant(meeting, user), leave_to=leave_to
    )


def _occasion(pk: int) -> rooms.Occasion:
    found = PlannedMeeting.objects.select_related("pair__mentor", "pair__mentee")
    meeting = found.filter(pk=pk).first()
    if meeting is None or meeting.ends_at is None:
        raise rooms.RoomClosed
    both = (meeting.pair.mentor, meeting.pair.mentee)
    if not meeting.pair.is_live or not meeting.has_room or not all(one.is_active for one in both):
        raise rooms.RoomClosed
    return rooms.Occasion(code=meeting.code, closes_at=meeting.ends_at + GOODBYES, seats=SEATS)


def _entrant(meeting: PlannedMeeting, user: User) -> Entrant:
    """Both are equals there: no one waits for the other, and no one can put the other out. The name
    in the room says neither who mentors nor any pseudonym."""
    is_mentor = meeting.pair.side_of(user) == "mentor"
    return Entrant(
        # Translators: Names of the two people in a room, on the room server.
        alias=_("First person") if is_mentor else _("Second person"),
        opaque_id=rooms.opaque_id(user, meeting.code),
        is_moderator=False,
    )
