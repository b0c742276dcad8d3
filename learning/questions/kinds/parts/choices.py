"""Code shared by the kinds of questions with choices."""

from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.pages.lists import ListBlock
from learning.questions.kinds.parts.aloud import lettered
from learning.questions.kinds.parts.asked import Asked, QuestionBlock, comment, id_of
from learning.questions.kinds.protocol import AnswerForm, Turn
from web.codes import encode


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=250, default="")
    right = blocks.BooleanBlock(label=_("This is a right answer"), required=False)
    feedback = comment(
        label=_("Comment shown when this answer is chosen"),
        help_text=_("Say what to look at again. Never only “wrong”."),
    )

    class Meta:
        icon = "radio-empty"
        label = _("Answer")


UNWRITTEN = {"text": "", "right": False, "feedback": ""}


def sample_choice(text: str, *, right: bool) -> dict[str, Any]:
    """Return one answer of a sample for editors."""
    return {"text": text, "right": right, "feedback": ""}


class ChoicesBlock(QuestionBlock):
    choices = ListBlock(
        # A new question opens with three answers: with two, guessing is right half of the time.
        ChoiceBlock(),
        label=_("Answers"),
        min_num=2,
        max_num=6,
        default=[UNWRITTEN] * 3,
    )

    def refusal(self, right: int) -> str:
        """Return why a question with this number of right answers is refused, or an empty text."""
        raise NotImplementedError

    def faults(self, value: Any) -> dict[str, str]:
        refusal = self.refusal(sum(bool(choice["right"]) for choice in value["choices"]))
        return {"choices": refusal} if refusal else {}


@dataclass(frozen=True)
class Choice:
    id: UUID
    text: str
    is_right: bool
    feedback: str

    @property
    def code(self) -> str:
        """The id as a form sends it."""
        return encode(self.id)


class ChoicesForm(AnswerForm):
    """Its one field offers the choices of a question; `kept` is the field's value so far."""

    def __init__(self, data: QueryDict | None, *, question: "ChoicesQuestion", kept: Any) -> None:
        [name] = self.base_fields
        super().__init__(data, initial={name: kept})
        self.question = question
        self.fields[name].label = question.text
        self.fields[name].choices = question.options  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ChoicesQuestion(Asked):
    choices: tuple[Choice, ...]

    @classmethod
    def of_block(cls, question_id: UUID, value: blocks.StructValue) -> Self:
        return cls.of_parts(question_id, value, choices=choices_of(question_id, value["choices"]))

    def in_words_of(self, translation: Any) -> Self | None:
        if not isinstance(translation, type(self)):
            return None
        found = in_words(self.choices, translation.choices)
        if found is None:
            return None
        choices, is_up_to_date = found
        return self.said_as(translation, is_up_to_date=is_up_to_date, choices=choices)

    def hands(self, how: str) -> tuple[Turn, ...]:
        """Return the turns in which people raise their hands for these choices."""
        asked = lettered(text for _code, text in self.options)
        answered = (
            replace(option, is_right=choice.is_right, feedback=choice.feedback)
            for option, choice in zip(asked, self.choices, strict=True)
        )
        return self.asking(how, asked), self.answering(answered)

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices of a form's field."""
        return [(choice.code, choice.text) for choice in self.choices]


def choices_of(question_id: UUID, listed: blocks.list_block.ListValue) -> tuple[Choice, ...]:
    """Return the choices that an editor wrote."""
    return tuple(
        Choice(
            id=id_of(child, question_id, number),
            text=child.value["text"],
            is_right=bool(child.value["right"]),
            feedback=child.value["feedback"],
        )
        for number, child in enumerate(listed.bound_blocks)
    )


def in_words(
    choices: tuple[Choice, ...], translated: tuple[Choice, ...]
) -> tuple[tuple[Choice, ...], bool] | None:
    """Return `choices` as `translated`, and whether these have the same right answers.

    None when they are others. A comment for another judgement is left out.
    """
    words = {choice.id: choice for choice in translated}
    if words.keys() != {choice.id for choice in choices}:
        return None
    found = tuple(_judged(words[one.id], one.is_right) for one in choices)
    return found, found == tuple(words[one.id] for one in choices)


def _judged(choice: Choice, is_right: bool) -> Choice:
    if choice.is_right == is_right:
        return choice
    return replace(choice, is_right=is_right, feedback="")
