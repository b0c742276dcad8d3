"""What a change of a webinar brings with it: who is told, who keeps a place, what the room does."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from people.models import Notice, User
from people.notices.actions import take_back, tell_all
from people.notices.registry import Kind
from webinars import notices
from webinars.calendar.events import Hours, hours_in, to_the_minute
from webinars.joining.actions import occasion_of
from webinars.models import Registration, Webinar
from webinars.planning import leaders
from webinars.planning.permissions import can_moderate
from webinars.registration import actions as registration
from webinars.registration import places
from webinars.rooms import actions as rooms

# What a calendar file says.
ON_THE_CALENDAR = {"starts_at", "minutes", "status"}
# What decides who may see a webinar.
DECIDE_WHO_SEES = {"region", "facilitator", "run"}


def follow(
    webinar: Webinar, replaced: Mapping[str, Any], *, by: User | None, is_news: bool = True
) -> None:
    """Let everything follow the change of `webinar`; `replaced` are its old values by field.

    Those concerned are told what decides whether they can come: another hour, another length, a
    language taken away, a cancellation. Another title, description, series or time zone of the plan
    is no news: the hour stays, and the page shows the rest. More places and another region are told
    to those who get or lose a place, another facilitator to the two of them.

    The caller holds the webinar's lock. `by`, who made the change, is told nothing. Without
    `is_news`, the caller tells of the change once for several webinars: only what is not true any
    more is taken back, and those are told who get or lose a place, or are in the open room.
    """
    if ON_THE_CALENDAR & replaced.keys():
        Webinar.objects.filter(pk=webinar.pk).update(sequence=F("sequence") + 1)
        webinar.refresh_from_db(fields=["sequence"])
    hours = _hours_before(webinar, replaced)
    if DECIDE_WHO_SEES & replaced.keys():
        places.free_lost(webinar=webinar, hours=hours)
        places.offer_again(webinar)
    if "facilitator" in replaced:
        hand_over(webinar, replaced["facilitator"], by=by, hours=hours, is_news=is_news)
    told = concerned(webinar, by) if is_news else []
    if webinar.is_cancelled:
        _tell_of_cancellation(webinar, told)
    else:
        _tell_of_changes(webinar, replaced, told)
    _let_the_room_follow(webinar, replaced, by)
    registration.move_up(webinar)


def _hours_before(webinar: Webinar, replaced: Mapping[str, Any]) -> Hours:
    start = replaced.get("starts_at", webinar.starts_at)
    return start, start + timedelta(minutes=replaced.get("minutes", webinar.minutes))


def is_news_to_all(webinar: Webinar, replaced: Mapping[str, Any]) -> bool:
    """Whether a change is told to everyone concerned, by the rule of `follow`."""
    is_less = not set(replaced.get("languages", ())) <= set(webinar.languages)
    return is_less or not ON_THE_CALENDAR.isdisjoint(replaced)


def hand_over(
    webinar: Webinar,
    before: User | None,
    *,
    by: User | None,
    hours: Hours | None = None,
    is_news: bool = True,
) -> None:
    """Tell who leads the webinar from now on, and who led it before, at these `hours`. For
    `is_news` see `follow`."""
    leader = webinar.facilitator
    take_back(None, kinds=[notices.NO_LEADER], code=webinar.code)
    if before is not None:
        is_told = is_news and before != by
        leaders.lead_no_more(webinar, before, hours=hours, is_news=is_told)
    if leader is not None:
        leaders.lead_again(webinar, leader)
    if leader is not None and leader != by and is_news:
        key = str(webinar.code)
        tell_all([leader.pk], kind=notices.LEAD, key=key, subject_code=webinar.code)


def _tell_of_cancellation(webinar: Webinar, told: Collection[int]) -> None:
    gone = [*notices.OF_A_PLACE, *notices.OF_LEADING]
    take_back(None, kinds=gone, code=webinar.code)
    key = str(webinar.code)
    tell_all(told, kind=notices.CANCELLED, key=key, subject_code=webinar.code)


def _tell_of_changes(webinar: Webinar, replaced: Mapping[str, Any], told: Collection[int]) -> None:
    told_of_length = told if "minutes" in replaced else _not_read(webinar, notices.LENGTH)
    if "starts_at" in replaced:
        _tell_of_move(webinar, replaced["starts_at"], told)
    if "minutes" in replaced or "starts_at" in replaced:
        take_back(None, kinds=[notices.LENGTH], code=webinar.code)
        key = notices.key_of_length(webinar.code, number=webinar.sequence, end=webinar.ends_at)
        tell_all(told_of_length, kind=notices.LENGTH, key=key, subject_code=webinar.code)
    if "languages" in replaced:
        _tell_of_languages(webinar, replaced["languages"], set(told))


def _tell_of_languages(webinar: Webinar, old: Collection[str], told: set[int]) -> None:
    """Tell that a language was taken away. One that is added is news to those alone who have read
    that another was taken away before."""
    if set(old) <= set(webinar.languages):
        before = Notice.objects.filter(kind=notices.LANGUAGES.name, subject_code=webinar.code)
        told &= set(before.exclude(read_at=None).values_list("user", flat=True))
    take_back(None, kinds=[notices.LANGUAGES], code=webinar.code)
    key = str(webinar.code)
    tell_all(told, kind=notices.LANGUAGES, key=key, subject_code=webinar.code)


def _tell_of_move(webinar: Webinar, old: datetime, told: Iterable[int]) -> None:
    """Tell the hour that each of them knows and the new one, and remind again of the new one.

    Who has not read of an earlier move still knows the hour before it. Back at that hour, the
    webinar has not moved for them.
    """
    known = _hours_before_unread_moves(webinar)
    take_back(None, kinds=notices.BEFORE_A_MOVE, code=webinar.code)
    Registration.objects.filter(webinar=webinar).update(reminded_at=None)
    by_hour: dict[datetime, list[int]] = {}
    for member in told:
        by_hour.setdefault(known.get(member, to_the_minute(old)), []).append(member)
    by_hour.pop(to_the_minute(webinar.starts_at), None)
    for hour, members in by_hour.items():
        key = notices.key_of_move(
            webinar.code, number=webinar.sequence, old=hour, new=webinar.starts_at
        )
        tell_all(members, kind=notices.MOVED, key=key, subject_code=webinar.code)


def _hours_before_unread_moves(webinar: Webinar) -> dict[int, datetime]:
    """Return the hour that those know who have not read of the last move, by their number."""
    unread = Notice.objects.unread().filter(kind=notices.MOVED.name, subject_code=webinar.code)
    hours = {}
    for member, key in unread.values_list("user", "key"):
        with suppress(ValueError):
            hours[member] = hours_in(key)[0]
    return hours


def _not_read(webinar: Webinar, kind: Kind) -> list[int]:
    """Return who has not read a notice of this kind about the webinar yet."""
    unread = Notice.objects.unread().filter(kind=kind.name, subject_code=webinar.code)
    return list(unread.values_list("user", flat=True))


def _let_the_room_follow(webinar: Webinar, replaced: Mapping[str, Any], by: User | None) -> None:
    try:
        occasion = occasion_of(webinar)
    except rooms.RoomClosed:
        rooms.close(webinar.code)
        return
    if _has_lost_a_moderator(webinar, replaced):
        was_closed = rooms.close(webinar.code)
    else:
        was_closed = rooms.follow(occasion)
    if was_closed:
        places.tell_of_next_room(webinar, without=by)


def _has_lost_a_moderator(webinar: Webinar, replaced: Mapping[str, Any]) -> bool:
    """Whether someone may be inside as a moderator who is none any more: who led it before, or
    coordinators of the region that it was for."""
    before = replaced.get("facilitator")
    return "region" in replaced or bool(before and not can_moderate(before, webinar))


def concerned(webinar: Webinar, by: User | None) -> list[int]:
    """Return everyone with a place, everyone who waits for one, and who leads the webinar."""
    members = set(webinar.registrations.values_list("user", flat=True))
    if webinar.facilitator_id is not None:
        members.add(webinar.facilitator_id)
    return sorted(members - {by.pk if by else None})
