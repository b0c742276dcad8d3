"""Writing to the other one of a pair, and reading what the two wrote in the last month."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship import notices
from mentorship.models import Message, Pair
from mentorship.pairs import actions as pairing
from mentorship.pairs import notes
from people.changes import code_from
from people.models import Notice, User
from people.notices.actions import take_back, tell
from web.errors import TooMany

# Enough to find a time or to ask something; more belongs into a call.
MOST_A_DAY = 20
SHOWN = 50


class TooManyMessages(TooMany):
    """This member has written as many messages in this pair as allowed in one day."""

    sentence = _("You have written many messages today. Write the next one tomorrow.")


@transaction.atomic
def write(*, pair: Pair, user: User, text: str, key: UUID) -> Message:
    """Write a message. `key` is the form's own: the same form sent twice gives one message, and
    with another text another one.

    No event: the trail would keep for half a year who wrote when, and the messages go after a
    month. The other one is told, once for all messages that they have not been told about yet.
    Raises `PairNotActive`, `MentorGone`, `TooManyMessages`, and ValueError when `user` is not one
    of the two.
    """
    # Locked, so that two at once count as two.
    pair = pairing.live_with_mentor(pair)
    other = pair.other(user)
    code = code_from(pair, key, text)
    if sent := Message.objects.filter(code=code).first():
        return sent
    day_ago = timezone.now() - timedelta(days=1)
    if pair.messages.filter(author=user, written_at__gt=day_ago).count() >= MOST_A_DAY:
        raise TooManyMessages
    message = Message(pair=pair, author=user, code=code)
    notes.seal(message, text)
    message.save()
    take_back([user.pk], kinds=[notices.MESSAGE], code=pair.code)
    told = Notice.objects.filter(user=other, kind=notices.MESSAGE.name, subject_code=pair.code)
    if not told.filter(read_at=None).exists():
        tell(other, kind=notices.MESSAGE, key=str(code), subject_code=pair.code)
    return message


@transaction.atomic
def forget_old() -> int:
    """Delete messages after a month, and take back that one is waiting where none is left; return
    how many messages."""
    deleted, _rows = Message.objects.to_forget().delete()
    to_them = Message.objects.filter(pair__code=OuterRef("subject_code"))
    left = to_them.exclude(author=OuterRef("user"))
    told = Notice.objects.filter(kind=notices.MESSAGE.name, read_at=None)
    told.filter(~Exists(left)).delete()
    return deleted
