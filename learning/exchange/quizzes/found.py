"""What a file of questions holds: those that can be read, and why the others cannot."""

from dataclasses import dataclass

from learning.questions.kinds.parts.foreign import Foreign


class Unreadable(Exception):
    """A file of which nothing can be read; its text is a sentence for people."""


class Unfit(Exception):
    """A question that has no place here; its text is a sentence for people."""


@dataclass(frozen=True)
class Found:
    """A question of a file. `name` is how its file names it, or how it begins. It has a `question`,
    or else a `reason` why it cannot be taken."""

    name: str
    question: Foreign | None = None
    reason: str = ""
