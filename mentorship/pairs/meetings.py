"""The meetings of a pair."""

from datetime import date
from uuid import UUID

from django.db import transaction

from mentorship.models import Meeting, Pair
from mentorship.pairs import actions, notes
from people.models import User
from people.privacy import events


@transaction.atomic
def log(
    *, pair: Pair, user: User, held_on: date, length: str, channel: str, line: str, key: UUID
) -> Meeting:
    """Keep a meeting of `pair`. `key` is the form's own: the same form sent twice is kept once.

    Raises `PairNotActive`, and ValueError when `user` is not one of the two.
    """
    pair.side_of(user)
    meeting = Meeting(pair=actions.live(pair), key=key)
    notes.seal(meeting, line)
    meeting, is_new = Meeting.objects.get_or_create(
        pair=meeting.pair,
        key=key,
        defaults={
            "held_on": held_on,
            "length": length,
            "channel": channel,
            "sealed_text": meeting.sealed_text,
        },
    )
    if is_new:
        events.record("log_meeting", actor=user, subject=pair)
    return meeting
