"""Proposing a common question, publishing it, and taking it down."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.common_questions.permissions import common_questions_checkable_by
from learning.models import CommonQuestion, LessonPage
from people.changes import make_once
from people.models import User
from people.privacy import events
from web.errors import Closed


class IsPublished(Closed):
    """Someone else has published it meanwhile."""

    sentence = _(
        "Someone has published this meanwhile, so your text was not saved. Take it down to change "
        "it."
    )


@transaction.atomic
def propose(
    *, by: User, lesson_key: UUID, language: str, question: str, answer: str, key: UUID
) -> CommonQuestion:
    """Let `by` propose a common question about a lesson. `key` is the form's own: the same form
    sent twice proposes once. The caller checks that they may (`enquiries_shareable_by`)."""
    values = {
        "lesson_key": lesson_key,
        "language": language,
        "question": question,
        "answer": answer,
        "written_by": by,
    }
    proposed, _is_new = make_once(CommonQuestion, values, by=by, key=key, event="propose_common")
    return proposed


@transaction.atomic
def publish(*, by: User, code: UUID, question: str, answer: str) -> bool:
    """Publish what `by` has checked, in these words; False when there is no such proposal, or no
    longer. The same again changes nothing. Raises `IsPublished`."""
    found = _locked(by, code)
    if found is None:
        return False
    if found.published_on:
        if (found.question, found.answer) == (question, answer):
            return True
        raise IsPublished
    found.question, found.answer = question, answer
    # The day in UTC: that of the reader would tell where they are.
    found.published_on = timezone.now().date()
    found.save(update_fields=["question", "answer", "published_on"])
    events.record("publish_common", actor=by, subject=found)
    return True


@transaction.atomic
def take_down(*, by: User, code: UUID) -> bool:
    """Let no one read it until it is published again; False when there is none, or no longer."""
    found = _locked(by, code)
    if found is None:
        return False
    if found.published_on:
        found.published_on = None
        found.save(update_fields=["published_on"])
        events.record("take_down_common", actor=by, subject=found)
    return True


@transaction.atomic
def delete(*, by: User, code: UUID) -> bool:
    """Delete what is not published; False when there is none. Raises `IsPublished`."""
    found = _locked(by, code)
    if found is None:
        return False
    if found.published_on:
        raise IsPublished
    events.record("delete_common", actor=by, subject=found)
    found.delete()
    return True


def forget_orphans() -> int:
    """Delete those whose lesson does not exist any more in any language; return how many."""
    lessons = LessonPage.objects.values("translation_key")
    deleted, _rows = CommonQuestion.objects.exclude(lesson_key__in=lessons).delete()
    return deleted


def _locked(by: User, code: UUID) -> CommonQuestion | None:
    return common_questions_checkable_by(by).select_for_update().filter(code=code).first()
