"""Which rooms the settings name, what the interface refuses, and the practice room."""

import pickle
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import signing
from django.test import override_settings
from django.urls import include, path

from tests.bbb_server import BbbServer
from webinars.rooms.bigbluebutton import BigBlueButtonRooms
from webinars.rooms.interface import Entrant, OpenRoom, RoomPlan
from webinars.rooms.practice import SALT, PracticeRooms, Ticket, read_ticket
from webinars.rooms.provider import provider
from webinars.rooms.trouble import RoomTrouble, RoomUnavailable

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
PLAN = {
    "meeting_id": "b0f5a7d2-6a3e-4f6e-9f53-4b1f2b1d8a77",
    "name": "Meeting",
    "minutes": 90,
    "seats": 40,
    "logout_url": "https://example.org/en/webinars/",
}
ROOM = OpenRoom(meeting_id=PLAN["meeting_id"], created_ms=1)
LEADER = {"alias": "Mango canary", "opaque_id": "k3x9q", "is_moderator": False}

urlpatterns = [
    path(
        "meet/",
        include(
            ([path("practice/<str:token>/", lambda request: None, name="practice")], "webinars")
        ),
    ),
]


@pytest.fixture(autouse=True)
def _own_settings():
    with override_settings(
        ROOT_URLCONF=__name__, SECRET_KEY="own-key", BBB_URL="", BBB_SECRET="", BBB_TIMEOUT=(3, 7)
    ):
        yield


def ticket_token(**entrant):
    address = PracticeRooms().entrance(ROOM, Entrant(**{**LEADER, **entrant}))
    assert address.startswith("/meet/practice/")
    return address.removeprefix("/meet/practice/").removesuffix("/")


# provider()


@pytest.mark.parametrize(
    ("url", "secret"), [("", ""), ("https://example.org/bigbluebutton/", ""), ("", "secret")]
)
def test_provider_without_url_or_secret_is_the_practice_room(url, secret):
    with override_settings(BBB_URL=url, BBB_SECRET=secret):
        assert type(provider()) is PracticeRooms


def test_provider_with_url_and_secret_reaches_that_server():
    with (
        BbbServer(secret="s3cret") as server,
        override_settings(BBB_URL=server.url, BBB_SECRET="s3cret"),
    ):
        rooms = provider()
        assert type(rooms.rooms) is BigBlueButtonRooms
        assert rooms.open(RoomPlan(**PLAN)).meeting_id in server.meetings
    assert server.violations == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/bigbluebutton/",
        "http://localhost.example.org/bigbluebutton/",
        "example.org/bigbluebutton/",
        "https:///bigbluebutton/",
    ],
)
def test_provider_refuses_an_address_that_is_not_https_without_repeating_it(url):
    with override_settings(BBB_URL=url, BBB_SECRET="s3cret"), pytest.raises(ValueError) as raised:
        provider()
    assert "example.org" not in str(raised.value)
    assert "s3cret" not in str(raised.value)


# What the interface refuses


@pytest.mark.parametrize(
    "wrong",
    [
        {"meeting_id": "a"},
        {"meeting_id": "a,b"},
        {"meeting_id": "a" * 257},
        {"name": "M"},
        {"name": "M" * 257},
        {"minutes": 0},
        {"seats": 0},
    ],
)
def test_room_plan_that_no_server_would_take_is_refused(wrong):
    with pytest.raises(ValueError):
        RoomPlan(**{**PLAN, **wrong})


@pytest.mark.parametrize("wrong", [{"alias": " "}, {"opaque_id": ""}, {"opaque_id": "canary" * 4}])
def test_entrant_without_alias_or_with_a_long_id_is_refused_without_repeating_it(wrong):
    with pytest.raises(ValueError) as raised:
        Entrant(**{**LEADER, **wrong})
    assert "canary" not in str(raised.value)


def test_entrant_keeps_the_alias_out_of_its_repr():
    assert "canary" not in repr(Entrant(**LEADER))


@pytest.mark.parametrize(
    ("is_moderator", "is_approved", "expected"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_entrant_enters_as_moderator_only_when_approved(is_moderator, is_approved, expected):
    entrant = Entrant(**{**LEADER, "is_moderator": is_moderator, "is_approved": is_approved})
    assert entrant.enters_as_moderator is expected


@pytest.mark.parametrize("reason", RoomTrouble)
def test_room_unavailable_says_its_reason_and_survives_a_queue(reason):
    copy = pickle.loads(pickle.dumps(RoomUnavailable(reason)))
    assert copy.reason is reason
    assert str(copy) == f"The room server {reason.value}."


# The practice room


def test_practice_room_opened_again_is_the_same_room():
    first = PracticeRooms().open(RoomPlan(**PLAN))
    assert PracticeRooms().open(RoomPlan(**{**PLAN, "minutes": 5})) == first
    assert PracticeRooms().open(RoomPlan(**{**PLAN, "meeting_id": "other"})) != first
    assert 1_600_000_000_000 <= first.created_ms < 1_605_000_000_000


def test_practice_room_can_be_ended():
    assert PracticeRooms().end("any") is None


def test_practice_ticket_says_who_would_be_let_in_and_how():
    assert read_ticket(ticket_token(is_approved=False)) == Ticket(
        meeting_id=ROOM.meeting_id, opaque_id="k3x9q", is_moderator=False, is_approved=False
    )
    assert read_ticket(ticket_token(is_moderator=True, is_approved=False)) == Ticket(
        meeting_id=ROOM.meeting_id, opaque_id="k3x9q", is_moderator=False, is_approved=False
    )
    assert read_ticket(ticket_token(is_moderator=True)) == Ticket(
        meeting_id=ROOM.meeting_id, opaque_id="k3x9q", is_moderator=True, is_approved=True
    )


def test_practice_ticket_carries_no_alias():
    claims = signing.loads(ticket_token(), salt=SALT)
    assert claims == {
        "room": ROOM.meeting_id,
        "entrant": "k3x9q",
        "moderator": False,
        "approved": True,
    }


def test_practice_ticket_expires_after_two_minutes():
    with time_machine.travel(NOW, tick=False):
        token = ticket_token()
    with time_machine.travel(NOW + timedelta(seconds=119), tick=False):
        assert read_ticket(token) is not None
    with time_machine.travel(NOW + timedelta(seconds=121), tick=False):
        assert read_ticket(token) is None


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: "",
        lambda token: "rubbish",
        lambda token: "a:b:c",
        lambda token: "\x00é:中:",
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "e" + token,
        lambda token: signing.dumps({"room": "other"}, salt="elsewhere"),
        lambda token: signing.dumps({"room": "other"}, salt=SALT, key="another key"),
    ],
)
def test_practice_ticket_that_was_not_made_here_is_none(forge):
    assert read_ticket(forge(ticket_token())) is None
