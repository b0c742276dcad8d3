"""Which files may be stored, and under which name.

`OpaqueStorage` is the storage of every model, so that no library's form can forget to clean.
"""

import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Lock
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from files import pictures, sandbox
from files.uploads import LARGEST, FileRefused
from web.templatetags.ui import weight


@dataclass(frozen=True)
class Kind:
    """A type of file, recognised by its first bytes, and how it is cleaned.

    `names` are the suffixes that it may come with, `suffix` the one that it is kept under,
    `cleaner` is one of `files.cleaners`.
    """

    beginnings: tuple[bytes, ...]
    names: tuple[str, ...]
    suffix: str
    cleaner: str
    largest: int = LARGEST


JPEG = Kind((b"\xff\xd8\xff",), (".jpg", ".jpeg"), ".webp", "picture")
PNG = Kind((b"\x89PNG\r\n\x1a\n",), (".png",), ".webp", "picture")
WEBP = Kind((b"RIFF",), (".webp",), ".webp", "picture")
# People on prepaid data have to load it whole.
PDF = Kind((b"%PDF-",), (".pdf",), ".pdf", "pdf", largest=5_000_000)
# MPEG frames without a tag begin with 11 set bits; the common layers are listed.
MP3 = Kind(
    (b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2"),
    (".mp3",),
    ".mp3",
    "mp3",
)
OGG = Kind((b"OggS",), (".ogg",), ".ogg", "ogg")

PICTURES = (JPEG, PNG, WEBP)
PAPERS = (PDF,)
RECORDINGS = (MP3, OGG)

# One at a time: a picture being read takes up to 200 MB.
_at_work = Lock()


class CleanFile(SimpleUploadedFile):
    """A file that `clean` made; nothing else makes one."""


def clean(file: File, kinds: tuple[Kind, ...] = PICTURES + PAPERS + RECORDINGS) -> CleanFile:
    """Return the clean content of `file`, under a name that reveals nothing.

    Raises FileRefused, with a sentence for the person who sent it, when it is too large, of another
    kind, or cannot be cleaned. The suffix of `file` must match its content.
    """
    if isinstance(file, CleanFile):
        file.seek(0)
        return file
    _check_size(file, max(kind.largest for kind in kinds))
    file.seek(0)
    data = file.read()
    suffix = PurePosixPath(file.name or "").suffix.lower()
    for kind in kinds:
        if suffix in kind.names and data.startswith(kind.beginnings):
            break
    else:
        allowed = ", ".join(name.strip(".").upper() for one in kinds for name in one.names[:1])
        raise FileRefused(
            _(
                # Translators: %(kinds)s is a list of file types, such as JPG, PNG, WEBP.
                "This type of file is not accepted, or its name does not match its contents. Use "
                "%(kinds)s."
            )
            % {"kinds": allowed}
        )
    _check_size(file, kind.largest)
    # A picture that the site reduced itself is not compressed again, which would make it worse.
    own = kind is WEBP and not isinstance(file, UploadedFile) and pictures.is_bare(data)
    if not own:
        with _at_work:
            data = sandbox.cleaned(kind.cleaner, data)
    return CleanFile(f"{secrets.token_hex(8)}{kind.suffix}", data)


def _check_size(file: File, largest: int) -> None:
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
        kept = clean(content)
        folder = PurePosixPath(name or "").parent
        return super().save(str(folder / str(kept.name)), kept, max_length)
