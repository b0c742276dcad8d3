"""The exercise block of a lesson.

A block's own id stays the same in every translation, so submissions hang on it.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import PLAIN_TEXT


class ExerciseBlock(blocks.StructBlock):
    """A piece of work that a mentor reads, against four lines and never a mark."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    brief = blocks.RichTextBlock(label=_("What to do"), features=PLAIN_TEXT)
    reminder = blocks.CharBlock(label=_("What not to write"), max_length=400, required=False)
    rubric = blocks.ListBlock(
        # Translators: One of up to six points that mentors look for when they read an exercise.
        blocks.CharBlock(label=_("Point to look for"), max_length=250),
        label=_("What mentors look for"),
        max_num=6,
    )

    class Meta:
        icon = "edit"
        label = _("Exercise")
        template = "blocks/exercise.html"
        # Learners work on a page of its own.
        is_apart = True
