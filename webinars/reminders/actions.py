"""Reminding everyone who has a place, once, within the hour before the start."""

from django.db import connection, transaction
from django.utils import timezone

from people.models import Notice
from people.notices.actions import take_back_all, tell_all
from webinars import notices
from webinars.models import Registration, Webinar

# Each batch is one short transaction, because on SQLite no one else can write meanwhile.
BATCH = 500


def send_due() -> int:
    """Leave a notice for every registration that is due and not yet reminded; return how many.

    Each run reads from the database what is due, so the next run makes up for a missed one. The
    notice and its mark are written in one transaction, so a killed worker leaves both or neither.
    The notice's key, one per webinar and hour, prevents a second notice.
    """
    total = sum(iter(_send_batch, 0))
    _forget_past()
    return total


def _forget_past() -> None:
    """Take back what is not true any more of a webinar that is over: that it starts soon, that
    someone now has a place in it or is to lead it, that it has moved. Forget who cancelled their
    place, as no calendar has to be told of it."""
    kinds = [*notices.OF_A_PLACE, *notices.OF_LEADING, notices.WITHDRAWN]
    told = Notice.objects.filter(kind__in=[kind.name for kind in kinds]).values("subject_code")
    coming = Webinar.objects.not_over().order_by().values("pk")
    past = Webinar.objects.filter(code__in=told).exclude(pk__in=coming)
    take_back_all(None, kinds=kinds, codes=list(past.values_list("code", flat=True)))


@transaction.atomic
def _send_batch() -> int:
    now = timezone.now()
    due = Registration.objects.to_remind(now)
    if connection.features.has_select_for_update_skip_locked:
        # Two workers share the work; on SQLite the second one waits for the first.
        due = due.select_for_update(skip_locked=True, of=("self",))
    rows = list(due.order_by("pk").values_list("pk", "user_id", "webinar_id")[:BATCH])
    webinars = Webinar.objects.in_bulk({webinar for _, _, webinar in rows})
    for webinar in webinars.values():
        tell_all(
            [user for _, user, webinar_id in rows if webinar_id == webinar.pk],
            kind=notices.SOON,
            key=f"{webinar.code}@{webinar.starts_at:%Y%m%dT%H%MZ}",
            subject_code=webinar.code,
        )
    Registration.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(reminded_at=now)
    return len(rows)
