"""The parts of a Word file that hold its text: a ZIP that anyone may have sent (ECMA-376, 1 and 2).

Nothing is unpacked to the disk, and nothing is fetched. What is not needed for the text is never
read: properties with names of people, settings, templates, fonts, earlier versions.
"""

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree
from django.utils.translation import gettext as _

from files.uploads import FileRefused

MOST_PARTS = 2_000
LONGEST_NAME = 300
# Bytes of one part in XML: about 150 pages. Reading it takes thirty times as much memory.
LARGEST_XML = 3_000_000
LARGEST_PICTURE = 10_000_000
# By which each file in a ZIP is listed (APPNOTE.TXT 6.3.10, 4.3.12).
LISTED = b"PK\x01\x02"
TYPES = "[Content_Types].xml"
DOCUMENT = "wordprocessingml.document.main+xml"
WITH_MACROS = ("macroEnabled", "vbaProject", "vbaData")


@dataclass(frozen=True)
class Relation:
    """What a part names by an id: the kind of thing, and its name in the ZIP, or its address where
    it `is_outside`."""

    kind: str
    target: str
    is_outside: bool


class Parts:
    """An opened Word file. Raises `FileRefused` for anything else, and for what may do harm."""

    def __init__(self, data: bytes) -> None:
        # Before zipfile makes an object for each of them.
        if data.count(LISTED) > MOST_PARTS:
            raise _damaged()
        try:
            self.zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise _damaged() from error
        names = self.zip.namelist()
        self.names = set(names)
        if len(self.names) < len(names) or any(map(_is_odd, names)):
            raise _damaged()
        self._check_type()
        above = self.relations("").values()
        found = [one.target for one in above if one.kind == "officeDocument"]
        self.main = next((one for one in found if one in self.names), "word/document.xml")
        self.folder = posixpath.dirname(self.main)

    def xml(self, name: str) -> Element:
        """Return a part in XML."""
        content = self._read(name, LARGEST_XML)
        if content is None:
            raise FileRefused(_("This text is too long. Divide it, and bring one part at a time."))
        try:
            # Entities could swell to any size, and a DTD could name other files.
            return ElementTree.fromstring(content, forbid_dtd=True)
        except DefusedXmlException as error:
            raise FileRefused(
                _("This file has definitions of its own (DTD), which are refused here.")
            ) from error
        except (ParseError, ValueError, LookupError) as error:
            raise _damaged() from error

    def picture(self, name: str) -> bytes | None:
        """Return the bytes of a picture; None when it is larger than any that is taken."""
        return self._read(name, LARGEST_PICTURE)

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what a part names, by id; the whole file is the part ""."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self.names:
            return {}
        return {
            one.get("Id", ""): _relation(one, folder)
            for one in self.xml(listed)
            if one.tag.endswith("}Relationship")
        }

    def _read(self, name: str, most: int) -> bytes | None:
        """Return a file of the ZIP; None if it has more than `most` bytes."""
        try:
            with self.zip.open(name) as file:
                # What the ZIP says of its size may be a lie.
                content = file.read(most + 1)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,  # a compression that Python does not know
            RuntimeError,  # a passphrase is asked for
            OSError,
            ValueError,
        ) as error:
            raise _damaged() from error
        return content if len(content) <= most else None

    def _check_type(self) -> None:
        """Refuse macros, and what is no text of Word."""
        if TYPES not in self.names:
            raise FileRefused(_not_word())
        said = " ".join(
            one.get("ContentType", "") + one.get("PartName", "") for one in self.xml(TYPES)
        )
        if any(word in said for word in WITH_MACROS) or any(
            name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in self.names
        ):
            raise FileRefused(
                _(
                    "This file holds macros, which are small programs. Save it in Word as “Word "
                    "document (.docx)”, which leaves them out, and use the new file."
                )
            )
        if DOCUMENT not in said:
            raise FileRefused(_not_word())


def _relation(one: Element, folder: str) -> Relation:
    kind = one.get("Type", "").rpartition("/")[2]
    target = one.get("Target", "")
    if one.get("TargetMode") == "External":
        return Relation(kind, target, is_outside=True)
    return Relation(kind, posixpath.normpath(posixpath.join("/", folder, target))[1:], False)


def _is_odd(name: str) -> bool:
    """Whether no program for texts would give a part this name."""
    steps = name.rstrip("/").split("/")
    is_strange = "\\" in name or ":" in name or bool({"", ".", ".."} & set(steps))
    return is_strange or len(name) > LONGEST_NAME


def _damaged() -> FileRefused:
    return FileRefused(
        _("This file is not a Word document (.docx), or it is damaged. Save it again in Word.")
    )


def _not_word() -> str:
    return _(
        "This is no Word document. Open it in the program that made it, and save it as “Word "
        "document (.docx)”."
    )
