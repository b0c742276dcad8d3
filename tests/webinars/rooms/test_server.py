"""The strict server judges calls, so these tests show that it refuses bad ones."""

import gc
import hashlib
import threading
from urllib.parse import urlencode
from xml.etree.ElementTree import fromstring

import pytest
import requests

from tests.bbb_server import BbbServer

SECRET = "s3cret"
CREATE = {
    "meetingID": "m1",
    "name": "Meeting",
    "record": "false",
    "guestPolicy": "ASK_MODERATOR",
}
JOIN = {
    "meetingID": "m1",
    "fullName": "Mango",
    "role": "VIEWER",
    "userID": "k3",
    "guest": "false",
}


@pytest.fixture
def server():
    with BbbServer(secret=SECRET) as server:
        yield server


def ask(server, call, params, *, algorithm="sha256", secret=SECRET):
    query = urlencode(params)
    checksum = hashlib.new(algorithm, f"{call}{query}{secret}".encode()).hexdigest()
    url = f"{server.url}{call}?{query}&checksum={checksum}"
    return requests.get(url, timeout=5, allow_redirects=False)


def key_of(reply):
    return fromstring(reply.content).findtext("messageKey")


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_server_takes_a_good_call(server, algorithm):
    reply = ask(server, "create", CREATE, algorithm=algorithm)
    assert fromstring(reply.content).findtext("returncode") == "SUCCESS"
    created = server.meetings["m1"].created_ms
    reply = ask(server, "join", {**JOIN, "createTime": created}, algorithm=algorithm)
    assert "sessionToken=" in reply.headers["Location"]
    assert server.violations == []


def test_server_refuses_sha1_and_a_wrong_secret(server):
    assert key_of(ask(server, "create", CREATE, algorithm="sha1")) == "checksumError"
    assert key_of(ask(server, "create", CREATE, secret="other")) == "checksumError"
    assert key_of(ask(server, "end", {"meetingID": "m1"})) == "notFound"


@pytest.mark.parametrize(
    ("call", "change"),
    [
        ("create", {"record": "true"}),
        ("create", {"record": "False"}),
        ("create", {"record": None}),
        ("create", {"autoStartRecording": "true"}),
        ("create", {"allowStartStopRecording": "true"}),
        ("create", {"breakoutRoomsRecord": "true"}),
        ("create", {"meetingKeepEvents": "true"}),
        ("create", {"name": "M"}),
        ("create", {"name": "M" * 257}),
        ("create", {"name": None}),
        ("create", {"meetingID": "a,b"}),
        ("create", {"meetingID": None}),
        ("create", {"guestPolicy": "ALWAYS_ACCEPT"}),
        ("create", {"guestPolicy": None}),
        ("create", {"disabledFeatures": "chats"}),
        ("create", {"lockSettingsDisableNote": "true"}),
        ("create", {"muteOnStart": "True"}),
        ("create", {"duration": "1h"}),
        ("create", {"welcome": ""}),
        ("create", {"attendeePW": "None"}),
        ("create", {"meta_name": "Mango"}),
        ("join", {"guest": None}),
        ("join", {"guest": "no"}),
        ("join", {"createTime": None}),
        ("join", {"userID": None}),
        ("join", {"userID": "k" * 21}),
        ("join", {"userID": "mango@example.org"}),
        ("join", {"fullName": None}),
        ("join", {"role": "viewer"}),
        ("join", {"avatarURL": "https://example.org/mango.png"}),
        ("join", {"userdata-bbb_no_such": "true"}),
        ("join", {"redirect": "false"}),
        ("getMeetings", {}),
        ("end", {"password": "None"}),
    ],
)
def test_server_condemns_a_bad_call(server, call, change):
    ask(server, "create", CREATE)
    good = {"create": CREATE, "join": {**JOIN, "createTime": server.meetings["m1"].created_ms}}
    params = {**good.get(call, {"meetingID": "m1"}), **change}
    before = dict(server.meetings["m1"].people)
    reply = ask(server, call, {k: v for k, v in params.items() if v is not None})
    assert len(server.violations) == 1
    assert "errors" in reply.headers["Location"] if call == "join" else key_of(reply)
    assert server.meetings["m1"].people == before


def test_server_condemns_a_parameter_that_is_sent_twice(server):
    query = "meetingID=m1&meetingID=m2"
    checksum = hashlib.sha256(f"end{query}{SECRET}".encode()).hexdigest()
    requests.get(f"{server.url}end?{query}&checksum={checksum}", timeout=5)
    assert server.violations == ["end: a parameter sent twice"]


def test_server_closes_without_leaving_anything_open(recwarn):
    before = threading.active_count()
    with BbbServer(secret=SECRET) as server:
        server.mode = "slow"
        with pytest.raises(requests.ReadTimeout):
            requests.get(server.url, timeout=0.1)
    gc.collect()
    assert threading.active_count() == before
    assert [warning for warning in recwarn if warning.category is ResourceWarning] == []
