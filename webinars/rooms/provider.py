"""Rooms where webinars take place: BigBlueButton, or a practice room without any server."""

from hashlib import sha256
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings

from webinars.rooms.bigbluebutton import BigBlueButtonRooms
from webinars.rooms.interface import RoomProvider
from webinars.rooms.patience import PatientRooms
from webinars.rooms.practice import PracticeRooms
from webinars.rooms.trouble import RoomTrouble, RoomUnavailable

# Seconds to connect, and to answer.
BRIEF = (1.0, 2.0)
SAME_MACHINE = {"localhost", "127.0.0.1", "::1"}


def provider() -> RoomProvider:
    """The rooms from the settings: BigBlueButton with BBB_URL and BBB_SECRET, else practice rooms.

    BBB_TIMEOUT is (seconds to connect, seconds to answer); one call lasts at most their sum.
    BBB_CHECKSUM is how calls are signed. Raises ValueError when BBB_URL is not an https address;
    plain http is allowed only on the same machine, where it crosses no network.
    """
    if not _has_server():
        return PracticeRooms()
    return PatientRooms(_server(settings.BBB_TIMEOUT), address=settings.BBB_URL)


def trouble() -> RoomTrouble | None:
    """Ask the room server about a room that never was, for the person at the terminal; return why
    it gave no right answer. None also where there is no server. It takes `BRIEF` seconds at most,
    and no one waits longer or shorter for a room because of it."""
    if not _has_server():
        return None
    try:
        _server(BRIEF).inside(uuid4().hex)
    except RoomUnavailable as error:
        return error.reason
    return None


def server_now() -> str:
    """Return what tells the room server of the settings from another one; nothing for practice
    rooms, which no one stays in."""
    return sha256(settings.BBB_URL.encode()).hexdigest()[:16] if _has_server() else ""


def _has_server() -> bool:
    return bool(settings.BBB_URL and settings.BBB_SECRET)


def _server(timeout: tuple[float, float]) -> BigBlueButtonRooms:
    return BigBlueButtonRooms(
        base_url=settings.BBB_URL,
        secret=settings.BBB_SECRET,
        checksum=settings.BBB_CHECKSUM,
        timeout=timeout,
        allow_http=urlsplit(settings.BBB_URL).hostname in SAME_MACHINE,
    )
