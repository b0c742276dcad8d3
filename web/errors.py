"""How an action says no, with the sentence that a person reads.

An action that raises one of these has changed nothing. A view shows `str(error)`, as a message or
in a form, in the language of the request; where even a no would say too much, it answers 404.
Whatever else is raised is a fault of ours or of another machine, and no one's answer.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The action was not done. `sentence` says why, and what to do next where there is something.

    A subclass has a sentence of its own, and so may a single error.
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


class Closed(Refused):
    """It could be done earlier, or later: now it is closed, over or already decided."""

    sentence = _("This is closed now. Nothing was changed.")


class TooMany(Refused):
    """There are as many as there may be."""

    sentence = _("There are already as many as possible. Nothing was changed.")


class Gone(Refused):
    """What it needs is not there, or no longer."""

    sentence = _("This no longer exists. Nothing was changed.")
