"""What a lesson has for those who teach it to a group, or read little: one sheet each."""

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import TEXT, paragraph
from cms.pages.lists import ListBlock


class InShortBlock(blocks.RichTextBlock):
    """The lesson once more, for people who read little: its plain twin."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("At most 120 words, in short sentences. Nothing new."))
        super().__init__(features=["bold", "ul", "ol"], **kwargs)

    class Meta:
        icon = "minus"
        group = TEXT
        # Translators: The lesson on one screen, in plain words.
        label = pgettext_lazy("block of a lesson", "In short")
        description = _("The lesson on one screen, for people who read little. It can be printed.")
        template = "blocks/in_short.html"
        # Learners get it on a separate page, which is one screen.
        is_apart = True
        aim = 120

    def get_preview_value(self) -> Any:
        return self.normalize(
            paragraph(gettext("Write each payment down the same day. Two people count the money."))
        )


class FacilitatorSheetBlock(blocks.StructBlock):
    """How someone leads a group through the lesson, without a screen."""

    aim = blocks.CharBlock(
        label=_("Aim"),
        help_text=_("What the group can do afterwards."),
        max_length=200,
        default="",
    )
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=600, default=60)
    materials = blocks.CharBlock(
        label=_("What the group needs"), max_length=200, required=False, default=""
    )
    steps = ListBlock(
        blocks.TextBlock(label=_("Step"), max_length=400, rows=2),
        label=_("Steps"),
        help_text=_("One thing at a time, each with its minutes."),
        min_num=2,
        max_num=10,
        default=["", "", ""],
    )
    may_come_up = ListBlock(
        blocks.TextBlock(label=_("What people may say or feel, and what helps"), max_length=300),
        label=_("What may come up"),
        max_num=6,
        default=[""],
    )
    close = blocks.TextBlock(
        label=_("How to close"), max_length=300, rows=2, required=False, default=""
    )

    class Meta:
        icon = "group"
        group = TEXT
        label = _("Facilitator’s sheet")
        description = _("How someone leads a group through the lesson, on one sheet to print.")
        template = "blocks/facilitator_sheet.html"
        # Those who teach get it on a separate page.
        is_apart = True

    def get_preview_value(self) -> Any:
        return self.normalize(
            {
                "aim": gettext("The group can write a line of a cash book."),
                "minutes": 45,
                "materials": gettext("Paper, a pen, 40 beans"),
                "steps": [
                    gettext("Tell the story of the lesson. 10 minutes."),
                    gettext("Write 3 lines together. 25 minutes."),
                ],
                "may_come_up": [
                    gettext("Some say that trust is enough. A book protects that trust.")
                ],
                "close": gettext("Ask who writes the book this month."),
            }
        )
