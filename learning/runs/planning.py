"""Planning a course run, opening it, changing it, cancelling it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning import notices
from learning.models import CourseRun, RunPlace
from learning.runs import actions
from learning.runs.meetings import cancel_meetings
from people.changes import make_once, write_changes
from people.models import Network, Organisation, Region, User
from people.notices.actions import take_back, tell_all
from people.privacy import events
from web.errors import Closed, TooMany

# What decides who may be in the run.
DECIDE_WHO_JOINS = {"region", "network", "regions", "networks", "entry", "organisation"}
DAYS = {"starts_on", "ends_on"}


class TooFewPlaces(TooMany):
    """More people already have a place than there would be places; `taken` says how many."""

    def __init__(self, taken: int) -> None:
        super().__init__(
            ngettext(
                "%(n)d person already has a place. Give at least that many places.",
                "%(n)d people already have a place. Give at least that many places.",
                taken,
            )
            % {"n": taken}
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a coordinator or a facilitator decides about a run: it is of a region or of a network,
    and also for `regions` and `networks`. `pre_work` are the keys of lessons, `follow_up` texts by
    language."""

    region: Region | None
    network: Network | None
    regions: list[Region] = field(default_factory=list)
    networks: list[Network] = field(default_factory=list)
    entry: str
    organisation: Organisation | None
    starts_on: date
    ends_on: date
    join_until: date
    seats: int
    pre_work: list[str]
    follow_up: dict[str, str]
    facilitator: User | None
    second_facilitator: User | None


@transaction.atomic
def plan_run(*, by: User, key: UUID, course_key: UUID, plan: Plan) -> CourseRun:
    """Plan a run as a draft. `key` is the form's own: sending it again returns the same run.

    The form's choices decide whether `by` may plan for that place.
    """
    columns = {**vars(plan), "course_key": course_key, "created_by": by}
    opened = {name: columns.pop(name) for name in ("regions", "networks")}
    run, is_new = make_once(CourseRun, columns, by=by, key=key, event="plan_run")
    if is_new:
        for name, nodes in opened.items():
            getattr(run, name).set(nodes)
        _tell_leaders(run, set(), by=by)
    return run


@transaction.atomic
def change_run(*, by: User, run: CourseRun, plan: Plan) -> CourseRun:
    """Change a run; repeating it changes nothing. Returns the changed row.

    Those in it are told of other days; those who may be in it no longer lose their place and are
    told; new places go to the waiting list. Raises `Closed`, or `TooFewPlaces`.
    """
    run = CourseRun.objects.select_for_update().get(pk=run.pk)
    if not run.is_changeable(by.today):
        raise Closed(_("This course run is over or was cancelled."))
    taken = run.places.filter(state=RunPlace.State.PLACE).count()
    if plan.seats < taken:
        raise TooFewPlaces(taken)
    before = set(run.leaders)
    replaced = write_changes(run, vars(plan), by=by, event="change_run")
    if replaced:
        _follow(run, replaced, before, by=by)
    return run


def _follow(run: CourseRun, replaced: Mapping[str, Any], before: set[int], *, by: User) -> None:
    if DECIDE_WHO_JOINS & replaced.keys():
        actions.free_lost(run=run)
    if DAYS & replaced.keys():
        CourseRun.objects.filter(pk=run.pk).update(moves=F("moves") + 1)
        run.refresh_from_db(fields=["moves"])
        take_back(None, kinds=[notices.RUN_MOVED], code=run.code)
        if run.state == CourseRun.State.OPEN:
            key = notices.key_of_days(run.code, number=run.moves, days=(run.starts_on, run.ends_on))
            tell_all(_concerned(run, by), kind=notices.RUN_MOVED, key=key, subject_code=run.code)
    _tell_leaders(run, before, by=by)
    actions.move_up(run)


def _tell_leaders(run: CourseRun, before: set[int], *, by: User) -> None:
    """Tell who leads the run from now on, and forget it for those who led it before."""
    now = set(run.leaders)
    take_back(before - now, kinds=[notices.RUN_LEAD], code=run.code)
    new = now - before - {by.pk}
    tell_all(new, kind=notices.RUN_LEAD, key=str(run.code), subject_code=run.code)


@transaction.atomic
def open_run(*, by: User, run: CourseRun) -> CourseRun:
    """Let members see the draft and join it; repeating changes nothing. Raises `Closed`."""
    run = CourseRun.objects.select_for_update().get(pk=run.pk)
    if run.state == CourseRun.State.OPEN:
        return run
    if not run.is_changeable(by.today):
        raise Closed(_("This course run is over or was cancelled."))
    run.state = CourseRun.State.OPEN
    run.save()
    events.record("open_run", actor=by, subject=run)
    return run


@transaction.atomic
def cancel_run(*, by: User, run: CourseRun) -> CourseRun:
    """Cancel a run and its webinars, and tell those in them; repeating changes nothing. Raises
    `Closed` once over.

    Nothing is kept of who was in it: the places are deleted with it. Their progress stays.
    """
    run = CourseRun.objects.select_for_update().get(pk=run.pk)
    if run.is_cancelled:
        return run
    if run.is_over(by.today):
        raise Closed(_("This course run is over."))
    run.state = CourseRun.State.CANCELLED
    run.save()
    concerned = list(_concerned(run, by))
    take_back(None, kinds=[*notices.OF_A_RUN_PLACE, notices.RUN_LEAD], code=run.code)
    tell_all(concerned, kind=notices.RUN_CANCELLED, key=str(run.code), subject_code=run.code)
    cancel_meetings(by=by, run=run)
    run.places.all().delete()
    events.record("cancel_run", actor=by, subject=run)
    return run


def _concerned(run: CourseRun, by: User) -> Iterable[int]:
    """Return everyone with a place, everyone who waits for one, and who leads the run."""
    members = {*run.places.values_list("user", flat=True), *run.leaders}
    return sorted(members - {by.pk})
