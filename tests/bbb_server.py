"""A strict BigBlueButton 3 server for tests, written from the API's documentation.

    with BbbServer(secret="…") as server:
        …  # with settings.BBB_URL = server.url and settings.BBB_SECRET = "…"
    assert server.violations == []

Where a real server shrugs (unknown parameters, `True` for `true`, a forgotten `guest`), this one
answers FAILED and keeps a sentence in `violations`. It holds our own rules too: never a
recording, always a waiting room, no personal data. `mode` makes it misbehave: down, slow and drip
(before the answer), stall and trickle (within it), html, http500, redirect, failed-without-key,
huge, truncated or billion-laughs; ok mends it. `arrival` is called before each answer and may set
the mode; `meanwhile` is what happens elsewhere between the arrival of a call and its effect.
"""

import hashlib
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

# By the length of the checksum; hardened servers take only the longer ones.
ALGORITHMS = {40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}
HARDENED = ("sha256", "sha384", "sha512")


def _shapes(prefix: str = "", **names: str) -> dict[str, str]:
    return {prefix + name: shape for shape, text in names.items() for name in text.split()}


MEETING = {"meetingID": "text"}
CREATE = MEETING | _shapes(
    text="""name welcome moderatorOnlyMessage bannerText bannerColor logo darklogo loginURL
        logoutURL meetingEndedURL dialNumber disabledFeatures disabledFeaturesExclude groups
        guestPolicy meetingLayout attendeePW moderatorPW preUploadedPresentation
        preUploadedPresentationName""",
    number="""duration meetingExpireIfNoUserJoinedInMinutes maxParticipants voiceBridge
        meetingExpireWhenLastUserLeftInMinutes endWhenNoModeratorDelayInMinutes userCameraCap
        meetingCameraCap learningDashboardCleanupDelayInMinutes""",
    truth="""endWhenNoModerator record autoStartRecording allowStartStopRecording muteOnStart
        recordFullDurationMedia notifyRecordingIsOn meetingKeepEvents breakoutRoomsRecord
        allowPromoteGuestToModerator allowRequestsWithoutSession allowModsToUnmuteUsers
        allowModsToEjectCameras webcamsOnlyForModerator breakoutRoomsPrivateChatEnabled
        preUploadedPresentationOverrideDefault""",
)
CREATE |= _shapes(
    "lockSettings",
    truth="""DisableCam DisableMic DisablePrivateChat DisablePublicChat DisableNotes HideUserList
        HideViewersCursor HideViewersAnnotation LockOnJoin LockOnJoinConfigurable""",
)
JOIN = MEETING | _shapes(
    text="""fullName role password userID avatarURL errorRedirectUrl logoutURL enforceLayout
        firstName lastName webcamBackgroundURL""",
    number="createTime",
    truth="guest auth redirect excludeFromDashboard bot",
)
JOIN |= _shapes(
    "userdata-bbb_",
    text="override_default_locale preferred_camera_profile client_title default_layout",
    truth="""auto_join_audio listen_only_mode force_listen_only skip_check_audio
        skip_check_audio_on_first_join enable_video auto_share_webcam record_video
        record_permission hide_presentation_on_join show_participants_on_login
        show_public_chat_on_login ask_for_feedback_on_logout transparent_listen_only
        prefer_dark_theme""",
)
CALLS = {
    "create": CREATE,
    "join": JOIN,
    "isMeetingRunning": MEETING,
    "getMeetingInfo": MEETING,
    "end": {**MEETING, "password": "text"},
}
FEATURES = {
    "chat",
    "privateChat",
    "editChatMessage",
    "deleteChatMessage",
    "replyChatMessage",
    "chatMessageReactions",
    "presentation",
    "downloadPresentationWithAnnotations",
    "downloadPresentationConvertedToPdf",
    "downloadPresentationOriginalFile",
    "snapshotOfCurrentSlide",
    "infiniteWhiteboard",
    "breakoutRooms",
    "importPresentationWithAnnotationsFromBreakoutRooms",
    "importSharedNotesFromBreakoutRooms",
    "screenshare",
    "cameraAsContent",
    "virtualBackgrounds",
    "customVirtualBackgrounds",
    "liveTranscription",
    "captions",
    "polls",
    "quizzes",
    "raiseHand",
    "userReactions",
    "externalVideos",
    "timer",
    "sharedNotes",
    "learningDashboard",
    "learningDashboardDownloadSessionData",
    "layouts",
    "plugins",
}
# Each of them makes a server keep something of a meeting.
NEVER_WISHED = (
    "autoStartRecording",
    "allowStartStopRecording",
    "recordFullDurationMedia",
    "breakoutRoomsRecord",
    "meetingKeepEvents",
)
PERSONAL = {"avatarURL", "firstName", "lastName", "webcamBackgroundURL"}
SHAPES = {"text": r"(?s:.+)", "number": r"[0-9]+", "truth": r"true|false"}

PAGE = b"<!doctype html><html lang='en'><title>Room</title><h1>Room</h1></html>"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE response [<!ENTITY a "ha">%s]>
<response><returncode>SUCCESS</returncode><running>&j;</running></response>""" % b"".join(
    b'<!ENTITY %c "%s">' % (letter, (b"&%c;" % (letter - 1)) * 10) for letter in b"bcdefghij"
)


@dataclass(frozen=True)
class Call:
    """One request as it came: its name, its parameters and the raw query."""

    name: str
    params: dict[str, str]
    query: str


@dataclass
class Meeting:
    created_ms: int
    wishes: dict[str, str]
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    is_ending: bool = False


class Refused(Exception):
    """A FAILED answer; args are messageKey and message."""


class BbbServer:
    """See the module. `algorithms` are the checksums it takes, `path` is where the API lives.

    With `node`, it is a load balancer: that server, on another origin, has the rooms, and browsers
    that want to join are sent on to it by a redirect with the status `redirect`.
    """

    def __init__(
        self,
        *,
        secret: str,
        algorithms: tuple[str, ...] = HARDENED,
        path: str = "/bigbluebutton/api/",
        node: "BbbServer | None" = None,
        redirect: int = 303,
    ) -> None:
        self.node = node
        self.redirect = redirect
        self.secret = secret
        self.algorithms = algorithms
        self.path = path
        self.mode = "ok"
        self.meanwhile: Callable[[], None] = lambda: None
        self.arrival: Callable[[], None] = lambda: None
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.meetings: dict[str, Meeting] = {}
        self.closing = Event()
        self._one_at_a_time = Lock()
        self._last_created_ms = 0

    def __enter__(self) -> Self:
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.bbb = self
        self._thread = Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()  # waits for the requests that are still being answered

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def url(self) -> str:
        """What BBB_URL is set to."""
        return self.origin + self.path

    def calls_of(self, name: str) -> list[Call]:
        return [call for call in self.calls if call.name == name]

    def answer(self, target: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for the path and query of a GET."""
        parts = urlsplit(target)
        if parts.path == "/html5client/":
            return 200, {"Content-Type": "text/html"}, PAGE
        if not parts.path.startswith(self.path):
            self.violations.append("address outside the API")
            return 404, {}, b""
        with self._one_at_a_time:
            return self._answer_call(parts.path.removeprefix(self.path), parts.query)

    def _answer_call(self, name: str, query: str) -> tuple[int, dict[str, str], bytes]:
        pairs = parse_qsl(query, keep_blank_values=True)
        params = dict(pairs)
        self.calls.append(Call(name, params, query))
        if self.node and name == "join":
            return self.redirect, {"Location": f"{self.node.url}{name}?{query}"}, b""
        if self.node:
            return self.node.answer(f"{self.node.path}{name}?{query}")
        try:
            self._check(name, query, pairs)
            reply = {"returncode": "SUCCESS"} | getattr(self, f"_{name}")(params)
        except Refused as refused:
            key, message = refused.args
            reply = {"returncode": "FAILED", "messageKey": key, "message": message}
        if name != "join":
            return 200, {"Content-Type": "text/xml;charset=utf-8"}, _xml(reply)
        if reply.pop("returncode") == "FAILED":
            # It is the browser that meets the error, not the application.
            reply = {"errors": json.dumps([{"key": key, "message": message}])}
        return 302, {"Location": f"{self.origin}/html5client/?{urlencode(reply)}"}, b""

    # What must hold for every call

    def _check(self, name: str, query: str, pairs: list[tuple[str, str]]) -> None:
        if name not in CALLS:
            self._violation("unsupportedRequest", f"unknown call {name!r}")
        params = dict(pairs)
        self._check_checksum(name, query, params.get("checksum", ""))
        if len(params) != len(pairs):
            self._violation("validationError", f"{name}: a parameter sent twice")
        for param, value in params.items():
            if param == "checksum":
                continue
            if param in PERSONAL or param.startswith("meta_"):
                self._violation("validationError", f"{name}: {param} is about a person")
            if param not in CALLS[name]:
                self._violation("validationError", f"{name}: unknown parameter {param!r}")
            shape = CALLS[name][param]
            if value in ("", "None") or not re.fullmatch(SHAPES[shape], value):
                self._violation("validationError", f"{name}: {param} is no {shape}")
        if not re.fullmatch("[^,]{2,256}", params.get("meetingID", "")):
            self._violation("missingParamMeetingID", f"{name}: meetingID is absent or malformed")

    def _check_checksum(self, name: str, query: str, checksum: str) -> None:
        signed = re.sub(r"&checksum=[^&]*|checksum=[^&]*&?", "", query)
        algorithm = ALGORITHMS.get(len(checksum), "")
        if algorithm in self.algorithms:
            expected = hashlib.new(algorithm, f"{name}{signed}{self.secret}".encode())
            if expected.hexdigest() == checksum:
                return
        # Not a violation: a wrong secret is an accident, and tested as one.
        raise Refused("checksumError", "Checksums do not match")

    def _violation(self, key: str, sentence: str) -> None:
        self.violations.append(sentence)
        # Servers do repeat what they were asked, so no one may pass a message on.
        raise Refused(key, f"{sentence} {self.calls[-1].query}")

    # The calls

    def _create(self, params: dict[str, str]) -> dict[str, Any]:
        if not 2 <= len(params.get("name", "")) <= 256:
            self._violation("validationError", "create: name has not 2 to 256 characters")
        if params.get("record") != "false":
            self._violation("validationError", "create: record=false was not said")
        for wish in NEVER_WISHED:
            if params.get(wish) == "true":
                self._violation("validationError", f"create: {wish} keeps what was said")
        features = set(filter(None, params.get("disabledFeatures", "").split(",")))
        if features - FEATURES:
            self._violation("validationError", "create: unknown name in disabledFeatures")
        if params.get("guestPolicy") != "ASK_MODERATOR":
            self._violation("validationError", "create: no waiting room")
        meeting_id, duplicate = params["meetingID"], {}
        meeting = self.meetings.get(meeting_id)
        if meeting is None:
            self._last_created_ms = max(self._last_created_ms + 1, time.time_ns() // 1_000_000)
            meeting = self.meetings[meeting_id] = Meeting(self._last_created_ms, params)
        elif any(params.get(pw) != meeting.wishes.get(pw) for pw in ("attendeePW", "moderatorPW")):
            raise Refused("idNotUnique", "A meeting already exists with that meeting ID.")
        else:
            duplicate = {"messageKey": "duplicateWarning", "message": "Already in existence."}
        return {
            "meetingID": meeting_id,
            "createTime": str(meeting.created_ms),
            "hasUserJoined": _truth(meeting.people),
            "duration": meeting.wishes.get("duration", "0"),
            "hasBeenForciblyEnded": "false",
            **duplicate,
        }

    def _join(self, params: dict[str, str]) -> dict[str, str]:
        """The query of the page that the browser is sent to."""
        for required in ("guest", "createTime", "userID"):
            if required not in params:
                self._violation("validationError", f"join: {required} was not said")
        if not params.get("fullName"):
            self._violation("missingParamFullName", "join: no fullName")
        if params.get("role") not in ("MODERATOR", "VIEWER"):
            self._violation("validationError", "join: role is neither MODERATOR nor VIEWER")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,20}", params["userID"]):
            self._violation("validationError", "join: userID is no opaque code")
        if params.get("redirect") == "false":
            self._violation("validationError", "join: only a browser may take this step")
        meeting = self.meetings.get(params["meetingID"])
        if meeting is None:
            raise Refused("invalidMeetingIdentifier", "No such meeting.")
        if meeting.is_ending:
            raise Refused("meetingForciblyEnded", "The meeting has ended.")
        if params["createTime"] != str(meeting.created_ms):
            raise Refused("mismatchCreateTimeParam", "Another meeting of that ID.")
        if params["guest"] == "true" and params["role"] == "VIEWER":
            return {"guestWait": "true"}
        seats = int(meeting.wishes.get("maxParticipants", "0"))
        if seats and len(meeting.people) >= seats and params["userID"] not in meeting.people:
            raise Refused("maxParticipantsReached", "The meeting is full.")
        meeting.people[params["userID"]] = {
            "userID": params["userID"],
            "fullName": params["fullName"],
            "role": params["role"],
            **dict.fromkeys(
                ["isPresenter", "isListeningOnly", "hasJoinedVoice", "hasVideo"], "false"
            ),
        }
        return {"sessionToken": hashlib.sha256(repr(params).encode()).hexdigest()[:16]}

    def _isMeetingRunning(self, params: dict[str, str]) -> dict[str, str]:  # noqa: N802
        meeting = self.meetings.get(params["meetingID"])
        return {"running": _truth(meeting and meeting.people)}

    def _getMeetingInfo(self, params: dict[str, str]) -> dict[str, Any]:  # noqa: N802
        meeting = self._existing(params)
        return {
            "meetingID": params["meetingID"],
            "participantCount": str(len(meeting.people)),
            "attendees": [("attendee", one) for one in meeting.people.values()],
        }

    def _end(self, params: dict[str, str]) -> dict[str, str]:
        self._existing(params).is_ending = True
        return {"messageKey": "sentEndMeetingRequest", "message": "Poll to see when it ends."}

    def _existing(self, params: dict[str, str]) -> Meeting:
        if params["meetingID"] not in self.meetings:
            raise Refused("notFound", "We could not find a meeting with that meeting ID")
        return self.meetings[params["meetingID"]]

    def finish_ending(self) -> None:
        """Close what was asked to end: servers take a moment for it."""
        self.meetings = {key: one for key, one in self.meetings.items() if not one.is_ending}


class _Http(ThreadingHTTPServer):
    daemon_threads = False
    bbb: BbbServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that gave up is what some of the modes are for.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_GET(self) -> None:
        bbb = self.server.bbb
        bbb.arrival()
        if bbb.mode != "ok":
            query = urlsplit(self.path).query
            bbb.calls.append(Call(urlsplit(self.path).path, dict(parse_qsl(query)), query))
        if bbb.mode in ("stall", "trickle"):
            self._send(200, {"Content-Length": "99999"}, b"<response>")
        match bbb.mode:
            case "ok":
                bbb.meanwhile()
                self._send(*bbb.answer(self.path))
            case "down":
                self.close_connection = True
            case "slow" | "stall":
                bbb.closing.wait(60)
            case "drip" | "trickle":
                while not bbb.closing.wait(0.02):
                    self.wfile.write(b"x")
            case "html":
                self._send(200, {"Content-Type": "text/html"}, PAGE)
            case "http500":
                self._send(500, {}, b"")
            case "redirect":
                self._send(302, {"Location": f"{bbb.origin}/trap"}, b"")
            case "failed-without-key":
                self._send(200, {}, _xml({"returncode": "FAILED", "message": self.path}))
            case "huge":
                fields = {"returncode": "SUCCESS", "running": "true", "padding": "x" * 8_000_000}
                self._send(200, {}, _xml(fields))
            case "truncated":
                body = _xml({"returncode": "SUCCESS", "running": "true"})
                self._send(200, {"Content-Length": str(len(body))}, body[: len(body) // 2])
            case "billion-laughs":
                self._send(200, {}, LAUGHS)
            case unknown:
                bbb.violations.append(f"no such mode: {unknown}")

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: the addresses are keys, in tests too."""


def _truth(value: object) -> str:
    return "true" if value else "false"


def _xml(reply: dict[str, Any]) -> bytes:
    """A <response>; a value that is a list of (tag, fields) becomes nested elements."""
    root = Element("response")
    for name, value in reply.items():
        element = SubElement(root, name)
        if isinstance(value, str):
            element.text = value
            continue
        for tag, fields in value:
            nested = SubElement(element, tag)
            for key, text in fields.items():
                SubElement(nested, key).text = text
    return tostring(root, encoding="utf-8", xml_declaration=True)
