"""Questions from elsewhere, as plain data: what a kind may take over from another site."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from learning.questions.kinds.parts.choices import UNWRITTEN


class Shape(Enum):
    """How a question is answered."""

    ONE = "one"
    SEVERAL = "several"
    TRUTH = "truth"
    NUMBER = "number"
    WORDS = "words"
    PAIRS = "pairs"
    FREE = "free"


@dataclass(frozen=True)
class Offered:
    """An answer that is offered, or expected. A true statement has the text “true”."""

    text: str
    is_right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Foreign:
    """A question from elsewhere. `why` explains it; `again` is said to a wrong answer."""

    shape: Shape
    text: str
    offered: tuple[Offered, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    number: Decimal = Decimal(0)
    tolerance: Decimal = Decimal(0)
    why: str = ""
    again: str = ""

    def choices(self) -> list[dict[str, object]]:
        """Return what is offered as an editor would have written it."""
        return [
            UNWRITTEN | {"text": one.text, "right": one.is_right, "feedback": one.feedback}
            for one in self.offered
        ]
