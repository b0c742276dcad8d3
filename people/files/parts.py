"""A file, or the part of it that a player asks for, after RFC 9110 (sections 13 and 14).

No maintained package does this for Django: WhiteNoise's own class refuses `bytes=0-0` and does not
know `If-Range`; the others rest since 2021.
"""

import io
import re
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags

from people.accounts.permissions import MemberRequest
from people.files.opened import Opened, TooMuchAtOnce
from web.headers import FILE_POLICY

# What a page shows or plays; anything else is a download. Python's own table of file types differs
# between machines.
SHOWN = {
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
PAPERS = {
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Seconds after which a line may have taken its file.
RETRY_AFTER = 10
# One range. Several in one answer are no use to a player; such a request gets the whole file.
RANGE = re.compile(r"bytes\s*=\s*([0-9]*)\s*-\s*([0-9]*)\s*", re.ASCII | re.IGNORECASE)


class Window(io.RawIOBase):
    """Bytes `first` to `first + length - 1` of a file, as if they were all of it."""

    def __init__(self, file: BinaryIO, first: int, length: int) -> None:
        self.file, self.first, self.length = file, first, length
        file.seek(first)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.file.tell() - self.first

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.tell(), io.SEEK_END: self.length}[whence]
        return self.file.seek(self.first + start + offset) - self.first

    def read(self, size: int = -1) -> bytes:
        left = max(self.length - self.tell(), 0)
        return self.file.read(left if size < 0 else min(size, left))

    def close(self) -> None:
        self.file.close()
        super().close()


def response(request: HttpRequest, path: Path) -> HttpResponseBase:
    """Return `path` for GET or HEAD: whole (200), a part (206), no such part (416), or only the
    news that it is still the same (304) or no longer (412).

    Raises OSError where it cannot be read.
    """
    file = path.open("rb")
    status = path.stat()
    return _answer(request, file, path.name, status.st_size, f"{path} {status.st_mtime_ns}")


def of_bytes(request: MemberRequest, data: bytes, *, name: str) -> HttpResponseBase:
    """Return in the same way what lies nowhere as a file; no other file has this `name`.

    Where too much of this kind is on its way, the answer is 503.
    """
    try:
        file = Opened(data, reader=request.user.pk)
    except TooMuchAtOnce as error:
        return HttpResponse(str(error), status=503, headers={"Retry-After": str(RETRY_AFTER)})
    return _answer(request, file, name, len(data), name)


def _answer(
    request: HttpRequest, file: BinaryIO, name: str, size: int, mark: str
) -> HttpResponseBase:
    suffix = Path(name).suffix.lower()
    kind = (SHOWN | PAPERS).get(suffix, "application/octet-stream")
    # Hashed, because it would say when an editor uploaded the file.
    etag = f'"{salted_hmac("file", f"{mark} {size}").hexdigest()[:32]}"'
    headers = {"Accept-Ranges": "bytes", "ETag": etag, "Content-Security-Policy": FILE_POLICY}
    try:
        _check(request, etag)
        part = _part(request, size, etag)
    except _NothingToSend as nothing:
        file.close()
        if nothing.status == 416:
            headers["Content-Range"] = f"bytes */{size}"
        return HttpResponse(status=nothing.status, headers=headers, content_type=kind)
    first, length = part or (0, size)
    whole = FileResponse(
        Window(file, first, length),
        as_attachment=suffix not in SHOWN,
        filename=name,
        content_type=kind,
        headers=headers,
    )
    if part:
        whole.status_code = 206
        whole["Content-Range"] = f"bytes {first}-{first + length - 1}/{size}"
    return whole


class _NothingToSend(Exception):
    """The answer is a status alone."""

    def __init__(self, status: int) -> None:
        self.status = status


def _check(request: HttpRequest, etag: str) -> None:
    """Raise _NothingToSend for a client that has this file (304), or wants another one (412).

    Dates are ignored, because none is sent.
    """
    wanted = parse_etags(request.headers.get("If-Match", ""))
    if wanted and not {etag, "*"} & set(wanted):
        raise _NothingToSend(412)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if {etag, f"W/{etag}", "*"} & set(known):
        raise _NothingToSend(304)


def _part(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Return the first byte and the length of the part that is asked for, None for all of it.

    Raises _NothingToSend where the file ends before it begins (416). What is no range, or a range
    of another file, is answered by all of it.
    """
    asked = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or asked is None or asked.groups() == ("", ""):
        return None
    if request.headers.get("If-Range", etag).strip() != etag:
        return None
    try:
        first, last = (int(text) if text else None for text in asked.groups())
    except ValueError:  # more digits than Python turns into a number
        return None
    if first is None:
        first, last = max(size - (last or 0), 0), size - 1
    elif last is None:
        last = size - 1
    elif last < first:
        return None
    last = min(last, size - 1)
    if last < first:
        raise _NothingToSend(416)
    return first, last - first + 1
