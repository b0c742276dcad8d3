"""The question block of a lesson.

A block's own id stays the same in every translation, so answers hang on it.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=250)
    right = blocks.BooleanBlock(label=_("This is the right answer"), required=False)
    feedback = blocks.CharBlock(
        label=_("Comment shown when this answer is chosen"), max_length=400, required=False
    )

    class Meta:
        icon = "radio-empty"
        label = _("Answer")


class QuestionBlock(blocks.StructBlock):
    """A question with one right answer, answered as often as she likes, without a clock."""

    text = blocks.CharBlock(label=_("Question"), max_length=400)
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Answers"), min_num=2, max_num=6)
    why = blocks.CharBlock(
        label=_("Explanation shown after the right answer"), max_length=400, required=False
    )

    def clean(self, value: Any) -> Any:
        """Refuse a question without exactly one right answer; a draft may still be without."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if sum(bool(choice["right"]) for choice in cleaned["choices"]) != 1:
            raise StructBlockValidationError(
                block_errors={"choices": ValidationError(_("Mark exactly one answer as right."))}
            )
        return cleaned

    class Meta:
        icon = "help"
        label = _("Question")
        template = "blocks/question.html"
