"""A lesson as learners get it, for people in the studio: with its questions, which they can try."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import QueryDict
from django.utils.translation import get_language
from wagtail.blocks import StructValue

from learning.catalogue import contents
from learning.catalogue.contents import Content
from learning.models import LessonPage
from learning.questions.kinds.protocol import AnswerForm, Question, Reply
from learning.questions.kinds.registry import KINDS

# The field that says which question was tried.
TRIED = "question"


@dataclass(frozen=True)
class Trial:
    """A question with its form. `reply` is what a learner would read; None before they answer."""

    number: int
    question: Question
    form: AnswerForm
    reply: Reply | None

    @property
    def fields(self) -> str:
        return f"learning/questions/{self.question.kind}.html"


@dataclass(frozen=True)
class Words:
    """The language of the lesson, beside that of the page around it."""

    language: str

    @property
    def is_fallback(self) -> bool:
        return self.language != get_language()


@dataclass(frozen=True)
class Preview:
    content: Content
    trials: tuple[Trial, ...]
    exercises: tuple[Any, ...]
    words: Words
    # What the address of the preview says besides, and a trial keeps.
    kept: tuple[tuple[str, str], ...]


def preview(page: LessonPage, tried: QueryDict) -> Preview:
    """Return the preview of `page`; `tried` is what follows its address. Nothing is saved."""
    content = contents.of_page(page)
    return Preview(
        content,
        tuple(_trial(*one, tried) for one in enumerate(content.questions, start=1)),
        tuple(block for block in page.body if block.block_type == "exercise"),
        Words(page.locale.language_code),
        tuple((name, str(tried[name])) for name in ("mode", "in_preview_panel") if name in tried),
    )


def answered(value: StructValue) -> Trial:
    """Return the question in this block with its right answer filled in."""
    kind = next(kind for kind in KINDS if kind.block is type(value.block))
    question = kind.of_block(uuid4(), value)
    form = question.form(None, question.right_answer)
    return Trial(1, question, form, None)


def _trial(number: int, question: Question, tried: QueryDict) -> Trial:
    # There are several on one page.
    prefix = f"q{number}"
    form = question.form(None, None)
    reply = None
    if tried.get(TRIED) == str(number):
        form = question.form(_without(prefix, tried), None)
        if form.is_valid():
            given = form.given
            form, reply = question.form(None, given), question.reply(given)
    form.prefix, form.data = prefix, tried
    return Trial(number, question, form, reply)


def _without(prefix: str, tried: QueryDict) -> QueryDict:
    """Return what was tried, by the names that a form has on a page of its own."""
    own = QueryDict(mutable=True)
    for name, values in tried.lists():
        own.setlist(name.removeprefix(f"{prefix}-"), values)
    return own
