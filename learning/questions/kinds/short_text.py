"""A word or a few that members write, right when it is one of the answers that are accepted.

Stored as `{"kind": "short_text", "v": 1, "choice": <id>}` when it is an answer that the editor
listed, right or wrong, and else as `{"kind": "short_text", "v": 1}` with the member's own `words`.
So an answer in one language counts in every other, and what is kept of it is mostly no text.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.pages.lists import ListBlock
from learning.questions.kinds.parts.asked import QuestionBlock
from learning.questions.kinds.parts.choices import (
    UNWRITTEN,
    Choice,
    ChoiceBlock,
    ChoicesQuestion,
    choices_of,
    sample_choice,
)
from learning.questions.kinds.parts.foreign import Foreign, Shape
from learning.questions.kinds.parts.written import WrittenField, like
from learning.questions.kinds.protocol import AnswerForm, Given, Line, Option, Reply, Turn
from web.reading import names


class ShortTextBlock(QuestionBlock):
    choices = ListBlock(
        ChoiceBlock(),
        label=_("Answers that you expect"),
        help_text=_(
            "Accents, capitals, apostrophes, hyphens, points and blanks do not count. List wrong "
            "answers too, where a comment helps."
        ),
        min_num=1,
        max_num=20,
        default=[UNWRITTEN | {"right": True}],
    )

    def sample(self) -> dict[str, Any]:
        choices = [
            sample_choice(gettext("the cash book"), right=True),
            sample_choice(gettext("cash book"), right=True),
        ]
        text = gettext("What do you call the book in which each payment is written?")
        return {"text": text, "choices": choices}

    def faults(self, value: Any) -> dict[str, str]:
        rights: dict[str, set[bool]] = {}
        for choice in value["choices"]:
            rights.setdefault(names.letters(choice["text"]), set()).add(bool(choice["right"]))
        if "" in rights:
            told = gettext("Write each answer with letters or digits.")
        elif {True, False} in rights.values():
            told = gettext("The same answer stands here twice, once as right and once as wrong.")
        elif {True} not in rights.values():
            told = gettext("Mark at least one answer as right.")
        else:
            return {}
        return {"choices": told}

    def taking(self, found: Foreign) -> dict[str, Any] | None:
        return {"choices": found.choices()} if found.shape is Shape.WORDS else None

    class Meta:
        icon = "edit"
        label = _("Short text")
        description = _("Members write a word or a few; you list what is accepted.")


class ShortTextForm(AnswerForm):
    def __init__(self, data: QueryDict | None, *, question: "ShortText", kept: str) -> None:
        super().__init__(data, initial={"text": kept})
        self.question = question
        self.fields["text"] = WrittenField(label=question.text)

    @property
    def given(self) -> Given:
        return self.question.writing(self.cleaned_data["text"])


@dataclass(frozen=True)
class ShortText(ChoicesQuestion):
    """`listed` has the choices in the words of the source, in whatever language it is read."""

    kind: ClassVar[str] = "short_text"
    block: ClassVar[type[QuestionBlock]] = ShortTextBlock

    listed: tuple[Choice, ...]

    @classmethod
    def of_block(cls, question_id: UUID, value: blocks.StructValue) -> Self:
        choices = choices_of(question_id, value["choices"])
        return cls.of_parts(question_id, value, choices=choices, listed=choices)

    def form(self, data: QueryDict | None, kept: Given | None) -> ShortTextForm:
        found, words = self._said(kept)
        return ShortTextForm(data, question=self, kept=found.text if found else words)

    def reply(self, given: Given | None) -> Reply | None:
        found, words = self._said(given)
        if found:
            return Reply(is_right=found.is_right, lines=(Line(found.text, found.feedback),))
        return Reply(is_right=False, lines=(Line(words, ""),)) if words else None

    def aloud(self) -> tuple[Turn, ...]:
        how = gettext("Say your answers aloud, in a word or a few.")
        answers = (Option("", one.text, one.is_right, one.feedback) for one in self.choices)
        return self.asking(how), self.answering(answers)

    @property
    def right_answer(self) -> Given:
        return self.choosing(next(choice for choice in self.choices if choice.is_right))

    def writing(self, text: str) -> Given:
        """Return the answer with this text, as it is stored. It may be typed in the language that
        is read or in that of the source."""
        found = like(text, self.choices) or like(text, self.listed)
        return self.choosing(found) if found else {"kind": self.kind, "v": 1, "words": text}

    def choosing(self, choice: Choice) -> Given:
        """Return the answer that is one of those listed, as it is stored."""
        return {"kind": self.kind, "v": 1, "choice": str(choice.id)}

    def _said(self, given: Given | None) -> tuple[Choice | None, str]:
        """Return the listed answer that a stored one is, or the words of another one.

        An editor may have listed these since: then they are it. Only the words of the source count
        here, so that the answer is judged alike in every language.
        """
        match given:
            case {"kind": self.kind, "v": 1, "choice": chosen}:
                return next((one for one in self.choices if str(one.id) == chosen), None), ""
            case {"kind": self.kind, "v": 1, "words": str(words)}:
                same = like(words, self.listed)
                return next(
                    (one for one in self.choices if same and one.id == same.id), None
                ), words
        return None, ""
