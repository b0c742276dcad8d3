"""The kinds of notices. Each app declares its own in its `notices`, in a list called `KINDS`.

To add a kind, add a `Kind` to that list and its French to the catalogue. It needs no migration, no
template and no change in `people`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise

from web.declarations import modules_called


@dataclass(frozen=True)
class Kind:
    """What a notice says and where it leads.

    * `name` is what the rows keep, so it never changes; no two kinds share one;
    * `page` is the name of the URL that the sentence links to, or `subject_page`, if that URL has
      the code of the notice's subject in it; with both, `page` is for notices without a subject;
      without a link both are empty;
    * `say` makes the sentence out of the notice's key, where it depends on that, such as on an hour
      in the reader's time zone; `sentence` is the same without it;
    * `is_for_safety`: shown before any other, and also to members who want no notices, because they
      could otherwise lose their account.
    """

    name: str
    sentence: Promise
    page: str = ""
    subject_page: str = ""
    say: Callable[[str], str] | None = None
    is_for_safety: bool = False

    def words(self, key: str) -> str:
        """Return what a notice with this key says, in the active language and time zone."""
        return self.say(key) if self.say else str(self.sentence)

    def address(self, subject: UUID | None) -> str:
        """Return where a notice about `subject` leads, in the active language, or nothing."""
        if self.subject_page and subject:
            return reverse(self.subject_page, args=[subject])
        return reverse(self.page) if self.page else ""


@cache
def declared() -> dict[str, Kind]:
    """Return the kinds of all apps by their names."""
    return {kind.name: kind for module in modules_called("notices") for kind in module.KINDS}


def choices() -> list[tuple[str, Promise]]:
    """Return each name with its sentence. Django calls this, so no migration contains the words."""
    return [(kind.name, kind.sentence) for kind in declared().values()]
