"""Ten webinars, past and coming: in four time zones and three languages, well and badly planned;
and office hours once a month."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import chain, zip_longest
from uuid import uuid4

from django.utils import timezone

from demo import dates
from demo.members import SIGN_INS, Members, called, person
from demo.organisations import AFRICA, AMERICA, ASIA, GROUPS
from people.accounts.pseudonyms import WORDS
from people.models import Notice, Region, User
from people.time_zones import zone
from webinars.models import Registration, Series, Webinar
from webinars.planning import actions as planning
from webinars.planning.actions import Plan
from webinars.planning.series import actions as repeating
from webinars.planning.series.rule import Rhythm, Rule
from webinars.planning.series.steps import Repeat
from webinars.registration.actions import register
from webinars.series.actions import register_for_all

LEAD_TIME = timedelta(minutes=10)
# A webinar that begins within this time can be entered soon enough.
SOON = timedelta(hours=1)
WEST, EAST = "Africa/Porto-Novo", "Africa/Nairobi"
FAR_EAST, FAR_WEST = "Asia/Bangkok", "America/La_Paz"
SERIES = "Bien tenir son groupe"


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A webinar in so many `days` (before today where negative), planned `ahead` days before it.

    `planner` and `leader` are names for `members.person`.
    `places` are taken by members who never sign in, `waiting` more wait, `came` went in; where that
    is long ago, their number alone is kept. `guests` are sign-in names with a place.
    """

    title: str
    text: str
    region: str
    days: int
    clock: str
    time_zone: str
    languages: tuple[str, ...]
    planner: str
    leader: str
    seats: int = 30
    minutes: int = 90
    ahead: int = 30
    places: int = 0
    waiting: int = 0
    came: int | None = None
    counted: int | None = None
    guests: tuple[str, ...] = ()
    in_series: bool = False
    is_cancelled: bool = False


TALKS = [
    Talk(
        title="La caisse du groupe, sans risque",
        text="Qui garde l’argent, qui compte, et ce qui ne s’écrit jamais.",
        region=AFRICA,
        days=-143,
        clock="18:00",
        time_zone=WEST,
        languages=("fr",),
        planner="coordinator",
        leader="facilitator",
        ahead=10,
        counted=17,
        in_series=True,
    ),
    Talk(
        title="Knowing the law where we work",
        text="What the law says, what the police say, and who helps at the station.",
        region=AFRICA,
        days=-97,
        clock="17:30",
        time_zone=EAST,
        languages=("en",),
        planner="coordinator",
        leader="facilitator",
        counted=21,
    ),
    Talk(
        title="Conocer nuestros derechos",
        text="Qué puede pedir la policía y qué no, con ejemplos de la calle y del local.",
        region=AMERICA,
        days=-24,
        clock="19:00",
        time_zone=FAR_WEST,
        languages=("es",),
        planner="lagoon 4",
        leader="lagoon 11",
        places=6,
        came=5,
    ),
    Talk(
        title="When a funder says no",
        text="Asking why, keeping the contact, trying again. In English, with French whispered.",
        region="",
        days=-8,
        clock="16:00",
        time_zone=EAST,
        languages=("en", "fr"),
        planner="coordinator",
        leader="facilitator",
        places=18,
        came=14,
        guests=("lead",),
    ),
    Talk(
        title="Prendre soin de soi et de l’équipe",
        text="Reconnaître la fatigue, partager les tâches, dire non sans se fâcher.",
        region=AFRICA,
        days=3,
        clock="19:00",
        time_zone=WEST,
        languages=("fr",),
        planner="coordinator",
        leader="facilitator",
        seats=12,
        places=12,
        waiting=3,
        in_series=True,
    ),
    Talk(
        title="When the press calls",
        text="Three sentences to have ready, and how to protect the people in a photo.",
        region=AFRICA,
        days=6,
        clock="17:00",
        time_zone=EAST,
        languages=("en",),
        planner="coordinator",
        leader="",
        places=8,
    ),
    Talk(
        title="Le budget de six mois, pas à pas",
        text="Apportez un crayon. Nous refaisons ensemble l’exercice du cours.",
        region=AFRICA,
        days=9,
        clock="18:00",
        time_zone=WEST,
        languages=("fr",),
        planner="coordinator",
        leader="facilitator",
        places=5,
        guests=("leader", "lead"),
        in_series=True,
        is_cancelled=True,
    ),
    Talk(
        title="One phone, many hands",
        text="Staying safe on a phone that the family or the house shares.",
        region=ASIA,
        days=13,
        clock="18:30",
        time_zone=FAR_EAST,
        languages=("en",),
        planner="coordinator-asia",
        leader="island 4",
        places=7,
        guests=("leader-asia",),
    ),
    Talk(
        title="Rencontre des trois régions · Three regions meet · Encuentro de tres regiones",
        text=(
            "Ce que chaque région a appris cette année.\n"
            "What each region has learnt this year.\n"
            "Lo que cada región aprendió este año."
        ),
        region="",
        days=20,
        clock="10:00",
        time_zone=FAR_WEST,
        languages=("fr", "en", "es"),
        planner="coordinator",
        leader="facilitator",
        seats=60,
        minutes=120,
        places=24,
        guests=("leader", "leader3"),
    ),
]
OFFICE_HOURS, OFFICE_HOURS_IN, OFFICE_HOURS_AT = 4, 16, "17:00"
# The first number of places of the webinar that is full; its coordinator has added two.
SEATS_BEFORE = 10


def make(members: Members) -> None:
    """Plan all webinars but the next one, with those who came, come or wait."""
    series = Series.objects.create(
        title=SERIES,
        region=Region.objects.get(key=AFRICA),
        description="Trois soirées en français.",
    )
    for talk in TALKS:
        _make(talk, members, series)
    _make_office_hours(members)


def _make_office_hours(members: Members) -> None:
    """Plan a series that repeats, for which one member has registered on each date."""
    by, leader = person("coordinator", members), person("facilitator", members)
    planned_at = dates.ago(12, 9)
    starts_at = dates.ahead(OFFICE_HOURS_IN, OFFICE_HOURS_AT, WEST)
    repeat = Repeat(
        rule=Rule(rhythm=Rhythm.MONTHLY, times=OFFICE_HOURS),
        since=starts_at.astimezone(zone(WEST)).date(),
        clock=time.fromisoformat(OFFICE_HOURS_AT),
        time_zone=WEST,
    )
    plan = Plan(
        title="Permanence du mois",
        description="Venez avec une question, ou pour écouter celles des autres.",
        series=None,
        region=Region.objects.get(key=AFRICA),
        starts_at=starts_at,
        minutes=60,
        time_zone=WEST,
        languages=["fr", "en"],
        seats=20,
        facilitator=leader,
    )
    series = repeating.schedule(by=by, key=dates.key(plan.title), plan=plan, repeat=repeat)
    dates.sign(series, by=by, at=planned_at)
    for webinar in series.webinars.all():
        dates.sign(webinar, by=by, at=planned_at)
    series.webinars.update(created_at=planned_at)
    told = Notice.objects.filter(subject_code=series.code)
    told.update(created_at=planned_at, read_at=planned_at)
    register_for_all(user=called("leader"), series=series)


def _make(talk: Talk, members: Members, series: Series) -> None:
    by = person(talk.planner, members)
    planned_at = dates.ago(min(talk.ahead - talk.days, 150), 9)
    plan = Plan(
        title=talk.title,
        description=talk.text,
        series=series if talk.in_series else None,
        region=Region.objects.get(key=talk.region) if talk.region else None,
        starts_at=dates.ahead(talk.days, talk.clock, talk.time_zone),
        minutes=talk.minutes,
        time_zone=talk.time_zone,
        languages=list(talk.languages),
        seats=SEATS_BEFORE if talk.waiting else talk.seats,
        facilitator=person(talk.leader, members) if talk.leader else None,
    )
    webinar = planning.schedule(by=by, key=dates.key(talk.title), plan=plan)
    dates.sign(webinar, by=by, at=planned_at)
    if talk.waiting:
        more = replace(plan, seats=talk.seats)
        webinar = planning.reschedule(by=by, webinar=webinar, plan=more)
        dates.sign_last(webinar, by=by, at=dates.ago(4, 10))
    _take_places(webinar, talk, members, planned_at)
    Webinar.objects.filter(pk=webinar.pk).update(created_at=planned_at, attended=talk.counted)
    # They read of it when it was planned.
    told = Notice.objects.filter(subject_code=webinar.code)
    told.update(created_at=planned_at, read_at=planned_at)
    if talk.is_cancelled:
        planning.cancel(by=by, webinar=webinar)
        dates.sign_last(webinar, by=by, at=dates.ago(1, 10))


def _take_places(webinar: Webinar, talk: Talk, members: Members, since: datetime) -> None:
    """Let members who have joined take places one after the other, until now or the day before."""
    run_by = {webinar.created_by_id, webinar.facilitator_id}
    here = (
        user
        for user in _people_of(talk.region, members)
        if user.vouched_on and user.vouched_on < since.date() and user.pk not in run_by
    )
    guests = [called(name) for name in talk.guests]
    registered = [*guests, *(next(here) for _each in range(talk.places + talk.waiting))]
    until = min(timezone.now(), webinar.starts_at) - timedelta(days=1)
    step = (until - since) / (len(registered) + 1)
    first_to_wait = len(registered) - talk.waiting
    came = len(guests) + talk.came if talk.came is not None else 0
    Registration.objects.bulk_create(
        Registration(
            webinar=webinar,
            user=user,
            alias=f"{WORDS[(number * 5 + 3) % len(WORDS)]} {(number * 71 + 140) % 900 + 100}",
            state=_state(number < first_to_wait),
            registered_at=since + step * (number + 1),
            joined_at=webinar.starts_at + timedelta(minutes=number % 7) if number < came else None,
            reminded_at=webinar.starts_at - timedelta(hours=1) if webinar.is_over else None,
        )
        for number, user in enumerate(registered)
    )


def _state(has_place: bool) -> Registration.State:
    return Registration.State.REGISTERED if has_place else Registration.State.WAITING


def _people_of(region: str, members: Members) -> Iterator[User]:
    """Give the members of the region who never sign in: the first of each group, the second …"""
    groups = [members[key] for key, group in GROUPS.items() if region in ("", group.region)]
    return (user for user in chain.from_iterable(zip_longest(*groups)) if user)


def plan_next() -> None:
    """Plan a webinar that can be entered soon, unless there is one or no planner is left."""
    there = User.objects.active().filter(pseudonym__in=SIGN_INS.values())
    people = {user.pseudonym: user for user in there}
    coordinator = people.get(SIGN_INS["coordinator"])
    soon = Webinar.objects.upcoming().filter(starts_at__lte=timezone.now() + SOON)
    if coordinator is None or soon.exists():
        return
    webinar = planning.schedule(
        by=coordinator,
        # A random key, because an earlier webinar may be over or cancelled by now.
        key=uuid4(),
        plan=Plan(
            title="Parler aux bailleurs",
            description="Comment écrire avant, et demander pourquoi après un refus.",
            series=None,
            region=Region.objects.get(key=AFRICA),
            starts_at=(timezone.now() + LEAD_TIME).replace(second=0, microsecond=0),
            minutes=3 * 60,
            time_zone=WEST,
            languages=["fr", "en"],
            seats=30,
            facilitator=people.get(SIGN_INS["facilitator"]),
        ),
    )
    dates.sign(webinar, by=coordinator, at=timezone.now())
    if guest := people.get(SIGN_INS["leader2"]):
        register(user=guest, webinar=webinar)
