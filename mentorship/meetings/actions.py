"""Agreeing on a meeting: proposing times, accepting one, moving it, calling it off.

Each of the two is told by a notice what the other did. Nothing here waits for the room server.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship import notices
from mentorship.meetings import endings
from mentorship.models import Meeting, Pair, PlannedMeeting
from mentorship.pairs import actions as pairing
from mentorship.pairs import meetings as log
from people.changes import code_from
from people.models import Notice, User
from people.notices.actions import take_back, take_back_all, tell, tell_all
from people.notices.registry import Kind
from people.privacy import events
from people.time_zones import zone
from web.errors import Closed, Gone
from webinars.rooms import upkeep

# Each batch is one short transaction, because on SQLite no one else can write meanwhile.
BATCH = 200


class NotOpen(Gone):
    """The meeting was called off or is over, or the other one has proposed other times."""

    sentence = _("This has changed meanwhile. Look at the times below again.")


class FirstSay(Closed):
    """The time of the last meeting has come, and no one has said whether it took place."""

    sentence = _("First say whether your last meeting took place.")


@transaction.atomic
def propose(
    *, pair: Pair, user: User, slots: Iterable[datetime], minutes: int, key: UUID
) -> PlannedMeeting:
    """Propose up to three times for the next meeting, instead of any proposed before.

    An agreed time and its length stand until one of the new times is accepted; then the meeting is
    `minutes` long. The agreed time may be among them: then only the length changes. `key` is the
    form's own: the same form sent twice proposes once. Raises `PairNotActive`, `MentorGone` and
    `FirstSay`.
    """
    pair = pairing.live_with_mentor(pair)
    pair.side_of(user)
    code = code_from(pair, key)
    meeting = PlannedMeeting.objects.select_for_update().filter(pair=pair, ended_at=None).first()
    if meeting is None:
        if done := PlannedMeeting.objects.filter(code=code).first():
            return done
        meeting = PlannedMeeting(pair=pair, code=code, minutes=minutes)
    elif meeting.key == key:
        return meeting
    elif meeting.has_begun:
        raise FirstSay
    meeting.key, meeting.proposed_by, meeting.proposed_minutes = key, user, minutes
    if meeting.starts_at is None:
        meeting.minutes = minutes
    meeting.slots = [slot.isoformat() for slot in sorted(set(slots))]
    meeting.revision += 1
    meeting.save()
    take_back([pair.mentor_id, pair.mentee_id], kinds=[notices.TIMES_PROPOSED], code=pair.code)
    _tell(meeting, notices.TIMES_PROPOSED, [pair.other(user)])
    events.record("propose_times", actor=user, subject=pair)
    return meeting


@transaction.atomic
def accept(*, meeting: PlannedMeeting, user: User, slot: datetime) -> PlannedMeeting:
    """Agree on one of the times that the other one proposed; repeating it changes nothing.

    Raises `NotOpen` when it is not among them any more or has passed, and `PairNotActive`.
    """
    meeting = _open(meeting, user)
    if meeting.starts_at == slot and not meeting.slots:
        return meeting
    if meeting.proposed_by_id == user.pk or slot not in meeting.proposed:
        raise NotOpen
    if slot <= timezone.now():
        raise NotOpen
    meeting.starts_at, meeting.slots = slot, []
    meeting.minutes = meeting.proposed_minutes or meeting.minutes
    meeting.proposed_minutes = None
    meeting.revision += 1
    meeting.reminded_at = None
    meeting.save()
    endings.close_room(meeting)
    both = [meeting.pair.mentor, meeting.pair.mentee]
    _forget_notices(meeting)
    _tell(meeting, notices.MEETING_AGREED, both)
    events.record("agree_meeting", actor=user, subject=meeting.pair)
    return meeting


@transaction.atomic
def keep_time(*, meeting: PlannedMeeting, user: User) -> PlannedMeeting:
    """Stay with the agreed time and length and drop the others; repeating it changes nothing."""
    meeting = _open(meeting, user)
    if meeting.starts_at is None:
        raise NotOpen
    if meeting.slots:
        meeting.slots, meeting.proposed_minutes = [], None
        meeting.revision += 1
        meeting.save(update_fields=["slots", "proposed_minutes", "revision"])
        _forget_notices(meeting)
        _tell(meeting, notices.MEETING_AGREED, [meeting.pair.other(user)])
        events.record("keep_meeting", actor=user, subject=meeting.pair)
    return meeting


@transaction.atomic
def cancel(*, meeting: PlannedMeeting, user: User) -> None:
    """Call a meeting off, or take back the proposed times; repeating it changes nothing."""
    pair = pairing.live(meeting.pair)
    other = pair.other(user)
    meeting = PlannedMeeting.objects.select_for_update().get(pk=meeting.pk)
    if not meeting.is_open:
        return
    endings.end(meeting, PlannedMeeting.Outcome.CANCELLED)
    _forget_notices(meeting)
    _tell(meeting, notices.MEETING_OFF, [other])
    events.record("cancel_meeting", actor=user, subject=pair)


@transaction.atomic
def say_how_it_went(*, meeting: PlannedMeeting, user: User, took_place: bool) -> None:
    """Say whether an agreed meeting took place; then it goes into the log of past meetings, once.

    The first answer counts. Raises `NotOpen` before its time has come, and `PairNotActive`.
    """
    pair = pairing.live(meeting.pair)
    pair.side_of(user)
    meeting = PlannedMeeting.objects.select_for_update().get(pk=meeting.pk)
    if not meeting.is_open:
        return
    if not meeting.has_begun or meeting.starts_at is None:
        raise NotOpen
    outcome = PlannedMeeting.Outcome.HELD if took_place else PlannedMeeting.Outcome.MISSED
    endings.end(meeting, outcome)
    _forget_notices(meeting)
    if took_place:
        log.log(
            pair=pair,
            user=user,
            held_on=meeting.starts_at.astimezone(zone(user.time_zone)).date(),
            length=meeting.logged_length,
            channel=Meeting.Channel.CALL,
            line="",
            key=meeting.code,
        )


def _open(meeting: PlannedMeeting, user: User) -> PlannedMeeting:
    """Return `meeting` locked, of a running pair of `user`; raise `NotOpen` when it is over."""
    pair = pairing.live_with_mentor(meeting.pair)
    pair.side_of(user)
    meeting = PlannedMeeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.pair = pair
    if not meeting.is_open:
        raise NotOpen
    return meeting


def _tell(meeting: PlannedMeeting, kind: Kind, members: Iterable[User]) -> None:
    key = f"{meeting.code}:{meeting.revision}"
    for member in members:
        tell(member, kind=kind, key=key, subject_code=meeting.pair.code)


def _forget_notices(meeting: PlannedMeeting) -> None:
    """Dismiss what the two were told about earlier times."""
    both = [meeting.pair.mentor_id, meeting.pair.mentee_id]
    take_back(both, kinds=notices.OF_MEETINGS, code=meeting.pair.code)


def remind_due() -> int:
    """Leave both a notice in the hour before their meeting; return of how many meetings.

    As in `webinars.reminders.actions`: what is due is read from the rows, a notice and its mark are
    written together, and the notice's key, one for each agreed time, prevents a second one.
    """
    total = sum(iter(_remind_batch, 0))
    _forget_past()
    return total


def _forget_past() -> None:
    """Take back what says of a meeting that is over that it is within the hour or in another room,
    and of times that have passed that they are proposed."""
    for kind in (notices.MEETING_SOON, notices.MEETING_ROOM):
        _forget(kind, where=lambda meeting: meeting.is_over)
    _forget(notices.TIMES_PROPOSED, where=lambda meeting: meeting.is_unanswered_in_time)


def _forget(kind: Kind, *, where: Callable[[PlannedMeeting], bool]) -> None:
    told = Notice.objects.filter(kind=kind.name).values("subject_code")
    open_ones = PlannedMeeting.objects.open().filter(pair__code__in=told).select_related("pair")
    codes = [meeting.pair.code for meeting in open_ones if where(meeting)]
    take_back_all(None, kinds=[kind], codes=codes)


@transaction.atomic
def _remind_batch() -> int:
    due = PlannedMeeting.objects.to_remind().select_related("pair")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    rows = list(due.order_by("pk")[:BATCH])
    for meeting in rows:
        tell_all(
            [meeting.pair.mentor_id, meeting.pair.mentee_id],
            kind=notices.MEETING_SOON,
            key=f"{meeting.code}@{meeting.starts_at:%Y%m%dT%H%MZ}",
            subject_code=meeting.pair.code,
        )
    PlannedMeeting.objects.filter(pk__in=[one.pk for one in rows]).update(
        reminded_at=timezone.now()
    )
    return len(rows)


@transaction.atomic
def follow_the_server() -> None:
    """Tell both when the room of their meeting is on another server than the settings name now: one
    may be inside, and the other would wait in the next room. Repeating changes nothing."""
    codes = upkeep.leave_other_servers(PlannedMeeting.objects.open().order_by().values("code"))
    meetings = PlannedMeeting.objects.open().filter(code__in=codes).select_related("pair")
    for meeting in filter(attrgetter("has_room"), meetings):
        pair = meeting.pair
        both = [pair.mentor_id, pair.mentee_id]
        take_back(both, kinds=[notices.MEETING_ROOM], code=pair.code)
        key = str(meeting.code)
        tell_all(both, kind=notices.MEETING_ROOM, key=key, subject_code=pair.code)


@transaction.atomic
def forget_old() -> int:
    """Delete meetings that were called off or held a month ago; return how many."""
    deleted, _rows = PlannedMeeting.objects.to_forget().delete()
    return deleted
