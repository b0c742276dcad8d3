"""Rooms where webinars take place: BigBlueButton, or a practice room without any server."""

from urllib.parse import urlsplit

from django.conf import settings

from webinars.rooms.bigbluebutton import BigBlueButtonRooms
from webinars.rooms.interface import RoomProvider
from webinars.rooms.patience import PatientRooms
from webinars.rooms.practice import PracticeRooms

SAME_MACHINE = {"localhost", "127.0.0.1", "::1"}


def provider() -> RoomProvider:
    """The rooms from the settings: BigBlueButton with BBB_URL and BBB_SECRET, else practice rooms.

    BBB_TIMEOUT is (seconds to connect, seconds to answer); one call lasts at most their sum.
    BBB_CHECKSUM is how calls are signed. Raises ValueError when BBB_URL is not an https address;
    plain http is allowed only on the same machine, where it crosses no network.
    """
    if not (settings.BBB_URL and settings.BBB_SECRET):
        return PracticeRooms()
    rooms = BigBlueButtonRooms(
        base_url=settings.BBB_URL,
        secret=settings.BBB_SECRET,
        checksum=settings.BBB_CHECKSUM,
        timeout=settings.BBB_TIMEOUT,
        allow_http=urlsplit(settings.BBB_URL).hostname in SAME_MACHINE,
    )
    return PatientRooms(rooms, address=settings.BBB_URL)
