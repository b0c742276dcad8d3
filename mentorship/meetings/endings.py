"""What ends with a meeting that is called off, by a person or by a change."""

from django.utils import timezone

from mentorship import notices
from mentorship.models import Pair, PlannedMeeting
from people.notices.actions import note_all, take_back, tell_all
from webinars.calendar.events import TakenOut
from webinars.rooms import actions as rooms


def end(meeting: PlannedMeeting, outcome: str) -> None:
    """Close a locked `meeting`: no reminder, no room, no notice that leads nowhere."""
    meeting.ended_at = timezone.now()
    meeting.outcome = outcome
    meeting.slots, meeting.proposed_minutes = [], None
    meeting.revision += 1
    meeting.save(update_fields=["ended_at", "outcome", "slots", "proposed_minutes", "revision"])
    close_room(meeting)


def close_room(meeting: PlannedMeeting) -> None:
    """Send no one to the room of `meeting` any more; a sweep has it ended."""
    rooms.close(meeting.code)


def call_off(pair: Pair) -> None:
    """Call off what `pair` has agreed or proposed, because the pair ends: that is told instead.

    Notices keep what is to come, so that both can take it out of their calendars without the page
    of the pair, and when the other one has erased their account.
    """
    for meeting in PlannedMeeting.objects.select_for_update().filter(pair=pair, ended_at=None):
        end(meeting, PlannedMeeting.Outcome.CANCELLED)
    both = [pair.mentor_id, pair.mentee_id]
    take_back(both, kinds=[*notices.OF_MEETINGS, notices.MESSAGE], code=pair.code)
    for meeting in PlannedMeeting.objects.called_off_ahead().filter(pair=pair):
        if event := taken_out(meeting):
            key, code = event.key, meeting.code
            note_all(both, kind=notices.MEETING_OUT, key=key, subject_code=code)


def taken_out(meeting: PlannedMeeting) -> TakenOut | None:
    """Return the event of a meeting that was called off after a time had been agreed."""
    if meeting.starts_at is None or meeting.ends_at is None:
        return None
    return TakenOut(
        code=meeting.code,
        sequence=meeting.revision,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
    )


def tell_of_called_off(pair: Pair) -> None:
    """Tell both what `call_off` did while the mentor was gone, as long as that time is to come:
    the page takes the event out of their calendars."""
    both = [pair.mentor_id, pair.mentee_id]
    for meeting in PlannedMeeting.objects.called_off_ahead().filter(pair=pair):
        key = f"{meeting.code}:{meeting.revision}"
        tell_all(both, kind=notices.MEETING_OFF, key=key, subject_code=pair.code)
