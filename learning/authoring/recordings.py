"""Which lessons are read aloud, by whom, and which still wait for a person's voice."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import pgettext_lazy
from wagtail.models import Revision
from wagtailmedia.models import get_media_model

from cms.translations.voices import Voice
from learning.authoring.queries import Cell, Row, Workshop
from learning.models import LessonPage

# What is read aloud.
READ = ("story", "idea")

Blocks = list[dict[str, Any]]


class Heard(TextChoices):
    """Who reads a lesson to those who have it."""

    # Translators: How a lesson is read aloud, in a list of the studio.
    NONE = "none", pgettext_lazy("recording of a lesson", "No recording")
    # Translators: A translation still has the recording of the language it was made from.
    OTHER = "other", pgettext_lazy("recording of a lesson", "In another language")
    # Translators: How a lesson is read aloud, in a list of the studio.
    COMPUTER = "computer", pgettext_lazy("recording of a lesson", "A computer’s voice")
    # Translators: How a lesson is read aloud, in a list of the studio.
    PERSON = "person", pgettext_lazy("recording of a lesson", "A person’s voice")


@dataclass(frozen=True)
class Aloud:
    """A lesson that readers have, in one language. `is_older` means that its story or its idea has
    changed since; `address` is where someone who may exchanges the recording."""

    heard: Heard
    is_older: bool
    address: str

    @property
    def waits(self) -> bool:
        return self.heard != Heard.PERSON or self.is_older


@dataclass(frozen=True)
class Spoken:
    """A lesson with its languages; None where readers do not have it."""

    row: Row
    cells: tuple[tuple[Cell, Aloud | None], ...]


@dataclass(frozen=True)
class Shelf:
    """A course with its lessons."""

    row: Row
    lessons: tuple[Spoken, ...]

    @cached_property
    def said(self) -> list[Aloud]:
        return [one for lesson in self.lessons for _cell, one in lesson.cells if one]

    @property
    def waiting(self) -> int:
        return sum(one.waits for one in self.said)


class Recordings:
    """The courses that someone may work on in the studio. Four queries more than `Workshop`, and
    those of the permissions to the courses."""

    def __init__(self, user: Any) -> None:
        self.workshop = Workshop(user)
        plans = [
            plan
            for shelf in self.workshop.board().shelves
            for course in shelf.courses
            if (plan := self.workshop.plan(course.key))
        ]
        rows = [line.row for plan in plans for line in plan.lines]
        self.bodies = dict(_bodies(rows))
        self.changed = set(_changed(self.bodies))
        self.shelves = [
            Shelf(plan.course, tuple(self._spoken(line.row) for line in plan.lines))
            for plan in plans
        ]

    @property
    def locales(self) -> tuple[Any, ...]:
        return self.workshop.locales

    def _spoken(self, row: Row) -> Spoken:
        return Spoken(row, tuple((cell, self._aloud(row, cell)) for cell in row.cells))

    def _aloud(self, row: Row, cell: Cell) -> Aloud | None:
        own = cell.own
        if own is None or own.page.pk not in self.bodies:
            return None
        recordings = _recordings(self.bodies[own.page.pk])
        of_source = _recordings(self.bodies.get(row.source.pk, []))
        is_translation = own.page.pk != row.source.pk
        heard = Heard.PERSON
        if not recordings:
            heard = Heard.NONE
        elif is_translation and {_file(one) for one in recordings} & {
            _file(one) for one in of_source
        }:
            heard = Heard.OTHER
        elif any(one["value"].get("voice") == Voice.COMPUTER for one in recordings):
            heard = Heard.COMPUTER
        address = reverse("wagtailadmin_pages:edit", args=[own.page.pk])
        if own.state is not None and own.state.translation.enabled:
            # A translation exchanges the recordings that its source has.
            of = own.state.translation
            address = reverse("translation-recordings", args=[of.pk]) if recordings else ""
        return Aloud(heard, own.page.pk in self.changed, address if own.may_edit else "")


def _bodies(rows: Iterable[Row]) -> Iterator[tuple[int, Blocks]]:
    """Yield what readers have of each lesson, by the number of its page. One query."""
    cells = (cell for row in rows for cell in row.cells)
    pages = [cell.own.page.pk for cell in cells if cell.own and cell.own.page.live]
    for page in LessonPage.objects.filter(pk__in=pages).only("pk", "body"):
        yield page.pk, list(page.body.raw_data)


def _changed(bodies: dict[int, Blocks]) -> Iterator[int]:
    """Yield the pages whose words are others than in the version that first had their recording.
    Three queries."""
    files = {pk: _file(found[0]) for pk, body in bodies.items() if (found := _recordings(body))}
    made = dict(
        get_media_model().objects.filter(pk__in=set(files.values())).values_list("pk", "created_at")
    )
    first: dict[int, int] = {}
    versions = Revision.page_revisions.filter(object_id__in=map(str, files))
    for pk, page, at in versions.order_by("created_at", "pk").values_list(
        "pk", "object_id", "created_at"
    ):
        recorded = made.get(files[int(page)])
        if recorded and at >= recorded:
            first.setdefault(int(page), pk)
    held = Revision.objects.in_bulk(first.values())
    for page, pk in first.items():
        body = json.loads(held[pk].content["body"])
        # Who chose an older recording may have heard that it fits.
        is_first = files[page] in map(_file, _recordings(body))
        if is_first and _words(body) != _words(bodies[page]):
            yield page


def _recordings(body: Blocks) -> Blocks:
    return [one for one in body if one["type"] == "audio" and _file(one)]


def _file(block: dict[str, Any]) -> int | None:
    return block["value"].get("audio")


def _words(body: Blocks) -> list[str]:
    """Return the words that are read aloud."""
    texts = (json.dumps(one["value"]) for one in body if one["type"] in READ)
    return strip_tags(" ".join(texts)).split()
