"""A statement that is true or false.

Stored as `{"kind": "true_or_false", "v": 1, "said": <true or false>}`.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import UNCHOSEN
from learning.questions.kinds.parts.aloud import lettered
from learning.questions.kinds.parts.asked import Asked, QuestionBlock, comment
from learning.questions.kinds.parts.foreign import Foreign, Shape
from learning.questions.kinds.protocol import AnswerForm, Given, Line, Reply, Turn

# As a form sends them.
TRUE, FALSE = "true", "false"
NAMES = ((TRUE, pgettext_lazy("answer", "True")), (FALSE, pgettext_lazy("answer", "False")))


class TrueOrFalseBlock(QuestionBlock):
    text = blocks.TextBlock(
        label=_("Statement"),
        help_text=_("One sentence, without “not” if you can."),
        max_length=400,
        default="",
    )
    # Nothing is chosen beforehand, so that no one publishes an answer by accident.
    truth = blocks.ChoiceBlock(label=_("The statement is"), choices=(UNCHOSEN, *NAMES))
    if_true = comment(label=_("Comment shown to the answer “true”"))
    if_false = comment(label=_("Comment shown to the answer “false”"))

    def sample(self) -> dict[str, Any]:
        text = gettext("A bill without a date is worth as much as one with a date.")
        return {"text": text, "truth": FALSE}

    def faults(self, value: Any) -> dict[str, str]:
        return {}

    def taking(self, found: Foreign) -> dict[str, Any] | None:
        if found.shape is not Shape.TRUTH:
            return None
        said = {one.text: one for one in found.offered}
        return {
            "truth": TRUE if said[TRUE].is_right else FALSE,
            "if_true": said[TRUE].feedback,
            "if_false": said[FALSE].feedback,
        }

    class Meta:
        label = _("True or false")
        description = _("Members say whether a statement is true.")


class TrueOrFalseForm(AnswerForm):
    said = forms.ChoiceField(
        choices=NAMES,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose “true” or “false” first."),
            "invalid_choice": _("Choose “true” or “false”."),
        },
    )

    def __init__(self, data: QueryDict | None, *, question: "TrueOrFalse", kept: str) -> None:
        super().__init__(data, initial={"said": kept})
        self.question = question
        self.fields["said"].label = question.text

    @property
    def given(self) -> Given:
        return self.question.saying(is_true=self.cleaned_data["said"] == TRUE)


@dataclass(frozen=True)
class TrueOrFalse(Asked):
    kind: ClassVar[str] = "true_or_false"
    block: ClassVar[type[QuestionBlock]] = TrueOrFalseBlock

    is_true: bool
    if_true: str
    if_false: str

    @classmethod
    def of_block(cls, question_id: UUID, value: blocks.StructValue) -> Self:
        own = {name: value[name] for name in ("if_true", "if_false")}
        return cls.of_parts(question_id, value, is_true=value["truth"] == TRUE, **own)

    def in_words_of(self, translation: Any) -> Self | None:
        if not isinstance(translation, type(self)):
            return None
        if translation.is_true != self.is_true:
            return self.said_as(translation, is_up_to_date=False, if_true="", if_false="")
        return self.said_as(translation, if_true=translation.if_true, if_false=translation.if_false)

    def form(self, data: QueryDict | None, kept: Given | None) -> TrueOrFalseForm:
        said = self._said(kept)
        name = "" if said is None else TRUE if said else FALSE
        return TrueOrFalseForm(data, question=self, kept=name)

    def reply(self, given: Given | None) -> Reply | None:
        said = self._said(given)
        if said is None:
            return None
        name = pgettext("answer", "True") if said else pgettext("answer", "False")
        line = Line(name, self.if_true if said else self.if_false)
        return Reply(is_right=said == self.is_true, lines=(line,))

    def aloud(self) -> tuple[Turn, ...]:
        said = (True, False)
        names = (pgettext("answer", "True"), pgettext("answer", "False"))
        asked = lettered(names)
        comments = (self.if_true, self.if_false)
        answered = (
            replace(option, is_right=one == self.is_true, feedback=comment)
            for option, one, comment in zip(asked, said, comments, strict=True)
        )
        how = gettext("Is this true? Raise your hand for “True” or for “False”.")
        return self.asking(how, asked), self.answering(answered)

    @property
    def right_answer(self) -> Given:
        return self.saying(is_true=self.is_true)

    def saying(self, *, is_true: bool) -> Given:
        """Return the answer that the statement is true or false, as it is stored."""
        return {"kind": self.kind, "v": 1, "said": is_true}

    def _said(self, given: Given | None) -> bool | None:
        match given:
            case {"kind": self.kind, "v": 1, "said": bool(said)}:
                return said
        return None
