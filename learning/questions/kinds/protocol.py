"""What every kind of question offers, and how an answer is kept.

A kind is one module in this package: the block that an editor fills in, the question made from it,
the form of a learner, and what an answer means. `registry.KINDS` lists the kinds, and no other
code names one. To add a kind, write

* its module, with a class that has all members of `Question`;
* `templates/learning/questions/<kind>.html`, which shows the fields of its form;
* its line in `registry.KINDS`;
* its test, and the words of the catalogues.

An answer is kept as one JSON value, such as

    {"kind": "single_choice", "v": 1, "choice": "1c4b…"}

`kind` is the name of the kind and `v` the version of the shape; the kind decides what else is
there. Choices are kept by the ids of their blocks, which are the same in every language. A kind
that changes its shape raises `v` and goes on reading the older versions: rows are never rewritten.
The same answer always gives the same value, so that sending it twice changes nothing.

`learning.personal_data` declares these values as codes. A kind that keeps what a member writes
changes that declaration too.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self
from uuid import UUID

from django import forms
from django.http import QueryDict
from wagtail.blocks import StructBlock, StructValue

Given = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One part of an answer: what was answered, and what the lesson says to it. Both are in the
    language of the lesson; `feedback` may be empty."""

    text: str
    feedback: str


@dataclass(frozen=True)
class Reply:
    """What a learner reads beside their answer. `summary` is in the language of the page and may
    be empty."""

    is_right: bool
    lines: tuple[Line, ...]
    summary: str = ""


class AnswerForm(forms.Form):
    """The fields in which a learner answers; they work without JavaScript."""

    @property
    def given(self) -> Given:
        """The answer as it is kept; of a valid form only."""
        raise NotImplementedError


class Question(Protocol):
    """A question in the language of its lesson, as plain data: it is kept in the cache.

    `kind` names the kind: in the body of a lesson, in kept answers, in the files of a course and
    of its template. `text` is also how lists name the question; `why` explains the right answer.
    """

    kind: ClassVar[str]
    block: ClassVar[type[StructBlock]]

    @property
    def id(self) -> UUID: ...

    @property
    def text(self) -> str: ...

    @property
    def why(self) -> str: ...

    @classmethod
    def of_block(cls, question_id: UUID, value: StructValue) -> Self:
        """Return the question that an editor wrote. `question_id` is the id of the block."""

    def form(self, data: QueryDict | None, kept: Given | None) -> AnswerForm:
        """Return the form, filled from `data`, or else from the answer kept before."""

    def reply(self, given: Given | None) -> Reply | None:
        """Judge an answer. None when there is none or it cannot be read, because it belongs to
        another kind or an editor took out what it names. Then the question is asked again."""

    @property
    def right_answer(self) -> Given:
        """A right answer, for the demo and the tests."""
