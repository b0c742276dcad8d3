"""Courses with their lessons in order, each in the best available language, without the bodies.

A learner's page needs titles, lengths and keys of a whole course, but at most the body of one
lesson. So an outline is one query over courses and lessons, whatever the number of translations. It
reads plain values, because building Wagtail's page objects would cost more than the query.

Each request reads the rows, and with them who may see a course now. What is made of the rows of a
course is kept in the process for the next reader of the same rows. So an editor's change, in this
process or another, is seen at once, and nothing has to say that there was one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Length, Substr
from wagtail.query import PageQuerySet

from learning.catalogue.before import RAW, Before, Told, named
from learning.catalogue.permissions import open_at
from learning.models import CoursePage, Enrolment, LessonPage, SubjectPage
from people.models import User
from web.codes import encode
from web.prepared import Open, Prepared
from web.reading.languages import Spoken

# How many are kept in a process, each in one language: a few kilobytes.
OUTLINES = 512
STEP = LessonPage.steplen
# An alias shows the text of the page that it stands for.
SPOKEN = Coalesce("alias_of__locale__language_code", "locale__language_code")
# Unlike a draft that no one has seen yet.
TAKEN_DOWN = Q(live=False, first_published_at__isnull=False)
EVER_SHOWN = Q(live=True) | TAKEN_DOWN


@dataclass(frozen=True, kw_only=True)
class Part(Spoken):
    """One page as it is shown. `language` is that of its text; `is_fallback` means that the reader
    asked for another. `version` changes with every publication; empty when it is not known."""

    key: UUID
    pk: int
    version: str
    language: str
    is_fallback: bool
    title: str
    summary: str

    @property
    def code(self) -> str:
        """The key as it appears in an address."""
        return encode(self.key)


@dataclass(frozen=True, kw_only=True)
class Lesson(Part):
    """`number` counts from 1.

    `source` is the page whose questions and exercises count for everyone, in whatever language they
    read: of those published, the page that was made first. Translations are made from it.
    """

    number: int
    minutes: int
    source: Part


@dataclass(frozen=True, kw_only=True)
class Course(Part):
    """`languages` are those in which it is written, that of the reader first. With `is_ordered`,
    its lessons open one after the other; `finish` is what completes it (`CoursePage.Finish`), and
    `before` are the courses that come before it, published or not."""

    path: str
    is_ordered: bool
    finish: str
    before: tuple[Before, ...]
    lessons: tuple[Lesson, ...]
    languages: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """The length of all lessons."""
        return sum(lesson.minutes for lesson in self.lessons)

    def lesson(self, key: UUID | None) -> Lesson | None:
        """Return the lesson with this `key`, None when it does not exist or is unpublished."""
        return next((lesson for lesson in self.lessons if lesson.key == key), None)

    def after(self, lesson: Lesson) -> Lesson | None:
        """Return the lesson that follows, None after the last."""
        return next((other for other in self.lessons if other.number == lesson.number + 1), None)


@dataclass(frozen=True, kw_only=True)
class Heading(Spoken):
    """A subject above what belongs to it; without a `title` for what has none. `mark` is its
    drawing, and `key` that of the subject."""

    key: UUID | None
    title: str
    mark: str
    language: str
    is_fallback: bool


# Gives the subject of the page with a path.
Headings = Callable[[str], Heading]


@dataclass(frozen=True, kw_only=True)
class Shelf(Heading):
    """A subject of the catalogue with its courses."""

    courses: list[Course] = field(default_factory=list)


class _Row(NamedTuple):
    """One page of the tree. `language` is that of its text: an alias shows the text of another."""

    path: str
    pk: int
    key: UUID
    language: str
    is_alias: bool
    is_live: bool
    revision: int | None
    published_at: datetime | None
    title: str
    summary: str
    minutes: int
    access: str
    sequence: str
    finish: str
    before: str

    @property
    def told(self) -> Told:
        return Told(self.before, self.language)

    @property
    def version(self) -> str:
        # An alias keeps its first revision, but gets the time of each publication.
        moment = self.published_at.timestamp() if self.published_at else 0
        return f"{self.revision or 0}-{moment}" if self.revision or moment else ""

    @property
    def parent(self) -> str:
        return self.path[:-STEP]


# What a course and a lesson have under other names; a lesson has no more than a length.
COURSE = ("length", "who", "turn", "end", "named")
KEY, ACCESS = _Row._fields.index("key"), _Row._fields.index("access")


def courses(visible: PageQuerySet, language: str, *, whole: bool = False) -> list[Course]:
    """Return the courses among the pages `visible`, in the order of the tree. One query.

    `language` is an IETF tag such as “fr”; an empty one gives an order that does not depend on a
    reader. What an editor took down in one language alone is left out for its readers, and the
    empty language leaves out each lesson that was taken down in any: no one has to do what others
    cannot see. With `whole`, nothing is left out, as for someone who reads what a member did.
    """
    return _courses(_rows(visible if whole else _kept(visible, language)), language, whole)


def course(visible: PageQuerySet, key: UUID, language: str) -> Course | None:
    """Return the course with this `key` when it is among `visible`, else None. One query."""
    found = courses(visible.filter(translation_key=key), language)
    return found[0] if found else None


def course_open_at(levels: frozenset[str], key: UUID, language: str) -> Course | None:
    """Return the published course with this `key` when its access is one of `levels`, else None.
    One query, built once."""
    found = _courses(_of_one(levels, language).rows(course=key), language)
    return found[0] if found else None


def courses_taken_by(member: User, levels: frozenset[str], language: str) -> list[Course]:
    """Return the published courses that `member` takes and whose access is one of `levels`. One
    query, built once."""
    return _courses(_of_member(levels, language).rows(member=member.pk), language)


@cache
def _of_one(levels: frozenset[str], language: str) -> Prepared:
    key = Open("course", CoursePage, "translation_key")
    found = open_at(levels).filter(translation_key=key)
    return Prepared(lambda: _rows(_kept(found, language)))


@cache
def _of_member(levels: frozenset[str], language: str) -> Prepared:
    taken = Enrolment.objects.filter(user=Open("member", User, "id")).values("course_key")
    return Prepared(
        lambda: _rows(_kept(open_at(levels).filter(translation_key__in=taken), language))
    )


def shelves(found: Iterable[Course], language: str) -> list[Shelf]:
    """Return the courses by subject, across the page trees of all languages. One query."""
    return on_shelves(found, headings(language))


def on_shelves(found: Iterable[Course], heads: Headings) -> list[Shelf]:
    """Return the courses by subject; `heads` is what `headings` returned."""
    by_subject: dict[UUID | None, Shelf] = {}
    for one in found:
        head = heads(one.path)
        by_subject.setdefault(head.key, Shelf(**vars(head))).courses.append(one)
    return list(by_subject.values())


def headings(language: str) -> Headings:
    """Return what gives the subject of the page with a path. One query, now.

    A subject that is not published, or was taken down in this language, heads nothing.
    """
    subjects: dict[str, UUID] = {}
    names: dict[UUID, tuple[int, str, str, str]] = {}
    taken_down: set[UUID] = set()
    columns = ("path", "translation_key", "spoken", "title", "mark", "live", "first_published_at")
    rows = SubjectPage.objects.annotate(spoken=SPOKEN).order_by("path").values_list(*columns)
    for path, key, spoken, title, mark, live, published in rows:
        subjects[path] = key
        name = (rank(spoken, language), spoken, title, mark)
        if live:
            names[key] = min(names.get(key, name), name)
        elif published and spoken == language:
            taken_down.add(key)

    def above(path: str) -> Heading:
        subject = subjects.get(path[:-STEP])
        head = subject if subject in names and subject not in taken_down else None
        _, spoken, title, mark = names[head] if head else (0, language, "", "")
        mark = mark or SubjectPage.Mark.BOOK
        is_fallback = spoken != language
        return Heading(key=head, title=title, mark=mark, language=spoken, is_fallback=is_fallback)

    return above


def rank(spoken: str, asked: str) -> int:
    """Rank the language that was asked for first, then those of the site in their order."""
    order = [asked, *(code for code, _name in settings.LANGUAGES)]
    return order.index(spoken) if spoken in order else len(order)


def _kept(visible: PageQuerySet, language: str) -> PageQuerySet:
    """Leave out courses that were taken down in this language."""
    same = CoursePage.objects.filter(translation_key=OuterRef("translation_key"))
    gone = same.filter(TAKEN_DOWN, alias_of=None, locale__language_code=language)
    return visible.exclude(Exists(gone))


def _rows(visible: PageQuerySet) -> QuerySet[Any, Any]:
    shared = (
        "path",
        "pk",
        "translation_key",
        "spoken",
        "is_alias",
        "live",
        "live_revision",
        "last_published_at",
        "title",
        "summary",
    )
    nothing = Value("", output_field=TextField())
    text = {"spoken": SPOKEN, "is_alias": Q(alias_of__isnull=False)}
    own = {"who": F("access"), "turn": F("sequence"), "end": F("finish"), "named": RAW}
    parents = (
        visible.annotate(length=Value(0), **own, **text).order_by().values_list(*shared, *COURSE)
    )
    children = (
        LessonPage.objects.filter(Q(live=True) | TAKEN_DOWN)
        .annotate(
            parent=Substr("path", 1, Length("path") - STEP),
            length=F("minutes"),
            **dict.fromkeys(COURSE[1:], nothing),
            **text,
        )
        .filter(parent__in=visible.order_by().values("path"))
        .order_by()
        .values_list(*shared, *COURSE)
    )
    return parents.union(children, all=True).order_by("path")


def _courses(rows: Iterable[tuple[Any, ...]], language: str, whole: bool = False) -> list[Course]:
    """Return the courses of these rows, whose lessons follow each of them in the order of paths."""
    own: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    key: Any = None
    for row in rows:
        if row[ACCESS]:
            key = row[KEY]
        own[key].append(row)
    return [_course(tuple(rows), language, whole) for rows in own.values()]


def _best(translations: list[_Row], language: str) -> _Row:
    return min(translations, key=lambda row: (rank(row.language, language), row.is_alias))


def _source(translations: list[_Row]) -> _Row:
    """Return the page that the others were translated from: the one that was made first."""
    return min(translations, key=lambda row: (row.is_alias, row.pk))


@lru_cache(maxsize=OUTLINES)
def _course(rows: tuple[tuple[Any, ...], ...], language: str, whole: bool) -> Course:
    """Return the course of these rows: a translation of it, its lessons, the next translation, …

    It depends on nothing but what is given, so what was made once is right for the same rows.
    """
    translations: list[_Row] = []
    lessons: dict[str, list[_Row]] = defaultdict(list)
    for row in map(_Row._make, rows):
        if row.access:
            translations.append(row)
        else:
            lessons[row.parent].append(row)
    # The source gives the order, whatever its language.
    trees = [lessons[row.path] for row in sorted(translations, key=lambda row: row.pk)]
    versions: dict[UUID, list[_Row]] = defaultdict(list)
    taken_down = set()
    for lesson in (one for tree in trees for one in tree):
        if lesson.is_live:
            versions[lesson.key].append(lesson)
        elif lesson.language == language or not language:
            taken_down.add(lesson.key)
    order = in_order([lesson.key for lesson in tree] for tree in trees)
    keys = [key for key in order if versions[key] and (whole or key not in taken_down)]
    row, source = _best(translations, language), _source(translations)
    spoken = {one.language for one in translations}
    return Course(
        **_shared(row, language),
        path=row.path,
        is_ordered=source.sequence == CoursePage.Sequence.ORDERED,
        finish=source.finish,
        before=named(source.told, row.told, language),
        languages=tuple(sorted(spoken, key=lambda one: (rank(one, language), one))),
        lessons=tuple(
            Lesson(
                **_shared(shown := _best(versions[key], language), language),
                number=number,
                minutes=shown.minutes,
                source=Part(**_shared(_source(versions[key]), language)),
            )
            for number, key in enumerate(keys, start=1)
        ),
    )


def in_order(trees: Iterable[Iterable[UUID]]) -> list[UUID]:
    """Return what is in `trees` in the order of the first; one that is only in another tree follows
    the one that it follows there."""
    order: list[UUID] = []
    for tree in trees:
        place = 0
        for key in tree:
            if key not in order:
                order.insert(place, key)
            place = order.index(key) + 1
    return order


def _shared(row: _Row, language: str) -> dict:
    return {
        "key": row.key,
        "pk": row.pk,
        "version": row.version,
        "language": row.language,
        "is_fallback": row.language != language,
        "title": row.title,
        "summary": row.summary,
    }
