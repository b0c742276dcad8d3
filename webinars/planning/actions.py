"""Planning a webinar, changing it, cancelling it."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from people.models import Notice, Region, User
from people.notices import actions as notices
from people.privacy import events
from webinars.models import Registration, Series, Webinar
from webinars.registration import actions as registration


class SkippedHour(Exception):
    """The clocks of that zone jump over this time; `next_valid` is the first local time after."""

    def __init__(self, next_valid: datetime) -> None:
        super().__init__(next_valid)
        self.next_valid = next_valid


class TooFewSeats(Exception):
    """More people have a place already than there would be seats; `taken` says how many."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class NotOpen(Exception):
    """The webinar is over or was called off: nothing about it can be changed any more."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a coordinator decides about a webinar; `starts_at` is UTC, made by `moment`."""

    title: str
    description: str
    series: Series | None
    region: Region | None
    starts_at: datetime
    minutes: int
    time_zone: str
    languages: list[str]
    seats: int
    facilitator: User | None


def moment(day: date, clock: time, zone: str) -> tuple[datetime, bool]:
    """Return the UTC moment of a local time, and whether that local time happens twice that day.

    Of an hour that happens twice, when clocks go back, the first is taken. Raises `SkippedHour`
    for one that does not happen. Rules: the IANA time zone database, through `zoneinfo`.
    """
    tz = ZoneInfo(zone)
    naive = datetime.combine(day, clock.replace(tzinfo=None))
    local = naive.replace(tzinfo=tz)
    if not _happens(naive, tz):
        raise SkippedHour(_next_valid(naive, tz))
    return local.astimezone(UTC), local.utcoffset() != local.replace(fold=1).utcoffset()


def _happens(naive: datetime, tz: ZoneInfo) -> bool:
    there_and_back = naive.replace(tzinfo=tz).astimezone(UTC).astimezone(tz)
    return there_and_back.replace(tzinfo=None) == naive


def _next_valid(naive: datetime, tz: ZoneInfo) -> datetime:
    naive = naive.replace(second=0, microsecond=0)
    # No zone has ever skipped more than a day (Samoa, 30 December 2011).
    while not _happens(naive, tz):
        naive += timedelta(minutes=1)
    return naive


@transaction.atomic
def schedule(*, by: User, key: UUID, plan: Plan) -> Webinar:
    """Plan a webinar. `key` is the form's own: sending it again returns the same webinar.

    Whether `by` may plan for that region is decided by the form's choices.
    """
    webinar, is_new = Webinar.objects.get_or_create(
        code=uuid5(by.code, str(key)), defaults={**_fields(plan), "created_by": by}
    )
    if is_new:
        events.record("schedule", actor=by, subject=webinar)
    return webinar


@transaction.atomic
def reschedule(*, by: User, webinar: Webinar, plan: Plan) -> Webinar:
    """Change a webinar; repeating it changes nothing. Returns the changed row.

    Everybody with a place is reminded anew when the hour moved; new seats go to the waiting list.
    Raises `NotOpen`, or `TooFewSeats` when places already given would be lost.
    """
    webinar = Webinar.objects.select_for_update().get(pk=webinar.pk)
    if not webinar.is_open:
        raise NotOpen
    taken = webinar.registrations.registered().count()
    if plan.seats < taken:
        raise TooFewSeats(taken)
    changed = {
        name: value for name, value in _fields(plan).items() if getattr(webinar, name) != value
    }
    if not changed:
        return webinar
    for name, value in changed.items():
        setattr(webinar, name, value)
    webinar.save()
    if "starts_at" in changed:
        Registration.objects.filter(webinar=webinar).update(reminded_at=None)
    registration.move_up(webinar)
    events.record("reschedule", actor=by, subject=webinar)
    return webinar


@transaction.atomic
def cancel(*, by: User, webinar: Webinar) -> Webinar:
    """Call a webinar off; a second time changes nothing. Raises `NotOpen` once it is over."""
    webinar = Webinar.objects.select_for_update().get(pk=webinar.pk)
    if webinar.is_cancelled:
        return webinar
    if webinar.is_over:
        raise NotOpen
    webinar.status = Webinar.Status.CANCELLED
    webinar.save()
    notices.tell_all(
        webinar.registrations.values_list("user", flat=True),
        kind=Notice.Kind.WEBINAR_CANCELLED,
        key=str(webinar.code),
        subject_code=webinar.code,
    )
    events.record("cancel", actor=by, subject=webinar)
    return webinar


def _fields(plan: Plan) -> dict[str, object]:
    # Not asdict(): it would copy the related rows deeply.
    return {field.name: getattr(plan, field.name) for field in fields(plan)}
