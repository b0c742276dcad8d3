"""Pictures as drawings (SVG): an allow-list says what one may hold.

A browser would run or load what is in a drawing that someone opens alone. So each one is read
before it is stored, also those of this program's own courses.
"""

import re
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from files.uploads import FileRefused

NAMESPACE = "{http://www.w3.org/2000/svg}"
SHAPES = """
svg g defs title desc marker path rect circle ellipse line polyline polygon text tspan
"""
ELEMENTS = frozenset(SHAPES.split())
MARKERS = frozenset({"marker-start", "marker-mid", "marker-end"})
SAID = """
id viewBox width height x y dx dy x1 y1 x2 y2 cx cy r rx ry d points transform
preserveAspectRatio

fill fill-opacity fill-rule opacity paint-order stroke stroke-dasharray stroke-dashoffset
stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width

dominant-baseline font-family font-size font-style font-weight lengthAdjust letter-spacing
text-anchor textLength word-spacing

markerHeight markerUnits markerWidth orient refX refY
"""
ATTRIBUTES = MARKERS | frozenset(SAID.split())
# No brackets, so no functions: some of them load a file. No backslash, which could spell one.
PLAIN = re.compile(r"[\w\s.,#%+-]*", re.ASCII)
MOVED = re.compile(r"[\w\s.,+()-]*", re.ASCII)
MARKED = re.compile(r"none|url\(#[A-Za-z][\w-]*\)", re.ASCII)


def check(data: bytes) -> None:
    """Raise FileRefused for a drawing that holds anything else than the lists allow."""
    parser = DefusedXMLParser(target=_Reader(), forbid_dtd=True)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise _refusal("<!DOCTYPE") from error
    except (ParseError, ValueError, LookupError) as error:
        raise FileRefused(_("This file cannot be read. Save it again, then try again.")) from error


class _Reader:
    """What the parser tells of a drawing; each part is checked when it comes."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(NAMESPACE)
        if name == tag or name not in ELEMENTS:
            raise _refusal(name)
        for attribute, value in attributes.items():
            if attribute not in ATTRIBUTES or not _form(attribute).fullmatch(value):
                raise _refusal(attribute)

    def comment(self, text: str) -> None:
        raise _refusal("<!--")

    def pi(self, target: str, text: str) -> None:
        raise _refusal("<?")

    def close(self) -> None:
        """Nothing is built."""


def _form(attribute: str) -> re.Pattern[str]:
    if attribute in MARKERS:
        return MARKED
    return MOVED if attribute == "transform" else PLAIN


def _refusal(part: str) -> FileRefused:
    told = _(
        # Translators: %(part)s is the technical name of a part of a file, such as “script”.
        "This drawing holds “%(part)s”, which cannot be used here. Take it out of the drawing."
    )
    return FileRefused(told % {"part": part[:40]})
