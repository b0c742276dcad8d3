"""The answers of members."""

from collections.abc import Collection, Iterable
from functools import cache
from uuid import UUID

from django.utils.translation import get_language

from learning.catalogue import contents, outline
from learning.models import Answer, CoursePage
from learning.progress.queries import Standing
from learning.questions.kinds.protocol import Question
from learning.questions.models import with_keys
from web.prepared import Open, Prepared


def answers(standing: Standing, questions: Iterable[Question]) -> dict[UUID, Answer]:
    """Return question id → stored answer of a member, for `questions`. One query, or none."""
    ids = {f"question {n}": question.id for n, question in enumerate(questions)}
    if not ids:
        return {}
    kept = _answers(len(ids)).rows(enrolment=standing.enrolment_id, **ids)
    return {one.question_id: one for one in kept}


@cache
def _answers(questions: int) -> Prepared[Answer]:
    """Return the query of `answers` for so many questions."""
    enrolment = Open("enrolment", Answer, "enrolment")
    ids = [Open(f"question {n}", Answer, "question_id") for n in range(questions)]
    mine = Answer.objects.filter(enrolment=enrolment, question_id__in=ids)  # type: ignore[misc]
    return Prepared(lambda: mine.select_related("enrolment__user__key"))


def questions_in_words(kept: Collection[Answer]) -> dict[int, str]:
    """Return answer pk → text of its question, in the active language."""
    return {pk: question.text for pk, question in _asked(kept).items()}


def answers_in_words(kept: Collection[Answer]) -> dict[int, str]:
    """Return answer pk → text of the answer, in the active language."""
    asked = _asked(kept)
    told = {one.pk: asked[one.pk].told(one.said) for one in with_keys(kept) if one.pk in asked}
    return {pk: "; ".join(texts) for pk, texts in told.items() if texts}


def _asked(kept: Collection[Answer]) -> dict[int, Question]:
    """Return answer pk → its question, if published. Two queries when the cache is warm."""
    enrolled = Answer.objects.filter(pk__in=[one.pk for one in kept])
    keys = enrolled.values("enrolment__course_key")
    visible = CoursePage.objects.live().filter(translation_key__in=keys)
    courses = outline.courses(visible, get_language() or "", whole=True)
    lessons = {lesson.key: lesson for course in courses for lesson in course.lessons}
    parts = contents.of_all(lessons[key] for key in {one.lesson_key for one in kept} & set(lessons))
    found = {
        one.pk: parts[one.lesson_key].question(one.question_id)
        for one in kept
        if one.lesson_key in parts
    }
    return {pk: question for pk, question in found.items() if question}
