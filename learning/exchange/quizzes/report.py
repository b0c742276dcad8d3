"""What an import would add to a lesson, question by question."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StructValue

from learning.exchange.faults import sentences
from learning.exchange.quizzes import gift, moodle
from learning.exchange.quizzes.found import Found, Unreadable
from learning.models import LessonPage
from learning.questions.kinds.parts.foreign import Foreign
from learning.questions.kinds.registry import KINDS

MOST = 100


@dataclass(frozen=True)
class Taken:
    """A question as a block of a lesson."""

    kind: str
    label: str
    value: StructValue
    id: str


@dataclass(frozen=True)
class Row:
    """What becomes of a question of the file: it is `taken`, or there is a `reason` why not."""

    name: str
    taken: Taken | None
    reason: str


@dataclass(frozen=True)
class Report:
    rows: tuple[Row, ...]

    @property
    def taken(self) -> list[Taken]:
        return [row.taken for row in self.rows if row.taken]


def read(text: str) -> list[Found]:
    """Return the questions in a file of either format. Raises `Unreadable`."""
    reader = moodle if text.lstrip("\ufeff \t\r\n").startswith("<") else gift
    found = list(reader.questions(text.lstrip("\ufeff")))
    if not found:
        raise Unreadable
    if len(found) > MOST:
        told = _("This file has more than %(most)s questions. Import it in parts.")
        raise Unreadable(told % {"most": MOST})
    return found


def report(page: LessonPage, found: Iterable[Found]) -> Report:
    """Return what an import would add to this draft of a lesson."""
    return Report(tuple(_rows(page, found)))


def _rows(page: LessonPage, found: Iterable[Found]) -> Iterator[Row]:
    there = {block.id for block in page.body}
    for one in found:
        if one.question is None:
            yield Row(one.name, None, one.reason)
            continue
        taken, reason = _taken(one.question, page.translation_key)
        if taken and taken.id in there:
            taken, reason = None, _("The lesson has it already.")
        if taken:
            there.add(taken.id)
        yield Row(one.name, taken, reason)


def _taken(question: Foreign, lesson: UUID) -> tuple[Taken | None, str]:
    """Return the question as a block, or why it cannot be one."""
    if not question.text:
        return None, _("It has no text.")
    for kind in KINDS:
        block: Any = kind.block()
        parts = block.taking(question)
        if parts is None:
            continue
        said = {"text": question.text, "why": question.why, "again": question.again, **parts}
        known = {name: part for name, part in said.items() if name in block.child_blocks}
        value = block.normalize({**block.get_default(), **known})
        try:
            cleaned = block.clean(value)
        except ValidationError as refused:
            return None, " ".join(dict.fromkeys(sentences(refused)))
        said_here = json.dumps(asdict(question), default=str, sort_keys=True)
        digest = hashlib.sha256(said_here.encode()).hexdigest()
        return Taken(kind.kind, str(block.label), cleaned, str(uuid5(lesson, digest))), ""
    return None, _("There is no such kind of question here.")
