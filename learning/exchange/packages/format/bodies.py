"""The body of a lesson as a package writes it, and back.

It is what Wagtail stores, except that

* a block has its parts beside its type, and one without parts has what it says as `value`;
* rich text is a list of pieces of HTML, one for each paragraph and each point of a list; or it is
  simply a text, in which a line that begins with “- ” is a point and one with “1. ” a step;
* files are named, and pages in links are meant by their keys;
* an id that is left out follows from the place of the block, or of what it is in, so people need
  not invent any.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

from learning.exchange.packages.format.archive import Unreadable
from learning.exchange.rich_text import clean_html, without_keys
from web.reading import links

# Keys and ids that follow from names, so that a course has the same address on every site, and
# answers belong to the same question in every language.
NAMESPACE = UUID("5d4c9f0e-6a0b-4f57-9d5e-2f1c7a3b8e60")
# Each of these tags begins a piece.
PIECES = re.compile(r"(?<=>)(?=<(?:[uo]l|li|p|h[2-6]|hr|blockquote)\b|</[uo]l>)")
# How the lines of lists begin in plain text.
BULLET, NUMBER = re.compile(r"- "), re.compile(r"[0-9]{1,2}\. ")


class Names(Protocol):
    """What the files and pages of a site are called in a package."""

    def of_file(self, model: type[Model], pk: Any) -> str | None:
        """Return the name of a picture, recording or document; None if it is gone."""

    def of_page(self, pk: Any) -> str | None:
        """Return the key of a page; None if it is gone."""


class Things(Protocol):
    """What the names in a package mean on a site."""

    def file(self, model: type[Model], name: str) -> int | None:
        """Return the primary key of a file. Raises `Unreadable` for one that the package lacks."""

    def page(self, key: UUID) -> int | None:
        """Return the primary key of a page; None where it is not on this site."""


def key_of(*names: str) -> UUID:
    """Return the key of something that has a name instead."""
    return uuid5(NAMESPACE, "/".join(names))


def key_in(said: str, *above: str) -> UUID:
    """Return the key that a package says: itself, or by a name among `above`."""
    try:
        return UUID(said)
    except ValueError:
        return key_of(*above, said)


@dataclass(frozen=True)
class BlockWriter:
    """Writes blocks."""

    names: Names

    def stream(self, block: blocks.BaseStreamBlock, stored: Any) -> list[dict[str, Any]]:
        """Return the blocks that a StreamField stores as a package has them."""
        return self._out(block, list(stored))

    def _out(self, block: blocks.Block, stored: Any) -> Any:
        match block:
            case blocks.RichTextBlock():
                return pieces(self._unlinked(stored or ""))
            case blocks.BaseStructBlock():
                there = ((name, (stored or {}).get(name)) for name in block.child_blocks)
                return {
                    name: self._out(block.child_blocks[name], part)
                    for name, part in there
                    if part is not None
                }
            case blocks.ListBlock():
                return [self._item(block.child_block, one) for one in stored or []]
            case blocks.BaseStreamBlock():
                known = (one for one in stored or [] if one["type"] in block.child_blocks)
                return [
                    {"type": one["type"], **self._item(block.child_blocks[one["type"]], one)}
                    for one in known
                ]
            case blocks.PageChooserBlock():
                # A course is stored by its key.
                return stored if isinstance(stored, str) else self.names.of_page(stored)
            case blocks.ChooserBlock():
                return stored and self.names.of_file(block.model_class, stored)
        return stored

    def _item(self, block: blocks.Block, stored: Any) -> dict[str, Any]:
        value = self._out(block, stored["value"])
        has_parts = isinstance(block, blocks.BaseStructBlock)
        return {"id": stored["id"], **(value if has_parts else {"value": value})}

    def _unlinked(self, html: str) -> str:
        def named(found: re.Match[str]) -> str:
            match extract_attrs(found[1]):
                case {"linktype": "page", "id": pk} if key := self.names.of_page(pk):
                    return f'<a linktype="page" key="{key}">'
                case {"linktype": "document", "id": pk} if name := self.names.of_file(
                    get_document_model(), pk
                ):
                    return f'<a linktype="document" file="{name}">'
                case {"linktype": _anything}:
                    return "<a>"
            return found[0]

        return FIND_A_TAG.sub(named, without_keys(html))


@dataclass(frozen=True)
class BlockReader:
    """Reads the blocks of one page. `place` are the names that its ids follow from, `file` is the
    name of its text, for sentences."""

    things: Things
    place: tuple[str, ...]
    file: str

    def stream(self, block: blocks.BaseStreamBlock, written: Any) -> blocks.StreamValue:
        """Return the blocks, not cleaned yet. Raises `Unreadable` for what no site could store."""
        try:
            return block.to_python(self._in(block, written, self.place))
        except (ValueError, TypeError, ArithmeticError, ValidationError) as error:
            raise self._wrong("blocks") from error

    def _in(self, block: blocks.Block, written: Any, place: tuple[str, ...]) -> Any:
        match block, written:
            case blocks.RichTextBlock(), str() | list():
                try:
                    return clean_html(block, self._linked(self._html(written, place)))
                except AssertionError as error:  # Tags that do not match.
                    raise self._wrong(*place[len(self.place) :]) from error
            case blocks.BaseStructBlock(), dict():
                return {
                    name: self._in(inner, written[name], (*place, name))
                    if written.get(name) is not None
                    else inner.get_prep_value(inner.get_default())
                    for name, inner in block.child_blocks.items()
                }
            case blocks.ListBlock(), list():
                return [
                    {"type": "item", **self._item(block.child_block, one, (*place, str(number)))}
                    for number, one in enumerate(written, start=1)
                ]
            case blocks.BaseStreamBlock(), list():
                return self._stream(block, written, place)
            case blocks.PageChooserBlock(), str():
                return str(key_in(written))
            case blocks.ChooserBlock(), str():
                return self.things.file(block.model_class, written)
            case (
                (blocks.RichTextBlock() | blocks.BaseStructBlock(), _)
                | (blocks.ListBlock() | blocks.BaseStreamBlock() | blocks.ChooserBlock(), _)
                | (_, dict())
            ):
                raise self._wrong(*place[len(self.place) :])
        return written

    def _stream(
        self, block: blocks.BaseStreamBlock, written: list[Any], place: tuple[str, ...]
    ) -> list[dict[str, Any]]:
        seen: Counter[str] = Counter()
        found = []
        for number, one in enumerate(written, start=1):
            kind = one.get("type") if isinstance(one, dict) else None
            if not isinstance(kind, str) or kind not in block.child_blocks:
                told = _(
                    # Translators: “%(kind)s” is a technical name, such as “film”.
                    "In “%(file)s”, part %(number)s is of a kind that this site does not have: "
                    "%(kind)s. It may come from a newer version of this program."
                )
                shown = kind[:40] if isinstance(kind, str) else "–"
                raise Unreadable(told % {"file": self.file, "number": number, "kind": shown})
            seen[kind] += 1
            # What is in a block with an id moves along with it.
            said = one.get("id")
            own = said if said and isinstance(said, str) else f"{kind}-{seen[kind]}"
            where = (*place, own)
            found.append({"type": kind, **self._item(block.child_blocks[kind], one, where)})
        return found

    def _item(self, block: blocks.Block, written: Any, place: tuple[str, ...]) -> dict[str, Any]:
        has_parts = isinstance(block, blocks.BaseStructBlock)
        said = written.get("id") if isinstance(written, dict) else None
        if not isinstance(said, str | None):
            raise self._wrong(*place[len(self.place) :])
        value = written
        if isinstance(written, dict) and not has_parts:
            value = written.get("value")
        own = key_in(said, *self.place) if said else key_of(*place)
        return {"id": str(own), "value": self._in(block, value, place)}

    def _html(self, written: str | list[Any], place: tuple[str, ...]) -> str:
        if isinstance(written, str):
            return html_of(written)
        if not all(isinstance(piece, str) for piece in written):
            raise self._wrong(*place[len(self.place) :])
        return "".join(written)

    def _linked(self, html: str) -> str:
        return _Links(self._link).rewritten(html)

    def _link(self, said: dict[str, str | None]) -> str:
        """Return the beginning of a link with what it means on this site; no number from elsewhere
        gets through."""
        match said:
            case {"linktype": "page", "key": str(key)} if pk := self.things.page(
                key_in(key, *self.place[:1])
            ):
                return f'<a linktype="page" id="{pk}">'
            case {"linktype": "document", "file": str(name)} if pk := self.things.file(
                get_document_model(), name
            ):
                return f'<a linktype="document" id="{pk}">'
            case {"href": str(address)} if "linktype" not in said:
                return f'<a href="{escape(links.tidied(address))}">'
        return "<a>"

    def _wrong(self, *parts: str) -> Unreadable:
        return wrong(self.file, "/".join(parts))


class _Links(HTMLParser):
    """Writes HTML as it was, with another beginning of each link. It reads tags as the editor does
    that cleans them afterwards, which is a parser of the same kind."""

    def __init__(self, link: Callable[[dict[str, str | None]], str]) -> None:
        super().__init__(convert_charrefs=False)
        self.link = link
        self.parts: list[str] = []

    def rewritten(self, html: str) -> str:
        self.feed(html)
        self.close()
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        same = self.get_starttag_text() or ""
        self.parts.append(self.link(dict(attrs)) if tag == "a" else same)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "a":
            self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")


def wrong(file: str, part: str) -> Unreadable:
    """Return the refusal of a text in which a part is missing or of another type."""
    told = _(
        # Translators: Technical names, such as “fr/lesson-01” and “title”.
        "In “%(file)s”, “%(part)s” is missing, or it is not what it should be."
    )
    return Unreadable(told % {"file": file, "part": part})


def pieces(html: str) -> list[str]:
    """Return rich text in pieces, so that each paragraph is a line of its own."""
    return PIECES.split(html) if html else []


def html_of(text: str) -> str:
    """Return plain text as rich text: paragraphs, lines that begin with “- ” as a list, and lines
    that begin with “1. ”, “2. ” and so on as a numbered one."""
    lines = (line.strip() for line in text.splitlines())
    told = [_told(line) for line in lines if line]
    return "".join(
        _grouped(tag, [words for _tag, words in said]) for tag, said in groupby(told, itemgetter(0))
    )


def _told(line: str) -> tuple[str, str]:
    """Return the tag around a line, and its words as HTML."""
    for tag, mark in (("ul", BULLET), ("ol", NUMBER)):
        if found := mark.match(line):
            return tag, escape(line[found.end() :].strip(), quote=False)
    return "p", escape(line, quote=False)


def _grouped(tag: str, said: list[str]) -> str:
    if tag == "p":
        return "".join(f"<p>{words}</p>" for words in said)
    return f"<{tag}>{''.join(f'<li>{words}</li>' for words in said)}</{tag}>"
