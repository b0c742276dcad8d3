"""Telling a member something, once; she finds it on whatever page she opens next."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from people.models import Notice, User


def tell(user: User, *, kind: Notice.Kind, key: str, subject_code: UUID | None = None) -> None:
    """Leave one notice; telling the same `kind` and `key` again changes nothing."""
    tell_all([user.pk], kind=kind, key=key, subject_code=subject_code)


def tell_all(
    user_ids: Iterable[int], *, kind: Notice.Kind, key: str, subject_code: UUID | None = None
) -> None:
    """Leave the same notice for many members in one statement, each of them once."""
    Notice.objects.bulk_create(
        [Notice(user_id=pk, kind=kind, key=key, subject_code=subject_code) for pk in user_ids],
        ignore_conflicts=True,
    )


def dismiss(user: User, *, kind: str) -> None:
    """Take every notice of this kind off her pages."""
    user.notices.filter(read_at=None, kind=kind).update(read_at=timezone.now())
