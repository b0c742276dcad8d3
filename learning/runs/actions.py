"""Joining a course run, waiting for a place in it, leaving it."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy

from learning import notices
from learning.catalogue.outline import Course
from learning.models import CourseRun, Enrolment, RunPlace
from learning.progress import actions as progress
from learning.runs.permissions import reaching
from people.aliases.names import is_taken, own_name
from people.models import User
from people.notices.actions import take_back, tell
from people.privacy import events
from people.time_zones import earliest_day
from web.errors import Closed, NotAllowed


class RunClosed(Closed):
    """The last day to join is over, or the run is cancelled."""

    sentence = gettext_lazy("This course run cannot be joined any more.")


class NoPlaceToSwitchTo(Closed):
    """All places are taken, and the member has a place in another run of the course."""

    sentence = gettext_lazy("All places are taken here. You keep your place in the other run.")


class HandleElsewhere(NotAllowed):
    """The member is known by this name elsewhere, so that it would tell who they are."""

    sentence = gettext_lazy(
        "You already have this name here or in another course run. Choose another one, so that no "
        "one can tell that it is you."
    )


def join(
    *,
    user: User,
    run: CourseRun,
    course: Course,
    language: str,
    handle: str,
    shows_progress: bool,
) -> RunPlace:
    """Give `user` a place in the run under this handle, or a turn on its waiting list.

    They take the course from now on, if they did not yet. Who has a place in another run of the
    course switches: that place goes to the next, and their progress, which belongs to the course,
    stays. Who is in the run already changes what they chose. The caller checks whether they may
    join (`runs_open_to`).

    Raises `RunClosed`, `NoPlaceToSwitchTo`, `OthersFirst`, `NameTaken` or `HandleElsewhere`. The
    enrolment is locked, so that two runs joined at once leave one place; then the runs, while
    places are counted and names compared.
    """
    with transaction.atomic():
        progress.take(user=user, course=course, language=language, knows_it=False)
        Enrolment.objects.select_for_update().get(user=user, course_key=course.key)
        others = RunPlace.objects.filter(user=user, run__course_key=course.key).exclude(run=run)
        current = set(others.filter(run__ends_on__gte=user.today).values_list("run", flat=True))
        locked = _locked(current | {run.pk})
        run = locked.pop(run.pk)
        mine = RunPlace.objects.filter(run=run, user=user).first()
        if mine is None:
            mine = _take_a_place(user, run, handle, shows_progress, list(locked.values()))
        else:
            if handle != mine.handle:
                mine.handle = _own_handle(user, run, handle)
            mine.shows_progress = shows_progress
            mine.save(update_fields=["handle", "shows_progress"])
    return mine


def _locked(keys: Collection[int]) -> dict[int, CourseRun]:
    return {
        one.pk: one
        for one in CourseRun.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }


def _take_a_place(
    user: User, run: CourseRun, handle: str, shows_progress: bool, others: list[CourseRun]
) -> RunPlace:
    if not run.is_joinable(user.today):
        raise RunClosed
    left = list(RunPlace.objects.filter(run__in=others, user=user))
    state = RunPlace.State.PLACE if free(run) else RunPlace.State.WAITING
    if state == RunPlace.State.WAITING and any(one.has_place for one in left):
        raise NoPlaceToSwitchTo
    mine = RunPlace.objects.create(
        run=run,
        user=user,
        handle=_own_handle(user, run, handle),
        state=state,
        shows_progress=shows_progress,
    )
    events.record("join_run", actor=user, subject=run)
    for other in others:
        _give_back(user, other)
    return mine


def _own_handle(user: User, run: CourseRun, handle: str) -> str:
    """Return `handle`, unless it is taken here, or tells that it is `user`."""
    elsewhere = user.run_places.exclude(run=run).values_list("handle", flat=True)
    if is_taken(handle, [user.pseudonym, *elsewhere]):
        raise HandleElsewhere
    return own_name(handle, list(run.places.exclude(user=user).values_list("handle", flat=True)))


@transaction.atomic
def leave(*, user: User, run: CourseRun) -> None:
    """Give the member's place back, without a reason; the first on the waiting list moves up. Their
    progress stays. Repeating changes nothing."""
    _give_back(user, _locked({run.pk})[run.pk])


def _give_back(user: User, run: CourseRun) -> None:
    """The same; the caller holds the run's lock."""
    mine = RunPlace.objects.filter(run=run, user=user).first()
    if mine is None:
        return
    mine.delete()
    take_back([user.pk], kinds=notices.OF_A_RUN_PLACE, code=run.code)
    events.record("leave_run", actor=user, subject=run)
    move_up(run)


def free(run: CourseRun) -> int:
    """Return how many places are free; the caller holds the run's lock."""
    return max(0, run.seats - run.places.filter(state=RunPlace.State.PLACE).count())


def move_up(run: CourseRun) -> None:
    """Give free places to the waiting list, in its order; the caller holds the run's lock.

    After the last day to join, it is too late for anyone.
    """
    if not run.is_joinable(earliest_day()):
        return
    waiting = run.places.filter(state=RunPlace.State.WAITING).select_related("user")
    for place in waiting.order_by("pk")[: free(run)]:
        place.state = RunPlace.State.PLACE
        place.save(update_fields=["state"])
        # Keyed by the place, so that a member who waits twice is told twice.
        key = f"{run.code}@{place.pk}"
        tell(place.user, kind=notices.RUN_PLACE, key=key, subject_code=run.code)


def free_lost(*, members: Collection[int] | None = None, run: CourseRun | None = None) -> int:
    """Free the places of these members (None: of all) in this run (None: in all that are not over)
    that they cannot use any more: they are suspended or hidden, or it is not for their place any
    more. They are told. Returns how many; repeating changes nothing. Two queries, and one for each
    place that may be lost."""
    places = RunPlace.objects.filter(run__in=CourseRun.objects.open().not_over().order_by())
    if members is not None:
        places = places.filter(user__in=members)
    if run is not None:
        places = places.filter(run=run)
    at_home = places.filter(run__region=F("user__organisation__region"), user__is_active=True)
    safe = at_home.filter(run__entry=CourseRun.Entry.OPEN)
    suspects = places.exclude(pk__in=safe.values("pk")).select_related("user__organisation", "run")
    lost = [one for one in suspects.order_by("run_id", "pk") if _is_lost(one.user, one.run)]
    for place in lost:
        _free_one(place)
    return len(lost)


def _is_lost(user: User, run: CourseRun) -> bool:
    return not (user.is_active and CourseRun.objects.filter(reaching(user), pk=run.pk).exists())


@transaction.atomic
def _free_one(place: RunPlace) -> None:
    run = _locked({place.run_id})[place.run_id]
    deleted, _rows = RunPlace.objects.filter(pk=place.pk).delete()
    if not deleted:
        return
    take_back([place.user_id], kinds=notices.OF_A_RUN_PLACE, code=run.code)
    tell(place.user, kind=notices.RUN_LOST, key=f"{run.code}@{place.pk}", subject_code=run.code)
    events.record("free_run_place", actor=None, subject=run)
    move_up(run)
