"""Which questions of a course members find difficult."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from learning.catalogue import contents, outline
from learning.catalogue.outline import Course, Lesson, Part
from learning.models import CoursePage, FirstAnswer
from learning.questions.kinds.protocol import Question
from web.codes import encode
from web.reading.charts import BarChart, paired_bars
from web.reading.safe_counts import Count, safe_count_within

# So many wrong answers of a question are shown, those that most members gave.
MOST = 3
# So many questions are drawn; the table has all of them.
DRAWN = 5


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that many gave. `text` is empty for one in the member's own words, which are
    not counted."""

    text: str
    members: Count


@dataclass(frozen=True)
class Difficulty:
    """The first answers to a question of `lesson`, in the words of the page `words`. `wrongs` are
    the most frequent wrong ones among those that may be shown."""

    lesson: Lesson
    question: Question
    words: Part
    right: Count
    wrong: Count
    wrongs: tuple[Wrong, ...]
    share: float

    @property
    def code(self) -> str:
        return encode(self.question.id)

    @property
    def is_shown(self) -> bool:
        return not (self.right.is_hidden and self.wrong.is_hidden)


@dataclass(frozen=True)
class Difficulties:
    """The questions of a course with enough answers, the most difficult first; `few` says how many
    others there are."""

    course: Course
    questions: tuple[Difficulty, ...]
    few: int

    @cached_property
    def chart(self) -> BarChart:
        """A picture of the most difficult ones."""
        return paired_bars(
            [
                (one.question.text, one.right.shown, one.wrong.shown)
                for one in self.questions[:DRAWN]
            ]
        )


def difficulties_of(course: UUID, language: str) -> Difficulties | None:
    """Return the difficulties of the published course in `language`; None when it is not published.
    Two queries when the contents are in the cache.

    Answers are judged by the questions as they are today. An answer that no one can read any more,
    because a choice was removed, counts as it was judged then.
    """
    visible = CoursePage.objects.live().filter(translation_key=course)
    found = next(iter(outline.courses(visible, language, whole=True)), None)
    if found is None:
        return None
    asked = list(_asked(found))
    counted: dict[UUID, list[FirstAnswer]] = defaultdict(list)
    ids = [question.id for _lesson, question, _words in asked]
    for row in FirstAnswer.objects.filter(question_id__in=ids).order_by("-members", "pk"):
        counted[row.question_id].append(row)
    all_of_them = [_difficulty(*one, counted[one[1].id]) for one in asked]
    shown = sorted((one for one in all_of_them if one.is_shown), key=lambda one: -one.share)
    return Difficulties(found, tuple(shown), few=len(all_of_them) - len(shown))


def _asked(course: Course) -> Iterable[tuple[Lesson, Question, Part]]:
    """Yield the questions of a course that are counted."""
    parts = contents.of_all(course.lessons)
    for lesson in course.lessons:
        if (content := parts.get(lesson.key)) is None:
            continue
        for question in content.questions:
            if question.is_marked and not question.goes_on:
                yield lesson, question, content.words_of(question, lesson)


def _difficulty(
    lesson: Lesson, question: Question, words: Part, counted: list[FirstAnswer]
) -> Difficulty:
    wrong = [one for one in counted if not _is_right(question, one)]
    total = sum(one.members for one in counted)
    missed = sum(one.members for one in wrong)
    frequent = [
        Wrong("; ".join(question.told(one.given)), members)
        for one in wrong
        if not (members := safe_count_within(one.members)).is_hidden
    ]
    return Difficulty(
        lesson,
        question,
        words,
        right=safe_count_within(total - missed),
        wrong=safe_count_within(missed),
        wrongs=tuple(frequent[:MOST]),
        share=missed / total if total else 0,
    )


def _is_right(question: Question, counted: FirstAnswer) -> bool:
    reply = question.reply(counted.given)
    return counted.was_right if reply is None else reply.is_right
