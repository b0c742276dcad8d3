"""What a lesson says, asks and weighs, rendered once per publishing and kept in the cache.

Nothing here depends on who reads, so the cache never holds anything personal. The key carries the
page's published revision, so each publishing is rendered once more, whichever process asks.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.blocks.stream_block import StreamValue

from cms.blocks import weight
from learning.catalogue.outline import Lesson
from learning.models import LessonPage
from learning.questions.kinds.protocol import Question
from learning.questions.kinds.registry import BY_NAME

# Raise it when the shape of `Content` changes: a shared cache outlives the code that filled it.
SHAPE = 2
# A picture that an editor exchanges without publishing the lesson again shows after this long.
CACHE_SECONDS = 60 * 60
# Compressed bytes of what is around a lesson's text: header, places, buttons.
SHELL = 900


@dataclass(frozen=True)
class Exercise:
    """`brief` is safe HTML; `rubric` the lines that the mentor reads by."""

    id: UUID
    heading: str
    brief: str
    reminder: str
    rubric: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """`weight` is what opening the lesson costs, in bytes on the wire, pictures included;
    `audio` and `downloads` are fetched only when the reader asks for them."""

    html: str
    questions: tuple[Question, ...]
    exercises: tuple[Exercise, ...]
    weight: int
    audio: int
    downloads: int

    def question(self, question_id: UUID) -> Question | None:
        return next((one for one in self.questions if one.id == question_id), None)

    def exercise(self, exercise_id: UUID) -> Exercise | None:
        return next((one for one in self.exercises if one.id == exercise_id), None)


def of(lesson: Lesson) -> Content:
    """Return the content of `lesson`; no query when it was read since it was published."""
    return of_all([lesson])[lesson.key]


def of_all(lessons: Iterable[Lesson]) -> dict[UUID, Content]:
    """Return lesson key → content; one query for all that the cache does not hold."""
    names = {f"learning.content.{SHAPE}.{one.pk}.{one.version}": one for one in lessons}
    held: dict[str, Content] = cache.get_many(names)
    missing = {one.pk: name for name, one in names.items() if name not in held}
    if missing:
        pages = LessonPage.objects.filter(pk__in=missing).select_related("locale")
        fresh = {missing[page.pk]: _render(page) for page in pages}
        # A page that was never published as a revision has no version, and might be stale.
        cache.set_many(
            {name: content for name, content in fresh.items() if names[name].version},
            CACHE_SECONDS,
        )
        held = held | fresh
    return {one.key: held[name] for name, one in names.items() if name in held}


def _render(page: LessonPage) -> Content:
    blocks = list(page.body)
    # Words inside the blocks, such as «kB», follow the text's language, not the reader's.
    with translation.override(page.locale.language_code):
        html = render_to_string(
            "learning/includes/lesson_body.html", {"page": page, "reading_only": True}
        )
        exercises = tuple(_exercise(one) for one in blocks if one.block_type == "exercise")
    beside = weight(page.body)
    return Content(
        html=html,
        questions=tuple(
            BY_NAME[one.block_type].of_block(UUID(one.id), one.value)
            for one in blocks
            if one.block_type in BY_NAME
        ),
        exercises=exercises,
        weight=SHELL + len(zlib.compress(html.encode())) + beside.opening,
        audio=beside.audio,
        downloads=beside.downloads,
    )


def _exercise(block: StreamValue.StreamChild) -> Exercise:
    return Exercise(
        id=UUID(block.id),
        heading=block.value["heading"],
        brief=str(block.value["brief"]),
        reminder=block.value["reminder"],
        rubric=tuple(block.value["rubric"]),
    )
