"""Two runs of the starter course: one that has begun, one to join."""

from dataclasses import dataclass
from datetime import timedelta

from demo import dates
from demo.members import Members, called
from demo.organisations import AFRICA, GROUPS
from learning.catalogue.outline import Course
from learning.models import CourseRun, Enrolment, RunPlace
from learning.runs import actions, planning
from learning.runs.planning import Plan
from people.accounts.pseudonyms import WORDS
from people.models import Notice, Region

LASTS = timedelta(days=28)


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A run whose first day is in so many `days` (before today where negative), with so many
    `places` of people who never sign in, and a `guest` who does."""

    name: str
    days: int
    places: int
    guest: str = ""


RUNS = [
    Demo(name="running", days=-10, places=9, guest="leader"),
    Demo(name="coming", days=12, places=4),
]


def make(taken: Course, members: Members) -> None:
    """Plan and open the runs, and let people into them who take the course."""
    for number, one in enumerate(RUNS):
        run = _plan(one, taken)
        _let_in(one, run, taken, members, number)


def _plan(one: Demo, taken: Course) -> CourseRun:
    by = called("coordinator")
    first = dates.day(-one.days)
    plan = Plan(
        region=Region.objects.get(key=AFRICA),
        network=None,
        entry=CourseRun.Entry.OPEN,
        organisation=None,
        starts_on=first,
        ends_on=first + LASTS,
        join_until=first + LASTS / 2,
        seats=20,
        pre_work=[str(taken.lessons[0].key)],
        follow_up={
            "en": "A month later: tell the group what you have changed.",
            "fr": "Un mois plus tard : dites au groupe ce que vous avez changé.",
        },
        facilitator=called("facilitator"),
        second_facilitator=None,
    )
    key = dates.key(f"run {one.name}")
    run = planning.plan_run(by=by, key=key, course_key=taken.key, plan=plan)
    run = planning.open_run(by=by, run=run)
    planned_at = dates.ago(20 - one.days // 2, 10)
    dates.sign(run, by=by, at=planned_at)
    Notice.objects.filter(subject_code=run.code).update(created_at=planned_at, read_at=planned_at)
    return run


def _let_in(one: Demo, run: CourseRun, taken: Course, members: Members, number: int) -> None:
    """Let in members who take the course, each run those of its own part of them."""
    near = [key for key, group in GROUPS.items() if group.region == AFRICA]
    people = [user.pk for key in near for user in members[key]]
    learning = Enrolment.objects.filter(user__in=people, course_key=taken.key, completed_at=None)
    keys = list(learning.order_by("pk").values_list("user", flat=True))[number :: len(RUNS)]
    RunPlace.objects.bulk_create(
        RunPlace(
            run=run,
            user_id=key,
            handle=f"{WORDS[(at * 7 + number * 3 + 1) % len(WORDS)]} {(at * 53 + 210) % 900 + 100}",
            state=RunPlace.State.PLACE,
            shows_progress=at % 2 == 0,
        )
        for at, key in enumerate(keys[: one.places])
    )
    if one.guest:
        actions.join(
            user=called(one.guest),
            run=run,
            course=taken,
            language="fr",
            handle=f"{WORDS[0]} 615",
            shows_progress=True,
        )
