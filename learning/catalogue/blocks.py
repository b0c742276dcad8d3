"""The body of a lesson, and the field that holds it.

A block's id is the same in every translation, so answers and submissions refer to it. A copy of a
lesson is another lesson: `with_own_ids` gives its blocks ids of their own.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from cms.blocks import (
    AudioBlock,
    ChecklistBlock,
    DownloadBlock,
    GlossaryBlock,
    HeadedTextBlock,
    IdeaBlock,
    PictureBlock,
    PracticeBlock,
    StoryBlock,
    WorkedExampleBlock,
)
from cms.tables import TableBlock
from learning.catalogue.laws import LawBlock
from learning.exercises.blocks import ExerciseBlock
from learning.questions.kinds.registry import KINDS
from learning.teaching.blocks import FacilitatorSheetBlock, InShortBlock


class LessonBody(blocks.StreamBlock):
    """The blocks of a lesson: those below, and one for each kind of question."""

    story = StoryBlock()
    idea = IdeaBlock()
    text = HeadedTextBlock()
    practice = PracticeBlock()
    worked_example = WorkedExampleBlock()
    checklist = ChecklistBlock()
    glossary = GlossaryBlock()
    table = TableBlock()
    law = LawBlock()
    picture = PictureBlock()
    audio = AudioBlock()
    download = DownloadBlock()
    in_short = InShortBlock()
    facilitator_sheet = FacilitatorSheetBlock()
    exercise = ExerciseBlock()

    def __init__(
        self, local_blocks: Iterable[tuple[str, blocks.Block]] = (), **kwargs: Any
    ) -> None:
        questions = [(kind.kind, kind.block()) for kind in KINDS]
        super().__init__([*questions, *local_blocks], **kwargs)


class LessonBodyField(StreamField):
    """A lesson's body. Its migrations do not list the blocks, so a new block needs no migration;
    the column is JSON in any case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LessonBody, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _blocks, kwargs = super().deconstruct()
        del kwargs["block_lookup"]
        return name, path, [], kwargs


def with_own_ids(body: StreamValue, key: UUID) -> StreamValue:
    """Return a copied `body` with the ids of the lesson of this translation key: of questions,
    exercises and everything in them.

    The same body and key always give the same ids, so a draft of the copy, each update of an alias,
    and copies in several languages that share a key agree.
    """
    return body.stream_block.to_python(_renewed(body.get_prep_value(), key))


def _renewed(value: Any, key: UUID) -> Any:
    match value:
        case {"type": str(), "id": str(own)}:
            parts = {name: _renewed(inner, key) for name, inner in value.items()}
            return {**parts, "id": str(uuid5(key, own))}
        case dict():
            return {name: _renewed(inner, key) for name, inner in value.items()}
        case list():
            return [_renewed(inner, key) for inner in value]
    return value
