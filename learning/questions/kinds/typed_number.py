"""A number that members type, right when it is near enough.

Stored as `{"kind": "typed_number", "v": 1, "number": "1250,5"}`: digits, signs and separators as
they were typed, without blanks. `parts.numbers` reads them again each time.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from learning.questions.kinds.parts.asked import Asked, QuestionBlock
from learning.questions.kinds.parts.foreign import Foreign, Shape
from learning.questions.kinds.parts.numbers import (
    MOST_DIGITS,
    NumberField,
    is_near,
    plain,
    readings,
    shown,
)
from learning.questions.kinds.protocol import AnswerForm, Given, Line, Option, Reply, Turn


class TypedNumberBlock(QuestionBlock):
    number = blocks.DecimalBlock(label=_("Right number"), max_digits=MOST_DIGITS)
    tolerance = blocks.DecimalBlock(
        label=_("Tolerance"),
        help_text=_("With 100 and a tolerance of 5, every number from 95 to 105 is right."),
        max_digits=MOST_DIGITS,
        default=Decimal(0),
    )
    unit = blocks.CharBlock(
        label=_("Counted in"),
        help_text=_("It stands after the field, such as “francs” or “kg”."),
        max_length=30,
        required=False,
        default="",
    )

    def sample(self) -> dict[str, Any]:
        text = gettext("3 workshops share 600,000 francs. How much is there for each?")
        return {"text": text, "number": Decimal(200_000), "unit": gettext("francs")}

    def faults(self, value: Any) -> dict[str, str]:
        if value["tolerance"] < 0:
            return {"tolerance": gettext("A tolerance is 0 or more.")}
        return {}

    def taking(self, found: Foreign) -> dict[str, Any] | None:
        if found.shape is not Shape.NUMBER:
            return None
        return {"number": found.number, "tolerance": found.tolerance}

    class Meta:
        icon = "order"
        label = _("Number")
        description = _("Members type a number; near enough is right, as far as you say.")


class TypedNumberForm(AnswerForm):
    def __init__(self, data: QueryDict | None, *, question: "TypedNumber", kept: str) -> None:
        super().__init__(data, initial={"number": kept})
        self.question = question
        self.fields["number"] = NumberField(label=question.text, unit=question.unit)

    @property
    def given(self) -> Given:
        return self.question.saying(self.cleaned_data["number"])


@dataclass(frozen=True)
class TypedNumber(Asked):
    kind: ClassVar[str] = "typed_number"
    block: ClassVar[type[QuestionBlock]] = TypedNumberBlock

    number: Decimal
    tolerance: Decimal
    unit: str

    @classmethod
    def of_block(cls, question_id: UUID, value: blocks.StructValue) -> Self:
        # A draft may have none yet.
        number, tolerance = value["number"] or Decimal(0), value["tolerance"] or Decimal(0)
        own = {"number": number, "tolerance": tolerance, "unit": value["unit"]}
        return cls.of_parts(question_id, value, **own)

    def in_words_of(self, translation: Any) -> Self | None:
        if not isinstance(translation, type(self)):
            return None
        key = (self.number, self.tolerance)
        is_up_to_date = key == (translation.number, translation.tolerance)
        return self.said_as(translation, is_up_to_date=is_up_to_date, unit=translation.unit)

    def form(self, data: QueryDict | None, kept: Given | None) -> TypedNumberForm:
        return TypedNumberForm(data, question=self, kept=self._said(kept))

    def reply(self, given: Given | None) -> Reply | None:
        said = self._said(given)
        if not said:
            return None
        is_right = is_near(said, self.number, self.tolerance)
        text = f"{said}\N{NO-BREAK SPACE}{self.unit}" if self.unit else said
        return Reply(is_right=is_right, lines=(Line(text, ""),))

    def aloud(self) -> tuple[Turn, ...]:
        how = gettext("Work it out together. Say the number aloud when you agree.")
        return self.asking(how), self.answering([Option("", self._near, is_right=True)])

    @property
    def _near(self) -> str:
        """The right number, or between which two it is."""
        least, most = self.number - self.tolerance, self.number + self.tolerance
        ends = [shown(one) for one in (least, most)]
        # Translators: Between which two numbers an answer is right: “95 to 105”.
        told = gettext("%(least)s to %(most)s") % {"least": ends[0], "most": ends[1]}
        text = told if self.tolerance else ends[0]
        return f"{text}\N{NO-BREAK SPACE}{self.unit}" if self.unit else text

    @property
    def right_answer(self) -> Given:
        return self.saying(plain(self.number))

    def saying(self, number: str) -> Given:
        """Return the answer with this tidy number, as it is stored."""
        return {"kind": self.kind, "v": 1, "number": number}

    def _said(self, given: Given | None) -> str:
        """Return the number of an answer; empty when it cannot be read."""
        match given:
            case {"kind": self.kind, "v": 1, "number": str(number)} if readings(number):
                return number
        return ""
