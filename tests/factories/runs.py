"""Course runs, and the people in them."""

from datetime import timedelta
from uuid import uuid4

from learning.models import CoursePage, CourseRun, RunPlace
from people.models import User
from tests.factories.people import local_day


def course_run(side, page: CoursePage, *, starts_in: int = 7, **fields) -> CourseRun:
    """An open run of four weeks, of that side's region, led by its facilitator."""
    first = local_day() + timedelta(days=starts_in)
    planned = {
        "course_key": page.translation_key,
        "region": side.region,
        "state": CourseRun.State.OPEN,
        "starts_on": first,
        "ends_on": first + timedelta(days=28),
        "join_until": first + timedelta(days=14),
        "seats": 3,
        "facilitator": side.facilitator,
        "created_by": side.coordinator,
    }
    return CourseRun.objects.create(**{**planned, **fields})


def run_place(run: CourseRun, user: User, *, handle: str = "Mango 100", **fields) -> RunPlace:
    """A place of `user` in the run, unless `fields` says that they wait."""
    return RunPlace.objects.create(
        run=run, user=user, handle=handle, **{"state": RunPlace.State.PLACE, **fields}
    )


def run_form(run: CourseRun | None = None, **changes) -> dict[str, object]:
    """What a browser sends to plan a run, or to change this one."""
    first = local_day() + timedelta(days=7)
    typed: dict[str, object] = {
        "key": str(uuid4()),
        "node": "",
        "starts_on": first.isoformat(),
        "ends_on": (first + timedelta(days=28)).isoformat(),
        "join_until": "",
        "seats": "20",
        "entry": "open",
    }
    if run is not None:
        home = run.region or run.network
        typed |= {
            "node": str(home.code if home else ""),
            "starts_on": run.starts_on.isoformat(),
            "ends_on": run.ends_on.isoformat(),
            "join_until": run.join_until.isoformat(),
            "seats": str(run.seats),
            "entry": run.entry,
        }
    return {name: value for name, value in (typed | changes).items() if value is not None}
