"""Saying that one taught a course, and taking it back."""

from datetime import date
from uuid import UUID

from django.db import transaction

from learning.models import Enrolment, Taught
from learning.progress import completion
from learning.teaching.permissions import taught_by
from people.changes import make_once
from people.models import User
from people.privacy import events


@transaction.atomic
def say(
    *,
    user: User,
    enrolment: Enrolment,
    key: UUID,
    month: date,
    group: str,
    lesson: UUID | None = None,
) -> Taught:
    """Keep that `user` taught the course of their `enrolment`, or one `lesson` of it. The whole
    course completes it if this was the last thing to do. `key` is the form's own: the same form
    sent twice says it once."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    values = {
        "enrolment": enrolment,
        "lesson_key": lesson,
        "month": month.replace(day=1),
        "group": group,
    }
    taught, _is_new = make_once(Taught, values, by=user, key=key, event="teach")
    completion.complete_when_done(enrolment=enrolment)
    return taught


@transaction.atomic
def take_back(*, user: User, code: UUID) -> bool:
    """Delete what `user` said under this `code`; False when they said nothing, or no longer. A
    course that is completed stays so."""
    said = taught_by(user).filter(code=code).first()
    if said is None:
        return False
    events.record("teach_taken_back", actor=user, subject=said)
    said.delete()
    return True
