"""Summaries of mentoring for the pages of other apps.

One query each; one more where the access log gets a row.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from learning.standing_in.permissions import can_stand_in
from mentorship.facts import IN_A_PAIR
from mentorship.matching.queries import with_places
from mentorship.meetings.queries import with_mentor, with_planned
from mentorship.models import Draft, Pair, Profile
from mentorship.pairs import notes
from mentorship.pairs.permissions import with_key_noted_in
from mentorship.profiles.permissions import can_mentor
from mentorship.programmes.permissions import programmes_managed_by
from mentorship.reviews import actions as reviews
from people.accounts.permissions import is_newcomer
from people.models import AccessRecord, RoleGrant, User
from people.roles.permissions import can_coordinate_regions, region_ids_coordinated_by
from people.time_zones import earliest_day
from web.prepared import Open, Prepared


@dataclass(frozen=True, kw_only=True)
class Accompaniment:
    """One pair as one of its two members sees it.

    `side` is the member's, “mentor” or “mentee”; `other` is the other person's pseudonym.
    `has_mentor` is False where the mentor does not have that role any more. `is_closed` means that
    a proposal did not go ahead; then the fields after it are empty. `has_times` means that the
    other person proposed times for a meeting and waits for a choice. `waiting` counts the exercises
    that wait for a mentor's review (0 for a mentee).
    """

    code: UUID
    side: str
    other: str
    has_mentor: bool
    is_live: bool
    is_closed: bool
    has_said_yes: bool
    next_goal: str
    last_met: date | None
    next_meeting: datetime | None
    has_times: bool
    waiting: int

    @property
    def needs_answer(self) -> bool:
        return not (self.is_live or self.is_closed or self.has_said_yes)

    @property
    def url(self) -> str:
        return reverse("mentorship:pair", args=[self.code])


def accompaniments(user: User) -> list[Accompaniment]:
    """Return the pairs of `user` on both sides: open ones, and proposals that lately did not go
    ahead although `user` did not say no. Former mentors see no pairs as a mentor."""
    if is_newcomer(user) or not user.facts.get(IN_A_PAIR, True):
        return []
    now = timezone.now()
    found = _shown(is_mentor=can_mentor(user)).rows(
        member=user.pk,
        actor=user.code,
        # The access log counts days in UTC; a role counts until its last day is over everywhere.
        today=now.date(),
        earliest=earliest_day(),
        lately=now - Pair.CLOSED_SHOWN_FOR,
    )
    next_goals = notes.next_goals(pairs=found, by=user)
    return [_accompaniment(pair, user, next_goals.get(pair.pk, "")) for pair in found]


@cache
def _shown(*, is_mentor: bool) -> Prepared[Pair]:
    """Return the query of `accompaniments` with the member and the time left open: building it
    would take longer than all else on the home page."""
    return Prepared(lambda: _of_member(is_mentor))


def _of_member(is_mentor: bool) -> QuerySet[Pair]:
    member = Open("member", User, "id")
    lately = Open("lately", Pair, "ended_at")
    noted = AccessRecord.objects.filter(
        actor=Open("actor", AccessRecord, "actor"),
        day=Open("today", AccessRecord, "day"),
        what=AccessRecord.What.NOTE,
    )
    mine = Q(mentee=member) | Q(mentor=member) if is_mentor else Q(mentee=member)
    pairs = Pair.objects.in_sight().filter(mine)
    came_to_nothing = Q(started_at=None, ended_at__gte=lately)
    # A member who said no does not see the proposal again. NULL is neither yes nor no.
    own_no = Q(mentor=member, mentor_yes=False) | Q(mentee=member, mentee_yes=False)
    shown = pairs.filter(Q(ended_at=None) | came_to_nothing).exclude(pk__in=pairs.filter(own_no))
    complete = with_key_noted_in(noted, shown.with_people().with_contents())
    return with_mentor(with_planned(complete), day=Open("earliest", RoleGrant, "until"))


def _accompaniment(pair: Pair, user: User, next_goal: str) -> Accompaniment:
    side = pair.side_of(user)
    shown = pair.is_live
    has_mentor: bool = pair.has_mentor  # type: ignore[attr-defined]
    proposed_by: int | None = pair.proposed_by  # type: ignore[attr-defined]
    return Accompaniment(
        code=pair.code,
        side=side,
        other=pair.other(user).pseudonym if pair.is_open else "",
        has_mentor=has_mentor,
        is_live=pair.is_live,
        is_closed=not pair.is_open,
        has_said_yes=bool(pair.answer_of(user)),
        next_goal=next_goal,
        last_met=pair.last_met if shown else None,  # type: ignore[attr-defined]
        next_meeting=pair.planned_at if shown else None,  # type: ignore[attr-defined]
        has_times=shown and has_mentor and proposed_by == pair.other(user).pk,
        waiting=pair.waiting_count if shown and side == "mentor" else 0,  # type: ignore[attr-defined]
    )


@dataclass(frozen=True)
class MenteePlaces:
    """How many people a mentor can mentor at the same time, and how many they do."""

    taken: int
    seats: int
    is_paused: bool


def mentee_places_of(user: User) -> MenteePlaces | None:
    """Return the places of `user`; None for those who do not offer any. One query for mentors, else
    none."""
    if not can_mentor(user):
        return None
    offered = with_places(Profile.objects.filter(user=user)).first()
    if offered is None:
        return None
    taken: int = offered.open_pairs  # type: ignore[attr-defined]
    return MenteePlaces(taken, offered.capacity, offered.paused)


def reviews_waiting(user: User, *, of_mentees: bool | None = None) -> tuple[int, str]:
    """Return how many exercises wait for the review of `user`, and the address of the one that
    waits longest. `of_mentees` says whether work of their mentees may be among them (None: it may,
    if they mentor).

    One query for those who may have some, and for those who stand in for mentors; else none.
    """
    if of_mentees is None:
        of_mentees = can_mentor(user)
    if not (of_mentees or can_stand_in(user)):
        return 0, ""
    codes = list(reviews.waiting_for(user).values_list("code", flat=True))
    return len(codes), reverse("mentorship:review", args=[codes[0]]) if codes else ""


def undecided_drafts(user: User) -> dict[UUID, int]:
    """Return code of a programme → how many drafts wait there for `user`; one query for
    coordinators of regions, else none."""
    if not can_coordinate_regions(user):
        return {}
    mine = programmes_managed_by(user)
    waiting = Draft.objects.undecided().in_sight().filter(programme__in=mine.order_by())
    counted = waiting.order_by().values_list("programme__code").annotate(number=Count("pk"))
    return dict(counted)


QUIET_AFTER = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class QuietPair:
    """A pair that has not met for a long time. Pseudonyms from other regions stay empty.

    `people` are the primary keys of the members who are named.
    """

    mentor: str
    mentee: str
    started_on: date
    last_met: date | None
    people: tuple[int, ...]


def _quiet_pairs(region_ids: Collection[int]) -> QuerySet[Pair]:
    since = timezone.now() - QUIET_AFTER
    return (
        Pair.objects.live()
        .in_sight()
        .filter(started_at__lt=since)
        .filter(
            Q(mentor__organisation__region__in=region_ids)
            | Q(mentee__organisation__region__in=region_ids)
        )
        .with_counts()
        .filter(Q(last_met=None) | Q(last_met__lt=since.date()))
    )


def count_quiet_pairs(user: User) -> int:
    """Return how many pairs `pairs_without_meeting` has for the regions of `user`; one query for
    coordinators of regions, else none."""
    if not can_coordinate_regions(user):
        return 0
    return _quiet_pairs(region_ids_coordinated_by(user)).count()


def pairs_without_meeting(region_ids: Collection[int]) -> list[QuietPair]:
    """Return live pairs with a member of these regions that have not met for 30 days.

    Pairs that began within these 30 days are left out. Oldest first. One query. A page that shows
    them calls `access_log.roster` first.
    """
    pairs = (
        _quiet_pairs(region_ids)
        .select_related("mentor__organisation", "mentee__organisation")
        .order_by("started_at")
    )

    def is_named(user: User) -> bool:
        return user.region_id in region_ids

    return [
        QuietPair(
            mentor=pair.mentor.pseudonym if is_named(pair.mentor) else "",
            mentee=pair.mentee.pseudonym if is_named(pair.mentee) else "",
            started_on=timezone.localdate(pair.started_at),
            last_met=pair.last_met,  # type: ignore[attr-defined]
            people=tuple(one.pk for one in (pair.mentor, pair.mentee) if is_named(one)),
        )
        for pair in pairs
    ]
