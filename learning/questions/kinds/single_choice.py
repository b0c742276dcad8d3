"""A question with one right answer among several.

Stored as `{"kind": "single_choice", "v": 1, "choice": <id>}`.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learning.questions.kinds.parts.choices import (
    Choice,
    ChoicesBlock,
    ChoicesForm,
    ChoicesQuestion,
    sample_choice,
)
from learning.questions.kinds.parts.foreign import Foreign, Shape
from learning.questions.kinds.protocol import Given, Line, Reply, Turn


class SingleChoiceBlock(ChoicesBlock):
    def refusal(self, right: int) -> str:
        return "" if right == 1 else gettext("Mark exactly one answer as right.")

    def sample(self) -> dict[str, Any]:
        choices = [
            sample_choice(gettext("The funder’s"), right=False),
            sample_choice(gettext("The group’s, for what it promised"), right=True),
        ]
        return {"text": gettext("Whose money is it?"), "choices": choices}

    def taking(self, found: Foreign) -> dict[str, Any] | None:
        return {"choices": found.choices()} if found.shape is Shape.ONE else None

    class Meta:
        label = _("Question with one right answer")
        description = _("Members choose one answer, and try as often as they like.")


class SingleChoiceForm(ChoicesForm):
    question: "SingleChoice"
    choice = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the answers first."),
            "invalid_choice": _("This answer is no longer here. Choose one of these."),
        },
    )

    @property
    def given(self) -> Given:
        code = self.cleaned_data["choice"]
        return self.question.choosing(
            next(choice for choice in self.question.choices if choice.code == code)
        )


@dataclass(frozen=True)
class SingleChoice(ChoicesQuestion):
    kind: ClassVar[str] = "single_choice"
    block: ClassVar[type[ChoicesBlock]] = SingleChoiceBlock

    def form(self, data: QueryDict | None, kept: Given | None) -> SingleChoiceForm:
        chosen = self._chosen(kept)
        return SingleChoiceForm(data, question=self, kept=chosen.code if chosen else None)

    def reply(self, given: Given | None) -> Reply | None:
        chosen = self._chosen(given)
        if chosen is None:
            return None
        return Reply(is_right=chosen.is_right, lines=(Line(chosen.text, chosen.feedback),))

    def aloud(self) -> tuple[Turn, ...]:
        return self.hands(gettext("Raise your hand for one answer. Count the hands at each one."))

    @property
    def right_answer(self) -> Given:
        return self.choosing(next(choice for choice in self.choices if choice.is_right))

    def choosing(self, choice: Choice) -> Given:
        """Return the answer that chooses `choice`, as it is stored."""
        return {"kind": self.kind, "v": 1, "choice": str(choice.id)}

    def _chosen(self, given: Given | None) -> Choice | None:
        """Return the chosen answer; None when it no longer exists."""
        match given:
            case {"kind": self.kind, "v": 1, "choice": chosen}:
                return next((one for one in self.choices if str(one.id) == chosen), None)
        return None
