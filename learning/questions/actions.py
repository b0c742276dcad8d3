"""Answering a question."""

from django.db import transaction
from django.utils import timezone

from learning.catalogue.outline import Course, Lesson
from learning.difficulties import actions as difficulties
from learning.models import Answer
from learning.progress import completion
from learning.progress.actions import locked_enrolment
from learning.progress.recount import recount_lesson
from learning.questions.kinds.protocol import Given, Question
from learning.questions.models import parted
from people.models import User


def answer(
    *, user: User, course: Course, lesson: Lesson, question: Question, given: Given
) -> Answer:
    """Keep a member's latest answer. The last right one finishes the lesson, and maybe the course.

    Giving the same answer again changes nothing. Raises `NotEnrolled`.
    """
    reply = question.reply(given)
    is_right = reply is not None and reply.is_right
    codes, words = parted(given)
    with transaction.atomic():
        enrolment = locked_enrolment(user, course)
        # Before the new answer, so that another try is not taken for a corrected question.
        recount_lesson(enrolment, lesson)
        kept, is_new = Answer.objects.get_or_create(
            enrolment=enrolment,
            question_id=question.id,
            defaults={
                "lesson_key": lesson.key,
                "given": codes,
                "words": words,
                "is_right": is_right,
            },
        )
        if not is_new and (kept.said, kept.is_right) != (given, is_right):
            kept.lesson_key = lesson.key
            kept.said = given
            kept.is_right = is_right
            kept.answered_at = timezone.now()
            kept.save()
        recount_lesson(enrolment, lesson)
        completion.complete_when_done(enrolment=enrolment)
        if is_new:
            # Last, because all who answer alike wait for this row.
            difficulties.count(question=question, given=given, is_right=is_right)
    return kept
