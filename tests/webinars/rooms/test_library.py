"""Why bigbluebutton-api-python is wrapped: each defect, the library's way and ours side by side;
its lists, recordings and slides are kept out of reach. When the first half of a test fails, a
release has mended the library and the repair may go."""

import time
import urllib.error
import warnings
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from bigbluebutton_api_python import BigBlueButton
from bigbluebutton_api_python.core import Record
from bigbluebutton_api_python.exception import BBBException
from bigbluebutton_api_python.parameters import BBBModule
from bigbluebutton_api_python.responses import CreateMeetingResponse

from tests.bbb_server import ALGORITHMS, BbbServer
from webinars.rooms.bigbluebutton import PROTECTED, QUIET_ENTRANCE, BigBlueButtonRooms
from webinars.rooms.interface import Entrant, OpenRoom, RoomPlan
from webinars.rooms.trouble import RoomTrouble, RoomUnavailable

SECRET = "8cd8ef52e8e101574e400365b55e11a6"
ROOM = "4a7c21e0"


@pytest.fixture
def server():
    with BbbServer(secret=SECRET) as server:
        yield server


@pytest.fixture
def lenient_server():
    with BbbServer(secret=SECRET, algorithms=tuple(ALGORITHMS.values())) as server:
        yield server


@pytest.fixture(autouse=True)
def _clean_library():
    yield
    for method in (BigBlueButton.create_meeting, BigBlueButton.get_join_meeting_url):
        method.__defaults__[0].clear()


def library(server):
    return BigBlueButton(server.url, SECRET)


def ours(server, *, url=None, timeout=(1, 1)):
    return BigBlueButtonRooms(
        base_url=url or server.url, secret=SECRET, timeout=timeout, allow_http=True
    )


def make_plan(meeting_id=ROOM, logout_url="https://example.org/"):
    return RoomPlan(
        meeting_id=meeting_id, name="Meeting", minutes=60, seats=20, logout_url=logout_url
    )


def reason_of(server):
    with pytest.raises(RoomUnavailable) as raised:
        ours(server).end(ROOM)
    return raised.value.reason


def test_checksum_is_sha256_where_the_library_knows_only_sha1(server):
    with pytest.raises(BBBException) as raised:
        library(server).is_meeting_running(ROOM)
    assert raised.value.key == "checksumError"
    assert ours(server).end(ROOM) is None
    assert [len(call.params["checksum"]) for call in server.calls] == [40, 64]


def test_create_starts_empty_where_the_library_sends_the_last_meeting_again(lenient_server):
    client = library(lenient_server)
    for meeting_id, meta in (("first", {"endCallbackUrl": "https://a/?token=canary"}), ("2nd", {})):
        with pytest.raises(BBBException):
            client.create_meeting(meeting_id, meta=meta)
    assert "canary" in lenient_server.calls[1].query

    ours(lenient_server).open(make_plan("third", "https://example.org/canary"))
    ours(lenient_server).open(make_plan("fourth"))
    assert "canary" in lenient_server.calls[2].query
    assert "canary" not in lenient_server.calls[3].query


def test_call_ends_in_time_where_the_library_waits_for_ever(server):
    def ask():
        with pytest.raises(OSError):
            library(server).is_meeting_running(ROOM)

    server.mode = "slow"
    waiting = Thread(target=ask)
    waiting.start()
    started = time.monotonic()
    with pytest.raises(RoomUnavailable) as raised:
        ours(server, timeout=(0.2, 0.2)).end(ROOM)
    assert raised.value.reason is RoomTrouble.SLOW
    assert time.monotonic() - started < 10
    waiting.join(0.3)
    assert waiting.is_alive()
    server.closing.set()
    waiting.join(5)
    assert not waiting.is_alive()


def test_answer_that_is_no_xml_is_nonsense_where_the_library_hides_the_cause(server):
    server.mode = "html"
    with pytest.raises(AttributeError, match="'message'"):
        library(server).is_meeting_running(ROOM)
    assert reason_of(server) is RoomTrouble.NONSENSE


def test_http_error_is_down_where_the_library_shows_the_signed_address(server):
    server.mode = "http500"
    with pytest.raises(urllib.error.HTTPError) as raised:
        library(server).is_meeting_running(ROOM)
    assert "checksum=" in raised.value.url
    raised.value.close()
    assert reason_of(server) is RoomTrouble.DOWN


def test_failure_without_a_key_is_refused_where_the_library_trips(server):
    server.mode = "failed-without-key"
    with pytest.raises(KeyError):
        library(server).is_meeting_running(ROOM)
    assert reason_of(server) is RoomTrouble.REFUSED


@pytest.mark.parametrize(
    ("given", "librarys", "expected"),
    [
        (
            "https://example.org/b3lb/t/ours/bbb/api/",
            "https://example.org/bigbluebutton/api/",
            "https://example.org/b3lb/t/ours/bbb/api/",
        ),
        (
            "https://example.org:8443/rooms/bigbluebutton/",
            "https://example.org:8443/bigbluebutton/api/",
            "https://example.org:8443/rooms/bigbluebutton/api/",
        ),
    ],
)
def test_base_address_is_kept_where_the_library_cuts_it(given, librarys, expected):
    theirs = BigBlueButton(given, SECRET).get_join_meeting_url("Mango", ROOM, "pw")
    assert theirs.startswith(librarys + "join?")
    assert entrance(ours(None, url=given)).startswith(expected + "join?")


def test_address_without_a_scheme_is_refused_where_the_library_falls_back_to_cleartext():
    theirs = BigBlueButton("example.org", SECRET).get_join_meeting_url("Mango", ROOM, "pw")
    assert urlsplit(theirs).scheme == "http"
    with pytest.raises(ValueError):
        ours(None, url="example.org")


def entrance(rooms):
    return rooms.entrance(
        OpenRoom(meeting_id=ROOM, created_ms=1_711_675_800_123),
        Entrant(alias="Mango", opaque_id="k3", is_moderator=False),
    )


def test_join_sends_no_password_where_the_library_sends_none_as_a_word():
    theirs = BigBlueButton("https://example.org/", SECRET).get_join_meeting_url("M", ROOM, None)
    assert parse_qs(urlsplit(theirs).query)["password"] == ["None"]
    sent = parse_qs(urlsplit(entrance(ours(None, url="https://example.org/"))).query)
    assert "password" not in sent
    assert sent["role"] == ["VIEWER"]


def test_create_time_is_exact_where_the_library_makes_it_local_text(server, monkeypatch):
    reply, texts = CreateMeetingResponse({"createTime": "1711675800123"}), set()
    for zone in ("Africa/Porto-Novo", "America/Bogota"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        texts.add(reply.get_create_time())
    monkeypatch.undo()
    time.tzset()
    assert len(texts) == 2
    assert ours(server).open(make_plan()).created_ms == server.meetings[ROOM].created_ms


def test_redirect_is_nonsense_where_the_library_follows_it(server):
    server.mode = "redirect"
    with pytest.raises(urllib.error.HTTPError) as raised:
        library(server).is_meeting_running(ROOM)
    raised.value.close()
    assert "/trap" in [call.name for call in server.calls]
    server.calls.clear()
    assert reason_of(server) is RoomTrouble.NONSENSE
    assert "/trap" not in [call.name for call in server.calls]
    assert len(server.calls) == 1


def test_join_starts_empty_where_the_library_sends_the_last_person_again():
    client = BigBlueButton("https://example.org/", SECRET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(BigBlueButton.get_join_meeting_url.__defaults__[0], "userID", "canary")
        assert "userID=canary" in client.get_join_meeting_url("Mango", ROOM, "pw")
        assert "canary" not in entrance(ours(None, url="https://example.org/"))


def test_the_callers_dict_stays_as_it_is_where_the_library_writes_into_it(server):
    wishes = {"name": "Meeting"}
    with pytest.raises(BBBException):
        library(server).create_meeting(ROOM, wishes)
    assert wishes == {"name": "Meeting", "meetingID": ROOM}
    before = {**PROTECTED}, {**QUIET_ENTRANCE}
    rooms = ours(server)
    entrance(rooms)
    rooms.open(make_plan())
    assert before == (PROTECTED, QUIET_ENTRANCE)


def test_recordings_are_out_of_reach_where_the_library_asks_for_all(lenient_server):
    with pytest.raises(BBBException):
        library(lenient_server).get_recordings(states=["published"])
    asked = dict(lenient_server.calls[0].params)
    asked.pop("checksum")
    assert asked == {"meetingID": "", "recordID": ""}
    assert_out_of_reach(lenient_server, "get_recordings", states=["published"])


@pytest.mark.parametrize("formats", [{}, [{"type": "video"}, {"type": "presentation"}]])
def test_recordings_are_out_of_reach_where_the_library_reads_one_format_only(server, formats):
    fields = dict.fromkeys(["recordID", "meetingID", "name", "published", "state"], "x")
    fields |= {"startTime": "1", "endTime": "2", "metadata": {}, "playback": {"format": formats}}
    with pytest.raises((KeyError, TypeError)):
        Record(fields)
    assert_out_of_reach(server, "get_recordings")


def test_slides_are_out_of_reach_where_the_library_cannot_send_them(server):
    slides = BBBModule()
    with pytest.raises(AttributeError):
        slides.add_slide(BBBModule.base64s, "cGRm", "slides.pdf")
    slides.add_slide(BBBModule.URL, "https://example.org/slides.pdf?a=1&b=2")
    assert slides.to_xml().endswith('?a=1&b=2" /></modules>')
    with pytest.raises(TypeError):
        library(server).create_meeting(ROOM, {}, slides=slides)
    with pytest.raises(TypeError):
        ours(server)._client.create_meeting(ROOM, {}, slides=slides)
    assert server.calls == []


@pytest.mark.parametrize(
    ("call", "given"),
    [
        ("get_api_version", {}),
        ("get_meetings", {}),
        ("publish_recordings", {"recording_id": "r1"}),
        ("delete_recordings", {"recording_id": "r1"}),
        ("update_recordings", {"recording_id": "r1"}),
    ],
)
def test_unused_calls_are_out_of_reach(server, call, given):
    assert_out_of_reach(server, call, **given)


def assert_out_of_reach(server, call, **given):
    asked_before = len(server.calls)
    with pytest.raises((NotImplementedError, TypeError)):
        getattr(ours(server)._client, call)(**given)
    assert len(server.calls) == asked_before


def test_library_still_cannot_be_compiled_where_warnings_are_errors():
    package = find_spec("bigbluebutton_api_python").origin
    source = Path(package).parent / "util" / "urlbuilder.py"
    with warnings.catch_warnings(), pytest.raises(SyntaxError):
        warnings.simplefilter("error")
        compile(source.read_text(), source.name, "exec")


def test_library_still_keeps_the_private_parts_that_are_replaced():
    assert callable(BigBlueButton._BigBlueButton__send_api_request)
    assert "_BigBlueButton__urlBuilder" in vars(BigBlueButton("https://example.org/", SECRET))
