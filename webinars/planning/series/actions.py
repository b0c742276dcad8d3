"""Planning webinars that repeat, changing those from one date on, cancelling all that are to come.

Each date is a webinar of its own. What changes on several dates is told once to each member.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from people.changes import code_from, make_once, write_changes
from people.models import User
from people.notices.actions import take_back, tell_all
from people.notices.registry import Kind
from people.privacy import events
from webinars import notices
from webinars.models import Series, Webinar
from webinars.planning import consequences
from webinars.planning.actions import Plan, TooFewSeats
from webinars.planning.permissions import webinars_managed_by
from webinars.planning.series.queries import days_of_others, rows_from
from webinars.planning.series.steps import Repeat, Step, What, first_steps, next_steps
from webinars.registration.actions import WebinarClosed

# What is the same on every date, unless it was changed on one of them.
SHARED = (
    *("title", "description", "run", "minutes", "time_zone", "languages", "seats"),
    "facilitator",
)


@transaction.atomic
def schedule(*, by: User, key: UUID, plan: Plan, repeat: Repeat) -> Series:
    """Plan a series, and a webinar like `plan` on each of its dates. `key` is the form's own:
    sending it again returns the same series.

    The form's choices decide whether `by` may plan for that region.
    """
    columns = {
        "title": plan.title,
        "region": plan.region,
        "created_by": by,
        **_columns(repeat),
    }
    series, is_new = make_once(Series, columns, by=by, key=key, event="schedule_series")
    if is_new:
        for step in first_steps(repeat):
            if step.what == What.NEW:
                code = code_from(by, key, step.day)
                _add(series, step, plan=plan, by=by, code=code)
        if plan.facilitator is not None and plan.facilitator != by:
            _tell([plan.facilitator.pk], notices.SERIES_LEAD, series)
    return series


@transaction.atomic
def reschedule(*, by: User, webinar: Webinar, plan: Plan, repeat: Repeat) -> Series:
    """Change this date of a series and all that follow; repeating it changes nothing.

    A webinar gets those values of `plan` that differ from what `webinar` had; the others stay as
    they are on each date. Places, reminders, calendar files and rooms follow as they do for one
    webinar. Raises `WebinarClosed`, or `TooFewSeats` when people would lose their places.
    """
    series = _locked(webinar)
    rows = list(rows_from(webinar, by=by).select_for_update(of=("self",)).order_by("pk"))
    anchor = next((row for row in rows if row.pk == webinar.pk), None)
    if anchor is None or not anchor.is_open:
        raise WebinarClosed
    wanted = {name: getattr(plan, name) for name in SHARED}
    shared = {name: new for name, new in wanted.items() if new != getattr(anchor, name)}
    steps = next_steps(series, rows, repeat, of_others=days_of_others(webinar, by=by))
    if "seats" in shared:
        _make_room(steps, plan.seats)
    leader = anchor.facilitator
    news = _apply(series, steps, shared, plan=plan, by=by)
    replaced = write_changes(
        series, _described(series, anchor, plan, repeat), by=by, event="reschedule_series"
    )
    if replaced or news is not None:
        _count_change(series)
        _tell_of_change(series, news or set(), leader=leader, plan=plan, by=by)
    return series


@transaction.atomic
def cancel(*, by: User, series: Series) -> None:
    """Cancel all coming webinars of the series that `by` manages; repeating changes nothing."""
    series = Series.objects.select_for_update().get(pk=series.pk)
    coming = webinars_managed_by(by).filter(series=series).upcoming().order_by("pk")
    told: set[int] = set()
    rows = list(coming.select_for_update(of=("self",)))
    for row in rows:
        told.update(_cancel(row, by=by))
    if not rows:
        return
    _count_change(series)
    take_back(None, kinds=[notices.SERIES_CHANGED, notices.SERIES_LEAD], code=series.code)
    _tell(told, notices.SERIES_CANCELLED, series)
    events.record("cancel_series", actor=by, subject=series)


def _locked(webinar: Webinar) -> Series:
    return Series.objects.select_for_update().get(webinars=webinar)


def _columns(repeat: Repeat) -> dict[str, Any]:
    return {
        "rule": repeat.text,
        "since": repeat.since,
        "clock": repeat.clock,
        "time_zone": repeat.time_zone,
        "left_out": [day.isoformat() for day in sorted(repeat.left_out)],
    }


def _described(series: Series, anchor: Webinar, plan: Plan, repeat: Repeat) -> dict[str, Any]:
    """Return the columns of the series after the change."""
    columns = _columns(repeat)
    before = [day for day in series.left_out if date.fromisoformat(day) < repeat.since]
    columns["left_out"] = [*before, *columns["left_out"]]
    if series.title == anchor.title:
        columns["title"] = plan.title
    return columns


def _add(series: Series, step: Step, *, plan: Plan, by: User, code: UUID | None = None) -> Webinar:
    """Make the webinar of a date."""
    values = {**vars(plan), "series": series, "recurs_on": step.day, "starts_at": step.starts_at}
    values |= {"code": code} if code else {}
    return Webinar.objects.create(created_by=by, **values)


def _make_room(steps: Iterable[Step], seats: int) -> None:
    """Check that everyone keeps their place on each date when each has that many."""
    rows = [step.webinar for step in steps if step.webinar and step.takes_place]
    taken = max((row.registrations.registered().count() for row in rows), default=0)
    if seats < taken:
        raise TooFewSeats(taken)


def _apply(
    series: Series, steps: Iterable[Step], shared: dict[str, Any], *, plan: Plan, by: User
) -> set[int] | None:
    """Let the webinars of the series become what the steps say; return who is to be told, or None
    when nothing changed."""
    steps = list(steps)
    # A day may go from one webinar to another.
    moved = [one.webinar.pk for one in steps if one.webinar and one.webinar.recurs_on != one.day]
    Webinar.objects.filter(pk__in=moved).update(recurs_on=None)
    told: set[int] = set()
    is_changed = bool(moved)
    for step in steps:
        if step.what == What.NEW:
            _add(series, step, plan=plan, by=by)
            is_changed = True
        elif step.webinar and step.what == What.CANCELLED:
            told.update(_cancel(step.webinar, by=by))
            is_changed = True
        elif step.webinar and step.takes_place:
            values = {**shared, "recurs_on": step.day, "starts_at": step.starts_at}
            replaced = write_changes(step.webinar, values, by=by, event="reschedule")
            if replaced:
                consequences.follow(step.webinar, replaced, by=by, is_news=False)
                is_changed = True
            if replaced and consequences.is_news_to_all(step.webinar, replaced):
                told.update(consequences.concerned(step.webinar, by))
    return told if is_changed else None


def _cancel(row: Webinar, *, by: User) -> list[int]:
    """Cancel one date; return who is concerned."""
    told = consequences.concerned(row, by)
    row.status = Webinar.Status.CANCELLED
    row.save(update_fields=["status"])
    before = {"status": Webinar.Status.PLANNED}
    consequences.follow(row, before, by=by, is_news=False)
    events.record("cancel", actor=by, subject=row)
    return told


def _tell_of_change(
    series: Series, told: set[int], *, leader: User | None, plan: Plan, by: User
) -> None:
    after = plan.facilitator
    if leader != after:
        if leader is not None and leader != by:
            take_back([leader.pk], kinds=[notices.SERIES_LEAD], code=series.code)
            _tell([leader.pk], notices.SERIES_LEAD_OVER, series)
            told.discard(leader.pk)
        if after is not None and after != by:
            take_back([after.pk], kinds=[notices.SERIES_LEAD_OVER], code=series.code)
            _tell([after.pk], notices.SERIES_LEAD, series)
            told.discard(after.pk)
    if told:
        take_back(told, kinds=[notices.SERIES_CHANGED], code=series.code)
        _tell(told, notices.SERIES_CHANGED, series)


def _count_change(series: Series) -> None:
    Series.objects.filter(pk=series.pk).update(sequence=F("sequence") + 1)
    series.refresh_from_db(fields=["sequence"])


def _tell(user_ids: Iterable[int], kind: Kind, series: Series) -> None:
    """Tell these members, once for each change of the series."""
    key = f"{series.code}/{series.sequence}"
    tell_all(sorted(user_ids), kind=kind, key=key, subject_code=series.code)
