"""HTML as a tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from files.uploads import FileRefused

# No writer nests lists and tables deeper.
DEEPEST = 60
EMPTY = {"br", "hr", "img", "input"}


@dataclass
class Node:
    """An element; a child is another one, or text."""

    tag: str
    said: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator["Node"]:
        """Yield the elements of these kinds inside, in their order."""
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                yield from child.all(*tags)

    @property
    def text(self) -> str:
        """What people read of it, with single blanks."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()
                # Two paragraphs, two cells or two points are not one word.
                yield "" if child.tag in INSIDE else " "


# Elements inside a line.
INSIDE = {"a", "b", "code", "em", "i", "s", "strong", "sub", "sup", "u"}


def tree_of(html: str) -> Node:
    """Return the root of the tree. Raises FileRefused when it is too deep."""
    grown = _Tree()
    grown.feed(html)
    grown.close()
    return grown.open[0]


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag in EMPTY:
            return
        self.open.append(node)
        if len(self.open) > DEEPEST:
            told = _("The parts of this text are nested too deeply. Make it simpler.")
            raise FileRefused(told)

    def handle_endtag(self, tag: str) -> None:
        if tag in [node.tag for node in self.open[1:]]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
