"""The lessons in a text: what Word and Markdown have in common is HTML, and this is what becomes
of it.

A heading 1 begins a lesson, unless it names a block of a lesson; other headings begin a block.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.blocks import HeadedTextBlock, PictureBlock
from files.texts.reading import DECORATIVE
from files.uploads import FileRefused
from learning.exchange.rich_text import clean_html
from learning.exchange.texts import tables
from learning.exchange.texts.names import TEXT, named
from learning.exchange.texts.tree import INSIDE, Node, tree_of
from learning.models import LessonPage
from web.reading import links

MOST_LESSONS = 30
MOST_BLOCKS = 100
LONGEST_TITLE = 120
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LONGEST_HEADING = HeadedTextBlock.base_blocks["heading"].field.max_length
LONGEST_ALT = PictureBlock.base_blocks["alt"].field.max_length
LONGEST_CAPTION = PictureBlock.base_blocks["caption"].field.max_length
LOOKS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic"}
TAGS = {"bold": "b", "italic": "i"}


@dataclass
class Lesson:
    """`body` is what a StreamField stores, but for ids; a picture has its number."""

    title: str
    body: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Lessons:
    """The lessons of a text. `left` counts what has no place in them, by its name."""

    lessons: list[Lesson]
    left: Counter[str]


def lessons_in(html: str, *, pictures: Collection[int], title: str) -> Lessons:
    """Return the lessons in a text. Only the `pictures` with these numbers are there; `title` is
    for a lesson that has none. Raises FileRefused."""
    reader = _Reader(pictures, title)
    for node in _blocks(tree_of(html)):
        reader.read(node)
    return reader.end()


def _blocks(root: Node) -> list[Node]:
    return [one for one in root.children if isinstance(one, Node)]


class _Reader:
    def __init__(self, pictures: Collection[int], title: str) -> None:
        self.pictures = pictures
        self.lessons: list[Lesson] = []
        # Of the whole text, and of what stands before its first heading 1.
        self.title, self.first_title = "", title
        # The heading under which a table stands that has none of its own.
        self.section = ""
        self.left: Counter[str] = Counter()
        self._begin(TEXT, "")

    def read(self, node: Node) -> None:
        match node.tag:
            case "p" if node.said.get("class") == "title" and not (self.lessons or self.pieces):
                self._find_pictures(node)
                self.title = self.title or _cut(node.text, LONGEST_TITLE)
            case "p" if node.said.get("class") == "caption" and self._captioned(node.text):
                pass
            case tag if tag in HEADINGS:
                self._head(node)
            case "table":
                self._table(node)
            case "ul" | "ol":
                self.pieces.append(self._list(node, node.tag))
            case "blockquote":
                self.left["quotes"] += 1
                for inside in _blocks(node):
                    is_line = inside.tag == "p"
                    self.read(Node("p", {}, [Node("em", {}, [inside])]) if is_line else inside)
            case "pre":
                self._lines(node)
            case "hr":
                pass
            case _:
                self._paragraph(node)
        self._place_pictures()

    def end(self) -> Lessons:
        """Return what was read."""
        self._close()
        if not self.lessons:
            raise FileRefused(_("This text has no words in it."))
        if self.title and self.title != self.lessons[0].title:
            self.left["title"] = 1
        if len(self.lessons) > MOST_LESSONS:
            told = ngettext(
                "This text begins %(count)s lesson: each heading 1 is one. At most %(most)s can be "
                "brought at once.",
                "This text begins %(count)s lessons: each heading 1 is one. At most %(most)s can "
                "be brought at once.",
                len(self.lessons),
            )
            raise FileRefused(told % {"count": len(self.lessons), "most": MOST_LESSONS})
        if any(len(one.body) > MOST_BLOCKS for one in self.lessons):
            raise FileRefused(_("This text is too long. Divide it, and bring one part at a time."))
        self.left["bare"] = sum(
            part["type"] == "picture" and not (part["value"]["alt"] or part["value"]["decorative"])
            for one in self.lessons
            for part in one.body
        )
        return Lessons(self.lessons, +self.left)

    # --- What a part of the text becomes ----------------------------------------------------

    def _head(self, node: Node) -> None:
        heading = node.text
        self._find_pictures(node)
        if not heading:
            return
        kind, rest = named(heading)
        self._close()
        self.section = rest
        if node.tag == "h1" and kind == TEXT:
            is_long = len(heading) > LONGEST_TITLE
            self.lessons.append(Lesson(_cut(heading, LONGEST_TITLE)))
            self._begin(TEXT, heading if is_long else "")
        else:
            self._begin(kind, rest)

    def _captioned(self, text: str) -> bool:
        """Whether a caption belongs to the picture before it, and fits."""
        last = self.lessons[-1].body[-1] if self.lessons and self.lessons[-1].body else None
        if not last or last["type"] != "picture" or self.pieces or len(text) > LONGEST_CAPTION:
            return False
        last["value"]["caption"] = last["value"]["caption"] or text
        return bool(last["value"]["caption"] == text)

    def _paragraph(self, node: Node) -> None:
        if line := self._line(node).strip():
            self.pieces.append(f"<p>{line}</p>")

    def _lines(self, node: Node) -> None:
        """Take a piece of text in which the ends of lines are meant."""
        lines = [escape(line, quote=False) for line in _raw(node).strip("\n").split("\n")]
        self.pieces.append(f"<p>{'<br/>'.join(lines)}</p>")

    def _list(self, node: Node, tag: str) -> str:
        """Return a list as rich text. Lists inside are of the same kind, because the editor would
        begin to count again behind another one."""
        has_lists = tag in self._features
        points = []
        for point in [one for one in _blocks(node) if one.tag == "li"]:
            # Lists inside, and what stands before and after them.
            inside = [self._list(one, tag) for one in _blocks(point) if one.tag in ("ul", "ol")]
            rest = [
                one
                for one in point.children
                if not (isinstance(one, Node) and one.tag in ("ul", "ol"))
            ]
            line = self._line(Node("li", {}, rest)).strip()
            if not line and not inside:
                continue
            if has_lists:
                points.append(f"<li>{line}{''.join(inside)}</li>")
            else:
                points += [f"<p>– {line}</p>", *inside]
        if not has_lists:
            return "".join(points)
        return f"<{tag}>{''.join(points)}</{tag}>" if points else ""

    def _table(self, node: Node) -> None:
        self._find_pictures(node)
        rows = tables.rows_of(node)
        if not rows:
            return
        if any(one.said.get("href") for one in node.all("a")):
            self.left["links in tables"] += 1
        value = tables.block_of(node)
        if value is None:
            self.left["tables"] += 1
            listed = [" – ".join(cell for cell in row if cell) for row in rows]
            points = [Node("li", {}, [one]) for one in listed]
            self.pieces.append(self._list(Node("ul", {}, [*points]), "ul"))
            return
        if not self.pieces:
            # The heading is that of the table.
            self.heading = ""
        self._close()
        lesson = self._lesson()
        heading = _cut(self.section or lesson.title, LONGEST_HEADING)
        lesson.body.append({"type": "table", "value": {"heading": heading, **value}})
        self._begin(TEXT, "")

    # --- What stands in a line ---------------------------------------------------------------

    def _line(self, node: Node) -> str:
        """Return a line as rich text, and leave its pictures for later."""
        return "".join(
            _spaced(child) if isinstance(child, str) else self._inside(child)
            for child in node.children
        )

    def _inside(self, node: Node) -> str:
        match node.tag:
            case "br":
                return "<br/>"
            case "img":
                self._picture(node)
                return ""
            case "input":
                return "☑ " if "checked" in node.said else "☐ "
            case "a":
                return self._link(node)
            case "u":
                self.left["underlined"] = 1
            case "s" | "del":
                self.left["struck"] += 1
        line = self._line(node)
        look = LOOKS.get(node.tag)
        if look in self._features and line.strip():
            return f"<{TAGS[look]}>{line}</{TAGS[look]}>"
        # Paragraphs inside a point of a list or a quotation.
        return line if node.tag in INSIDE or not line.strip() else f"{line} "

    def _link(self, node: Node) -> str:
        line = self._line(node)
        address = links.tidied(node.said.get("href", ""))
        if not address or not line.strip():
            return line
        if not address.startswith("https://") or not links.host_of(address):
            self.left["links"] += 1
        elif "link" not in self._features:
            self.left["links in blocks"] += 1
        else:
            return f'<a href="{escape(address)}">{line}</a>'
        return line

    def _picture(self, node: Node) -> None:
        name, _colon, number = node.said.get("src", "").partition(":")
        if name != "picture" or not number.isdecimal():
            self.left["elsewhere"] += 1
            return
        if int(number) not in self.pictures:
            return
        said = node.said.get("alt", "")
        decorative = said == DECORATIVE
        words = "" if decorative else _cut(" ".join(said.split()), LONGEST_ALT)
        value = {"image": int(number), "alt": words, "decorative": decorative, "caption": ""}
        self.waiting.append({"type": "picture", "value": value})

    def _find_pictures(self, node: Node) -> None:
        for one in node.all("img"):
            self._picture(one)

    # --- Blocks ------------------------------------------------------------------------------

    @property
    def _features(self) -> tuple[str, ...]:
        return _features(self.kind)

    def _begin(self, kind: str, heading: str) -> None:
        self.kind, self.heading = kind, heading
        self.pieces: list[str] = []
        self.waiting: list[dict[str, Any]] = []

    def _place_pictures(self) -> None:
        """Put the pictures of what was read behind it. Under a heading without words, a picture
        stands before the heading."""
        if not self.waiting:
            return
        if self.pieces:
            self._close()
            self._begin(TEXT, "")
        else:
            self._lesson().body.extend(self.waiting)
            self.waiting = []

    def _lesson(self) -> Lesson:
        if not self.lessons:
            self.lessons.append(Lesson(self.title or self.first_title))
        return self.lessons[-1]

    def _close(self) -> None:
        """End a block, and put it into its lesson."""
        found, self.waiting = self.waiting, []
        if len(self.heading) > LONGEST_HEADING or (self.heading and not self.pieces):
            self.pieces.insert(0, f"<p><b>{escape(self.heading, quote=False)}</b></p>")
            self.heading = ""
        if html := clean_html(_rich(self.kind), "".join(self.pieces)):
            is_headed = isinstance(_block(self.kind), HeadedTextBlock)
            value = {"heading": self.heading, "text": html} if is_headed else html
            self._lesson().body.append({"type": self.kind, "value": value})
        if found:
            self._lesson().body.extend(found)


def _block(kind: str) -> Any:
    return LessonPage._meta.get_field("body").stream_block.child_blocks[kind]


def _rich(kind: str) -> Any:
    """Return the block for the rich text of this kind of block."""
    block = _block(kind)
    return block.child_blocks["text"] if isinstance(block, HeadedTextBlock) else block


@cache
def _features(kind: str) -> tuple[str, ...]:
    return tuple(_rich(kind).features)


def _spaced(text: str) -> str:
    """Return text as HTML, with single blanks."""
    around = (text[:1].isspace(), text[-1:].isspace())
    words = escape(" ".join(text.split()), quote=False)
    return f"{' ' if around[0] else ''}{words}{' ' if around[1] and words else ''}"


def _raw(node: Node) -> str:
    return "".join(one if isinstance(one, str) else _raw(one) for one in node.children)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
