"""The menu as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from web.menu.entries import Group, entries


@dataclass(frozen=True)
class Line:
    """What a page shows of a place or an entry. `current` is the value of `aria-current`; `waiting`
    counts what waits for the member there."""

    address: str
    label: Promise
    drawing: str = ""
    current: str = ""
    waiting: int = 0


# The name of the page, the name of its drawing and the label.
PLACES = (
    ("home", "home", _("Home")),
    ("learning:catalogue", "learn", _("Learn")),
    ("webinars:list", "meet", _("Meet")),
    ("mentorship:overview", "mentor", _("Mentoring")),
)


def menu(user: Any, path: str, waiting: Mapping[str, int]) -> SafeString:
    """Return the menu of `user` on the page at `path`.

    It marks the place and the entry that the page is or is below. `waiting` says, by the name of a
    page, how much waits for the member there.
    """
    opened = tuple(number for number, entry in enumerate(entries()) if entry.is_for(user))
    language = get_language() or ""
    places = _current(language, tuple(page for page, _drawing, _label in PLACES), path)
    inside = _current(language, tuple(entries()[number].page for number in opened), path)
    counts = tuple(sorted((page, count) for page, count in waiting.items() if count))
    return _drawn(language, opened, places, inside, counts)


def _current(language: str, pages: tuple[str, ...], path: str) -> tuple[str, str]:
    """Return which of `pages` the page at `path` is (`page`) or is below (`true`), the nearest
    one."""
    above = [page for page in pages if path.startswith(_address(language, page))]
    nearest = max(above, key=lambda page: len(_address(language, page)), default="")
    if not nearest:
        return "", ""
    return nearest, "page" if path == _address(language, nearest) else "true"


@cache
def _address(_language: str, page: str) -> str:
    return reverse(page)


@lru_cache(maxsize=256)
def _drawn(
    language: str,
    opened: tuple[int, ...],
    place: tuple[str, str],
    inside: tuple[str, str],
    counts: tuple[tuple[str, int], ...],
) -> SafeString:
    """Return the menu as HTML: for most members it has been drawn before."""
    waiting = dict(counts)
    marks = dict([place, inside])

    def line(page: str, label: Promise, drawing: str = "") -> Line:
        address = _address(language, page)
        return Line(address, label, drawing, marks.get(page, ""), waiting.get(page, 0))

    groups: dict[Group, list[Line]] = {}
    for entry in (entries()[number] for number in opened):
        groups.setdefault(entry.group, []).append(line(entry.page, entry.label))
    context = {
        "places": [line(page, label, drawing) for page, drawing, label in PLACES],
        "groups": [(group.value, lines) for group, lines in groups.items()],
    }
    return render_to_string("includes/menu.html", context)
