"""The files of a package: a ZIP that anyone may have sent, or a folder of this project.

Nothing is unpacked to the disk. `docs/packages.md` describes the format.
"""

import hashlib
import json
import re
import tomllib
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from web.errors import NotAllowed

CHECKSUMS = "checksums.sha256"
# Languages are folders, such as “fr” or “zh-hans”.
LANGUAGE = r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*"
NAME = re.compile(
    rf"(?:package|{LANGUAGE}/[a-z0-9][a-z0-9-]*)\.(?:json|toml)"
    rf"|files/[A-Za-z0-9][A-Za-z0-9._-]*"
    rf"|{re.escape(CHECKSUMS)}",
    re.ASCII,
)
LONGEST_NAME = 120
MOST_FILES = 3_000
# Bytes of all files, unpacked: a hundred lessons with sound in four languages.
LARGEST = 100_000_000
# Bytes of one text. The longest lesson of the starter course has 20 kB.
LARGEST_TEXT = 1_000_000
# Signs between the parts of all texts together: each part takes about a hundred bytes once it is
# read. The starter course has 2,344 of them, with the commas of its sentences.
MOST_PARTS = 300_000
# By which each file in a ZIP is listed (APPNOTE.TXT 6.3.10, 4.3.12).
LISTED = b"PK\x01\x02"
LINE = re.compile(r"([0-9a-f]{64}) [ *](\S+)", re.ASCII)


class Unreadable(NotAllowed):
    """A package that cannot be used, with a sentence that says why."""


@dataclass(frozen=True)
class Archive:
    """Files by their names. Texts are tables: what a file in JSON or TOML says."""

    files: Mapping[str, bytes]

    def table(self, name: str) -> dict[str, Any] | None:
        """Return the text of this name, given without its ending; None if there is none. Raises
        `Unreadable`."""
        for ending, read in ((".json", json.loads), (".toml", tomllib.loads)):
            if (content := self.files.get(f"{name}{ending}")) is not None:
                return _table(f"{name}{ending}", content, read)
        return None


def unpacked(data: bytes) -> Archive:
    """Return what is in the ZIP `data`. Raises `Unreadable` for anything that is not a whole
    package: other names, more than `LARGEST` bytes, contents that differ from their checksums."""
    # Before zipfile makes an object for each of them.
    if data.count(LISTED) > MOST_FILES:
        raise Unreadable(_("This package holds too many files."))
    try:
        with zipfile.ZipFile(BytesIO(data)) as opened:
            files = _read(opened)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,  # a compression that Python does not know
        RuntimeError,  # a passphrase is asked for
        OSError,
        ValueError,
    ) as error:
        told = _("This file is not a package, or it is damaged. Download it again.")
        raise Unreadable(told) from error
    _check(files)
    _count_parts(files)
    return Archive(files)


def folder(path: Path) -> Archive:
    """Return what is in a folder of this project, which needs no checksums."""
    found = sorted(one for one in path.rglob("*") if one.is_file())
    return Archive({one.relative_to(path).as_posix(): one.read_bytes() for one in found})


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return `files` as a ZIP with their checksums. The same files make the same bytes."""
    sums = "".join(f"{_sum(content)}  {name}\n" for name, content in sorted(files.items()))
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name, content in sorted({**files, CHECKSUMS: sums.encode()}.items()):
            # Pictures and recordings are compressed already.
            is_media = name.startswith("files/")
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if is_media else zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
    return written.getvalue()


def _read(opened: zipfile.ZipFile) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    room = LARGEST
    for entry in opened.infolist():
        name = entry.filename
        if entry.is_dir() and not entry.file_size:
            continue
        if len(name) > LONGEST_NAME or not NAME.fullmatch(name) or name in files:
            told = _("“%(name)s” has no place in a package.")
            raise Unreadable(told % {"name": name[:LONGEST_NAME]})
        with opened.open(entry) as file:
            # What the ZIP says of its size may be a lie.
            files[name] = file.read(room + 1)
        room -= len(files[name])
        if room < 0:
            raise Unreadable(_("This package is too large once it is unpacked."))
    return files


def _count_parts(files: dict[str, bytes]) -> None:
    """Refuse texts that would take much more memory than the package itself."""
    texts = [content for name, content in files.items() if not name.startswith("files/")]
    parts = sum(content.count(sign) for content in texts for sign in (b",", b"[", b"{", b"="))
    if parts > MOST_PARTS:
        raise Unreadable(_("This package is too large once it is unpacked."))


def _check(files: dict[str, bytes]) -> None:
    """Compare the contents with the list of checksums, which names each file once."""
    try:
        lines = files.pop(CHECKSUMS).decode("ascii").splitlines()
    except (KeyError, UnicodeDecodeError) as error:
        told = _("This file is not a package: it has no list of its files.")
        raise Unreadable(told) from error
    found = [LINE.fullmatch(line) for line in lines]
    said = {one[2]: one[1] for one in found if one}
    for name in files | said:
        if name not in files:
            told = _("“%(name)s” is missing in this package. Download it again.")
        elif said.get(name) != _sum(files[name]):
            told = _(
                "“%(name)s” is not what the list of this package says: it is damaged, or someone "
                "changed it. Download it again."
            )
        else:
            continue
        raise Unreadable(told % {"name": name[:LONGEST_NAME]})


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _table(name: str, content: bytes, read: Any) -> dict[str, Any]:
    """Return what the file says, as plain JSON that any database keeps."""
    told = _("“%(name)s” in this package cannot be read.") % {"name": name}
    if len(content) > LARGEST_TEXT:
        raise Unreadable(told)
    try:
        # No infinite numbers; dates of TOML as text.
        plain = json.dumps(read(content.decode()), default=str, allow_nan=False)
        found = json.loads(plain)
        found_text = json.dumps(found, ensure_ascii=False)
        # Half a character has no UTF-8.
        found_text.encode()
    except (ValueError, RecursionError) as error:
        raise Unreadable(told) from error
    # No column of PostgreSQL keeps a zero byte.
    if not isinstance(found, dict) or "\\u0000" in plain:
        raise Unreadable(told)
    return found
