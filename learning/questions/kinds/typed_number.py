"""A number that members type, right when it is near enough.

Stored as `{"kind": "typed_number", "v": 1, "number": "1250,5"}`: digits, signs and separators as
they were typed, without blanks. What they mean is read again each time: in “1,250” the comma may
stand before thousands or before decimals, so either reading counts.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from learning.questions.kinds.parts.asked import Asked, QuestionBlock
from learning.questions.kinds.protocol import AnswerForm, Given, Line, Reply
from web.reading import names

LONGEST = 40
MOST_DIGITS = 15
# Between thousands: any blank, the apostrophe of Switzerland, and the Arabic sign for them.
BETWEEN = re.compile(r"[\s'٬_]")
POINTS = str.maketrans("٫،", ",,")
PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?")
THOUSANDS = re.compile(r"-?\d{1,3}([.,])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")


def tidy(typed: str, unit: str) -> str:
    """Return the number in `typed` without blanks and its `unit`, in the digits 0 to 9."""
    bare = names.key(typed).removesuffix(names.key(unit))
    return BETWEEN.sub("", bare).translate(POINTS).removeprefix("+")


def readings(number: str) -> set[Decimal]:
    """Return what a tidy number may mean; nothing when it is none."""
    found = set()
    if PLAIN.fullmatch(number):
        found.add(Decimal(number.replace(",", ".")))
    if grouped := THOUSANDS.fullmatch(number):
        whole = number.replace(grouped[1], "")
        found.add(Decimal(whole.replace(",", ".")))
    return found


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

    class Meta:
        icon = "order"
        label = _("Number")
        description = _("Members type a number; near enough is right, as far as you say.")


class Measure(forms.TextInput):
    """A field for a number with its unit behind it, which is read aloud with it."""

    unit = ""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        if not self.unit:
            return super().render(name, value, attrs, renderer)
        about = f"{attrs['id']}_unit"
        described = f"{attrs.get('aria-describedby', '')} {about}".strip()
        field = super().render(name, value, {**attrs, "aria-describedby": described}, renderer)
        return format_html(
            '<span class="measure">{} <span id="{}">{}</span></span>', field, about, self.unit
        )


class TypedNumberForm(AnswerForm):
    number = forms.CharField(
        max_length=LONGEST,
        widget=Measure,
        error_messages={
            "required": _("Write a number first."),
            "max_length": _("This number is too long. Write at most %(limit_value)d characters."),
        },
    )

    def __init__(self, data: QueryDict | None, *, question: "TypedNumber", kept: str) -> None:
        super().__init__(data, initial={"number": kept})
        self.question = question
        field: Any = self.fields["number"]
        field.label, field.widget.unit = question.text, question.unit

    def clean_number(self) -> str:
        number = tidy(self.cleaned_data["number"], self.question.unit)
        if not readings(number):
            raise ValidationError(gettext("Write one number in digits, such as 1250 or 12.5."))
        return number

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
        is_right = any(abs(one - self.number) <= self.tolerance for one in readings(said))
        text = f"{said}\N{NO-BREAK SPACE}{self.unit}" if self.unit else said
        return Reply(is_right=is_right, lines=(Line(text, ""),))

    @property
    def right_answer(self) -> Given:
        return self.saying(f"{self.number.normalize():f}")

    def saying(self, number: str) -> Given:
        """Return the answer with this tidy number, as it is stored."""
        return {"kind": self.kind, "v": 1, "number": number}

    def _said(self, given: Given | None) -> str:
        """Return the number of an answer; empty when it cannot be read."""
        match given:
            case {"kind": self.kind, "v": 1, "number": str(number)} if readings(number):
                return number
        return ""
