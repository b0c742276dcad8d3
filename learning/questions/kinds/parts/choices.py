"""Code shared by the kinds of questions with choices."""

from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from learning.questions.kinds.parts.asked import Asked, QuestionBlock, id_of
from learning.questions.kinds.protocol import AnswerForm
from web.codes import encode


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=250, default="")
    right = blocks.BooleanBlock(label=_("This is a right answer"), required=False)
    feedback = blocks.TextBlock(
        label=_("Comment shown when this answer is chosen"),
        help_text=_("Say what to look at again. Never only “wrong”."),
        max_length=400,
        required=False,
        default="",
    )

    class Meta:
        icon = "radio-empty"
        label = _("Answer")


UNWRITTEN = {"text": "", "right": False, "feedback": ""}


def sample_choice(text: str, *, right: bool) -> dict[str, Any]:
    """Return one answer of a sample for editors."""
    return {"text": text, "right": right, "feedback": ""}


class ChoicesBlock(QuestionBlock):
    choices = blocks.ListBlock(
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

    class Meta:
        template = "blocks/choices.html"
        # The type of the input fields.
        input_type = "radio"


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
        choices = tuple(
            Choice(
                id=id_of(child, question_id, number),
                text=child.value["text"],
                is_right=bool(child.value["right"]),
                feedback=child.value["feedback"],
            )
            for number, child in enumerate(value["choices"].bound_blocks)
        )
        return cls.of_parts(question_id, value, choices=choices)

    def in_words_of(self, translation: Any) -> Self | None:
        if not isinstance(translation, type(self)):
            return None
        words = {choice.id: choice for choice in translation.choices}
        if words.keys() != {choice.id for choice in self.choices}:
            return None
        choices = tuple(_judged(words[one.id], one.is_right) for one in self.choices)
        is_up_to_date = choices == tuple(words[one.id] for one in self.choices)
        return self.said_as(translation, is_up_to_date=is_up_to_date, choices=choices)

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices of a form's field."""
        return [(choice.code, choice.text) for choice in self.choices]


def _judged(choice: Choice, is_right: bool) -> Choice:
    if choice.is_right == is_right:
        return choice
    return replace(choice, is_right=is_right, feedback="")
