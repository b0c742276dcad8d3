"""Rooms on BigBlueButton, against the strict server: what is sent, who gets in, who is counted."""

import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests

from tests.bbb_server import BbbServer
from tests.webinars.rooms.plans import SECRET
from webinars.rooms.bigbluebutton import BigBlueButtonRooms
from webinars.rooms.interface import Entrant, OpenRoom, RoomPlan

ALIAS = "Canary Mangue & Soleil +/%?#=~'()* 中文 travailleurSEs"


@pytest.fixture
def rooms(server):
    return make_rooms(server)


def make_rooms(server, *, url=None):
    return BigBlueButtonRooms(base_url=url or server.url, secret=SECRET, allow_http=True)


def make_plan(meeting_id="b0f5a7d2-6a3e-4f6e-9f53-4b1f2b1d8a77", **changes):
    wishes = {
        "name": "Meeting",
        "minutes": 90,
        "seats": 40,
        "logout_url": "https://example.org/en/webinars/x7k/?a=1&b=2",
    }
    return RoomPlan(meeting_id=meeting_id, **{**wishes, **changes})


def make_entrant(opaque_id="k3x9q2", **changes):
    return Entrant(**{"alias": ALIAS, "opaque_id": opaque_id, "is_moderator": False, **changes})


def walk_in(rooms, room, entrant):
    """Follow an entrance as a browser does; return the query of the last page."""
    reply = requests.get(rooms.entrance(room, entrant), timeout=5)
    assert reply.history[0].status_code == 302
    assert reply.text.count("<h1>Room</h1>") == 1
    return dict(parse_qsl(urlsplit(reply.url).query))


# Opening


def test_open_sends_the_protected_room_and_nothing_else(server, rooms):
    room = rooms.open(make_plan())
    sent = dict(server.calls[0].params)
    assert len(sent.pop("checksum")) == 64
    assert sent.pop("disabledFeatures").split(",") == [
        "breakoutRooms",
        "externalVideos",
        "learningDashboard",
        "learningDashboardDownloadSessionData",
        "liveTranscription",
        "plugins",
        "privateChat",
        "sharedNotes",
    ]
    assert sent == {
        "meetingID": "b0f5a7d2-6a3e-4f6e-9f53-4b1f2b1d8a77",
        "name": "Meeting",
        "duration": "90",
        "maxParticipants": "40",
        "logoutURL": "https://example.org/en/webinars/x7k/?a=1&b=2",
        "record": "false",
        "autoStartRecording": "false",
        "allowStartStopRecording": "false",
        "breakoutRoomsRecord": "false",
        "meetingKeepEvents": "false",
        "guestPolicy": "ASK_MODERATOR",
        "allowPromoteGuestToModerator": "false",
        "muteOnStart": "true",
        "allowModsToUnmuteUsers": "false",
        "webcamsOnlyForModerator": "true",
        "lockSettingsLockOnJoin": "true",
        "lockSettingsDisableCam": "true",
        "lockSettingsDisablePrivateChat": "true",
        "lockSettingsDisableNotes": "true",
        "lockSettingsHideUserList": "true",
        "lockSettingsHideViewersCursor": "true",
        "lockSettingsHideViewersAnnotation": "true",
    }
    assert room == OpenRoom(
        meeting_id=make_plan().meeting_id,
        created_ms=server.meetings[make_plan().meeting_id].created_ms,
    )


def test_open_again_finds_the_same_room(server, rooms):
    first = rooms.open(make_plan())
    assert rooms.open(make_plan()) == first
    assert make_rooms(server).open(make_plan(minutes=5)) == first
    assert len(server.meetings) == 1


def test_open_by_many_at_once_makes_one_room(server, rooms):
    with ThreadPoolExecutor(8) as people:
        found = list(people.map(rooms.open, [make_plan()] * 24))
    assert (len(set(found)), len(found), len(server.meetings)) == (1, 24, 1)


def test_open_two_rooms_shares_nothing_and_never_records(server, rooms):
    rooms.open(make_plan("first-meeting", name="First", logout_url="https://example.org/first"))
    rooms.open(make_plan("second-meeting", name="Second", logout_url="https://example.org/2nd"))
    first, second = server.calls_of("create")
    assert "irst" not in second.query
    assert first.params.keys() == second.params.keys()
    assert [call.params["record"] for call in server.calls] == ["false", "false"]


def test_open_keeps_every_character_of_a_name(server, rooms):
    rooms.open(make_plan(name=ALIAS))
    assert server.calls[0].params["name"] == ALIAS


def test_open_leaves_out_what_is_empty(server, rooms):
    rooms.open(make_plan(logout_url=""))
    assert "logoutURL" not in server.calls[0].params


def test_open_after_the_end_makes_another_room(server, rooms):
    first = rooms.open(make_plan())
    rooms.end(first.meeting_id)
    server.finish_ending()
    assert rooms.open(make_plan()).created_ms > first.created_ms


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/bigbluebutton/api/", "/bigbluebutton/api/"),
        ("/bigbluebutton/api/", "/bigbluebutton/api"),
        ("/bigbluebutton/api/", "/bigbluebutton/"),
        ("/bigbluebutton/api/", "/bigbluebutton"),
        ("/b3lb/t/ours/bbb/api/", "/b3lb/t/ours/bbb/api/"),
        ("/b3lb/t/ours/bbb/api/", "/b3lb/t/ours/bbb"),
    ],
)
def test_open_finds_the_api_below_any_path(path, shown):
    with BbbServer(secret=SECRET, path=path) as server:
        make_rooms(server, url=f" {server.origin}{shown} ").open(make_plan())
        assert len(server.meetings) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/bigbluebutton/api/",
        "ftp://example.org/bigbluebutton/api/",
        "example.org/bigbluebutton/api/",
        "//example.org/bigbluebutton/api/",
        "https:///bigbluebutton/api/",
        "https://canary@example.org/bigbluebutton/api/",
        "https://example.org/bigbluebutton/api/?canary",
        "",
    ],
)
def test_rooms_refuse_an_address_that_is_not_plain_https(url):
    with pytest.raises(ValueError) as raised:
        BigBlueButtonRooms(base_url=url, secret=SECRET)
    assert str(raised.value) in (
        "The address of the room server must begin with https://",
        "The address of the room server must be a host and a path.",
    )


# Entering


def test_entrance_leads_an_approved_viewer_in(server, rooms):
    room = rooms.open(make_plan())
    assert list(walk_in(rooms, room, make_entrant())) == ["sessionToken"]
    sent = dict(server.calls_of("join")[0].params)
    assert len(sent.pop("checksum")) == 64
    assert sent == {
        "meetingID": room.meeting_id,
        "fullName": ALIAS,
        "userID": "k3x9q2",
        "role": "VIEWER",
        "guest": "false",
        "createTime": str(room.created_ms),
        "excludeFromDashboard": "true",
        "userdata-bbb_enable_video": "false",
        "userdata-bbb_auto_share_webcam": "false",
        "userdata-bbb_preferred_camera_profile": "low",
        "userdata-bbb_show_participants_on_login": "false",
        "userdata-bbb_ask_for_feedback_on_logout": "false",
    }
    assert server.meetings[room.meeting_id].people["k3x9q2"]["fullName"] == ALIAS


def test_entrance_leads_a_moderator_in_with_a_camera_allowed(server, rooms):
    room = rooms.open(make_plan())
    walk_in(rooms, room, make_entrant(is_moderator=True))
    sent = server.calls_of("join")[0].params
    assert (sent["role"], sent["guest"]) == ("MODERATOR", "false")
    assert sent["userdata-bbb_enable_video"] == "true"


@pytest.mark.parametrize("is_moderator", [True, False])
def test_entrance_lets_the_unapproved_wait(server, rooms, is_moderator):
    room = rooms.open(make_plan())
    entrant = make_entrant(is_moderator=is_moderator, is_approved=False)
    page = walk_in(rooms, room, entrant)
    assert page == {"guestWait": "true"}
    assert server.calls_of("join")[0].params["guest"] == "true"
    assert server.meetings[room.meeting_id].people == {}


def test_entrance_does_not_lead_into_another_room_of_the_same_id(rooms):
    room = rooms.open(make_plan())
    old = OpenRoom(meeting_id=room.meeting_id, created_ms=room.created_ms - 1)
    assert "mismatchCreateTimeParam" in walk_in(rooms, old, make_entrant())["errors"]


def test_entrance_to_a_full_room_is_refused_by_the_server(rooms):
    room = rooms.open(make_plan(seats=1))
    walk_in(rooms, room, make_entrant("one"))
    assert "maxParticipantsReached" in walk_in(rooms, room, make_entrant("two"))["errors"]


def test_entrance_asks_no_server(server, rooms):
    room = rooms.open(make_plan())
    rooms.entrance(room, make_entrant())
    assert [call.name for call in server.calls] == ["create"]


def test_entrance_of_two_people_shares_nothing(rooms):
    room = rooms.open(make_plan())
    rooms.entrance(room, make_entrant("one", alias="First"))
    second = parse_qs(urlsplit(rooms.entrance(room, make_entrant("two", alias="Second"))).query)
    assert (second["fullName"], second["userID"]) == (["Second"], ["two"])


def test_entrance_survives_half_a_character(rooms):
    room = rooms.open(make_plan())
    assert list(walk_in(rooms, room, make_entrant(alias="Mango \ud83e"))) == ["sessionToken"]


# Ending


def test_end_closes_the_room_within_moments(server, rooms):
    room = rooms.open(make_plan())
    walk_in(rooms, room, make_entrant())
    rooms.end(room.meeting_id)
    assert server.meetings[room.meeting_id].is_ending
    server.finish_ending()
    assert server.meetings == {}


def test_end_of_a_room_that_does_not_exist_is_fine(server, rooms):
    assert rooms.end("no-such-room") is None
    assert set(server.calls[0].params) == {"meetingID", "checksum"}


def test_success_writes_no_address_into_any_log(rooms, caplog):
    caplog.set_level(logging.DEBUG)
    room = rooms.open(make_plan())
    rooms.entrance(room, make_entrant())
    rooms.end(room.meeting_id)
    for canary in ("checksum", SECRET, room.meeting_id, "anary"):
        assert canary not in caplog.text


def test_import_emits_no_warning_even_where_the_library_is_compiled_again(tmp_path):
    program = (
        "import sys, warnings, requests, defusedxml.ElementTree, django.conf, django.urls,"
        " django.core.signing\n"
        f"sys.pycache_prefix = {str(tmp_path)!r}\n"
        "warnings.simplefilter('error')\n"
        "import webinars.rooms.bigbluebutton\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
