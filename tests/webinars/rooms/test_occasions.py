"""A room for whatever another app meets for: the same rules, without a webinar."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import webinar
from webinars.joining import actions as joining
from webinars.models import Room
from webinars.rooms import actions as rooms
from webinars.rooms import upkeep
from webinars.rooms.interface import Entrant

HOME = "https://example.org/left/"


@pytest.fixture
def occasion(db):
    closes_at = timezone.now() + timedelta(minutes=45)
    return rooms.Occasion(code=uuid4(), closes_at=closes_at, seats=2)


def enter(read, *, name: str = "Mango 100", number: int = 1) -> str:
    entrant = Entrant(alias=name, opaque_id=f"opaque{number}", is_moderator=False)
    return rooms.enter(read=read, entrant=entrant, leave_to=HOME)


def closed():
    raise rooms.RoomClosed


def test_two_people_meet_in_one_room_of_their_own(occasion, room_server):
    enter(lambda: occasion)
    enter(lambda: occasion, name="Baobab 7", number=2)
    [meeting] = room_server.meetings.values()
    assert (meeting.wishes["maxParticipants"], meeting.wishes["duration"]) == ("2", "45")
    assert meeting.wishes["logoutURL"] == HOME
    everything = " ".join(call.query for call in room_server.calls)
    assert str(occasion.code) not in everything
    assert Room.objects.get().occasion == occasion.code


def test_two_occasions_have_two_rooms(occasion, room_server):
    enter(lambda: occasion)
    enter(lambda: replace(occasion, code=uuid4()))
    assert len(room_server.meetings) == 2


def test_occasion_that_may_have_no_room_asks_no_server(occasion, room_server):
    with pytest.raises(rooms.RoomClosed):
        enter(closed)
    assert (room_server.calls, Room.objects.count()) == ([], 0)


@pytest.mark.parametrize("is_known", [True, False])
def test_occasion_that_closes_during_the_call_lets_no_one_in(occasion, room_server, is_known):
    if is_known:
        enter(lambda: occasion)
    answers = [lambda: occasion, closed, closed]
    with pytest.raises(rooms.RoomClosed):
        enter(lambda: answers.pop(0)())
    assert not Room.objects.current().exists()
    upkeep.end_rooms()
    assert [meeting.is_ending for meeting in room_server.meetings.values()] == [True]


def test_occasion_that_grows_during_the_call_gets_a_room_that_suits_it(occasion, room_server):
    larger = replace(occasion, seats=7)
    answers = [occasion, larger, larger, larger]
    enter(lambda: answers.pop(0))
    small, large = room_server.meetings.values()
    upkeep.end_rooms()
    assert (small.is_ending, large.is_ending) == (True, False)
    assert large.wishes["maxParticipants"] == "7"


@pytest.mark.parametrize(
    ("change", "is_closed"),
    [
        ({}, False),
        ({"seats": 1}, False),
        ({"seats": 3}, True),
        ({"minutes": 44}, False),
        ({"minutes": 46}, True),
        ({"seats": 1, "minutes": 46}, True),
    ],
)
def test_change_that_the_room_cannot_follow_closes_it(occasion, room_server, change, is_closed):
    enter(lambda: occasion)
    closes_at = occasion.closes_at + timedelta(minutes=change.get("minutes", 45) - 45)
    changed = replace(occasion, closes_at=closes_at, seats=change.get("seats", 2))
    assert rooms.follow(changed) is is_closed
    enter(lambda: changed)
    assert len(room_server.meetings) == 1 + is_closed


def test_room_whose_occasion_became_shorter_is_ended_then(occasion, room_server):
    enter(lambda: occasion)
    rooms.follow(replace(occasion, closes_at=timezone.now() - timedelta(seconds=1)))
    assert upkeep.end_rooms() == 1
    assert [meeting.is_ending for meeting in room_server.meetings.values()] == [True]


def test_closing_is_one_statement_and_can_be_repeated(occasion, room_server):
    enter(lambda: occasion)
    assert [rooms.close(occasion.code), rooms.close(occasion.code)] == [True, False]
    assert room_server.calls_of("end") == []
    assert [upkeep.end_rooms(), upkeep.end_rooms()] == [1, 0]


def test_room_that_was_lost_lets_people_in_although_the_server_ends_nothing(world, room_server):
    """The call that finds the old room gone makes a meeting under its id; `end` answers 404."""
    planned = webinar(world.a, starts_in=timedelta(minutes=5))

    def join():
        return joining.join(user=world.a.coordinator, webinar=planned, leave_to=HOME)

    join()
    room_server.meetings.clear()
    assert "/join?" in join()
    room_server.mode = "http500"
    assert upkeep.end_rooms() == 0
    room_server.mode = "ok"
    assert "/join?" in join()
    assert Room.objects.current().count() == 1
