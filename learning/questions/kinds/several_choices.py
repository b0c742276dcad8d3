"""A question with several right answers, all of which must be chosen and no others.

Stored as `{"kind": "several_choices", "v": 1, "choices": [<id>, …]}`. The ids are sorted, so that
the same choices always give the same value.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, ngettext
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


class SeveralChoicesBlock(ChoicesBlock):
    def refusal(self, right: int) -> str:
        return "" if right > 1 else gettext("Mark at least 2 answers as right.")

    def sample(self) -> dict[str, Any]:
        choices = [
            sample_choice(gettext("The person who keeps it"), right=True),
            sample_choice(gettext("Another member of the group"), right=True),
            sample_choice(gettext("The funder"), right=False),
        ]
        return {"text": gettext("Who counts the envelope?"), "choices": choices}

    def taking(self, found: Foreign) -> dict[str, Any] | None:
        return {"choices": found.choices()} if found.shape is Shape.SEVERAL else None

    class Meta:
        label = _("Question with several right answers")
        description = _("Members choose all the right answers, at least 2.")


class SeveralChoicesForm(ChoicesForm):
    question: "SeveralChoices"
    choices = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one answer first."),
            "invalid_choice": _("One of these answers is no longer here. Choose again."),
        },
    )

    @property
    def given(self) -> Given:
        codes = self.cleaned_data["choices"]
        return self.question.choosing(
            [choice for choice in self.question.choices if choice.code in codes]
        )


@dataclass(frozen=True)
class SeveralChoices(ChoicesQuestion):
    kind: ClassVar[str] = "several_choices"
    block: ClassVar[type[ChoicesBlock]] = SeveralChoicesBlock

    def form(self, data: QueryDict | None, kept: Given | None) -> SeveralChoicesForm:
        chosen, _is_whole = self._chosen(kept)
        return SeveralChoicesForm(data, question=self, kept=[choice.code for choice in chosen])

    def reply(self, given: Given | None) -> Reply | None:
        chosen, is_whole = self._chosen(given)
        if not is_whole:
            return None
        right = sum(choice.is_right for choice in chosen)
        missing = sum(choice.is_right for choice in self.choices) - right
        return Reply(
            is_right=right == len(chosen) and not missing,
            lines=tuple(Line(choice.text, choice.feedback) for choice in chosen),
            summary=_summary(len(chosen), right, missing),
        )

    def aloud(self) -> tuple[Turn, ...]:
        told = gettext(
            "More than one answer is right. Raise your hand at each one that you choose."
        )
        return self.hands(told)

    @property
    def right_answer(self) -> Given:
        return self.choosing([choice for choice in self.choices if choice.is_right])

    def choosing(self, choices: Collection[Choice]) -> Given:
        """Return the answer that chooses `choices`, as it is stored."""
        return {"kind": self.kind, "v": 1, "choices": sorted(str(one.id) for one in choices)}

    def _chosen(self, given: Given | None) -> tuple[list[Choice], bool]:
        """Return the chosen answers that still exist, and whether that is the whole answer."""
        match given:
            case {"kind": self.kind, "v": 1, "choices": [*chosen]}:
                found = [choice for choice in self.choices if str(choice.id) in chosen]
                return found, bool(found) and len(found) == len(chosen)
        return [], False


def _summary(chosen: int, right: int, missing: int) -> str:
    """Return a sentence on how many of the `chosen` answers are right, and how many are missing."""
    if right == chosen:
        told = ngettext("Your choice is right.", "Your %(total)d choices are right.", chosen)
    elif right:
        told = ngettext(
            "%(right)d of your %(total)d choices is right.",
            "%(right)d of your %(total)d choices are right.",
            right,
        )
    else:
        told = ngettext(
            "Your choice is not one of the right answers.",
            "None of your %(total)d choices is one of the right answers.",
            chosen,
        )
    sentences = [told % {"right": right, "total": chosen}]
    if missing:
        sentences.append(
            ngettext(
                "One right answer is missing.", "%(missing)d right answers are missing.", missing
            )
            % {"missing": missing}
        )
    return " ".join(sentences)
