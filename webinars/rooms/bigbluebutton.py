"""Rooms on a BigBlueButton 3 server.

This module uses the calls and answers of bigbluebutton-api-python. `_Signer` and `_Client` replace
its signing and network code, which cannot be used as it is (SHA-1 only, no timeout, shared mutable
defaults, errors that hide their cause or show the signed address).

A signed address is a key: it is never logged and never part of an exception.
"""

import logging
import re
import warnings
from collections.abc import Mapping
from concurrent.futures import Future
from hashlib import new as hash_of
from threading import Thread
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import ParseError

import requests
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from requests.adapters import HTTPAdapter
from urllib3 import Retry
from urllib3.exceptions import ReadTimeoutError

from webinars.rooms.interface import Entrant, OpenRoom, RoomPlan
from webinars.rooms.trouble import RoomTrouble, RoomUnavailable

with warnings.catch_warnings():
    # One of the library's regular expressions holds an invalid escape, which Python reports each
    # time it compiles the file; where warnings are errors, the import would fail.
    warnings.simplefilter("ignore", DeprecationWarning)
    from bigbluebutton_api_python import BigBlueButton
    from bigbluebutton_api_python.core import ApiMethod
    from bigbluebutton_api_python.exception import BBBException

log = logging.getLogger(__name__)

# urllib3 writes the address of every request into its logs; ours are keys.
for _name in ("urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(lambda record: "checksum=" not in record.getMessage())

BUSY_STATUSES = (500, 502, 503, 504)
LARGEST_ANSWER = 1_000_000  # bytes; a room with some hundred people takes about 100 kB

# Not the name of a field: those have no blanks.
PRESENT = "who is there"
NOT_FOUND = BBBException.NOT_FOUND
# The reasons why a server does not accept an id again.
CLOSED = {"idNotUnique", "meetingForciblyEnded"}

# The calls that we make. The library's lists, recordings and slides have faults that a signer and a
# transport cannot correct: “all my recordings” are those of everyone on the server.
ASKED = {ApiMethod.CREATE, ApiMethod.END, ApiMethod.GET_MEETING_INFO}

# External videos and plugins load from third parties, and transcription may; breakout rooms and the
# dashboard keep their own records; moderators cannot see private chat and shared notes.
DISABLED_FEATURES = (
    "breakoutRooms,externalVideos,learningDashboard,learningDashboardDownloadSessionData,"
    "liveTranscription,plugins,privateChat,sharedNotes"
)

# How every webinar is created. A server ignores these when the room already exists.
PROTECTED = {
    "record": False,
    "autoStartRecording": False,
    "allowStartStopRecording": False,
    "breakoutRoomsRecord": False,
    "meetingKeepEvents": False,
    "guestPolicy": "ASK_MODERATOR",
    "allowPromoteGuestToModerator": False,
    "muteOnStart": True,
    "allowModsToUnmuteUsers": False,
    "webcamsOnlyForModerator": True,
    "lockSettingsLockOnJoin": True,
    "lockSettingsDisableCam": True,
    "lockSettingsDisablePrivateChat": True,
    "lockSettingsDisableNotes": True,
    "lockSettingsHideUserList": True,
    "lockSettingsHideViewersCursor": True,
    "lockSettingsHideViewersAnnotation": True,
    "disabledFeatures": DISABLED_FEATURES,
}

# How everyone enters: the camera is off, no list of people, little data, no survey.
QUIET_ENTRANCE = {
    "excludeFromDashboard": True,
    "userdata-bbb_auto_share_webcam": False,
    "userdata-bbb_preferred_camera_profile": "low",
    "userdata-bbb_show_participants_on_login": False,
    "userdata-bbb_ask_for_feedback_on_logout": False,
}


class BigBlueButtonRooms:
    """A RoomProvider on one BigBlueButton server.

    `base_url` is the address that `bbb-conf --secret` prints, with or without `api/` at its end;
    `checksum` is the algorithm of the signatures, by its name in `hashlib`: servers may take only
    some.
    `timeout` is (seconds to connect, seconds to answer), and their sum bounds every call. Raises
    ValueError for an address that is not https, unless `allow_http`.
    """

    def __init__(
        self,
        *,
        base_url: str,
        secret: str,
        checksum: str = "sha256",
        timeout: tuple[float, float] = (2, 4),
        allow_http: bool = False,
    ) -> None:
        signer = _Signer(base_url, secret, checksum=checksum, allow_http=allow_http)
        self._client = _Client(signer, timeout)

    def open(self, plan: RoomPlan) -> OpenRoom:
        # No passwords: a server then answers a repeated create call with the existing room.
        wishes = {
            **PROTECTED,
            "name": plan.name,
            "duration": plan.minutes,
            "maxParticipants": plan.seats,
            "logoutURL": plan.logout_url,
        }
        try:
            reply = self._client.create_meeting(plan.meeting_id, wishes)
        except _Refusal as refusal:
            if refusal.key not in CLOSED:
                raise
            raise RoomUnavailable(RoomTrouble.GONE) from None
        if reply.rawXml.get("meetingID") != plan.meeting_id:
            raise RoomUnavailable(RoomTrouble.NONSENSE)
        if reply.rawXml.get("hasBeenForciblyEnded") == "true":
            raise RoomUnavailable(RoomTrouble.GONE)
        # The library would turn this into a local time without a zone; joining needs it raw.
        return OpenRoom(meeting_id=plan.meeting_id, created_ms=_number(reply, "createTime"))

    def entrance(self, room: OpenRoom, entrant: Entrant) -> str:
        claims = {
            **QUIET_ENTRANCE,
            "role": "MODERATOR" if entrant.enters_as_moderator else "VIEWER",
            "userdata-bbb_enable_video": entrant.enters_as_moderator,
            # Always sent: without it, a server treats everyone as a guest who has to wait.
            "guest": not entrant.is_approved,
            "userID": entrant.opaque_id,
            "createTime": room.created_ms,
        }
        return self._client.get_join_meeting_url(entrant.alias, room.meeting_id, None, claims)

    def inside(self, meeting_id: str) -> set[str]:
        try:
            reply = self._client.get_meeting_info(meeting_id)
        except _Refusal as refusal:
            if refusal.key != NOT_FOUND:
                raise
            return set()
        return set(reply.rawXml[PRESENT].split())

    def end(self, meeting_id: str) -> None:
        try:
            self._client.end_meeting(meeting_id, None)
        except _Refusal as refusal:
            if refusal.key != NOT_FOUND:
                raise


class _Refusal(RoomUnavailable):
    """The server refused the call. `key` is its reason, one plain word or "unknown"; the rest of
    its answer may repeat the request."""

    def __init__(self, key: str) -> None:
        super().__init__(RoomTrouble.REFUSED)
        self.key = key if re.fullmatch(r"[A-Za-z]{1,40}", key) else "unknown"
        self.args = (self.key,)  # needed for pickling

    def __str__(self) -> str:
        return f"{super().__str__()} ({self.key})"


class _Signer:
    """Builds the addresses of calls, signed over exactly the query that is sent. The server tells
    the algorithm by the length of the checksum."""

    def __init__(self, base_url: str, secret: str, *, checksum: str, allow_http: bool) -> None:
        parts = urlsplit(base_url.strip())
        if parts.scheme not in ({"https", "http"} if allow_http else {"https"}):
            raise ValueError("The address of the room server must begin with https://")
        if not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ValueError("The address of the room server must be a host and a path.")
        path = parts.path.rstrip("/").removesuffix("/api")
        self._base_url = f"{parts.scheme}://{parts.netloc}{path}/api/"
        self._secret = secret
        self._checksum = checksum

    def buildUrl(self, api_call: str, params: Mapping[str, Any]) -> str:  # noqa: N802
        """The signed address; None and empty values are left out, truth is `true` or `false`."""
        query = urlencode(
            {name: _text(value) for name, value in params.items() if value not in (None, "")},
            errors="replace",
        )
        signed = f"{api_call}{query}{self._secret}".encode()
        checksum = hash_of(self._checksum, signed).hexdigest()
        return f"{self._base_url}{api_call}?{query}{'&' if query else ''}checksum={checksum}"


class _Client(BigBlueButton):
    """The library's client with our signer and our transport.

    Refuses every call except join and those in `ASKED`. Every call gets its own dict, because the
    library writes into the dict that it is given, or else into one shared by all calls.
    """

    def __init__(self, signer: _Signer, timeout: tuple[float, float]) -> None:
        # Both replaced parts are private in the library, hence the mangled names. The library is
        # pinned to one version, and the tests fail if these names change.
        self._BigBlueButton__urlBuilder = self._signer = signer
        self._timeout = timeout

    def _BigBlueButton__send_api_request(  # noqa: N802
        self, api_call: str, params: Mapping[str, Any]
    ) -> dict[str, str]:
        """The first level of a successful answer. Raises RoomUnavailable for everything else."""
        if api_call not in ASKED:
            raise NotImplementedError(api_call)
        try:
            answer = _read_answer(self._fetch(self._signer.buildUrl(api_call, params)))
            if answer["returncode"] == "FAILED":
                raise _Refusal(answer.get("messageKey", ""))
        except RoomUnavailable as trouble:
            log.warning("Call %s: %s", api_call, trouble)
            raise
        return answer

    def _fetch(self, url: str) -> bytes:
        # A thread, because no timeout of the network code covers the whole call: name look-up has
        # none, connecting starts it again for every address of a host, and reading for every byte.
        # Its exception is raised again here, so that no traceback contains the address.
        answer: Future[bytes] = Future()
        deadline = monotonic() + sum(self._timeout)

        def fetch() -> None:
            try:
                answer.set_result(_download(url, self._timeout, deadline))
            except Exception as error:
                answer.set_exception(RoomUnavailable(_reason(error)))

        Thread(target=fetch, name="room-server", daemon=True).start()
        try:
            return answer.result(timeout=deadline - monotonic())
        except TimeoutError:
            raise RoomUnavailable(RoomTrouble.SLOW) from None


def _download(url: str, timeout: tuple[float, float], deadline: float) -> bytes:
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no .netrc may see or change a signed request
        # Every call may be repeated safely. It is worth it once, after a failure to connect and
        # after an error of the server, which may be busy with the same room.
        adapter = HTTPAdapter(
            max_retries=Retry(
                1,
                read=False,
                status_forcelist=BUSY_STATUSES,
                raise_on_status=False,
                respect_retry_after_header=False,
            )
        )
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        with session.get(url, timeout=timeout, allow_redirects=False, stream=True) as reply:
            if reply.status_code != 200:
                raise RoomUnavailable(_reason_of_status(reply.status_code))
            body = bytearray()
            # Reads only what has arrived, so that a slow answer meets the deadline too.
            while piece := reply.raw.read1(16_384, decode_content=True):
                body += piece
                if len(body) > LARGEST_ANSWER:
                    raise RoomUnavailable(RoomTrouble.NONSENSE)
                if monotonic() > deadline:
                    raise RoomUnavailable(RoomTrouble.SLOW)
            return bytes(body)


def _reason_of_status(status: int) -> RoomTrouble:
    if status >= 500:
        return RoomTrouble.DOWN
    return RoomTrouble.REFUSED if status in (401, 403) else RoomTrouble.NONSENSE


def _reason(error: Exception) -> RoomTrouble:
    if isinstance(error, RoomUnavailable):
        return error.reason
    # The first is raised before the answer's headers, the second within its body.
    if isinstance(error, (requests.ReadTimeout, ReadTimeoutError)):
        return RoomTrouble.SLOW
    if isinstance(error, requests.ConnectionError):
        return RoomTrouble.DOWN
    return RoomTrouble.NONSENSE


def _read_answer(body: bytes) -> dict[str, str]:
    """Field names to texts. Nested lists come out empty, except for who is in a room: `PRESENT` has
    their opaque ids with blanks between. Their names are not read."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise RoomUnavailable(RoomTrouble.NONSENSE) from None
    answer = {field.tag: (field.text or "").strip() for field in root}
    if root.tag != "response" or answer.get("returncode") not in ("SUCCESS", "FAILED"):
        raise RoomUnavailable(RoomTrouble.NONSENSE)
    answer[PRESENT] = " ".join(one.text or "" for one in root.iterfind("attendees/attendee/userID"))
    return answer


def _number(reply: Any, name: str) -> int:
    digits = reply.rawXml.get(name, "")
    if not re.fullmatch(r"[0-9]{1,15}", digits):
        raise RoomUnavailable(RoomTrouble.NONSENSE)
    return int(digits)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
