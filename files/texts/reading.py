"""Read the text of a file that an editor sends: Word or Markdown, whatever its name says.

What it holds is decoded in a process of its own (`files.sandbox`).
"""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files import sandbox
from files.uploads import FileRefused

# Characters of a text, and of the HTML that is made of it.
LONGEST = 300_000
# What stands in for the words of a picture that its writer marked as decorative.
DECORATIVE = "\ue000"
# What people send besides, by its first bytes.
OTHERS = {
    rb"\xd0\xcf\x11\xe0": gettext_lazy(
        "This is a file of an old Word (.doc), or one with a passphrase. Open it in Word, save it "
        "as “Word document (.docx)” without a passphrase, and use the new file."
    ),
    rb"\{\\rtf|%PDF-": gettext_lazy(
        "This is no Word document. Open it in the program that made it, and save it as “Word "
        "document (.docx)”."
    ),
}
ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Text:
    """`html`, in which “picture:0” is the first of the `pictures`, and how many of each thing were
    `left` out, by its name."""

    html: str
    left: Mapping[str, int]
    pictures: tuple[bytes, ...]


def read(data: bytes) -> Text:
    """Return the text of a file. Raises FileRefused."""
    if data.startswith(ZIP):
        return _read("word", data)
    for beginning, advice in OTHERS.items():
        if re.match(beginning, data):
            raise FileRefused(advice)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused(_not_utf8())
    if b"\0" in data:
        raise FileRefused(_("This is no file of text."))
    try:
        return read_markdown(data.decode())
    except UnicodeDecodeError as error:
        raise FileRefused(_not_utf8()) from error


def read_markdown(text: str) -> Text:
    """Return a text in Markdown. Raises FileRefused."""
    if len(text) > LONGEST:
        raise FileRefused(_too_long())
    return _read("markdown", text.encode())


def _read(cleaner: str, data: bytes) -> Text:
    said = json.loads(sandbox.cleaned(cleaner, data))
    if len(said["html"]) > LONGEST:
        raise FileRefused(_too_long())
    return Text(said["html"], said["left"], tuple(map(b64decode, said["pictures"])))


def _not_utf8() -> str:
    return _("This file is not in UTF-8. Open it in an editor and save it as UTF-8.")


def _too_long() -> str:
    return _("This text is too long. Divide it, and bring one part at a time.")
