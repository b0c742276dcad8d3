"""Things that members sort into two or three boxes.

Stored as `{"kind": "sort_into_boxes", "v": 1, "boxes": {<id of a thing>: <id of a box>, …}}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import UNCHOSEN
from cms.pages.lists import ListBlock
from learning.questions.kinds.parts.aloud import lettered, numbered
from learning.questions.kinds.parts.asked import Asked, QuestionBlock, comment, id_of
from learning.questions.kinds.parts.lines import (
    Item,
    LinesForm,
    has_twins,
    in_words,
    items_of,
    shuffled,
)
from learning.questions.kinds.protocol import Given, Line, Reply, Turn

BOXES = (
    ("1", pgettext_lazy("box", "the first")),
    ("2", pgettext_lazy("box", "the second")),
    ("3", pgettext_lazy("box", "the third")),
)


class ThingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("What is sorted"), max_length=150, default="")
    box = blocks.ChoiceBlock(label=_("Its box"), choices=(UNCHOSEN, *BOXES))
    feedback = comment(label=_("Comment shown when another box is chosen"))

    class Meta:
        icon = "radio-empty"
        label = _("Thing to sort")


UNWRITTEN = {"text": "", "box": "", "feedback": ""}


class SortIntoBoxesBlock(QuestionBlock):
    boxes = ListBlock(
        blocks.CharBlock(label=_("Box"), max_length=60, default=""),
        label=_("Boxes"),
        min_num=2,
        max_num=len(BOXES),
        default=[""] * 2,
    )
    things = ListBlock(
        ThingBlock(),
        label=_("Things to sort"),
        help_text=_("Members get them in another order."),
        min_num=3,
        max_num=8,
        default=[UNWRITTEN] * 4,
    )

    def sample(self) -> dict[str, Any]:
        things = [
            (gettext("Rent of the office"), "1"),
            (gettext("Posters for one event"), "2"),
            (gettext("The phone of the group"), "1"),
        ]
        return {
            "text": gettext("Which costs come each month?"),
            "boxes": [gettext("Each month"), gettext("Now and then")],
            "things": [UNWRITTEN | {"text": text, "box": box} for text, box in things],
        }

    def faults(self, value: Any) -> dict[str, str]:
        faults = {}
        used = {int(thing["box"]) for thing in value["things"]}
        if has_twins(value["boxes"]):
            faults["boxes"] = gettext("Two boxes have the same name.")
        elif max(used) > len(value["boxes"]):
            faults["things"] = gettext("One of these belongs into a third box, but there are 2.")
        elif len(used) < len(value["boxes"]):
            faults["boxes"] = gettext("Nothing belongs into one of these boxes.")
        if has_twins(thing["text"] for thing in value["things"]):
            faults["things"] = gettext("Two of these are the same: write each one once.")
        return faults

    class Meta:
        icon = "folder-open-1"
        label = _("Sort into boxes")
        description = _("Members sort a few things into 2 or 3 boxes.")


@dataclass(frozen=True)
class Thing(Item):
    box: UUID | None
    feedback: str


class SortIntoBoxesForm(LinesForm):
    question: "SortIntoBoxes"
    needed = _("Choose a box for this line.")
    widget = forms.RadioSelect

    @property
    def given(self) -> Given:
        boxes = {box.code: box.id for box in self.question.boxes}
        things = self.question.things
        return self.question.sorting(
            {thing.id: boxes[self.cleaned_data[thing.code]] for thing in things}
        )


@dataclass(frozen=True)
class SortIntoBoxes(Asked):
    kind: ClassVar[str] = "sort_into_boxes"
    block: ClassVar[type[QuestionBlock]] = SortIntoBoxesBlock

    boxes: tuple[Item, ...]
    things: tuple[Thing, ...]

    @classmethod
    def of_block(cls, question_id: UUID, value: blocks.StructValue) -> Self:
        boxes = items_of(question_id, value["boxes"])
        # A draft may say nothing yet, or name a box that is not there.
        by_number = {str(number): box.id for number, box in enumerate(boxes, 1)}
        things = tuple(
            Thing(
                # Apart from the ids of boxes that are not saved yet either.
                id=id_of(child, question_id, len(boxes) + number),
                text=child.value["text"],
                box=by_number.get(child.value["box"]),
                feedback=child.value["feedback"],
            )
            for number, child in enumerate(value["things"].bound_blocks)
        )
        return cls.of_parts(question_id, value, boxes=boxes, things=things)

    def in_words_of(self, translation: Any) -> Self | None:
        if not isinstance(translation, type(self)):
            return None
        boxes = in_words(self.boxes, translation.boxes)
        words = in_words(self.things, translation.things)
        if boxes is None or words is None:
            return None
        pairs = list(zip(words, self.things, strict=True))
        things = tuple(
            said if said.box == own.box else replace(said, box=own.box, feedback="")
            for said, own in pairs
        )
        is_up_to_date = all(said.box == own.box for said, own in pairs)
        return self.said_as(translation, is_up_to_date=is_up_to_date, boxes=boxes, things=things)

    def form(self, data: QueryDict | None, kept: Given | None) -> SortIntoBoxesForm:
        chosen = self._chosen(kept) or {}
        return SortIntoBoxesForm(
            data,
            question=self,
            items=shuffled(self.things),
            options=[(box.code, box.text) for box in self.boxes],
            kept={thing.code: box.code for thing, box in chosen.items()},
        )

    def reply(self, given: Given | None) -> Reply | None:
        chosen = self._chosen(given)
        if chosen is None:
            return None
        found = sum(thing.box == box.id for thing, box in chosen.items())
        told = ngettext(
            "%(found)d of %(total)d is in its box.",
            "%(found)d of %(total)d are in their boxes.",
            found,
        )
        lines = tuple(
            Line(f"{thing.text} — {box.text}", "" if thing.box == box.id else thing.feedback)
            for thing, box in chosen.items()
        )
        summary = told % {"found": found, "total": len(chosen)}
        return Reply(is_right=found == len(chosen), lines=lines, summary=summary)

    def aloud(self) -> tuple[Turn, ...]:
        how = gettext("For each number, raise your hand for one of the boxes below.")
        boxes = lettered(box.text for box in self.boxes)
        names = {
            box.id: f"{option.sign}. {box.text}"
            for box, option in zip(self.boxes, boxes, strict=True)
        }
        mixed = shuffled(self.things)
        things = numbered(thing.text for thing in mixed)
        answers = (
            replace(
                option,
                text=f"{thing.text} — {names[thing.box] if thing.box else ''}",
                feedback=thing.feedback,
            )
            for option, thing in zip(things, mixed, strict=True)
        )
        return self.asking(how, things, boxes), self.answering(answers)

    @property
    def right_answer(self) -> Given:
        return self.sorting({thing.id: thing.box for thing in self.things if thing.box})

    def sorting(self, boxes: Mapping[UUID, UUID]) -> Given:
        """Return the answer with each thing in this box, as it is stored."""
        said = {str(thing): str(box) for thing, box in boxes.items()}
        return {"kind": self.kind, "v": 1, "boxes": said}

    def _chosen(self, given: Given | None) -> dict[Thing, Item] | None:
        """Return thing → box of an answer; None when it has other things or boxes than today's."""
        boxes = {str(box.id): box for box in self.boxes}
        match given:
            case {"kind": self.kind, "v": 1, "boxes": {**said}}:
                chosen = {thing: boxes.get(str(said.get(str(thing.id)))) for thing in self.things}
                if len(said) == len(chosen) and None not in chosen.values():
                    return chosen  # type: ignore[return-value]
        return None
