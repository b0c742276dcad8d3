"""A room server that hangs costs a few threads once, and after that nothing until it answers."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory, place, webinar
from tests.webinars.rooms.plans import PLAN
from webinars.joining import actions as joining
from webinars.models import Room
from webinars.planning import actions as planning
from webinars.reminders import actions as reminders
from webinars.rooms import patience, upkeep
from webinars.rooms.patience import MOST_AT_ONCE, PatientRooms
from webinars.rooms.provider import provider
from webinars.rooms.trouble import RoomTrouble, RoomUnavailable
from webinars.tasks import look_after_rooms

# Redis counts its own seconds, which no test can move: what waits for hours runs without it.
on_servers = pytest.mark.servers

SOON = timedelta(minutes=10)


@pytest.fixture
def hanging(room_server, settings):
    """A room server that takes calls and never answers."""
    room_server.mode = "slow"
    settings.BBB_TIMEOUT = (0.2, 0.3)
    return room_server


def reason(call) -> RoomTrouble | None:
    try:
        call()
    except RoomUnavailable as trouble:
        return trouble.reason
    return None


def ask() -> RoomTrouble | None:
    return reason(lambda: provider().open(PLAN))


def later(seconds: float):
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds))


def test_after_one_silence_the_server_is_left_alone_and_then_tried_by_one_call(hanging):
    assert ask() is RoomTrouble.SLOW
    assert [ask() for _ in range(5)] == [RoomTrouble.RESTING] * 5
    assert len(hanging.calls) == 1
    with later(16):
        hanging.mode = "ok"
        hanging.meanwhile = lambda: others.append(ask())
        others: list[RoomTrouble | None] = []
        assert ask() is None
        assert others == [RoomTrouble.RESTING]
        hanging.meanwhile = lambda: None
        assert [ask() for _ in range(3)] == [None] * 3


def test_rests_grow_with_each_silence_and_begin_anew_after_an_answer(hanging):
    now = 0.0
    for rest in (15, 30, 60, 120, 120):
        with later(now):
            assert ask() is RoomTrouble.SLOW
        with later(now + rest - 2):
            assert ask() is RoomTrouble.RESTING
        now += rest + 1
    hanging.mode = "ok"
    with later(now):
        assert ask() is None
        hanging.mode = "slow"
        assert ask() is RoomTrouble.SLOW
    with later(now + 16):
        hanging.mode = "ok"
        assert ask() is None


@on_servers
@pytest.mark.parametrize("mode", ["down", "html", "http500", "failed-without-key"])
def test_server_that_answers_anything_at_once_needs_no_rest(room_server, mode):
    room_server.mode = mode
    assert RoomTrouble.RESTING not in [ask() for _ in range(4)]
    room_server.mode = "ok"
    assert ask() is None


def test_trial_of_a_process_that_was_killed_blocks_no_later_one(hanging):
    ask()
    with later(16):
        assert provider()._patience.admit() is True
        assert ask() is RoomTrouble.RESTING
    hanging.mode = "ok"
    with later(16 + patience.TRIAL + 1):
        assert ask() is None


@on_servers
def test_two_servers_have_patience_of_their_own(hanging, settings):
    ask()
    assert ask() is RoomTrouble.RESTING
    settings.BBB_URL = hanging.url.replace("127.0.0.1", "localhost")
    assert ask() is RoomTrouble.SLOW


@on_servers
def test_few_threads_at_once_ask_and_the_others_are_told_to_wait():
    asked, answer = [], Event()

    class Slow:
        def end(self, meeting_id):
            asked.append(meeting_id)
            answer.wait(5)

    def end(number):
        return reason(lambda: PatientRooms(Slow(), address="slow").end(str(number)))

    with ThreadPoolExecutor(12) as pool:
        calls = [pool.submit(end, number) for number in range(12)]
        busy = sum(1 for call in calls[MOST_AT_ONCE:] if call.result(2) is RoomTrouble.BUSY)
        assert (len(asked), busy) == (MOST_AT_ONCE, 12 - MOST_AT_ONCE)
        answer.set()
        assert [call.result(2) for call in calls[:MOST_AT_ONCE]] == [None] * MOST_AT_ONCE
        # No turn was lost.
        assert [pool.submit(end, 1).result(2) for _ in range(9)] == [None] * 9


@pytest.mark.django_db(transaction=True)
def test_thirty_joins_of_a_hanging_server_hold_few_calls_and_end_soon(hanging, sign_in):
    planned = webinar(starts_in=SOON, seats=40)
    browsers = []
    for user in UserFactory.create_batch(30):
        place(planned, user)
        browsers.append(sign_in(user))
    address = reverse("webinars:join", args=[planned.code])

    def click(browser: Client) -> tuple[int, str]:
        try:
            response = browser.post(address)
            return response.status_code, response.content.decode()
        finally:
            connection.close()

    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(click, browsers))
    took = time.monotonic() - started
    assert {status for status, _ in answers} == {503}
    assert all("Your place is kept." in page for _, page in answers)
    assert len(hanging.calls) <= MOST_AT_ONCE
    # One after the other by eight threads, without a limit: 30 / 8 × 0.5 s, on top of the pages.
    assert took < 15


def test_rooms_to_end_do_not_hold_up_reminders(world, hanging, room_server):
    room_server.mode = "ok"
    for number in range(20):
        planned = webinar(world.a, starts_in=SOON, title=f"canary {number}")
        joining.join(user=world.a.coordinator, webinar=planned, leave_to="https://example.org/")
        planning.cancel(by=world.a.coordinator, webinar=planned)
    place(webinar(world.a, starts_in=timedelta(minutes=50)), world.a.leader)
    room_server.mode = "slow"
    room_server.calls.clear()
    started = time.monotonic()
    look_after_rooms()
    # One silence, not twenty.
    assert time.monotonic() - started < 3
    assert len(room_server.calls) == 1
    assert reminders.send_due() == 1
    with later(16):
        room_server.mode = "ok"
        look_after_rooms()
    assert {meeting.is_ending for meeting in room_server.meetings.values()} == {True}


@on_servers
def test_slow_answers_are_cut_into_slices_and_the_next_run_goes_on(world, room_server, monkeypatch):
    for number in range(5):
        planned = webinar(world.a, starts_in=SOON, title=f"canary {number}")
        joining.join(user=world.a.coordinator, webinar=planned, leave_to="https://example.org/")
        planning.cancel(by=world.a.coordinator, webinar=planned)
    monkeypatch.setattr(upkeep, "SLICE", timedelta(seconds=-1))
    assert [upkeep.end_rooms() for _ in range(6)] == [1, 1, 1, 1, 1, 0]


@on_servers
def test_room_that_closed_long_ago_is_not_asked_for_and_forgotten(world, room_server):
    planned = webinar(world.a, starts_in=SOON)
    joining.join(user=world.a.coordinator, webinar=planned, leave_to="https://example.org/")
    room_server.mode = "http500"
    with later(2 * 3600):
        assert upkeep.end_rooms() == 0
        assert Room.objects.get().ended_at is not None
        assert upkeep.forget_rooms() == 0
    with later(26 * 3600 + 1200):
        assert upkeep.forget_rooms() == 1
