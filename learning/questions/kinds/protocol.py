"""The interface of every kind of question, and the format of stored answers.

A kind is one module in this package: the block that an editor fills in, the question made from it,
the learner's form, and the meaning of an answer. `registry.KINDS` lists the kinds, and no other
code names one. `parts` has what kinds share. To add a kind, write

* its module, with a class that has all members of `Question`;
* `templates/learning/questions/<kind>.html`, which shows the fields of its form;
* its line in `registry.KINDS`;
* its test, and its texts in the translation catalogues.

An answer is stored as one JSON value, such as

    {"kind": "single_choice", "v": 1, "choice": "1c4b…"}

`kind` is the name of the kind and `v` the version of the format; the kind decides what else the
value holds. Choices are stored as the ids of their blocks, which are the same in every language. A
kind that changes its format increases `v` and still reads the older versions: rows are never
rewritten. The same answer always gives the same value, so that sending it twice changes nothing.

What a member writes is no code: a kind that keeps it puts it under the name `words`, and
`Answer.said` keeps it apart, sealed under the member's key.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail.blocks import StructBlock, StructValue

Given = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One part of an answer with the lesson's feedback. Both are in the language of the lesson;
    `feedback` may be empty."""

    text: str
    feedback: str


@dataclass(frozen=True)
class Reply:
    """The feedback that a learner reads with their answer. `summary` is in the language of the page
    and may be empty."""

    is_right: bool
    lines: tuple[Line, ...]
    summary: str = ""

    @property
    def has_feedback(self) -> bool:
        return any(line.feedback for line in self.lines)


@dataclass(frozen=True)
class Option:
    """A line that is read aloud to a group: `sign` is the letter or the number by which people name
    it. `is_right` and `feedback` are for the turn with the answer alone. `opens` is the number of
    the turn that shows what comes of it, 0 for none."""

    sign: str
    text: str
    is_right: bool = False
    feedback: str = ""
    opens: int = 0


@dataclass(frozen=True)
class Table:
    """A table that a group looks at. Each of its `rows` has a name, and for each column the name of
    the column and what stands there."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Turn:
    """What a group around one phone gets of a question on one screen. No one types anything, and
    nothing is kept.

    `how` says how people answer, and `button` what leads to the turn `after`; both are in the
    language of the page, the rest is in that of the lesson. After 0 comes what follows the
    question. `told` stands above the `lists` and the `table`. A turn that `is_aside` counts as the
    screen of the first one.
    """

    text: str
    how: str = ""
    told: str = ""
    lists: tuple[tuple[Option, ...], ...] = ()
    table: Table | None = None
    hint: str = ""
    why: str = ""
    button: str = ""
    after: int = 0
    is_aside: bool = False


class AnswerForm(forms.Form):
    """The learner's form; it works without JavaScript.

    Nothing in it tells which answer is right: no order, id, name or attribute.
    """

    def clean(self) -> None:
        """Refuse two values where one is due, instead of taking the last."""
        data: Any = self.data
        for name, field in self.fields.items():
            is_list = isinstance(field, forms.MultipleChoiceField)
            if not is_list and len(data.getlist(self.add_prefix(name))) > 1:
                self.add_error(name, _("Give one answer here, not several."))

    @property
    def given(self) -> Given:
        """The answer as it is stored; only for a valid form."""
        raise NotImplementedError


class Question(Protocol):
    """A question in the language of its lesson, as plain data, because it is cached.

    `kind` names the kind: in the body of a lesson, in stored answers, in a course's files and in
    the name of its template. Lists use `text` as the question's name. `hint` can be read before an
    answer; `again` is said to a wrong answer that has no feedback of its own; `why` explains the
    right one. All three may be empty. What is not `is_marked` has no wrong answer, and can be
    changed after each. What `goes_on` may ask more after an answer, before it replies.
    """

    kind: ClassVar[str]
    block: ClassVar[type[StructBlock]]
    is_marked: ClassVar[bool]
    goes_on: ClassVar[bool]

    @property
    def id(self) -> UUID: ...

    @property
    def text(self) -> str: ...

    @property
    def hint(self) -> str: ...

    @property
    def again(self) -> str: ...

    @property
    def why(self) -> str: ...

    @classmethod
    def of_block(cls, question_id: UUID, value: StructValue) -> Self:
        """Return the question that an editor wrote. `question_id` is the id of the block."""

    def in_words_of(self, translation: Any) -> Self | None:
        """Return this question, with its right answers, in the words of a translation.

        None when the translation is of another kind or has other answers: then it is asked in the
        words of the source. A comment that a translation wrote for another judgement is left out.
        """

    def form(self, data: QueryDict | None, kept: Given | None) -> AnswerForm:
        """Return the form, filled from `data`, or else from the stored answer."""

    def reply(self, given: Given | None) -> Reply | None:
        """Check an answer. None when there is none or it cannot be read, because it belongs to
        another kind or an editor removed a choice. Then the question is asked again."""

    def told(self, given: Given | None) -> list[str]:
        """Return what an answer says, for its member; nothing when it cannot be read."""

    def aloud(self) -> tuple[Turn, ...]:
        """Return how a group answers the question aloud, or by show of hands. The first turn holds
        nothing that tells the answer; a later one does."""

    @property
    def right_answer(self) -> Given:
        """A right answer, for the demo and the tests."""
