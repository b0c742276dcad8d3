"""Errors with which actions refuse, each with a sentence for the reader.

An action that raises one of these has changed nothing. A view shows `str(error)`, as a message or
in a form, in the language of the request. Where even a refusal would reveal too much, it answers
404. Any other exception is a fault of ours or of another machine, and is not shown.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The action was not done. `sentence` says why, and what to do next where there is something.

    A subclass has its own sentence, and a single error may have one too.
    """

    sentence: str | Promise = _("This cannot be done.")

    def __init__(self, sentence: str | Promise | None = None) -> None:
        super().__init__()
        if sentence is not None:
            self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refused):
    """This person may not do this, or not to this thing."""

    sentence = _("You are not allowed to do this.")


class CacheAway(Exception):
    """The cache (Redis) does not answer. Not a `Refused`: what only saves time goes on without it,
    and `web.away` answers 503 for the rest."""


class Closed(Refused):
    """The action is not possible now: it is closed, over or already decided."""

    sentence = _("This is closed now. Nothing was changed.")


class TooMany(Refused):
    """The limit is reached."""

    sentence = _("There are already as many as possible. Nothing was changed.")


class Gone(Refused):
    """What the action needs does not exist, or no longer."""

    sentence = _("This no longer exists. Nothing was changed.")
