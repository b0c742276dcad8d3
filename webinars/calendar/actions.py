"""What calendars have to learn when an event is not a member's any more, or is theirs again."""

from collections.abc import Collection, Iterable

from django.db.models import F

from people.models import Notice
from people.notices.actions import note_all, tell_all
from people.notices.registry import Kind
from webinars.calendar.events import Hours, TakenOut
from webinars.models import Webinar


def take_out(
    webinar: Webinar,
    *,
    user_ids: Iterable[int],
    kind: Kind,
    hours: Hours | None = None,
    is_news: bool = True,
) -> None:
    """Let these members, whose event the webinar is not any more, take it out of their calendars.

    A notice of this `kind` keeps that they had it, from which hour to which: `hours` where these
    have changed at the same moment. Without `is_news` it is no news to them, and is shown nowhere.
    """
    starts_at, ends_at = hours or (webinar.starts_at, webinar.ends_at)
    event = TakenOut(
        code=webinar.code, sequence=webinar.sequence + 1, starts_at=starts_at, ends_at=ends_at
    )
    leave = tell_all if is_news else note_all
    leave(user_ids, kind=kind, key=event.key, subject_code=webinar.code)


def put_back(
    webinar: Webinar, *, user_ids: Collection[int], kinds: Iterable[Kind], untrue: Iterable[Kind]
) -> None:
    """Let calendars accept the event of these members again; the caller holds the webinar's lock.

    `kinds` are those of `take_out`; what is `untrue` now is taken back. The webinar's sequence goes
    beyond that of a file that took the event out. Changes nothing for members who always had it.
    """
    taken_out = Notice.objects.filter(
        user__in=user_ids, subject_code=webinar.code, kind__in=[kind.name for kind in kinds]
    )
    if not taken_out.exists():
        return
    Webinar.objects.filter(pk=webinar.pk).update(sequence=F("sequence") + 2)
    webinar.refresh_from_db(fields=["sequence"])
    taken_out.filter(kind__in=[kind.name for kind in untrue]).delete()
