"""Bringing questions back, taking an answer to one, forgetting what no one answered."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from learning.models import Recall
from learning.questions.kinds.protocol import Given, Question
from people.models import User

# So long after its day a question is forgotten that its member did not answer.
WAITS_FOR = timedelta(days=90)


def begin(*, users: Collection[int], lesson: UUID, questions: Iterable[Question]) -> None:
    """Let the questions of a lesson come back to members who have finished it today.

    What is not marked, such as open reflection, does not come back, nor what asks more after an
    answer, such as a story that branches: a day has two minutes. Repeating changes nothing.
    """
    short = [one for one in questions if one.is_marked and not one.goes_on]
    if not short or not users:
        return
    members = User.objects.filter(pk__in=users, wants_recall=True).only("time_zone")
    Recall.objects.bulk_create(
        [
            Recall(
                user=member,
                lesson_key=lesson,
                question_id=one.id,
                due_on=member.today + timedelta(days=Recall.After.TWO_DAYS),
            )
            for member in members
            for one in short
        ],
        ignore_conflicts=True,
    )


def end(*, users: Collection[int], lesson: UUID) -> None:
    """Let no question of a lesson come back to members for whom it is open again."""
    Recall.objects.filter(user__in=users, lesson_key=lesson).delete()


def answer(*, user: User, question: Question, given: Given) -> None:
    """Take the answer of `user` to a question that is due; it is judged and not kept.

    A question that is not due, because it was answered today or on another phone, stays as it is.
    """
    reply = question.reply(given)
    with transaction.atomic():
        due = Recall.objects.filter(user=user, question_id=question.id, due_on__lte=user.today)
        if recall := due.select_for_update().first():
            recall.take(is_right=reply is not None and reply.is_right, today=user.today)
            recall.save(update_fields=["after", "due_on", "asked_on"])


def forget_old() -> None:
    """Delete what has been over since yesterday, and what no one answered for a long time."""
    today = timezone.localdate()
    # It may still be the same day where its member is.
    is_over = Q(due_on=None, asked_on__lt=today - timedelta(days=1))
    Recall.objects.filter(is_over | Q(due_on__lt=today - WAITS_FOR)).delete()
