"""Courses with their lessons in order, each in the best available language, without the bodies.

A learner's page needs titles, lengths and keys of a whole course, but at most the body of one
lesson. So an outline is one query over courses and lessons, whatever the number of translations. It
reads plain values, because building Wagtail's page objects would cost more than the query.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import F, TextField, Value
from django.db.models.functions import Length, Substr
from django.utils.translation import get_language_info
from wagtail.query import PageQuerySet

from learning.models import LessonPage, SubjectPage
from web.codes import encode

STEP = LessonPage.steplen


@dataclass(frozen=True, kw_only=True)
class Part:
    """One page as it is shown. `language` is that of its text; `is_fallback` means that the reader
    asked for another. `version` changes with every publication; empty when it is not known."""

    key: UUID
    pk: int
    version: str
    language: str
    is_fallback: bool
    title: str
    summary: str
    minutes: int

    @property
    def code(self) -> str:
        """The key as it appears in an address."""
        return encode(self.key)

    @property
    def language_name(self) -> str:
        """The name of the text's language, in the reader's; its code when Django has no name."""
        try:
            return get_language_info(self.language)["name_translated"]
        except KeyError:
            return self.language


@dataclass(frozen=True, kw_only=True)
class Lesson(Part):
    """`number` counts from 1.

    `source` is the page whose questions and exercises count for everyone, in whatever language they
    read: of those published, the page that was made first. Translations are made from it.
    """

    number: int
    source: Part


@dataclass(frozen=True, kw_only=True)
class Course(Part):
    path: str
    teach_back: str
    lessons: tuple[Lesson, ...]

    def lesson(self, key: UUID | None) -> Lesson | None:
        """Return the lesson with this `key`, None when it does not exist or is unpublished."""
        return next((lesson for lesson in self.lessons if lesson.key == key), None)

    def after(self, lesson: Lesson) -> Lesson | None:
        """Return the lesson that follows, None after the last."""
        return next((other for other in self.lessons if other.number == lesson.number + 1), None)


@dataclass
class Shelf:
    """A subject of the catalogue with its courses; `title` is empty for courses without one."""

    title: str
    language: str
    courses: list[Course] = field(default_factory=list)


class _Row(NamedTuple):
    path: str
    pk: int
    key: UUID
    language: str
    revision: int | None
    published_at: datetime | None
    title: str
    summary: str
    minutes: int
    access: str
    teach_back: str

    @property
    def version(self) -> str:
        # An alias keeps its first revision, but gets the time of each publication.
        moment = self.published_at.timestamp() if self.published_at else 0
        return f"{self.revision or 0}-{moment}" if self.revision or moment else ""

    @property
    def parent(self) -> str:
        return self.path[:-STEP]


def courses(visible: PageQuerySet, language: str) -> list[Course]:
    """Return the courses among the pages `visible`, in the order of the tree. One query.

    `language` is an IETF tag such as “fr”; an empty one gives an order that does not depend on a
    reader.
    """
    rows: dict[UUID, list[_Row]] = defaultdict(list)
    lessons: dict[str, list[_Row]] = defaultdict(list)
    for row in _rows(visible):
        if row.access:
            rows[row.key].append(row)
        else:
            lessons[row.parent].append(row)
    return [_course(translations, lessons, language) for translations in rows.values()]


def course(visible: PageQuerySet, key: UUID, language: str) -> Course | None:
    """Return the course with this `key` when it is among `visible`, else None. One query."""
    found = courses(visible.filter(translation_key=key), language)
    return found[0] if found else None


def shelves(found: Iterable[Course], language: str) -> list[Shelf]:
    """Return the courses by subject, across the page trees of all languages. One query."""
    subjects: dict[str, tuple[UUID, str, str]] = {}
    names: dict[UUID, tuple[int, str, str]] = {}
    columns = ("path", "translation_key", "locale__language_code", "title")
    for path, key, spoken, title in SubjectPage.objects.order_by("path").values_list(*columns):
        subjects[path] = (key, spoken, title)
        name = (_rank(spoken, language), spoken, title)
        names[key] = min(names.get(key, name), name)
    by_subject: dict[UUID | None, Shelf] = {}
    for one in found:
        key = subjects.get(one.path[:-STEP], (None,))[0]
        _, spoken, title = names[key] if key else (0, language, "")
        by_subject.setdefault(key, Shelf(title=title, language=spoken)).courses.append(one)
    return list(by_subject.values())


def _rank(spoken: str, asked: str) -> int:
    """Rank the language that was asked for first, then those of the site in their order."""
    order = [asked, *(code for code, _name in settings.LANGUAGES)]
    return order.index(spoken) if spoken in order else len(order)


def _rows(visible: PageQuerySet) -> Iterable[_Row]:
    shared = (
        "path",
        "pk",
        "translation_key",
        "locale__language_code",
        "live_revision",
        "last_published_at",
        "title",
        "summary",
        "minutes",
    )
    nothing = Value("", output_field=TextField())
    parents = (
        visible.annotate(who=F("access"), told=F("teach_back"))
        .order_by()
        .values_list(*shared, "who", "told")
    )
    children = (
        LessonPage.objects.live()
        .annotate(parent=Substr("path", 1, Length("path") - STEP), who=nothing, told=nothing)
        .filter(parent__in=visible.order_by().values("path"))
        .order_by()
        .values_list(*shared, "who", "told")
    )
    return (_Row(*row) for row in parents.union(children, all=True).order_by("path"))


def _best(translations: list[_Row], language: str) -> _Row:
    return min(translations, key=lambda row: _rank(row.language, language))


def _source(versions: list[_Row]) -> _Row:
    return min(versions, key=lambda row: row.pk)


def _course(translations: list[_Row], lessons: dict[str, list[_Row]], language: str) -> Course:
    by_key: dict[UUID, list[_Row]] = {}
    # The translation with most lessons gives the order, so that “lesson 3” is the same everywhere.
    for row in sorted(translations, key=lambda row: -len(lessons[row.path])):
        for lesson in lessons[row.path]:
            by_key.setdefault(lesson.key, []).append(lesson)
    shown = ((_best(versions, language), _source(versions)) for versions in by_key.values())
    row = _best(translations, language)
    return Course(
        **_shared(row, language),
        path=row.path,
        teach_back=row.teach_back,
        lessons=tuple(
            Lesson(
                **_shared(lesson, language),
                number=number,
                source=Part(**_shared(source, language)),
            )
            for number, (lesson, source) in enumerate(shown, start=1)
        ),
    )


def _shared(row: _Row, language: str) -> dict:
    return {
        "key": row.key,
        "pk": row.pk,
        "version": row.version,
        "language": row.language,
        "is_fallback": row.language != language,
        "title": row.title,
        "summary": row.summary,
        "minutes": row.minutes,
    }
