"""The body of a lesson, and the field that holds it.

A block's id is the same in every translation, so answers and submissions refer to it.
"""

from collections.abc import Iterable
from typing import Any

from wagtail import blocks
from wagtail.fields import StreamField

from cms.blocks import (
    AudioBlock,
    DownloadBlock,
    HeadedTextBlock,
    IdeaBlock,
    PictureBlock,
    PracticeBlock,
    StoryBlock,
)
from learning.exercises.blocks import ExerciseBlock
from learning.questions.kinds.registry import KINDS


class LessonBody(blocks.StreamBlock):
    """The blocks of a lesson: those below, and one for each kind of question."""

    story = StoryBlock()
    idea = IdeaBlock()
    text = HeadedTextBlock()
    practice = PracticeBlock()
    picture = PictureBlock()
    audio = AudioBlock()
    download = DownloadBlock()
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
