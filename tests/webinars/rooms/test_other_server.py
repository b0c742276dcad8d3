"""The settings name another room server while people are inside a room of the one before."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine

from mentorship import notices as of_pairs
from mentorship.meetings import rooms as meetings
from mentorship.tasks import send_due_reminders
from people.models import Notice
from tests import factories
from tests.bbb_server import BbbServer
from webinars import notices
from webinars.joining import actions as joining
from webinars.models import Room
from webinars.tasks import look_after_rooms

pytestmark = pytest.mark.servers


@contextmanager
def other_server(settings):
    """The settings name a second server."""
    with BbbServer(secret="another secret of a room server") as server:
        settings.BBB_URL, settings.BBB_SECRET = server.url, server.secret
        yield server
    assert server.violations == []


@pytest.fixture
def opened(world, room_server):
    """A webinar with its room open; someone else has a place and has not come yet."""
    planned = factories.webinar(world.a, starts_in=timedelta(minutes=10))
    for user in (world.a.leader, world.a.leader2):
        factories.place(planned, user)
    enter(world.a.leader, planned)
    return planned


def enter(user, planned) -> str:
    return joining.join(user=user, webinar=planned, leave_to="https://example.org/left/")


def told(user) -> list[str]:
    found = Notice.objects.unread().filter(user=user).values_list("kind", flat=True)
    return [kind for kind in found if kind == notices.ROOM.name]


@pytest.mark.parametrize("is_first_to_come", [True, False])
def test_who_is_inside_is_told_once(world, room_server, opened, settings, is_first_to_come):
    with other_server(settings) as other:
        if is_first_to_come:
            # Before the worker has looked.
            enter(world.a.leader2, opened)
        look_after_rooms()
        look_after_rooms()
        inside = (world.a.leader, world.a.facilitator)
        assert [told(one) for one in inside] == [["webinar_room"]] * 2
        assert told(world.b.leader) == []
        enter(world.a.leader, opened)
        [meeting] = [one for one in other.meetings.values() if not one.is_ending]
        assert Room.objects.current().get().created_ms == meeting.created_ms
    assert [one.is_ending for one in room_server.meetings.values()] == [False]


def test_other_server_is_asked_about_no_room_of_the_one_before(world, opened, settings):
    with other_server(settings) as other:
        look_after_rooms()
        assert [call.name for call in other.calls] == []


def test_no_server_any_more_is_another_one_too(world, opened, settings):
    settings.BBB_URL = ""
    look_after_rooms()
    assert told(world.a.leader) == ["webinar_room"]


def test_server_that_stays_and_a_practice_room_are_no_news(world, opened, settings):
    look_after_rooms()
    assert told(world.a.leader) == []
    Room.objects.update(server="")
    look_after_rooms()
    assert told(world.a.leader) == []
    assert Room.objects.current().count() == 1


def test_what_is_over_is_no_news(world, opened, settings):
    with time_machine.travel(opened.ends_at + timedelta(minutes=1)), other_server(settings):
        look_after_rooms()
    assert told(world.a.leader) == []


@pytest.mark.parametrize(("minutes", "is_told"), [(10, True), (-31, False)])
def test_both_of_a_pair_are_told(world, room_server, settings, minutes, is_told):
    pair = factories.running_pair(world.a)
    meeting = factories.agreed_meeting(pair, minutes=10)
    meetings.join(meeting=meeting, user=world.a.leader, leave_to="https://example.org/left/")
    at = meeting.starts_at - timedelta(minutes=minutes)
    with time_machine.travel(at), other_server(settings):
        for _ in range(2):
            send_due_reminders()
        kind = of_pairs.MEETING_ROOM.name
        told = Notice.objects.unread().filter(kind=kind).values_list("user", flat=True)
        both = sorted([world.a.leader.pk, world.a.mentor.pk]) if is_told else []
        assert sorted(told) == both
    assert not Room.objects.current().exists() or not is_told
