"""Answering a question."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from learning.catalogue import contents
from learning.catalogue.contents import Choice, Question
from learning.catalogue.outline import Course, Lesson
from learning.models import Answer
from learning.progress import completion
from learning.progress.actions import finish_lesson, locked_enrolment
from learning.progress.queries import Standing
from people.models import User


def answers(standing: Standing, lesson: Lesson) -> dict[UUID, UUID]:
    """Return question id → chosen choice id of her answers in `lesson`. One query."""
    kept = Answer.objects.filter(enrolment=standing.enrolment_id, lesson_key=lesson.key)
    return dict(kept.values_list("question_id", "choice_id"))


def answer(
    *, user: User, course: Course, lesson: Lesson, question: Question, choice: Choice
) -> Answer:
    """Keep the latest answer; the last right one finishes the lesson, and so may the course.

    Giving the same answer again changes nothing. Raises `NotEnrolled`.
    """
    with transaction.atomic():
        enrolment = locked_enrolment(user, course)
        kept, is_new = Answer.objects.get_or_create(
            enrolment=enrolment,
            question_id=question.id,
            defaults={
                "lesson_key": lesson.key,
                "choice_id": choice.id,
                "is_right": choice.is_right,
            },
        )
        if not is_new and (kept.choice_id, kept.is_right) != (choice.id, choice.is_right):
            kept.lesson_key = lesson.key
            kept.choice_id = choice.id
            kept.is_right = choice.is_right
            kept.answered_at = timezone.now()
            kept.save()
        questions = {one.id for one in contents.of(lesson).questions}
        right = Answer.objects.filter(
            enrolment=enrolment, question_id__in=questions, is_right=True
        ).count()
        if right == len(questions):
            finish_lesson(enrolment, lesson)
        completion.complete_when_done(enrolment=enrolment)
    return kept
