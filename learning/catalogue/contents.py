"""The text, questions and data size of a lesson, rendered once per publication and cached.

Nothing here depends on the reader, so the cache never holds anything personal. The cache key
contains the page's published revision, so each new publication is rendered again for all processes.
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

# Increase it when the shape of `Content` changes: a shared cache outlives the code that filled it.
SHAPE = 2
# A picture that is replaced without publishing the lesson again appears after this time.
CACHE_SECONDS = 60 * 60
# Compressed bytes of the page around a lesson's text: header, menu, buttons.
SHELL = 900


@dataclass(frozen=True)
class Exercise:
    """`brief` is safe HTML; `rubric` has the points that the mentor looks for."""

    id: UUID
    heading: str
    brief: str
    reminder: str
    rubric: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """`weight` is the transferred bytes when the lesson is opened, pictures included; `audio` and
    `downloads` are loaded only when the reader asks for them."""

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
    """Return the content of `lesson`; no query when it is in the cache."""
    return of_all([lesson])[lesson.key]


def of_all(lessons: Iterable[Lesson]) -> dict[UUID, Content]:
    """Return lesson key → content; one query for all that the cache does not hold."""
    names = {f"learning.content.{SHAPE}.{one.pk}.{one.version}": one for one in lessons}
    held: dict[str, Content] = cache.get_many(names)
    missing = {one.pk: name for name, one in names.items() if name not in held}
    if missing:
        pages = LessonPage.objects.filter(pk__in=missing).select_related(
            "locale", "alias_of__locale"
        )
        fresh = {missing[page.pk]: _render(page) for page in pages}
        # A page without a published revision has no version, so its cached content could be stale.
        cache.set_many(
            {name: content for name, content in fresh.items() if names[name].version},
            CACHE_SECONDS,
        )
        held = held | fresh
    return {one.key: held[name] for name, one in names.items() if name in held}


def _render(page: LessonPage) -> Content:
    blocks = list(page.body)
    # Words inside the blocks, such as “kB”, are in the language of the text, not of the reader.
    with translation.override((page.alias_of or page).locale.language_code):
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
