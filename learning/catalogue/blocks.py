"""The blocks that only a lesson has: the question and the exercise.

A block's own id stays the same in every translation, so answers hang on it.
"""

from wagtail import blocks

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
from learning.questions.blocks import QuestionBlock


class LessonBody(blocks.StreamBlock):
    story = StoryBlock()
    idea = IdeaBlock()
    text = HeadedTextBlock()
    practice = PracticeBlock()
    picture = PictureBlock()
    audio = AudioBlock()
    download = DownloadBlock()
    question = QuestionBlock()
    exercise = ExerciseBlock()
