"""Counting first answers, and starting to count again."""

import hashlib
import json
from collections.abc import Collection
from uuid import UUID

from django.db.models import F

from learning.models import FirstAnswer
from learning.questions.kinds.protocol import Given, Question
from learning.questions.models import parted


def count(*, question: Question, given: Given, is_right: bool) -> None:
    """Count the first answer of a member to `question`. The caller counts each member once.

    What is not marked has no difficulty, and a story that branches is answered in steps: neither is
    counted. One query for an answer that was counted before, else three.
    """
    if not question.is_marked or question.goes_on:
        return
    codes, _words = parted(given)
    mark = hashlib.sha256(json.dumps(codes, sort_keys=True).encode()).hexdigest()
    same = FirstAnswer.objects.filter(question_id=question.id, mark=mark)
    if same.update(members=F("members") + 1):
        return
    row = FirstAnswer(question_id=question.id, mark=mark, given=codes, was_right=is_right)
    # Another process may have made it since.
    FirstAnswer.objects.bulk_create([row], ignore_conflicts=True)
    same.update(members=F("members") + 1)


def start_again(questions: Collection[UUID]) -> None:
    """Forget the first answers to these questions, for example because they have new words."""
    FirstAnswer.objects.filter(question_id__in=questions).delete()
