"""What pages show of common questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, When
from wagtail.models import Page as WagtailPage

from learning.models import CommonQuestion

# Few, because the page has a form as well, and weighs what they weigh.
PAGE = 5


def of_lesson(lesson_key: UUID, *, language: str, number: str | None) -> Page:
    """Return a page of those that are published, in the reader's language first. Two queries."""
    found = CommonQuestion.objects.published().filter(lesson_key=lesson_key)
    other = Case(When(language=language, then=0), default=1)
    return Paginator(found.order_by(other, "-published_on", "-pk"), PAGE).get_page(number)


@dataclass(frozen=True)
class Line:
    """One, with the title of its lesson."""

    one: CommonQuestion
    lesson: str


def lines_of(found: Iterable[CommonQuestion]) -> list[Line]:
    """Return these with the titles of their lessons in the language of each, if possible. One
    query."""
    rows = list(found)
    pages = WagtailPage.objects.filter(translation_key__in={one.lesson_key for one in rows})
    titles: dict[tuple[UUID, str], str] = {}
    for key, language, title in pages.order_by("-pk").values_list(
        "translation_key", "locale__language_code", "title"
    ):
        titles[key, language] = title
        titles[key, ""] = title
    return [
        Line(
            one, titles.get((one.lesson_key, one.language)) or titles.get((one.lesson_key, ""), "")
        )
        for one in rows
    ]
