"""The entries of the menu, which the apps declare, and the numbers beside them.

Each app has its `ENTRIES` in a module called `menu`. An app that knows what waits for a member has
`count_waiting(user)` there too: how much waits at each page, by the page's name.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from web.declarations import modules_called


class Group(Enum):
    """The groups of entries, in their order, with their headings."""

    # Translators: Heading in the menu, above what coordinators of a region or a network do.
    COORDINATION = _("Coordination")
    # Translators: Heading in the menu, above the concerns that safety officers answer.
    SAFETY = _("Safety")
    # Translators: Heading in the menu, above the studio, where courses are written.
    COURSES = _("Courses")
    SITE = _("The whole site")
    # Translators: Heading in the menu, above a member's own settings and help.
    ME = _("For me")


@dataclass(frozen=True)
class Entry:
    """One line of the menu: `label` leads to the URL named `page`.

    `is_for` gets the member of the request, with their roles; it asks the database nothing, because
    every page has the menu.
    """

    group: Group
    page: str
    label: Promise
    is_for: Callable[[Any], bool] = lambda user: True


@cache
def entries() -> tuple[Entry, ...]:
    """Return the entries that the apps declare, in the order of their groups."""
    declared = [entry for module in modules_called("menu") for entry in module.ENTRIES]
    order = list(Group)
    return tuple(sorted(declared, key=lambda entry: order.index(entry.group)))


def count_waiting(user: Any) -> dict[str, int]:
    """Return how much waits for `user` at each page that the apps count, by the page's name."""
    counted: Counter[str] = Counter()
    for module in modules_called("menu"):
        counted.update(getattr(module, "count_waiting", _nothing)(user))
    return dict(counted)


def _nothing(_user: Any) -> dict[str, int]:
    return {}
