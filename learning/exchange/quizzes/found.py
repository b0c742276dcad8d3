"""What a file of questions holds: those that can be read, and why the others cannot."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from learning.questions.kinds.parts.foreign import Foreign
from web.errors import NotAllowed


class Unreadable(NotAllowed):
    """A file of which nothing can be read."""

    sentence = _("This file has no questions in it.")


class Unfit(NotAllowed):
    """A question that has no place here."""

    sentence = _("Its text cannot be read.")


@dataclass(frozen=True)
class Found:
    """A question of a file. `name` is how its file names it, or how it begins. It has a `question`,
    or else a `reason` why it cannot be taken."""

    name: str
    question: Foreign | None = None
    reason: str = ""
