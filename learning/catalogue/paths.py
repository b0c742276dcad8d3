"""Paths: courses one after the other, such as for those who take on a role.

Which courses they are is what the source of a path says, in whatever language it is read.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from learning.catalogue.before import keys_in
from learning.catalogue.outline import SPOKEN, Course, rank
from learning.models import PathPage
from web.reading.languages import Spoken


@dataclass(frozen=True, kw_only=True)
class Path(Spoken):
    """A path with those of its courses that its reader may see."""

    title: str
    summary: str
    language: str
    is_fallback: bool
    courses: list[Course]


class _Row(NamedTuple):
    pk: int
    key: UUID
    language: str
    title: str
    summary: str
    raw: str
    live: bool
    is_taken_down: bool


def through(courses: Iterable[Course], language: str) -> list[Path]:
    """Return the paths through `courses` in the order of the tree. One query.

    One without any of them, and one that was taken down in this language, is left out.
    """
    by_key = {one.key: one for one in courses}
    versions: dict[UUID, list[_Row]] = defaultdict(list)
    for row in _rows():
        versions[row.key].append(row)
    found = []
    for rows in versions.values():
        live = [row for row in rows if row.live]
        gone = any(row.is_taken_down and row.language == language for row in rows)
        if gone or not live:
            continue
        source = min(live, key=lambda row: row.pk)
        shown = min(live, key=lambda row: rank(row.language, language))
        # Each course once.
        keys = dict.fromkeys(keys_in(source.raw))
        if named := [by_key[key] for key in keys if key in by_key]:
            found.append(
                Path(
                    title=shown.title,
                    summary=shown.summary,
                    language=shown.language,
                    is_fallback=shown.language != language,
                    courses=named,
                )
            )
    return found


def _rows() -> list[_Row]:
    pages = PathPage.objects.annotate(spoken=SPOKEN, raw=Cast("steps", TextField()))
    columns = ("pk", "translation_key", "spoken", "title", "summary", "raw", "live")
    rows = pages.order_by("path").values_list(*columns, "first_published_at")
    return [_Row._make((*row, not row[-1] and published is not None)) for *row, published in rows]
