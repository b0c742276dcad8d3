"""The exercise block of a lesson.

A block's id is the same in every translation, so submissions refer to it.
"""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import ASK, PLAIN_TEXT, paragraph


class ExerciseBlock(blocks.StructBlock):
    """A piece of work that someone reviews with a few points to look for, without a mark."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, default="")
    brief = blocks.RichTextBlock(label=_("What to do"), features=PLAIN_TEXT)
    reminder = blocks.CharBlock(
        label=_("What not to write"),
        help_text=_("Such as names, addresses or stories of real people."),
        max_length=400,
        required=False,
        default="",
    )
    rubric = blocks.ListBlock(
        # Translators: One of up to six points that reviewers look for when they read an exercise.
        blocks.CharBlock(label=_("Point to look for"), max_length=250, default=""),
        label=_("What reviewers look for"),
        help_text=_("Members see these points, too."),
        max_num=6,
    )
    worked_answer = blocks.RichTextBlock(
        label=_("A worked answer"),
        help_text=_("Only reviewers see it, beside the work. It is one good answer among others."),
        features=PLAIN_TEXT,
        required=False,
        # A search that found it would tell it.
        search_index=False,
    )

    def get_preview_value(self) -> Any:
        return self.normalize(
            {
                "heading": gettext("A budget for 3 months"),
                "brief": paragraph(gettext("Write what comes in and what goes out.")),
                "reminder": gettext("Do not write real names."),
                "rubric": [gettext("Everything is counted.")],
                "worked_answer": "",
            }
        )

    class Meta:
        icon = "edit"
        group = ASK
        label = _("Exercise")
        description = _("A piece of work that members write and someone comments on.")
        template = "blocks/exercise.html"
        # Learners work on a separate page.
        is_apart = True
