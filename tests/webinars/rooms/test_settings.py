"""How calls are signed is a setting, and a wrong one stops the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bbb_server import ALGORITHMS, BbbServer
from webinars.rooms.interface import RoomPlan
from webinars.rooms.provider import provider
from webinars.rooms.trouble import RoomTrouble, RoomUnavailable

ROOT = Path(__file__).resolve().parents[3]
PLAN = RoomPlan(
    meeting_id="4a7c21e0", name="Meeting", minutes=60, seats=20, logout_url="https://example.org/"
)


def start(**env: str) -> subprocess.CompletedProcess:
    env = {**os.environ, "MODE": "test", **env}
    command = [
        sys.executable,
        "-B",
        "-c",
        "from config import settings; print(settings.BBB_CHECKSUM)",
    ]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("algorithm", ALGORITHMS.values())
def test_calls_are_signed_as_the_setting_says(settings, algorithm):
    with BbbServer(secret="s3cret", algorithms=(algorithm,)) as server:
        settings.BBB_URL, settings.BBB_SECRET = server.url, "s3cret"
        settings.BBB_CHECKSUM = algorithm
        assert provider().open(PLAN).meeting_id in server.meetings
        settings.BBB_CHECKSUM = "sha256" if algorithm != "sha256" else "sha512"
        with pytest.raises(RoomUnavailable) as raised:
            provider().open(PLAN)
        assert raised.value.reason is RoomTrouble.REFUSED


@pytest.mark.parametrize(("value", "used"), [("", "sha256"), ("sha512", "sha512")])
def test_setting_is_read(value, used):
    assert start(BBB_CHECKSUM=value).stdout.strip() == used


@pytest.mark.parametrize("value", ["md5", "SHA256", "sha-512"])
def test_wrong_setting_stops_the_start_with_a_sentence(value):
    assert "BBB_CHECKSUM is sha256, sha384, sha512 or" in start(BBB_CHECKSUM=value).stderr
