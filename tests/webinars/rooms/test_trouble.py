"""Everything a room server can do wrong, and the one exception that comes of it, in time and
without a name, an address or a secret."""

import logging
import pickle
import socket
import threading
import time
from dataclasses import replace
from io import BytesIO

import pytest
import requests
import urllib3.util.connection

from tests.webinars.rooms import plans
from tests.webinars.rooms.plans import SECRET
from webinars.rooms.bigbluebutton import BigBlueButtonRooms
from webinars.rooms.trouble import RoomTrouble, RoomUnavailable

# For servers that are slow on purpose; only they get it, because the test machine may be busy.
IMPATIENT = (0.2, 0.3)
PLAN = replace(plans.PLAN, name="Canary meeting", logout_url="https://example.org/canary/")


def make_rooms(server, *, url=None, secret=SECRET, timeout=(3, 7)):
    return BigBlueButtonRooms(
        base_url=url or server.url, secret=secret, timeout=timeout, allow_http=True
    )


CALLS = {
    "open": lambda rooms: rooms.open(PLAN),
    "end": lambda rooms: rooms.end(PLAN.meeting_id),
}
MODES = {
    "down": RoomTrouble.DOWN,
    "slow": RoomTrouble.SLOW,
    "drip": RoomTrouble.SLOW,
    "stall": RoomTrouble.SLOW,
    "trickle": RoomTrouble.SLOW,
    "html": RoomTrouble.NONSENSE,
    "http500": RoomTrouble.DOWN,
    "redirect": RoomTrouble.NONSENSE,
    "failed-without-key": RoomTrouble.REFUSED,
    "huge": RoomTrouble.NONSENSE,
    "truncated": RoomTrouble.NONSENSE,
    "billion-laughs": RoomTrouble.NONSENSE,
}


def trouble_of(call, rooms, caplog):
    """Return the reason of the failure; check that nothing in it says who, where or how."""
    caplog.set_level(logging.DEBUG)
    started = time.monotonic()
    with pytest.raises(RoomUnavailable) as raised:
        call(rooms)
    assert time.monotonic() - started < 10
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
    error, texts = raised.value, [caplog.text]
    while error is not None:
        texts += [str(error), repr(error), repr(vars(error))]
        error = error.__cause__ or error.__context__
    for canary in ("checksum=", "/bigbluebutton/", "://", "anary", "b0f5a7d2", SECRET):
        assert [text for text in texts if canary in text] == []
    return raised.value.reason


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("call", CALLS)
def test_trouble_of_the_server_has_a_reason_an_end_and_no_names(server, caplog, call, mode):
    server.mode = mode
    patience = IMPATIENT if MODES[mode] is RoomTrouble.SLOW else (3, 7)
    rooms = make_rooms(server, timeout=patience)
    assert trouble_of(CALLS[call], rooms, caplog) is MODES[mode]
    if mode == "redirect":
        assert len(server.calls) == 1


def test_trouble_passes_when_the_server_is_mended(server, caplog):
    rooms = make_rooms(server)
    server.mode = "html"
    assert trouble_of(CALLS["open"], rooms, caplog) is RoomTrouble.NONSENSE
    server.mode = "ok"
    assert rooms.open(PLAN).meeting_id in server.meetings


def test_trouble_of_a_trickle_leaves_no_thread_behind(server, caplog):
    server.mode = "trickle"
    rooms = make_rooms(server, timeout=IMPATIENT)
    assert trouble_of(CALLS["open"], rooms, caplog) is RoomTrouble.SLOW
    fetching = [thread for thread in threading.enumerate() if thread.name == "room-server"]
    for thread in fetching:
        thread.join(2)
    assert [thread for thread in fetching if thread.is_alive()] == []


def test_trouble_of_a_closed_port_is_down(caplog):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/bigbluebutton/"
        rooms = make_rooms(None, url=url)
        assert trouble_of(CALLS["open"], rooms, caplog) is RoomTrouble.DOWN


def test_trouble_of_a_hanging_name_lookup_is_slow(monkeypatch, caplog):
    """No timeout of the network code covers this one."""
    found = threading.Event()

    def hang(*args, **kwargs):
        found.wait(10)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    rooms = make_rooms(None, url="https://rooms.invalid/bigbluebutton/", timeout=IMPATIENT)
    assert trouble_of(CALLS["open"], rooms, caplog) is RoomTrouble.SLOW
    found.set()


def test_trouble_of_a_wrong_secret_is_a_refusal_that_names_its_key(server, caplog):
    rooms = make_rooms(server, secret="canary-other-secret")
    assert trouble_of(CALLS["open"], rooms, caplog) is RoomTrouble.REFUSED
    assert (
        caplog.messages[-1] == "Call create: The room server refused the request. (checksumError)"
    )


def test_trouble_is_not_taken_for_a_room_that_does_not_exist(server, caplog):
    rooms = make_rooms(server, secret="canary-other-secret")
    assert trouble_of(CALLS["end"], rooms, caplog) is RoomTrouble.REFUSED


def test_trouble_of_another_meeting_under_the_id_asks_for_a_fresh_one(server, caplog):
    rooms = make_rooms(server)
    rooms.open(PLAN)
    server.meetings[PLAN.meeting_id].wishes["attendeePW"] = "somebody else's"
    assert trouble_of(CALLS["open"], rooms, caplog) is RoomTrouble.GONE


@pytest.mark.parametrize(
    "answer",
    [
        "<meetingID>another</meetingID><createTime>1</createTime>",
        "<meetingID>{id}</meetingID>",
        "<meetingID>{id}</meetingID><createTime>soon</createTime>",
        "<meetingID>{id}</meetingID><createTime>-1</createTime>",
        "<meetingID>{id}</meetingID><createTime>" + "9" * 5000 + "</createTime>",
    ],
)
def test_trouble_of_a_success_that_lacks_its_field_is_nonsense(monkeypatch, answer):
    body = f"<response><returncode>SUCCESS</returncode>{answer}</response>"
    answer_with(monkeypatch, body.replace("{id}", PLAN.meeting_id).encode())
    assert reason_of("open") is RoomTrouble.NONSENSE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"<response/>",
        b"<response><returncode>success</returncode></response>",
        b"<html><returncode>SUCCESS</returncode></html>",
        b"<?xml version='1.0' encoding='no-such'?><response/>",
        b"<a>" * 100_000,
        b"<a>" * 100_000 + b"</a>" * 100_000,
        b"<!DOCTYPE response SYSTEM 'https://rooms.invalid/'>"
        b"<response><returncode>SUCCESS</returncode></response>",
    ],
)
def test_trouble_of_an_answer_in_another_shape_is_nonsense(monkeypatch, body):
    answer_with(monkeypatch, body)
    assert reason_of("end") is RoomTrouble.NONSENSE


@pytest.mark.parametrize(
    "fields",
    [
        "<returncode>SUCCESS</returncode><meetingID>{id}</meetingID>"
        "<hasBeenForciblyEnded>true</hasBeenForciblyEnded>",
        "<returncode>FAILED</returncode><messageKey>meetingForciblyEnded</messageKey>",
    ],
)
def test_trouble_of_a_room_that_was_closed_by_force_asks_for_a_fresh_one(monkeypatch, fields):
    body = f"<response>{fields}</response>"
    answer_with(monkeypatch, body.replace("{id}", PLAN.meeting_id).encode())
    assert reason_of("open") is RoomTrouble.GONE


@pytest.mark.parametrize("key", ["Canary Mango is banned", "c" * 41, "", "canary://x"])
def test_trouble_does_not_repeat_a_key_that_is_no_plain_word(monkeypatch, caplog, key):
    body = f"<response><returncode>FAILED</returncode><messageKey>{key}</messageKey></response>"
    answer_with(monkeypatch, body.encode())
    rooms = make_rooms(None, url="https://rooms.invalid/")
    assert trouble_of(CALLS["open"], rooms, caplog) is RoomTrouble.REFUSED
    assert caplog.messages[-1] == "Call create: The room server refused the request. (unknown)"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, RoomTrouble.REFUSED),
        (403, RoomTrouble.REFUSED),
        (404, RoomTrouble.NONSENSE),
        (204, RoomTrouble.NONSENSE),
        (429, RoomTrouble.NONSENSE),
        (502, RoomTrouble.DOWN),
        (503, RoomTrouble.DOWN),
    ],
)
def test_trouble_follows_the_status_of_the_answer(monkeypatch, status, reason):
    answer_with(monkeypatch, b"", status=status)
    assert reason_of("end") is reason


def reason_of(call):
    """Return why `call` to a server somewhere failed."""
    with pytest.raises(RoomUnavailable) as raised:
        CALLS[call](make_rooms(None, url="https://rooms.invalid/"))
    return raised.value.reason


def answer_with(monkeypatch, body, *, status=200):
    """Let every address of the network give this answer."""

    def send(adapter, request, **options):
        raw = urllib3.HTTPResponse(body=BytesIO(body), status=status, preload_content=False)
        return adapter.build_response(request, raw)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)


@pytest.mark.parametrize(("failures", "expected"), [(1, 1), (2, 0)])
def test_connecting_is_tried_once_more_and_only_once(server, monkeypatch, failures, expected):
    connect, tries = urllib3.util.connection.create_connection, []

    def fail_first(*args, **options):
        tries.append(args)
        if len(tries) <= failures:
            raise ConnectionRefusedError
        return connect(*args, **options)

    monkeypatch.setattr(urllib3.util.connection, "create_connection", fail_first)
    rooms = make_rooms(server)
    if expected:
        rooms.open(PLAN)
    else:
        with pytest.raises(RoomUnavailable):
            rooms.open(PLAN)
    assert (len(tries), len(server.calls)) == (2, expected)


@pytest.mark.parametrize(("failures", "is_opened"), [(1, True), (2, False)])
def test_error_of_the_server_is_tried_once_more_and_only_once(server, failures, is_opened):
    """As of a server that was busy with the same room."""
    answers = ["http500"] * failures
    server.arrival = lambda: setattr(server, "mode", answers.pop() if answers else "ok")
    rooms = make_rooms(server)
    if is_opened:
        assert rooms.open(PLAN).meeting_id in server.meetings
    else:
        with pytest.raises(RoomUnavailable) as raised:
            rooms.open(PLAN)
        assert raised.value.reason is RoomTrouble.DOWN
    assert len(server.calls) == 2


def test_proxies_of_the_environment_see_nothing(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert make_rooms(server).end("any-room") is None
