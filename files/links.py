"""The links of a PDF that stay: those to ordinary addresses, and those to its own pages, such as
from a table of contents.

They are read from the old document and made new, because a note may hold more than its link.
Numbers are those of ISO 32000-1: 12.3.2 destinations, 12.5.6.5 links.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Pdf

ADDRESSES = ("http://", "https://")
# How a page is shown once it is reached, and the most numbers that this takes.
VIEWS = {
    "/XYZ": 3,
    "/Fit": 0,
    "/FitH": 1,
    "/FitV": 1,
    "/FitR": 4,
    "/FitB": 0,
    "/FitBH": 1,
    "/FitBV": 1,
}


@dataclass(frozen=True)
class Link:
    """A link at `place` on its page: to an address, or to the page of this number, from 0, in the
    way of `view`."""

    place: list[float]
    address: str
    page: int
    view: list[Any]


def found_in(old: Pdf) -> list[list[Link]]:
    """Return the links of each page of `old`."""
    numbers = {page.obj.objgen: number for number, page in enumerate(old.pages)}
    named = _named(old)
    return [
        [
            link
            for note in page.obj.get("/Annots", Array())
            if isinstance(note, Dictionary) and note.get("/Subtype") == Name.Link
            for link in _link(note, numbers, named)
        ]
        for page in old.pages
    ]


def write(new: Pdf, links: list[list[Link]]) -> None:
    """Give the pages of `new` their links, and no other notes."""
    for page, own in zip(new.pages, links, strict=True):
        if own:
            page.obj.Annots = Array([new.make_indirect(_note(new, link)) for link in own])
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]


def _link(
    note: Dictionary, numbers: dict[tuple[int, int], int], named: dict[str, Any]
) -> Iterator[Link]:
    """Yield the link of `note`, if it stays."""
    action: Any = note.get("/A")
    kind = action.get("/S") if isinstance(action, Dictionary) else None
    if kind == Name.URI:
        address = str(action.get("/URI", ""))
        if address.lower().startswith(ADDRESSES):
            yield Link(_place(note), address, -1, [])
        return
    goal = action.get("/D") if kind == Name.GoTo else note.get("/Dest")
    if isinstance(goal, pikepdf.String | Name):
        goal = named.get(str(goal))
    if isinstance(goal, Dictionary):
        goal = goal.get("/D")
    if not isinstance(goal, Array) or len(goal) < 2 or not isinstance(goal[0], Dictionary):
        return
    number, view = numbers.get(goal[0].objgen), str(goal[1])
    if number is not None and view in VIEWS:
        rest = [_number(one) for one in list(goal)[2 : 2 + VIEWS[view]]]
        yield Link(_place(note), "", number, [Name(view), *rest])


def _place(note: Dictionary) -> list[float]:
    return [float(number) for number in note.Rect]


def _number(value: Any) -> Any:
    """Return a part of a view; None leaves it as it is."""
    return float(value) if isinstance(value, int | Decimal) else None


def _named(old: Pdf) -> dict[str, Any]:
    """Return name → destination."""
    named: dict[str, Any] = {}
    names = old.Root.get("/Names", Dictionary())
    if isinstance(names, Dictionary) and "/Dests" in names:
        named |= {str(name): goal for name, goal in NameTree(names.Dests).items()}
    older = old.Root.get("/Dests")
    if isinstance(older, Dictionary):
        named |= dict(older.items())
    return named


def _note(new: Pdf, link: Link) -> Dictionary:
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array(link.place), Border=Array([0, 0, 0])
    )
    if link.address:
        note.A = Dictionary(S=Name.URI, URI=pikepdf.String(link.address))
    else:
        note.Dest = Array([new.pages[link.page].obj, *link.view])
    return note
