"""Events: what was done, in codes and days, without contents."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.utils import timezone

from people.models import Event, User
from people.privacy.models import code_of

# Long enough to find out what went wrong; after that, members' safety matters more.
KEPT_FOR = timedelta(days=180)


def record(verb: str, *, actor: User | None, subject: models.Model | None = None) -> Event:
    """Record that `actor` did `verb` to `subject`; call it in the transaction of the action."""
    return Event.objects.create(verb=verb, actor=code_of(actor), subject=code_of(subject))


def record_all(verb: str, *, actor: User | None, subjects: Iterable[models.Model]) -> None:
    """Record the same event for many subjects, one row each, in one statement."""
    by = code_of(actor)
    Event.objects.bulk_create(
        [Event(verb=verb, actor=by, subject=code_of(subject)) for subject in subjects]
    )


def forget_old() -> int:
    """Delete events older than `KEPT_FOR`; return how many rows."""
    deleted, _ = Event.objects.filter(day__lt=timezone.localdate() - KEPT_FOR).delete()
    return deleted
