"""Bringing the index up to date.

Wagtail does it for each page that is saved. What was saved before a release, or by another one, is
not in the index, or not as the search of this one asks for it.
"""

from collections.abc import Iterator

from wagtail.search.backends import get_search_backend

from learning.models import CoursePage, GuidePage, LessonPage
from learning.search import words
from learning.search.queries import pages_with

# Each batch is written by itself, so that on SQLite others write between two of them.
BATCH = 50


def index_missing() -> int:
    """Put courses, lessons and guides into the index that it has not, or has by older rules; return
    how many. Four queries when there are none."""
    known = pages_with(words.RULES)
    count = 0
    for model, missing in _missing(known):
        pages = list(model.objects.filter(pk__in=missing))
        get_search_backend().add_bulk(model, pages)
        count += len(pages)
    return count


def _missing(
    known: set[int],
) -> Iterator[tuple[type[CoursePage | LessonPage | GuidePage], list[int]]]:
    """Yield the pages that are not among `known`, a few of one kind at a time."""
    for model in (CoursePage, LessonPage, GuidePage):
        every = model.objects.order_by("pk").values_list("pk", flat=True)
        missing = [pk for pk in every if pk not in known]
        for start in range(0, len(missing), BATCH):
            yield model, missing[start : start + BATCH]
