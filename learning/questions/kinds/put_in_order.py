"""Steps that members put in order.

Stored as `{"kind": "put_in_order", "v": 1, "order": [<id>, …]}`, the first step first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.pages.lists import ListBlock
from learning.questions.kinds.parts.aloud import lettered, numbered
from learning.questions.kinds.parts.asked import Asked, QuestionBlock
from learning.questions.kinds.parts.lines import (
    Item,
    LinesForm,
    has_twins,
    in_words,
    items_of,
    shuffled,
)
from learning.questions.kinds.protocol import Given, Line, Reply, Turn


class PutInOrderBlock(QuestionBlock):
    steps = ListBlock(
        blocks.CharBlock(label=_("Step"), max_length=250, default=""),
        label=_("Steps in the right order"),
        help_text=_("Members get them in another order."),
        min_num=3,
        max_num=8,
        default=[""] * 3,
    )

    def sample(self) -> dict[str, Any]:
        steps = [
            gettext("Two people count the money"),
            gettext("One of them writes it into the cash book"),
            gettext("Both sign the line"),
        ]
        return {"text": gettext("What comes first?"), "steps": steps}

    def faults(self, value: Any) -> dict[str, str]:
        if has_twins(value["steps"]):
            return {"steps": gettext("Two steps are the same: no one can tell which comes first.")}
        return {}

    class Meta:
        icon = "list-ol"
        label = _("Put in order")
        description = _("Members give each step its place.")


class PutInOrderForm(LinesForm):
    question: "PutInOrder"
    needed = _("Choose the place of this step.")

    def clean(self) -> None:
        super().clean()
        taken: set[str] = set()
        for name in self.fields:
            place = self.cleaned_data.get(name)
            if place in taken:
                told = gettext("Place %(place)s is taken by another step. Choose a free one.")
                self.add_error(name, told % {"place": place})
            elif place:
                taken.add(place)

    @property
    def given(self) -> Given:
        steps = self.question.steps
        return self.question.ordering(
            sorted(steps, key=lambda step: int(self.cleaned_data[step.code]))
        )


@dataclass(frozen=True)
class PutInOrder(Asked):
    kind: ClassVar[str] = "put_in_order"
    block: ClassVar[type[QuestionBlock]] = PutInOrderBlock

    steps: tuple[Item, ...]

    @classmethod
    def of_block(cls, question_id: UUID, value: blocks.StructValue) -> Self:
        return cls.of_parts(question_id, value, steps=items_of(question_id, value["steps"]))

    def in_words_of(self, translation: Any) -> Self | None:
        if not isinstance(translation, type(self)):
            return None
        steps = in_words(self.steps, translation.steps)
        if steps is None:
            return None
        return self.said_as(translation, is_up_to_date=steps == translation.steps, steps=steps)

    def form(self, data: QueryDict | None, kept: Given | None) -> PutInOrderForm:
        places = [str(place) for place in range(1, len(self.steps) + 1)]
        order = self._order(kept) or ()
        return PutInOrderForm(
            data,
            question=self,
            items=shuffled(self.steps),
            options=[(place, place) for place in places],
            kept={step.code: place for step, place in zip(order, places, strict=False)},
        )

    def reply(self, given: Given | None) -> Reply | None:
        order = self._order(given)
        if order is None:
            return None
        found = sum(one == other for one, other in zip(order, self.steps, strict=True))
        told = ngettext(
            "%(found)d of %(total)d steps is in its place.",
            "%(found)d of %(total)d steps are in their places.",
            found,
        )
        return Reply(
            is_right=order == self.steps,
            lines=tuple(Line(f"{place}. {step.text}", "") for place, step in enumerate(order, 1)),
            summary=told % {"found": found, "total": len(order)},
        )

    def aloud(self) -> tuple[Turn, ...]:
        how = gettext("Which one comes first? Say them in their order, until you agree.")
        mixed = shuffled(self.steps)
        asked = lettered(step.text for step in mixed)
        signs = {step: option.sign for step, option in zip(mixed, asked, strict=True)}
        order = numbered(f"{signs[step]} — {step.text}" for step in self.steps)
        return self.asking(how, asked), self.answering(order)

    @property
    def right_answer(self) -> Given:
        return self.ordering(self.steps)

    def ordering(self, steps: Sequence[Item]) -> Given:
        """Return the answer with the steps in this order, as it is stored."""
        return {"kind": self.kind, "v": 1, "order": [str(step.id) for step in steps]}

    def _order(self, given: Given | None) -> tuple[Item, ...] | None:
        """Return the steps in the order of an answer; None when they are not those of today."""
        match given:
            case {"kind": self.kind, "v": 1, "order": [*ids]}:
                steps = {str(step.id): step for step in self.steps}
                if sorted(map(str, ids)) == sorted(steps):
                    return tuple(steps[str(one)] for one in ids)
        return None
