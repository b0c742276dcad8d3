"""Courses, lessons and guides in which a member finds the words that they look for.

The index of the site knows which pages have these words, not who may read them. What a member may
see, in which language, is what the catalogue says (`learning.catalogue.outline`) and the library
(`learning.library.queries`): a page that is no part of them is never found, nor counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from learning.catalogue import outline, prices
from learning.catalogue.outline import Course, Headings, Lesson, Shelf
from learning.catalogue.permissions import courses_visible_to
from learning.library.queries import COLUMNS, Guide, Row, best_for, guides_in
from learning.search import words
from people.models import User
from web.codes import encode

# How many are shown: a page of them weighs less than 12 kB.
MOST = 20


@dataclass(frozen=True)
class Wanted:
    """What someone looks for. What is empty or 0 narrows nothing: the code of a `subject`, a
    `language`, how many `minutes` it takes and how many bytes it weighs at most."""

    typed: str = ""
    subject: str = ""
    language: str = ""
    minutes: int = 0
    weight: int = 0

    @cached_property
    def asked(self) -> str:
        return words.asked_for(self.typed)


@dataclass(frozen=True)
class Catalogue:
    """What a member may see, in the language that they read."""

    user: User
    language: str
    courses: list[Course]
    heads: Headings
    shelves: list[Shelf]

    @property
    def languages(self) -> list[str]:
        """All languages in which there are courses, that of the reader first."""
        spoken = {code for course in self.courses for code in course.languages}
        return sorted(spoken, key=lambda code: (code != self.language, code))

    def of_subject(self, code: str) -> set[UUID]:
        """Return the keys of the courses of the subject with this code."""
        return {
            course.key
            for shelf in self.shelves
            if shelf.key and encode(shelf.key) == code
            for course in shelf.courses
        }


@dataclass(frozen=True)
class Found:
    """A lesson in which the words were found, or a course where `lesson` is None. They are in its
    title, or else in its text. `searched` is the language that was asked for, `read` the one of the
    page that shows it."""

    course: Course
    lesson: Lesson | None
    searched: str
    read: str
    is_in_title: bool = False
    weight: int = 0

    @property
    def part(self) -> Course | Lesson:
        return self.lesson or self.course

    @property
    def is_other(self) -> bool:
        return self.part.language != self.read

    @property
    def course_is_other(self) -> bool:
        return self.course.language != self.read

    @property
    def address(self) -> str:
        """Its page in the language that was asked for, where it has these words."""
        keys = [self.course.key, self.lesson.key] if self.lesson else [self.course.key]
        with translation.override(self.searched):
            return reverse("learning:lesson" if self.lesson else "learning:course", args=keys)


@dataclass(frozen=True)
class FoundGuide:
    """A guide of the library in which the words were found."""

    guide: Guide
    is_in_title: bool = False

    @property
    def part(self) -> Guide:
        return self.guide

    @property
    def weight(self) -> int:
        """0 where it is not known: on another site, or without its document."""
        return self.guide.size


@dataclass(frozen=True)
class Results:
    """What is shown of what was found, and how many were found in all."""

    shown: list[Found | FoundGuide]
    total: int

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.shown)


def pages_with(asked: str) -> set[int]:
    """Return the pages with all words of `asked` (`words.asked_for`), whether a member may see them
    or not. One query."""
    return set(_indexed(asked).values_list("pk", flat=True))


def _indexed(asked: str) -> QuerySet:
    found = Page.objects.all().autocomplete(asked, order_by_relevance=False)
    return found.get_queryset().order_by()


def catalogue_of(user: User, language: str) -> Catalogue:
    """Return what `user` may see in this language. Two queries."""
    courses = outline.courses(courses_visible_to(user), language)
    heads = outline.headings(language)
    return Catalogue(user, language, courses, heads, outline.on_shelves(courses, heads))


def find(wanted: Wanted, among: Catalogue) -> Results:
    """Return what fits, with the words in the title first, then in the order of the catalogue, and
    guides of the library at the end. At most three queries: the courses in another language, the
    index or the guides, weights that the cache does not hold.

    What is only there in another language is found too, by its own words. Where a language was
    asked for, only what is written in it.
    """
    having, guides = _having(wanted, among)
    found = list(_fitting(wanted, among))
    if wanted.typed:
        found = [
            replace(one, is_in_title=words.are_in(wanted.asked, one.part.title))
            for one in found
            if one.part.pk in having
        ]
    if wanted.weight:
        found = [one for one in _weighed(found) if one.weight <= wanted.weight]
    every: list[Found | FoundGuide] = [*found, *_fitting_guides(guides, wanted, among)]
    # A sort keeps the order of those that are equal.
    shown = sorted(every, key=lambda one: not one.is_in_title)[:MOST]
    if not wanted.weight:
        of_courses = _weighed([one for one in shown if isinstance(one, Found)])
        weighed = iter(of_courses)
        shown = [next(weighed) if isinstance(one, Found) else one for one in shown]
    return Results(shown, total=len(every))


def _having(wanted: Wanted, among: Catalogue) -> tuple[set[int], list[Row]]:
    """Return the pages with the words that are looked for, none where there is no word, and the
    guides that fit. One query."""
    if wanted.typed and not wanted.asked:
        return set(), []
    pages = _indexed(wanted.asked) if wanted.typed else Page.objects.filter(guidepage__isnull=False)
    is_mine = best_for(among.user, wanted.language or among.language)
    mine = Case(When(is_mine, then=Value(True)), default=Value(False))
    columns = pages.annotate(mine=mine, spoken=outline.SPOKEN).values_list("mine", *COLUMNS)
    having, rows = set(), []
    for is_guide, *row in columns:
        having.add(row[0])
        if is_guide:
            rows.append(Row._make(row))
    return having, rows


def _fitting_guides(rows: list[Row], wanted: Wanted, among: Catalogue) -> Iterator[FoundGuide]:
    """Yield each guide that fits. No one knows how long it takes to read it, nor what another site
    weighs: where one of these is asked for, it is left out."""
    if wanted.minutes:
        return
    rows.sort(key=lambda row: row.path)
    for one in guides_in(rows, among.heads, among.language):
        if wanted.language and one.language != wanted.language:
            continue
        if wanted.subject and not one.is_of(wanted.subject):
            continue
        if not wanted.weight or 0 < one.size <= wanted.weight:
            is_in_title = bool(wanted.asked) and words.are_in(wanted.asked, one.title)
            yield FoundGuide(one, is_in_title)


def _fitting(wanted: Wanted, among: Catalogue) -> Iterator[Found]:
    """Yield each course and its lessons that fit all but words and weight."""
    language = wanted.language or among.language
    courses = among.courses
    if language != among.language:
        courses = outline.courses(courses_visible_to(among.user), language)
    subject = among.of_subject(wanted.subject)
    for course in courses:
        if wanted.subject and course.key not in subject:
            continue
        for lesson in (None, *course.lessons):
            part = lesson or course
            if wanted.language and part.language != wanted.language:
                continue
            if not wanted.minutes or part.minutes <= wanted.minutes:
                yield Found(course, lesson, searched=language, read=among.language)


def _weighed(found: list[Found]) -> list[Found]:
    """Return the same with their weights. One query for all that the cache does not hold."""
    costs = prices.of_all({one.course.key: one.course for one in found}.values())
    return [
        replace(
            one,
            weight=costs[one.course.key].lessons.get(one.lesson.key, 0)
            if one.lesson
            else costs[one.course.key].weight,
        )
        for one in found
    ]
