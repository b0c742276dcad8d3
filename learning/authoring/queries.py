"""All courses in all languages, as people in the studio see them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy

from cms.pages import plans
from cms.pages.addresses import shown_in
from cms.translations.queries import State, all_made, states_of
from learning.catalogue.outline import in_order
from learning.models import CoursePage, LessonPage, SubjectPage
from web.codes import encode

# Of someone who may do one of these to a page it is theirs to work on.
ANY_RIGHT = ["add", "change", "publish"]


@dataclass(frozen=True)
class Version:
    """A course or a lesson in one language. `state` says where its translation stands; None for a
    source. `goes_live_at` is the hour that is planned for its last version."""

    page: Page
    may_edit: bool
    state: State | None
    goes_live_at: datetime | None

    @property
    def is_as_published(self) -> bool:
        return bool(self.page.live and not self.page.has_unpublished_changes)

    @property
    def is_behind(self) -> bool:
        return bool(self.state and self.state.is_behind)

    @property
    def missing(self) -> int:
        return self.state.missing if self.state else 0

    @property
    def has_work(self) -> bool:
        return bool(self.state)


@dataclass(frozen=True)
class Cell:
    """A course with its lessons, or a lesson, in one language; `address` is where readers have it.

    Where it is not translated there is no `own`; `starts_from` is then the page to translate, for
    someone who may start that.
    """

    locale: Locale
    own: Version | None
    lessons: tuple[Version, ...]
    starts_from: Page | None
    address: str = ""

    @property
    def versions(self) -> tuple[Version, ...]:
        return (self.own, *self.lessons) if self.own else self.lessons

    @property
    def live_lessons(self) -> int:
        return sum(one.page.live for one in self.lessons)

    @property
    def is_behind(self) -> bool:
        return any(one.is_behind for one in self.versions)

    @property
    def missing(self) -> int:
        return sum(one.missing for one in self.versions)

    @cached_property
    def to_translate(self) -> Page | None:
        """The first page with something to translate, for someone who may."""
        return next((one.page for one in self.versions if one.has_work and one.may_edit), None)

    @cached_property
    def to_edit(self) -> Page | None:
        """The first page that is not published as it is, else the course or lesson itself; for
        someone who may edit it."""
        mine = [one for one in self.versions if one.may_edit]
        return next((one.page for one in mine if not one.is_as_published), None) or next(
            (one.page for one in mine), None
        )


@dataclass(frozen=True)
class Row:
    """A course, or a lesson, in all languages. `source` is the page that was made first, `shown`
    the one whose title someone reads."""

    key: UUID
    shown: Page
    source: Page
    cells: tuple[Cell, ...]

    @property
    def code(self) -> str:
        return encode(self.key)

    @property
    def title(self) -> str:
        return self.shown.draft_title or self.shown.title

    @property
    def language(self) -> str:
        return self.shown.locale.language_code


@dataclass(frozen=True)
class Shelf:
    """A subject with its courses. `adds_to` is where a new course goes, for someone who may add."""

    row: Row
    courses: tuple[Row, ...]
    adds_to: Page | None


@dataclass(frozen=True)
class Board:
    """All subjects with their courses, and the languages of their columns."""

    locales: tuple[Locale, ...]
    shelves: tuple[Shelf, ...]


@dataclass(frozen=True)
class Line:
    """A lesson of a course. `up` and `down` are the places that it can be put at, for someone who
    may order the lessons; they count from 1."""

    row: Row
    up: int | None
    down: int | None


@dataclass(frozen=True)
class Plan:
    """A course with its lessons in order, which is that of `course.source`."""

    locales: tuple[Locale, ...]
    course: Row
    lines: tuple[Line, ...]
    may_add: bool
    may_publish: bool

    @property
    def may_order(self) -> bool:
        """Whether a lesson has another place to go, for this person."""
        return any(line.up or line.down for line in self.lines)


class Workshop:
    """The pages that someone may work on in the studio, in all languages.

    Thirteen queries at most, however many pages there are: languages, permissions, pages, planned
    hours, translations, and those of `states_of`.
    """

    def __init__(self, user: Any) -> None:
        self.user = user
        self.locales = tuple(Locale.objects.order_by("pk"))
        self.starts = user.has_perm("wagtail_localize.submit_translation")
        mine = page_permission_policy.instances_user_has_any_permission_for(user, ANY_RIGHT)
        kinds = Page.objects.type(SubjectPage, CoursePage, LessonPage)
        # Where they may work on one language, they see how far the others are.
        keys = mine.order_by().values("translation_key")
        pages = kinds.filter(translation_key__in=keys).select_related("locale").order_by("path")
        self.versions: dict[UUID, list[Page]] = defaultdict(list)
        self.below: dict[str, list[Page]] = defaultdict(list)
        for page in pages:
            self.versions[page.translation_key].append(page)
            self.below[page.path[: -Page.steplen]].append(page)
        for versions in self.versions.values():
            # An alias has no words of its own.
            versions.sort(key=lambda page: (page.alias_of_id is not None, page.pk))
        self.states = _states(self.versions)
        self.hours = plans.all_hours()

    def board(self) -> Board:
        """Return all subjects with their courses."""
        return Board(self.locales, tuple(self._shelf(key) for key in self._of_kind(SubjectPage)))

    def plan(self, key: UUID) -> Plan | None:
        """Return the course of this key; None when they may not work on it."""
        if key not in self._of_kind(CoursePage):
            return None
        course = self._row(key, has_lessons=False)
        rights = course.source.permissions_for_user(self.user)
        places: dict[UUID, int] = {}
        if rights.can_reorder_children():
            ordered = self.below[course.source.path]
            places = {page.translation_key: place for place, page in enumerate(ordered, 1)}
        lines = (
            Line(self._row(lesson, course=key), *_beside(places.get(lesson), len(places)))
            for lesson in self._keys_below(key)
        )
        return Plan(
            self.locales,
            course,
            tuple(lines),
            may_add=rights.can_add_subpage(),
            may_publish=rights.can_publish(),
        )

    def _of_kind(self, kind: type[Page]) -> list[UUID]:
        first = ((key, versions[0]) for key, versions in self.versions.items())
        return [key for key, page in first if page.specific_class is kind]

    def _shelf(self, key: UUID) -> Shelf:
        row = self._row(key)
        may_add = row.source.permissions_for_user(self.user).can_add_subpage()
        courses = tuple(self._row(course) for course in self._keys_below(key))
        return Shelf(row, courses, row.source if may_add else None)

    def _keys_below(self, key: UUID) -> list[UUID]:
        trees = (self.below[page.path] for page in self.versions[key])
        return in_order([page.translation_key for page in tree] for tree in trees)

    def _row(self, key: UUID, *, course: UUID | None = None, has_lessons: bool = True) -> Row:
        """Return the row of a subject or course, or of a lesson of `course`."""
        below = self._keys_below(key) if has_lessons else []
        versions = self.versions[key]
        speaks = [page for page in versions if page.locale.language_code == get_language()]
        cells = tuple(self._cell(key, locale, course, below) for locale in self.locales)
        return Row(key, next(iter(speaks), versions[0]), versions[0], cells)

    def _cell(self, key: UUID, locale: Locale, course: UUID | None, below: list[UUID]) -> Cell:
        source = self.versions[key][0]
        own = next(self._in(locale, [key]), None)
        may_start = self.starts and not own and self._may_edit(source)
        return Cell(
            locale,
            own,
            tuple(self._in(locale, below)),
            source if may_start else None,
            _address(locale, course, key) if own and own.page.live else "",
        )

    def _in(self, locale: Locale, keys: Iterable[UUID]) -> Iterator[Version]:
        for key in keys:
            for page in self.versions[key]:
                if page.locale_id == locale.pk and page.alias_of_id is None:
                    state = self.states.get((key, locale.pk))
                    yield Version(page, self._may_edit(page), state, self.hours.get(page.pk))

    def _may_edit(self, page: Page) -> bool:
        return page.permissions_for_user(self.user).can_edit()


def _address(locale: Locale, course: UUID | None, key: UUID) -> str:
    with translation.override(shown_in(locale.language_code)):
        if course:
            return reverse("learning:lesson", args=[course, key])
        return reverse("learning:course", args=[key])


def _beside(place: int | None, last: int) -> tuple[int | None, int | None]:
    """Return the places before and after `place`; None where there is none."""
    if place is None:
        return None, None
    return (place - 1) or None, place + 1 if place < last else None


def _states(keys: Iterable[UUID]) -> dict[tuple[UUID, int], State]:
    """Return where each translation of these pages stands, by page and language."""
    found = states_of(all_made().filter(source__object_id__in=list(keys)))
    return {
        (one.translation.source.object_id, one.translation.target_locale_id): one for one in found
    }
