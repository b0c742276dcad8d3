"""The text of a Word file as HTML, and what of it has no place in a lesson.

mammoth turns the text into HTML. It gets a file that is made here, of the text, the styles, the
lists and the pictures: without comments, notes, links that are not there and anything from outside.
"""

import codecs
import json
import re
import xml.dom.expatbuilder  # noqa: F401 - loaded now, as the names of characters below
import zipfile
from base64 import b64encode
from collections import Counter
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import mammoth
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from files.texts.parts import Parts
from files.texts.reading import DECORATIVE
from files.uploads import FileRefused

MOST_PICTURES = 20
# Word writes the name of the file as the description of a picture, with that of the person above.
FILE_NAME = re.compile(
    r"^\s*(?:[a-z]:|file:)?[\\/]|\.(?:jpe?g|png|gif|bmp|tiff?|webp|svg|hei[cf]|[ew]mf)\s*$",
    re.IGNORECASE,
)
STYLES = """
p[style-name='Title'] => p.title:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
u => u
"""
# Elements of which each one is a thing that is left out, by the name of this thing.
COUNTED = {
    "footnoteReference": "notes",
    "endnoteReference": "notes",
    "commentReference": "comments",
    "oMath": "equations",
    "object": "objects",
    "altChunk": "objects",
}
REMOVED = {"footnoteReference", "endnoteReference", "commentReference", "object"}
CHANGES = {"ins", "del", "moveFrom", "moveTo"}
LOOKS = {"rFonts", "color", "sz", "highlight", "shd"}
MAIN_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
# Loaded now, because no file can be opened later (`files.cleaners`).
for name in ("ascii", "cp437", "utf-8"):
    codecs.lookup(name)
LISTED = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def clean(data: bytes) -> bytes:
    """Return the text of a Word file as JSON: `html`, in which pictures are “picture:0” and so on,
    the `pictures` in base64, and `left`, how many of each thing were left out. Raises
    FileRefused."""
    try:
        word = Word(Parts(data))
        html = mammoth.convert_to_html(
            BytesIO(word.written()),
            style_map=STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(word.picture),
            external_file_access=False,
        ).value
    except RecursionError as error:
        told = _("The parts of this text are nested too deeply. Make it simpler.")
        raise FileRefused(told) from error
    pictures = [b64encode(one).decode() for one in word.pictures]
    return json.dumps({"html": html, "left": word.left, "pictures": pictures}).encode()


class Word:
    """A Word file, of which mammoth gets a copy."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.left: Counter[str] = Counter()
        # The pictures in their order, and where each is, by its name in the ZIP.
        self.pictures: list[bytes] = []
        self.places: dict[str, int] = {}
        self.relations = parts.relations(parts.main)
        self.document = parts.xml(parts.main)

    def written(self) -> bytes:
        """Return the copy."""
        _choose(self.document)
        self._count()
        _take_out_of_boxes(self.document)
        self._tidy()
        kept = {
            "[Content_Types].xml": MAIN_TYPES.encode(),
            "word/document.xml": _bytes(self.document),
            "word/_rels/document.xml.rels": _bytes(self._links()),
        }
        for kind in ("styles", "numbering"):
            named = (one.target for one in self.relations.values() if one.kind == kind)
            if (name := next(named, "")) in self.parts.names:
                kept[f"word/{kind}.xml"] = _bytes(self.parts.xml(name))
        copy = BytesIO()
        with zipfile.ZipFile(copy, "w") as made:
            for name, content in kept.items():
                made.writestr(name, content)
            for place in self.places.values():
                made.writestr(f"word/media/{place}", b"")
        return copy.getvalue()

    def picture(self, image: Any) -> dict[str, str]:
        """Return the attributes of a picture in the HTML."""
        with image.open() as file:
            number = int(file.name.rpartition("/")[2])
        return {"src": f"picture:{number}", "alt": image.alt_text or ""}

    def _count(self) -> None:
        for one in self.document.iter():
            kind = _kind(one)
            if kind in COUNTED:
                self.left[COUNTED[kind]] += 1
            elif kind in CHANGES:
                self.left["changes"] += 1
            elif kind in LOOKS:
                self.left["looks"] = 1
            elif kind == "txbxContent":
                self.left["boxes"] += 1
            elif kind == "drawing" and not (_has(one, "blip") or _has(one, "txbxContent")):
                self.left["drawings"] += 1
        for relation in self.relations.values():
            if relation.kind in ("header", "footer") and relation.target in self.parts.names:
                texts = self.parts.xml(relation.target).iter()
                if any(_kind(one) == "t" and (one.text or "").strip() for one in texts):
                    self.left["margins"] = 1

    def _tidy(self) -> None:
        """Leave out what mammoth may not see, and bring the pictures."""
        above = {child: parent for parent in self.document.iter() for child in parent}
        for one in list(self.document.iter()):
            kind = _kind(one)
            if kind in REMOVED:
                above[one].remove(one)
            elif kind == "docPr":
                _describe(one)
            elif kind == "hlinkClick":
                above[one].remove(one)
            elif kind == "hyperlink":
                self._link(one)
            elif kind in ("blip", "imagedata") and not self._bring(one):
                above[one].remove(one)
                self.left["linked"] += 1
        if len(self.places) > MOST_PICTURES:
            told = ngettext(
                "This text has %(count)s pictures. At most %(most)s can be brought at once: divide "
                "the text.",
                "This text has %(count)s pictures. At most %(most)s can be brought at once: divide "
                "the text.",
                len(self.places),
            )
            raise FileRefused(told % {"count": len(self.places), "most": MOST_PICTURES})
        self.pictures = [self.parts.picture(name) or b"" for name in self.places]

    def _bring(self, one: Element) -> bool:
        """Let an element name the picture in the copy; False if there is none in the file."""
        ids = [name for name in one.attrib if name.endswith(("}embed", "}id", "}link"))]
        said = [one.attrib.pop(name) for name in ids if not name.endswith("}link")]
        for name in ids:
            one.attrib.pop(name, None)
        relation = self.relations.get(said[0]) if said else None
        if not relation or relation.is_outside or relation.target not in self.parts.names:
            return False
        place = self.places.setdefault(relation.target, len(self.places))
        name = "embed" if _kind(one) == "blip" else "id"
        one.set(f"{{{KIND[:-1]}}}{name}", f"picture{place}")
        return True

    def _link(self, one: Element) -> None:
        """Take away the address of a link that is not there."""
        for name in [name for name in one.attrib if name.endswith("}id")]:
            relation = self.relations.get(one.attrib[name])
            if not relation or not relation.is_outside:
                del one.attrib[name]

    def _links(self) -> Element:
        listed = Element(f"{{{LISTED}}}Relationships")
        named = [
            (name, "hyperlink", one.target)
            for name, one in self.relations.items()
            if one.is_outside and one.kind == "hyperlink"
        ]
        pictures = [(f"picture{one}", "image", f"media/{one}") for one in self.places.values()]
        for name, kind, target in named + pictures:
            said = {"Id": name, "Type": f"{KIND}{kind}", "Target": target}
            listed.append(Element(f"{{{LISTED}}}Relationship", said))
        return listed


def _bytes(one: Element) -> bytes:
    return ElementTree.tostring(one, encoding="utf-8")


def _kind(one: Element) -> str:
    return str(one.tag).rpartition("}")[2]


def _choose(document: Element) -> None:
    """Leave one way to show each thing, where the file has another one for older programs."""
    for parent in list(document.iter()):
        for place, one in reversed(list(enumerate(parent))):
            if _kind(one) == "AlternateContent":
                ways = sorted(one, key=lambda way: not _has(way, "blip"))
                parent[place : place + 1] = list(ways[0]) if ways else []


def _has(one: Element, kind: str) -> bool:
    return any(_kind(part) == kind for part in one.iter())


def _describe(one: Element) -> None:
    """Leave a picture the words that its writer gave it, and no name of a file."""
    if any(_kind(part) == "decorative" and part.get("val") == "1" for part in one.iter()):
        one.set("descr", DECORATIVE)
    for name in ("descr", "title"):
        if FILE_NAME.search(one.get(name, "")):
            del one.attrib[name]


def _take_out_of_boxes(document: Element) -> None:
    """Put the text of each box behind the paragraph that it belongs to."""
    above = {child: parent for parent in document.iter() for child in parent}
    for paragraph in [one for one in document.iter() if _kind(one) == "p"]:
        boxes = [one for one in paragraph.iter() if _kind(one) == "txbxContent"]
        inside = [child for box in boxes for child in list(box)]
        for box in boxes:
            box[:] = []
        if inside:
            place = list(above[paragraph]).index(paragraph) + 1
            above[paragraph][place:place] = inside
            above.update(dict.fromkeys(inside, above[paragraph]))
