"""What the questions of every kind have: a text, a hint, comments, and their form in the studio."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks import ASK
from learning.questions.kinds.protocol import Given, Option, Reply, Turn


def comment(*, label: Any, help_text: Any = None) -> blocks.TextBlock:
    """Return the field of what an editor may say about an answer."""
    return blocks.TextBlock(
        label=label, help_text=help_text, max_length=400, required=False, default=""
    )


class QuestionBlock(blocks.StructBlock):
    """A question, which can be answered any number of times, without a time limit."""

    # Which comments a kind asks for, below its own fields. Wagtail lays the fields out when a block
    # is made, so one that is taken away later leaves a screen that no longer opens.
    comments: ClassVar[tuple[str, ...]] = ("hint", "again", "why")

    text = blocks.TextBlock(label=_("Question"), max_length=400, default="")

    def __init__(self, **kwargs: Any) -> None:
        comments = {
            "hint": comment(
                # Translators: Heading above a sentence that helps to find the answer.
                label=_("Hint"),
                help_text=_("Members can open it before they answer."),
            ),
            "again": comment(
                label=_("Comment shown after a wrong answer"),
                help_text=_("Say what to look at again. Never only “wrong”."),
            ),
            "why": comment(label=_("Explanation shown after the right answer")),
        }
        super().__init__([(name, comments[name]) for name in self.comments], **kwargs)

    def sample(self) -> dict[str, Any]:
        """Return a sample for editors: a whole question, without its comments."""
        raise NotImplementedError

    def get_preview_value(self) -> Any:
        return self.normalize({**self.get_default(), **self.sample()})

    def faults(self, value: Any) -> dict[str, str]:
        """Return field → why a question with this value cannot be answered, as a sentence."""
        raise NotImplementedError

    def taking(self, found: Any) -> dict[str, Any] | None:
        """Return the parts of this kind for a question from elsewhere (`parts.foreign`); None when
        it is asked in another way."""
        return None

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return what a search may find: what is asked, and nothing that could tell the answer."""
        return [value.get("text", "")]

    def clean(self, value: Any) -> Any:
        """Refuse a question that cannot be answered, except in a draft."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if faults := self.faults(cleaned):
            errors = {name: ValidationError(fault) for name, fault in faults.items()}
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "help"
        group = ASK
        template = "blocks/question.html"
        # Learners answer on a separate page.
        is_apart = True


@dataclass(frozen=True)
class Asked:
    """A question without what its kind adds."""

    is_marked: ClassVar[bool] = True
    goes_on: ClassVar[bool] = False

    id: UUID
    text: str
    hint: str
    again: str
    why: str

    @classmethod
    def of_parts(cls, question_id: UUID, value: blocks.StructValue, **own: Any) -> Self:
        """Return the question that an editor wrote, with its `own` parts."""
        said = {name: value.get(name, "") for name in ("text", "hint", "again", "why")}
        return cls(id=question_id, **said, **own)

    def reply(self, given: Given | None) -> Reply | None:
        raise NotImplementedError

    def told(self, given: Given | None) -> list[str]:
        """Return what an answer says; nothing when it cannot be read."""
        reply = self.reply(given)
        return [line.text for line in reply.lines] if reply else []

    def asking(self, how: str, *lists: Iterable[Option]) -> Turn:
        """Return the turn in which a group answers by `how`, before the one with the answer."""
        return Turn(
            self.text,
            how=how,
            lists=tuple(map(tuple, lists)),
            hint=self.hint,
            button=gettext("Show the answer"),
            after=2,
        )

    def answering(self, *lists: Iterable[Option]) -> Turn:
        """Return the turn that shows a group the answer, and why."""
        return Turn(self.text, lists=tuple(map(tuple, lists)), why=self.why)

    def said_as(self, translation: Self, *, is_up_to_date: bool = True, **own: Any) -> Self:
        """Return this question in the words of `translation`, with its `own` parts.

        One that is not up to date has other right answers: its comments would mislead.
        """
        names = ("hint", "again", "why")
        said: Any = {name: getattr(translation, name) if is_up_to_date else "" for name in names}
        return replace(self, text=translation.text, **said, **own)


def id_of(part: blocks.BoundBlock, question_id: UUID, number: int) -> UUID:
    """Return the id of a numbered part of a list; one that no one saved yet has none of its own."""
    own = getattr(part, "id", None)
    return UUID(own) if own else uuid5(question_id, str(number))
