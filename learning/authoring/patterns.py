"""What a new lesson may start from: blocks in a proven order, still empty."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learning.models import LessonPage
from learning.questions.kinds.registry import KINDS

# The two simplest kinds.
QUESTION, ANOTHER = KINDS[0].kind, KINDS[1].kind


@dataclass(frozen=True)
class Pattern:
    """`name` is in the form that chooses it, `blocks` are the kinds of its blocks."""

    name: str
    label: Any
    description: Any
    blocks: tuple[str, ...]

    def body(self) -> list[tuple[str, Any]]:
        """Return the body of a new lesson."""
        kinds = LessonPage._meta.get_field("body").stream_block.child_blocks
        return [(kind, kinds[kind].get_default()) for kind in self.blocks]


PATTERNS = (
    Pattern(
        "story",
        pgettext_lazy("pattern of a lesson", "Story, idea, questions"),
        _("A short story raises a question, one idea answers it, and 2 kinds of question test it."),
        ("story", "idea", QUESTION, ANOTHER),
    ),
    Pattern(
        "group",
        pgettext_lazy("pattern of a lesson", "Practice with a group"),
        _("One idea, something to try together away from the screen, and work for review."),
        ("idea", "practice", QUESTION, "exercise"),
    ),
    Pattern(
        "empty",
        pgettext_lazy("pattern of a lesson", "Empty"),
        _("No block yet: you choose each one."),
        (),
    ),
)
