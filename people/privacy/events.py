"""Events: what was done, in codes and days, without contents."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.utils import timezone

from people.models import Event, User
from people.privacy.models import code_of

# Long enough to find out what went wrong; after that, members' safety matters more.
KEPT_FOR = timedelta(days=180)


def record(kind: str, *, actor: User | None, subject: models.Model | None = None) -> Event:
    """Record an event of this `kind`: what `actor` did to `subject`.

    Call it in the transaction of the action. A kind is a word of code and is never shown alone.
    """
    return Event.objects.create(kind=kind, actor=code_of(actor), subject=code_of(subject))


def record_all(kind: str, *, actor: User | None, subjects: Iterable[models.Model]) -> None:
    """Record the same event for many subjects, one row each, in one statement."""
    by = code_of(actor)
    Event.objects.bulk_create(
        [Event(kind=kind, actor=by, subject=code_of(subject)) for subject in subjects]
    )


def forget_old() -> int:
    """Delete events older than `KEPT_FOR`; return how many rows."""
    deleted, _ = Event.objects.filter(day__lt=timezone.localdate() - KEPT_FOR).delete()
    return deleted
