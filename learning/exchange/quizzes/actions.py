"""Adding questions from a file to a lesson."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from learning.exchange.quizzes.found import Found
from learning.exchange.quizzes.report import report
from learning.models import LessonPage


@transaction.atomic
def add_questions(*, page: LessonPage, found: Iterable[Found], user: Any) -> int:
    """Add questions at the end of the draft of a lesson, and return how many.

    What the draft has already is left out, so that the same file adds nothing a second time.
    """
    locked = LessonPage.objects.select_for_update().get(pk=page.pk)
    draft = locked.get_latest_revision_as_object()
    taken = report(draft, found).taken
    for one in taken:
        draft.body.append((one.kind, one.value, one.id))
    if taken:
        draft.save_revision(user=user, clean=False, log_action=True)
    return len(taken)
