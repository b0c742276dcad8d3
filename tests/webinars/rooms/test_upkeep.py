"""A cancelled webinar leaves no room open on the room server."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.factories import place, webinar
from webinars.joining import actions as joining
from webinars.models import Room, Webinar
from webinars.planning import actions as planning
from webinars.rooms import actions as rooms
from webinars.rooms import upkeep
from webinars.tasks import look_after_rooms

SOON = timedelta(minutes=10)
# After the first silence.
LONGEST_REST = timedelta(seconds=16)


def opened(world) -> Webinar:
    """A webinar whose room a member has just entered."""
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    enter(world, planned)
    return planned


def enter(world, planned: Webinar) -> str:
    return joining.join(user=world.a.leader, webinar=planned, leave_to="https://example.org/")


def ended(room_server) -> list[str]:
    return [call.params["meetingID"] for call in room_server.calls_of("end")]


def test_cancelling_ends_the_open_room_once_and_not_on_the_page(world, sign_in, room_server):
    planned, other = opened(world), opened(world)
    room = Room.objects.get(occasion=planned.code)
    before = len(room_server.calls)
    sign_in(world.a.coordinator).post(reverse("webinars:cancel", args=[planned.code]))
    assert Webinar.objects.get(pk=planned.pk).is_cancelled
    assert len(room_server.calls) == before

    look_after_rooms()
    look_after_rooms()
    assert ended(room_server) == [room.meeting_id]
    assert room_server.meetings[room.meeting_id].is_ending
    assert list(Room.objects.current().values_list("occasion", flat=True)) == [other.code]


@pytest.mark.parametrize("mode", ["down", "slow", "http500", "html", "failed-without-key"])
def test_room_server_in_trouble_is_asked_again(world, room_server, mode):
    for _ in range(2):
        planning.cancel(by=world.a.coordinator, webinar=opened(world))
    room_server.mode = mode
    assert upkeep.end_rooms() == 0
    room_server.mode = "ok"
    with time_machine.travel(timezone.now() + LONGEST_REST):
        assert upkeep.end_rooms() == 2
    assert {meeting.is_ending for meeting in room_server.meetings.values()} == {True}


def test_room_that_the_server_has_closed_is_not_asked_for_again(world, room_server):
    planning.cancel(by=world.a.coordinator, webinar=opened(world))
    room_server.meetings.clear()
    assert upkeep.end_rooms() == 1
    assert upkeep.end_rooms() == 0


@pytest.mark.django_db(transaction=True)
def test_room_that_opens_while_its_webinar_is_cancelled_lets_no_one_in(world, room_server):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)

    def cancel_now():
        room_server.meanwhile = lambda: None
        planning.cancel(by=world.a.coordinator, webinar=planned)
        upkeep.end_rooms()
        connection.close()

    room_server.meanwhile = cancel_now
    with pytest.raises(rooms.RoomClosed):
        enter(world, Webinar.objects.get(pk=planned.pk))
    upkeep.end_rooms()
    (meeting,) = room_server.meetings.values()
    assert meeting.is_ending
    assert Room.objects.get().ended_at is not None
