"""A lesson in screens, for a group around one phone: one idea on each, and questions to answer
aloud.

A screen is named by its block and its number in it. Blocks have the same ids in every language, so
another language shows the same screen. Nothing here depends on the reader.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from bs4 import BeautifulSoup, Tag

from learning.catalogue import contents
from learning.catalogue.contents import Content, Shown
from learning.catalogue.lengths import count_words
from learning.catalogue.outline import Lesson, Part
from learning.questions.kinds.protocol import Question, Turn

# As many words as one listens to at once, and a phone shows in large letters.
MOST_WORDS = 120
# Each step of something that a group does has a screen of its own.
STEP_BY_STEP = {"practice"}
# What is printed before the group meets stands where the group begins.
TO_PRINT = {"download"}
IN_SHORT = "in_short"


@dataclass(frozen=True)
class Screen:
    """What stands on a screen: safe `html` of a block, or a `turn` of a question. `part` is its
    number in the block, `number` its place in the lesson, both from 1; `words` has its language."""

    block: UUID
    part: int
    number: int
    words: Part
    html: str = ""
    turn: Turn | None = None


@dataclass(frozen=True)
class Screens:
    """The screens of a lesson in order."""

    all: tuple[Screen, ...]

    @property
    def total(self) -> int:
        return self.all[-1].number if self.all else 0

    def find(self, block: UUID, part: int) -> Screen | None:
        """Return a screen; the last of its block where this has fewer, such as in another language,
        and None where the block is gone."""
        of_block = [one for one in self.all if one.block == block]
        exact = (one for one in of_block if one.part == part)
        return next(exact, of_block[-1] if of_block else None)

    def at(self, number: int) -> Screen | None:
        """Return the first screen at this place; None before the first and after the last."""
        return next((one for one in self.all if one.number == number), None)


def of(lesson: Lesson) -> Screens:
    """Return the screens of `lesson`. No query when its content is in the cache."""
    content = contents.of(lesson)
    found: list[Screen] = []
    number = 0
    for one in _in_order(content, lesson):
        number += not (one.turn and one.turn.is_aside)
        found.append(replace(one, number=number))
    return Screens(tuple(found))


def to_print(content: Content) -> list[Shown]:
    """Return the blocks of a lesson that are printed before the group meets."""
    return [one for one in content.blocks if one.kind in TO_PRINT]


def _in_order(content: Content, lesson: Lesson) -> Iterator[Screen]:
    """Yield the screens without their places. Questions that only the source has come at the
    end."""
    left = {one.id: one for one in content.questions}
    for block in content.blocks:
        if asked := left.pop(block.id, None):
            yield from _turns(asked, content, lesson)
        elif block.kind not in TO_PRINT:
            html = content.in_short if block.kind == IN_SHORT else block.html
            for part, one in enumerate(_split(html, block.kind in STEP_BY_STEP), 1):
                yield Screen(block.id, part, 0, lesson, html=one)
    for asked in left.values():
        yield from _turns(asked, content, lesson)


def _turns(asked: Question, content: Content, lesson: Lesson) -> Iterator[Screen]:
    words = content.words_of(asked, lesson)
    for part, turn in enumerate(asked.aloud(), 1):
        yield Screen(asked.id, part, 0, words, turn=turn)


@dataclass(frozen=True)
class Piece:
    """A paragraph, or the line `place` of the list `of`."""

    tag: Tag
    of: Tag | None = None
    place: int = 0

    @property
    def html(self) -> str:
        if self.of is None:
            return str(self.tag)
        start = {"start": str(self.place)} if self.of.name == "ol" and self.place > 1 else {}
        return _around(self.of, str(self.tag), **start)


@lru_cache(maxsize=1024)
def _split(html: str, step_by_step: bool) -> tuple[str, ...]:
    """Return a block of a lesson in parts that fit a screen, each below its heading. Kept in the
    process, because each page of a lesson asks for all of them."""
    box = BeautifulSoup(html, "html.parser").find(True)
    if not isinstance(box, Tag):
        return ()
    if box.name == "details":
        # On a screen of its own, nothing is gained by folding it.
        return (_around(box, box.decode_contents(), open=""),)
    inside = _tags(box)
    heading = [str(one) for one in inside[:1] if one.name == "h2"]
    about = [str(one) for one in inside[1:2] if heading and one.get("class") == ["soft"]]
    pieces = [piece for one in inside[len(heading + about) :] for piece in _pieces(one)]
    are_steps = step_by_step and any(one.of for one in pieces)
    if not are_steps and count_words(html) <= MOST_WORDS:
        return (html,)
    packed = _steps(pieces, bool(heading)) if are_steps else _packed(pieces)
    return tuple(
        _around(box, "".join([*heading, *(about if number == 0 else []), *one]))
        for number, one in enumerate(packed)
    )


def _pieces(tag: Tag) -> list[Piece]:
    if tag.name not in ("ol", "ul"):
        return [Piece(tag)]
    return [Piece(one, tag, place) for place, one in enumerate(_tags(tag), 1)]


def _steps(pieces: Iterable[Piece], has_heading: bool) -> list[list[str]]:
    """Return what stands before the first step, with what the group needs; then each step."""
    screens: list[list[str]] = [[]]
    for piece in pieces:
        if piece.of:
            screens.append([])
        screens[-1].append(piece.html)
    return screens if has_heading or screens[0] else screens[1:]


def _packed(pieces: Iterable[Piece]) -> list[list[str]]:
    """Return the pieces on as many screens as they need; one that is too long has its own."""
    screens: list[list[str]] = []
    words = MOST_WORDS
    for piece in pieces:
        own = count_words(piece.html)
        words += own
        if words > MOST_WORDS:
            screens.append([])
            words = own
        screens[-1].append(piece.html)
    return screens


def _tags(tag: Tag) -> list[Tag]:
    return [one for one in tag.children if isinstance(one, Tag)]


def _around(tag: Tag, html: str, **attributes: str) -> str:
    """Return `html` in the tag that stood around it."""
    shell = BeautifulSoup("", "html.parser").new_tag(tag.name)
    shell.attrs.update({**tag.attrs, **attributes})
    return str(shell).replace("></", f">{html}</")
