"""The text, questions and data size of a lesson, rendered once per publication and cached.

Nothing here depends on the reader, so the cache never holds anything personal. The cache key
contains the versions of the page and of its source, so each new publication is rendered again for
all processes; and so is everything once a file is exchanged or deleted (`learning.catalogue.kept`).

What is asked is asked in every language: the questions, which answers are right, and the exercises
are those of the source (`Lesson.source`). A translation gives the words. So a key that is corrected
in one language alone gives no second truth.
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID, uuid5

from django.utils import translation
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks.stream_block import StreamValue

from cms.blocks import weight
from learning.catalogue import kept, lengths
from learning.catalogue.outline import Lesson, Part
from learning.exercises.tables import Table
from learning.models import LessonPage
from learning.questions.kinds.protocol import Question
from learning.questions.kinds.registry import BY_NAME

# Increase it when the shape of `Content` changes: a shared cache outlives the code that filled it.
SHAPE = 12
# Compressed bytes of the page around a lesson's text: header, menu, buttons.
SHELL = 900
# The blocks with a file in some language, and where it is in them.
FILES = {"audio": "audio", "download": "document"}


@dataclass(frozen=True)
class Exercise:
    """`brief` is safe HTML; `rubric` has the points that reviewers look for. Few have a `table` to
    fill in."""

    id: UUID
    heading: str
    brief: str
    reminder: str
    rubric: tuple[str, ...]
    table: Table | None

    def in_words_of(self, translation: Self) -> Self | None:
        """Return the exercise in the words of `translation`; None when this has another table."""
        if self.table is None:
            return replace(translation, table=None)
        table = translation.table and self.table.in_words_of(translation.table)
        return replace(translation, table=table) if table else None


@dataclass(frozen=True)
class Word:
    """A word that a lesson explains."""

    word: str
    meaning: str


@dataclass(frozen=True)
class WorkedAnswer:
    """One good answer to an exercise, for those who may review it and no one else. `html` is safe.

    It is no part of `Exercise`, so that what draws a learner's page never holds it.
    """

    html: str
    language: str


@dataclass(frozen=True)
class Shown:
    """A block of a lesson, where its page has it; `kind` is the name of the block. `html` is safe,
    and empty for a block that readers get on a page of its own."""

    id: UUID
    kind: str
    html: str


@dataclass(frozen=True)
class Content:
    """`blocks` is what is read, in the order of the page. `weight` is the transferred bytes when
    the lesson is opened, pictures included; `audio` and `downloads` are loaded only when the reader
    asks for them. `untranslated` has the ids of the questions and exercises that are in the words
    of the source, because the translation has none that fit. `worked_answers` are by the id of the
    exercise; few exercises have one. `in_short` and `sheet` are HTML for a page of their own, to
    print; empty where the lesson has none. `length` is how long its parts take, `needs` what a
    group needs for them, `words` what it explains."""

    blocks: tuple[Shown, ...]
    in_short: str
    sheet: str
    questions: tuple[Question, ...]
    exercises: tuple[Exercise, ...]
    worked_answers: Mapping[UUID, WorkedAnswer]
    untranslated: frozenset[UUID]
    length: lengths.Length
    needs: tuple[str, ...]
    words: tuple[Word, ...]
    weight: int
    audio: int
    downloads: int

    @property
    def html(self) -> SafeString:
        """The blocks that are read one after the other."""
        return mark_safe("".join(one.html for one in self.blocks))

    def question(self, question_id: UUID) -> Question | None:
        return next((one for one in self.questions if one.id == question_id), None)

    def exercise(self, exercise_id: UUID) -> Exercise | None:
        return next((one for one in self.exercises if one.id == exercise_id), None)

    def words_of(self, part: Question | Exercise, lesson: Lesson) -> Part:
        """Return the page of `lesson` that has the words of `part`, for its language."""
        return lesson.source if part.id in self.untranslated else lesson


def of(lesson: Lesson) -> Content:
    """Return the content of `lesson`; no query when it is in the cache."""
    return of_all([lesson])[lesson.key]


def of_all(lessons: Iterable[Lesson]) -> dict[UUID, Content]:
    """Return lesson key → content; one query for all that the cache does not hold. Without the
    cache they are rendered each time."""
    names = {name_of(one): one for one in lessons}
    held: dict[str, Content]
    held, edition = kept.read(names)
    missing = {name: one for name, one in names.items() if name not in held}
    if missing:
        wanted = {pk for one in missing.values() for pk in (one.pk, one.source.pk)}
        found = LessonPage.objects.filter(pk__in=wanted)
        pages = found.select_related("locale", "alias_of__locale").in_bulk()
        fresh = {
            name: _render(pages[one.pk], pages[one.source.pk])
            for name, one in missing.items()
            if one.pk in pages and one.source.pk in pages
        }
        # A page without a published revision has no version, so its cached content could be stale.
        to_keep = {
            name: content
            for name, content in fresh.items()
            if names[name].version and names[name].source.version
        }
        kept.keep(to_keep, edition)
        held = held | fresh
    return {one.key: held[name] for name, one in names.items() if name in held}


def of_page(page: LessonPage) -> Content:
    """Return the content of `page` as it is here, published or not, for a preview."""
    for number, block in enumerate(page.body):
        # Blocks get their ids when the page is saved; a preview may come before.
        block.id = block.id or str(uuid5(page.translation_key, str(number)))
    return _render(page, page)


def name_of(lesson: Lesson) -> str:
    """Return the name of this content in the cache; it changes with each publication."""
    source = lesson.source
    versions = f"{lesson.pk}.{lesson.version}.{source.pk}.{source.version}"
    return f"learning.content.{SHAPE}.{versions}"


def _render(page: LessonPage, source: LessonPage) -> Content:
    own = {(block.block_type, block.id): block for block in page.body}
    asked = [(block, own.get((block.block_type, block.id))) for block in source.body]
    language = (page.alias_of or page).locale.language_code
    # Words inside the blocks, such as “kB”, are in the language of the text, not of the reader.
    with translation.override(language):
        shown = _shown(page, source)
        in_short, sheet = (_apart(page, kind) for kind in ("in_short", "facilitator_sheet"))
        exercises = [
            (_exercise(block), _exercise(block).in_words_of(_exercise(said)) if said else None)
            for block, said in asked
            if block.block_type == "exercise"
        ]
        worked_answers = {
            UUID(block.id): _worked_answer(said, language)
            or _worked_answer(block, source.locale.language_code)
            for block, said in asked
            if block.block_type == "exercise"
        }
    questions = [
        (_question(block), _question(block).in_words_of(_question(said)) if said else None)
        for block, said in asked
        if block.block_type in BY_NAME
    ]
    beside = weight(page.body)
    html = "".join(one.html for one in shown)
    return Content(
        blocks=shown,
        in_short=in_short,
        sheet=sheet,
        questions=tuple(said or first for first, said in questions),
        exercises=tuple(said or first for first, said in exercises),
        worked_answers={pk: answer for pk, answer in worked_answers.items() if answer},
        untranslated=frozenset(
            [one.id for one, said in questions if not said]
            + [one.id for one, said in exercises if not said]
        ),
        length=lengths.of_body(page.body),
        needs=_needed(page, "facilitator_sheet", "materials") or _needed(page, "practice", "needs"),
        words=tuple(
            Word(block.value["word"], block.value["meaning"])
            for block in page.body
            if block.block_type == "glossary"
        ),
        weight=SHELL + len(zlib.compress(html.encode())) + beside.opening,
        audio=beside.audio,
        downloads=beside.downloads,
    )


def _shown(page: LessonPage, source: LessonPage) -> tuple[Shown, ...]:
    about = {
        "files_of_source": _files_of_source(page, source),
        "source_language": source.locale.language_code,
    }
    return tuple(
        Shown(
            UUID(block.id),
            block.block_type,
            "" if lengths.is_apart(block) else block.render({**about, "block": block}),
        )
        for block in page.body
    )


def _apart(page: LessonPage, kind: str) -> str:
    """Return the blocks of this kind, which learners get on a page of their own, as HTML."""
    return "".join(block.render() for block in page.body if block.block_type == kind)


def _files_of_source(page: LessonPage, source: LessonPage) -> set[str]:
    """Return the ids of the blocks in a translation whose recording or document is still that of
    its source. Like texts, these have a label, so that no one pays for what they do not speak."""
    if page.alias_of or page.locale_id == source.locale_id:
        return set()
    first = {one.id: _file(one) for one in source.body}
    return {one.id for one in page.body if (file := _file(one)) and file == first.get(one.id)}


def _file(block: StreamValue.StreamChild) -> Any:
    """Return what a reader may load from this block, if anything."""
    name = FILES.get(block.block_type)
    return block.value[name] if name else None


def _needed(page: LessonPage, kind: str, name: str) -> tuple[str, ...]:
    """Return what the blocks of this kind say that a group needs."""
    said = (block.value[name] for block in page.body if block.block_type == kind)
    return tuple(one for one in said if one)


def _question(block: StreamValue.StreamChild) -> Question:
    return BY_NAME[block.block_type].of_block(UUID(block.id), block.value)


def _exercise(block: StreamValue.StreamChild) -> Exercise:
    return Exercise(
        id=UUID(block.id),
        heading=block.value["heading"],
        brief=str(block.value["brief"]),
        reminder=block.value["reminder"],
        rubric=tuple(block.value["rubric"]),
        table=Table.of_block(UUID(block.id), block.value),
    )


def _worked_answer(block: StreamValue.StreamChild | None, language: str) -> WorkedAnswer | None:
    """Return the worked answer of a block in `language`; None where it has none. Translations from
    before it was written have none of their own."""
    written = block.value["worked_answer"] if block else None
    # An editor that was emptied leaves its tags.
    has_words = written and strip_tags(written.source).strip()
    return WorkedAnswer(str(written), language) if has_words else None
