"""Pairs at every stage: drafted, proposed, running, quiet for long, ended, and not this time."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from demo import dates
from demo.members import Members, called, person
from demo.organisations import AFRICA
from mentorship.matching.actions import approve, run_matching
from mentorship.matching.scoring import Weights
from mentorship.meetings import actions as agreeing
from mentorship.messages import actions as messages
from mentorship.models import Goal, Message, Pair, Profile, Programme, Run
from mentorship.pairs import goals, meetings
from mentorship.pairs.meetings import Meeting
from mentorship.profiles import actions as profiles
from mentorship.profiles.actions import Answers
from mentorship.programmes import actions as programmes
from people.models import Region, User

Length, Channel = Meeting.Length, Meeting.Channel
EVENINGS = ["weekday_evening", "weekend_morning"]
FRENCH, ENGLISH = {"fr": 3, "en": 2}, {"en": 3, "sw": 3}

# What people say about themselves. Names are those of `members.person`.
MENTEES: dict[str, dict[str, Any]] = {
    "leader": {"languages": FRENCH, "needs": ["money", "fundraising"]},
    "leader2": {"languages": FRENCH, "needs": ["people", "money"]},
    "leader3": {"languages": ENGLISH, "needs": ["money", "advocacy"]},
    "leader-asia": {
        "languages": {"en": 3, "th": 3},
        "needs": ["organising", "people"],
        "asynchronous": True,
    },
    "river 3": {"languages": FRENCH, "needs": ["rights"]},
    "market 4": {"languages": FRENCH, "needs": ["advocacy", "rights"]},
    "market 8": {"languages": FRENCH, "needs": ["people"]},
    "hill 3": {"languages": {"en": 3, "lg": 3}, "needs": ["people"], "paused": True},
    "lead": {"languages": FRENCH, "needs": ["people"], "wants_mentor": False},
    # No one in the programme speaks it: the matching says what is missing.
    "bridge 10": {"languages": {"zu": 3}, "needs": ["organising", "rights"]},
}
# As many places as they have pairs, so that the matching proposes the two who sign in.
MENTORS: dict[str, dict[str, Any]] = {
    "mentor": {"strengths": {"money": 3}, "capacity": 4},
    "mentor2": {"strengths": {"people": 3, "money": 2}, "capacity": 4},
    "lake 8": {"strengths": {"advocacy": 3, "rights": 3}, "capacity": 2},
    "bridge 7": {"strengths": {"people": 2}, "capacity": 2, "paused": True},
    # Seven hours away from their mentee: they can write to each other.
    "market 9": {
        "strengths": {"organising": 3, "people": 2},
        "capacity": 1,
        "asynchronous": True,
    },
}


@dataclass(frozen=True, kw_only=True)
class Two:
    """A mentor and a mentee. All numbers are days before today.

    `yes` are those who said yes, and `no` who said no; `met` has what they did at each meeting, and
    `goals` the day on which each was reached, None where it is not yet.
    """

    mentor: str
    mentee: str
    approved: int
    yes: tuple[str, ...] = ("mentor", "mentee")
    no: str = ""
    started: int | None = None
    ended: int | None = None
    met: tuple[tuple[int, Meeting.Length, Meeting.Channel, str], ...] = ()
    goals: tuple[tuple[str, int | None], ...] = ()
    said: tuple[str, str] | None = None


PAIRS = [
    Two(
        mentor="mentor",
        mentee="leader",
        approved=78,
        started=76,
        met=(
            (62, Length.HOUR, Channel.CALL, "Nous avons fait connaissance et choisi un but."),
            (41, Length.HALF, Channel.CALL, "Le cahier de caisse tient depuis un mois."),
            (3, Length.HALF, Channel.CALL, "Nous avons relu ensemble la première page."),
        ),
        goals=(
            ("Tenir un cahier de caisse pendant un mois", 41),
            ("Compter la caisse à deux, une fois par semaine", None),
        ),
        said=("On regarde la deuxième page cette fois ?", "Oui. J’apporte le cahier de caisse."),
    ),
    Two(
        mentor="mentor",
        mentee="leader3",
        approved=64,
        started=61,
        met=(
            (50, Length.HOUR, Channel.VIDEO, "We read the course’s example of a budget."),
            (19, Length.HALF, Channel.CALL, "What the host organisation has to show us."),
        ),
        goals=(("Write down who may sign for money", None),),
        said=("When can we talk about your second draft?", "Any evening next week is fine."),
    ),
    Two(
        mentor="mentor2",
        mentee="lead",
        approved=152,
        started=150,
        ended=34,
        met=(
            (139, Length.HOUR, Channel.VIDEO, "Qui fait quoi dans l’équipe."),
            (118, Length.HALF, Channel.CALL, ""),
            (97, Length.HALF, Channel.CALL, "Un tableau des tâches sur le mur."),
            (76, Length.HALF, Channel.CALL, ""),
            (48, Length.HOUR, Channel.VIDEO, "Ce que je ferai sans mentor."),
        ),
        goals=(("Partager les tâches entre quatre personnes", 76),),
    ),
    # Quiet for long.
    Two(
        mentor="bridge 7",
        mentee="market 8",
        approved=93,
        started=90,
        met=((74, Length.HALF, Channel.CALL, ""), (47, Length.QUARTER, Channel.WRITING, "")),
    ),
    # It came to nothing.
    Two(mentor="bridge 7", mentee="hill 3", approved=20, yes=("mentor",), no="mentee", ended=17),
]
# One yes is missing, or two are.
PROPOSED = [
    Two(mentor="lake 8", mentee="river 3", approved=4, yes=("mentor",)),
    Two(mentor="lake 8", mentee="market 4", approved=1, yes=()),
]
PROPOSED_ACROSS = [
    Two(mentor="market 9", mentee="leader-asia", approved=2, yes=("mentor",)),
]


def make(members: Members) -> None:
    """Make the programmes, and let people say what they want, be brought together and meet."""
    coordinator, of_all = person("coordinator", members), person("river 12", members)
    africa = Region.objects.get(key=AFRICA)
    programme = _programme("Grandir ensemble", africa, by=coordinator, days=165)
    _rename(programme, "Grandir ensemble · Growing together", by=coordinator, days=131)
    across = _programme("D’une région à l’autre · Across regions", None, by=of_all, days=40)
    # The programme of all regions comes first, while it reaches these two alone.
    for two in PROPOSED_ACROSS:
        _propose(across, two, members, of_all)
    for two in PROPOSED:
        _propose(programme, two, members, coordinator)
    for two in PAIRS:
        _make(programme, two, members, coordinator)
    for name in (*MENTEES, *MENTORS):
        _say_what_is_wanted(name, members)
    _meet_next(members)
    run_matching(programme=programme, by=coordinator)
    Run.objects.update(made_at=dates.ago(1, 9))


def _programme(name: str, region: Region | None, *, by: User, days: int) -> Programme:
    programme = programmes.create(by=by, key=dates.key(name), terms=_terms(name, region))
    dates.sign(programme, by=by, at=dates.ago(days, 10))
    return programme


def _rename(programme: Programme, name: str, *, by: User, days: int) -> None:
    programmes.change(programme=programme, by=by, terms=_terms(name, programme.region))
    dates.sign_last(programme, by=by, at=dates.ago(days, 15))


def _terms(name: str, region: Region | None) -> programmes.Terms:
    points = {part: getattr(Weights(), part) for part in Programme.POINTS}
    return programmes.Terms(name=name, region=region, is_open=True, points=points)


def _say_what_is_wanted(name: str, members: Members) -> None:
    user = person(name, members)
    answers: dict[str, Any] = {"free_time": EVENINGS}
    if name in MENTEES:
        answers |= {"wants_mentor": True, **MENTEES[name]}
    else:
        answers |= {"is_mentor": True, "languages": {"fr": 3, "en": 3}, **MENTORS[name]}
    profiles.save(user=user, answers=Answers(**answers))
    waiting = Profile.objects.filter(user=user, wants_mentor=True)
    waiting.update(waiting_since=user.joined_on + timedelta(days=7))


def _propose(programme: Programme, two: Two, members: Members, coordinator: User) -> None:
    """Let the matching draft this pair, while only these two have said what they want, and approve
    it: so both can read why."""
    for name in (two.mentor, two.mentee):
        _say_what_is_wanted(name, members)
    (draft,) = run_matching(programme=programme, by=coordinator)
    pair = approve(draft=draft, by=coordinator)
    answers = {f"{side}_yes": True for side in two.yes}
    Pair.objects.filter(pk=pair.pk).update(approved_at=dates.ago(two.approved, 10), **answers)


def _make(programme: Programme, two: Two, members: Members, coordinator: User) -> None:
    answers = {f"{side}_yes": True for side in two.yes} | (
        {f"{two.no}_yes": False} if two.no else {}
    )
    pair = Pair.objects.create(
        programme=programme,
        mentor=person(two.mentor, members),
        mentee=person(two.mentee, members),
        approved_by=coordinator,
        approved_at=dates.ago(two.approved, 10),
        started_at=None if two.started is None else dates.ago(two.started, 18),
        **answers,
    )
    for days, length, channel, line in two.met:
        meetings.log(
            pair=pair,
            user=pair.mentor,
            key=dates.key(f"meeting {two.mentee} {days}"),
            held_on=dates.day(days),
            length=length,
            channel=channel,
            line=line,
        )
    for text, reached in two.goals:
        goal = goals.add(pair=pair, user=pair.mentee, key=dates.key(text), text=text)
        if reached is not None:
            Goal.objects.filter(pk=goal.pk).update(done_at=dates.ago(reached, 19))
    for days, user, text in zip((2, 1), (pair.mentor, pair.mentee), two.said or (), strict=False):
        message = messages.write(pair=pair, user=user, text=text, key=dates.key(text))
        Message.objects.filter(pk=message.pk).update(written_at=dates.ago(days, 18))
    if two.ended is not None:
        Pair.objects.filter(pk=pair.pk).update(ended_at=dates.ago(two.ended, 18))


def _meet_next(members: Members) -> None:
    """One pair agrees on an evening in two days; the other has times to choose from."""
    for name, in_days, is_agreed in (("leader", 2, True), ("leader3", 5, False)):
        pair = Pair.objects.live().with_people().get(mentee=called(name))
        clocks = ("18:00", "19:00")
        meeting = agreeing.propose(
            pair=pair,
            user=pair.mentor,
            slots=[dates.ahead(in_days, clock, pair.mentee.time_zone) for clock in clocks],
            minutes=30,
            key=dates.key(f"times {name}"),
        )
        if is_agreed:
            agreeing.accept(meeting=meeting, user=pair.mentee, slot=meeting.proposed[0])
