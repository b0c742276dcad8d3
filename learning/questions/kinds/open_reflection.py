"""A question to think about, which no one marks and no one else reads.

Stored as `{"kind": "open_reflection", "v": 1}` with the member's `words`, which lie sealed. No one
has to write on a shared phone: `{"kind": "open_reflection", "v": 1, "silent": true}` says that they
thought about it.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from learning.questions.kinds.parts.asked import Asked, QuestionBlock
from learning.questions.kinds.parts.foreign import Foreign, Shape
from learning.questions.kinds.protocol import AnswerForm, Given, Line, Reply, Turn

LONGEST = 3000


class OpenReflectionBlock(QuestionBlock):
    # No answer is wrong.
    comments = ("hint", "why")

    def sample(self) -> dict[str, Any]:
        return {"text": gettext("What would you like to do differently with money from today?")}

    def faults(self, value: Any) -> dict[str, str]:
        return {}

    def taking(self, found: Foreign) -> dict[str, Any] | None:
        return {} if found.shape is Shape.FREE else None

    class Meta:
        icon = "comment"
        label = _("Open reflection")
        description = _("Members write for themselves. It is not marked, and no one else reads it.")


class OpenReflectionForm(AnswerForm):
    words = forms.CharField(
        required=False,
        widget=forms.Textarea,
        help_text=_(
            "Only you can read this. It is sealed, and is deleted with your account. Leave out "
            "real names."
        ),
    )
    silent = forms.BooleanField(
        label=_("I thought about it, and write nothing here"), required=False
    )

    def __init__(
        self, data: QueryDict | None, *, question: "OpenReflection", words: str, silent: bool
    ) -> None:
        super().__init__(data, initial={"words": words, "silent": silent})
        self.question = question
        self.fields["words"].label = question.text

    def clean_words(self) -> str:
        # Browsers send a line break as two characters; it counts as one.
        words: str = self.cleaned_data["words"].replace("\r\n", "\n")
        if len(words) > LONGEST:
            told = gettext(
                "Your text has %(show_value)d characters; the limit is %(limit_value)d. "
                "Please shorten it a little."
            )
            raise ValidationError(told % {"show_value": len(words), "limit_value": LONGEST})
        return words

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        if not self.errors and not said["words"] and not said["silent"]:
            told = gettext("Write a few words, or tick that you write nothing here.")
            self.add_error("words", told)

    @property
    def given(self) -> Given:
        words = self.cleaned_data["words"]
        return self.question.writing(words) if words else self.question.right_answer


@dataclass(frozen=True)
class OpenReflection(Asked):
    kind: ClassVar[str] = "open_reflection"
    block: ClassVar[type[QuestionBlock]] = OpenReflectionBlock
    is_marked: ClassVar[bool] = False

    @classmethod
    def of_block(cls, question_id: UUID, value: blocks.StructValue) -> Self:
        return cls.of_parts(question_id, value)

    def in_words_of(self, translation: Any) -> Self | None:
        return self.said_as(translation) if isinstance(translation, type(self)) else None

    def form(self, data: QueryDict | None, kept: Given | None) -> OpenReflectionForm:
        words = self._words(kept)
        return OpenReflectionForm(data, question=self, words=words or "", silent=words == "")

    def reply(self, given: Given | None) -> Reply | None:
        words = self._words(given)
        if words is None:
            return None
        text = words or gettext("thought about, and not written here")
        return Reply(is_right=True, lines=(Line(text, ""),))

    def aloud(self) -> tuple[Turn, ...]:
        how = gettext("Think for a minute. Then those who want to can say something.")
        asked = Turn(self.text, how=how, hint=self.hint)
        if not self.why:
            return (asked,)
        return replace(asked, button=gettext("Continue"), after=2), self.answering()

    @property
    def right_answer(self) -> Given:
        return {"kind": self.kind, "v": 1, "silent": True}

    def writing(self, words: str) -> Given:
        """Return the answer with these words, as it is given."""
        return {"kind": self.kind, "v": 1, "words": words}

    def _words(self, given: Given | None) -> str | None:
        """Return the words of an answer, an empty text without any; None when there is none."""
        match given:
            case {"kind": self.kind, "v": 1, "words": str(words)} if words:
                return words
            case {"kind": self.kind, "v": 1, "silent": True}:
                return ""
        return None
