"""Profiles, programmes and pairs, with what their two wrote."""

from datetime import timedelta
from uuid import uuid4

from django.db.models import QuerySet
from django.utils import timezone

from mentorship.matching import actions as matching
from mentorship.meetings import actions as planning
from mentorship.messages import actions as writing
from mentorship.models import Goal, Meeting, Message, Pair, PlannedMeeting, Programme
from mentorship.pairs import actions as pairing
from mentorship.pairs import notes
from mentorship.profiles import actions as profiles
from mentorship.profiles.actions import Answers
from people.models import User

EVENINGS = ["weekday_evening"]


def programme(side, **changes) -> Programme:
    fields = {"name": f"{side.region.name} mentoring", "region": side.region} | changes
    return Programme.objects.create(**fields)


def wants_mentor(user, **changes):
    answers = {
        "wants_mentor": True,
        "languages": {"fr": 3},
        "needs": ["money"],
        "free_time": EVENINGS,
    }
    return profiles.save(user=user, answers=Answers(**answers | changes))


def is_mentor(user, **changes):
    answers = {
        "is_mentor": True,
        "languages": {"fr": 3, "en": 2},
        "strengths": {"money": 3},
        "free_time": EVENINGS,
    }
    return profiles.save(user=user, answers=Answers(**answers | changes))


def drafts(side):
    """Run the matching of a new programme in which the leader waits and the mentor has a place."""
    wants_mentor(side.leader)
    is_mentor(side.mentor)
    return matching.run_matching(programme=programme(side), by=side.coordinator)


def proposed_pair(side) -> Pair:
    return matching.approve(draft=drafts(side)[0], by=side.coordinator)


def running_pair(side) -> Pair:
    """A pair through the actions, with a goal and a meeting that carry the region's canary."""
    pair = proposed_pair(side)
    pairing.say_yes(pair=pair, user=side.leader)
    pair = pairing.say_yes(pair=pair, user=side.mentor)
    mark = side.region.name[:3]
    goal(pair, f"{mark} goal")
    meeting(pair, f"{mark} line")
    return pair


def pair_since(mentor: User, mentee: User, programme: Programme, *, days: int) -> Pair:
    """A pair that began so many days ago, when both said yes, and has not met."""
    began = timezone.now() - timedelta(days=days)
    agreed = {"mentor_yes": True, "mentee_yes": True, "approved_at": began, "started_at": began}
    return Pair.objects.create(programme=programme, mentor=mentor, mentee=mentee, **agreed)


def quiet_pair(side, *, days: int = 40) -> Pair:
    return pair_since(side.mentor, side.leader, programme(side), days=days)


def goal(pair: Pair, words: str) -> Goal:
    note = Goal(pair=pair)
    notes.seal(note, words)
    note.save()
    return note


def meeting(pair: Pair, words: str) -> Meeting:
    note = Meeting(
        pair=pair,
        held_on=timezone.localdate(),
        length=Meeting.Length.HALF,
        channel=Meeting.Channel.CALL,
    )
    notes.seal(note, words)
    note.save()
    return note


def message(pair: Pair, words: str, *, by: User | None = None) -> Message:
    return writing.write(pair=pair, user=by or pair.mentor, text=words, key=uuid4())


def proposed_meeting(
    pair: Pair, *, by: User | None = None, length: int = 30, **moved
) -> PlannedMeeting:
    """A meeting for which the mentor proposed two times, the first in two days."""
    first = timezone.now().replace(microsecond=0) + timedelta(**(moved or {"days": 2}))
    slots = [first, first + timedelta(days=1)]
    return planning.propose(
        pair=pair, user=by or pair.mentor, slots=slots, minutes=length, key=uuid4()
    )


def agreed_meeting(pair: Pair, **moved) -> PlannedMeeting:
    """A meeting on which both agreed, in two days."""
    meeting = proposed_meeting(pair, **moved)
    return planning.accept(meeting=meeting, user=pair.mentee, slot=meeting.proposed[0])


def rewrite(written: QuerySet, words: str) -> None:
    """Let all of `written`, goals or meetings, say `words`."""
    for note in written:
        notes.seal(note, words)
        note.save()


def words_of(written: QuerySet) -> list[str]:
    return [notes.words_of(note) for note in written]


def began_days_ago(pair: Pair, days: int) -> Pair:
    pair.started_at = timezone.now() - timedelta(days=days)
    pair.save(update_fields=["started_at"])
    return pair
