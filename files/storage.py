"""Which files may be stored, and under which name.

`OpaqueStorage` is the storage of every model, so that no library's form can forget to clean.
"""

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any

from django.core.cache import cache
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files import pictures, sandbox, svg
from files.uploads import LARGEST, FileRefused
from web.errors import CacheAway
from web.templatetags.ui import weight


@dataclass(frozen=True)
class Kind:
    """A type of file, recognised by its first bytes, and how it is cleaned.

    `name` is what people call it, `suffix` what it is stored under, `cleaner` one of
    `files.cleaners`; without one, it only comes with this program (`trusted`).
    """

    name: str
    beginning: re.Pattern[bytes]
    suffix: str
    cleaner: str
    largest: int = LARGEST


def _kind(name: str, beginning: bytes, suffix: str, cleaner: str = "", **more: int) -> Kind:
    return Kind(name, re.compile(beginning, re.DOTALL), suffix, cleaner, **more)


JPEG = _kind("JPG", rb"\xff\xd8\xff", ".webp", "picture")
PNG = _kind("PNG", rb"\x89PNG\r\n\x1a\n", ".webp", "picture")
WEBP = _kind("WEBP", rb"RIFF....WEBP", ".webp", "picture")
# People on prepaid data have to load it whole.
# Some programs write an empty line first.
PDF = _kind("PDF", rb"(?:\xef\xbb\xbf)?\s{0,9}%PDF-", ".pdf", "pdf", largest=5_000_000)
# MPEG frames without a tag begin with 11 set bits; layer III is listed, with that of 8 kHz voices.
MP3 = _kind("MP3", rb"ID3|\xff[\xfb\xfa\xf3\xf2\xe3\xe2]", ".mp3", "mp3")
# Voice messages named .opus are Ogg as well.
OGG = _kind("OGG", rb"OggS", ".ogg", "ogg")

# What recorders of phones make, and films too, which are refused. A photo begins alike.
HEIC_NAMES = rb"(?:hei[cxms]|hev[cxms]|mif\d|msf1|avi[fs])"
M4A = _kind("M4A", rb"....ftyp(?!" + HEIC_NAMES + rb")", ".m4a", "m4a")

# A table is a ZIP that begins with its type, or one that lists a workbook.
SVG = _kind("SVG", rb"<svg\s", ".svg", largest=100_000)
ODS = _kind(
    "ODS", rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.spreadsheetPK", ".ods"
)
XLSX = _kind("XLSX", rb"PK\x03\x04.*xl/workbook\.xml", ".xlsx")

PICTURES = (JPEG, PNG, WEBP)
PAPERS = (PDF,)
RECORDINGS = (MP3, OGG, M4A)
# What packages of this program bring as it is.
TRUSTED_PICTURES = (SVG,)
TRUSTED_PAPERS = (PDF, ODS, XLSX)
TRUSTED_RECORDINGS = (MP3,)
# Of paper or a thing, from people on prepaid data for people on prepaid data.
PHOTOS = tuple(replace(kind, cleaner="photo") for kind in PICTURES)
# What a name ends with, where that is not the name of the kind.
ALSO_NAMED = {"JPEG": "JPG", "OPUS": "OGG", "OGA": "OGG"}

# What people send most often besides, by its first bytes, and what helps them: the first that fits.
HEIC = rb"....ftyp" + HEIC_NAMES
PHONE_SOUND = rb"....ftyp"
OFFICE = rb"PK\x03\x04|\xd0\xcf\x11\xe0|\{\\rtf"
OTHER_SOUND = (
    rb"RIFF....WAVE|fLaC|#!AMR|FORM....AIF|caff|\x1aE\xdf\xa3|\xff[\xf1\xf9\xfd\xfc\xf5\xf4]|0&\xb2u"
    rb"|\.snd|MThd|\x0bw"
)
FILM = rb"RIFF....AVI |\x00\x00\x01[\xb3\xba]|FLV"
OTHER_PICTURE = (
    rb"GIF8|BM.{4}\x00{4}|II\*\x00|MM\x00\*|\x00\x00\x01\x00|\x00\x00\x00\x0cjP|8BPS"
    rb"|(?:\xef\xbb\xbf)?\s{0,9}<(?:\?xml|svg)"
)
ADVICE = {
    HEIC: gettext_lazy(
        "This is a photo in a phone’s own format (HEIC, AVIF). Set the camera to JPG, or take a "
        "screenshot of the photo."
    ),
    PHONE_SOUND: gettext_lazy("This is a recording or film of a phone (M4A, MP4, 3GP)."),
    OFFICE: gettext_lazy(
        "This is a text or table of an office program, or a folder of files. Save it as PDF in "
        "the program that made it."
    ),
    OTHER_SOUND: gettext_lazy(
        "This is a recording of another type. Save it as MP3 with a sound editor."
    ),
    FILM: gettext_lazy("This is a film. Save its sound alone as MP3 with a sound editor."),
    OTHER_PICTURE: gettext_lazy(
        "This is a picture of another type, such as GIF, TIFF or SVG. Open it and save it as PNG, "
        "or take a screenshot of it."
    ),
}

# Where the cache keeps a word that is another one whenever a file is gone, because it was exchanged
# or deleted. What is kept of a page with its files is kept with this word, and is right as long as
# the word is.
EDITION = "files.edition"

# The SHA-256 of what is taken as it is, a list for each course of this program: `bin/sums` writes
# them.
TRUSTED = Path(__file__).parent / "trusted"

# One at a time: a picture being read takes up to 200 MB.
_at_work = Lock()


class CleanFile(SimpleUploadedFile):
    """A file that this module cleaned, trusts or has read; nothing else makes one."""


def clean(file: File, kinds: tuple[Kind, ...] = PICTURES + PAPERS + RECORDINGS) -> CleanFile:
    """Return the clean content of `file`, under a name that reveals nothing.

    Raises FileRefused, with a sentence for the person who sent it, when it is too large, of another
    kind, or cannot be cleaned. Its bytes say what it is: phones and messengers often give a name
    that does not match.
    """
    if isinstance(file, CleanFile):
        file.seek(0)
        return file
    check_size(file, max(kind.largest for kind in kinds))
    file.seek(0)
    data = file.read()
    kind = next((kind for kind in kinds if kind.beginning.match(data)), None)
    if kind is None:
        raise FileRefused(_other(data, kinds, file.name or ""))
    check_size(file, kind.largest)
    # A picture that the site reduced itself is not compressed again, which would make it worse.
    own = kind is WEBP and not isinstance(file, UploadedFile) and pictures.is_bare(data)
    if not own:
        with _at_work:
            data = sandbox.cleaned(kind.cleaner, data)
    return CleanFile(f"{secrets.token_hex(8)}{kind.suffix}", data)


def trusted(file: File, kinds: tuple[Kind, ...]) -> CleanFile | None:
    """Return `file` as it is, if it is one of `kinds` that came with this program; else None.

    A drawing is read all the same: raises FileRefused for one that holds what is not allowed.
    """
    file.seek(0)
    data = file.read()
    kind = next((kind for kind in kinds if kind.beginning.match(data)), None)
    if kind is None or not _is_trusted(data):
        return None
    check_size(file, kind.largest)
    if kind is SVG:
        svg.check(data)
    return CleanFile(f"{secrets.token_hex(8)}{kind.suffix}", data)


def is_trusted(kept: File) -> bool:
    """Whether a stored file came with this program, so that only a package replaces it."""
    suffix = PurePosixPath(kept.name or "").suffix
    if suffix != PDF.suffix:
        return suffix in {SVG.suffix, ODS.suffix, XLSX.suffix}
    try:
        with kept.open("rb") as opened:
            return _is_trusted(opened.read())
    except FileNotFoundError:
        return False


def _is_trusted(data: bytes) -> bool:
    digest = hashlib.sha256(data).hexdigest()
    return any(digest in one.read_text("ascii").split() for one in TRUSTED.glob("*.sha256"))


def _reduced(file: File) -> CleanFile | None:
    """Return a drawing of which the site itself made another size, None for anything else."""
    if isinstance(file, UploadedFile) or file.size > SVG.largest:
        return None
    file.seek(0)
    data = file.read()
    if not SVG.beginning.match(data):
        return None
    svg.check(data)
    return CleanFile(f"{secrets.token_hex(8)}{SVG.suffix}", data)


def _other(data: bytes, kinds: tuple[Kind, ...], name: str) -> str:
    """Return the sentence for a file of none of `kinds`: with advice where its type is known, and
    where its name says one of them."""
    known = (text for beginning, text in ADVICE.items() if re.match(beginning, data, re.DOTALL))
    advice = next(known, "")
    said = PurePosixPath(name).suffix.removeprefix(".").upper()
    said = ALSO_NAMED.get(said, said)
    if not advice and said in {kind.name for kind in kinds}:
        return _(
            # Translators: %(kind)s is a type of file, such as MP3.
            "The name of this file says %(kind)s, but it does not begin like one: it may be "
            "damaged, or of another type. Open it, save it as %(kind)s again, and use the new file."
        ) % {"kind": said}
    sentence = _(
        # Translators: %(kinds)s is a list of file types, such as JPG, PNG, WEBP.
        "Files of this type cannot be used here. These can: %(kinds)s."
    ) % {"kinds": ", ".join(kind.name for kind in kinds)}
    return f"{sentence} {advice}".rstrip()


def check_size(file: File, largest: int) -> None:
    """Raise FileRefused, with both sizes, when `file` has more than `largest` bytes."""
    if file.size > largest:
        raise FileRefused(
            _("This file is %(size)s. The limit is %(largest)s. Please use a smaller file.")
            % {"size": weight(file.size), "largest": weight(largest)}
        )


class OpaqueStorage(FileSystemStorage):
    """Stores only what `clean` makes, under a random name.

    A file's address and download reveal nothing about it; Wagtail keeps the editor's name for it as
    the title.
    """

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Clean and store `content` in the folder that `name` says; raises FileRefused."""
        kept = _reduced(content) or clean(content)
        folder = PurePosixPath(name or "").parent
        return super().save(str(folder / str(kept.name)), kept, max_length)

    def delete(self, name: str) -> None:
        """Delete the file. Once that is committed, no page names it any longer."""
        super().delete(name)
        transaction.on_commit(_begin_edition)


def _begin_edition() -> None:
    with suppress(CacheAway):
        cache.set(EDITION, secrets.token_hex(8), None)
