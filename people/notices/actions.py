"""Notify a member once; the next page that they open shows it."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from people.models import Notice, User
from people.notices.registry import Kind


def tell(user: User, *, kind: Kind, key: str, subject_code: UUID | None = None) -> None:
    """Leave one notice; the same `kind` and `key` again change nothing."""
    tell_all([user.pk], kind=kind, key=key, subject_code=subject_code)


def tell_all(
    user_ids: Iterable[int], *, kind: Kind, key: str, subject_code: UUID | None = None
) -> None:
    """Leave the same notice for many members in one statement, one for each."""
    _leave(user_ids, kind=kind.name, key=key, subject_code=subject_code)


def note_all(
    user_ids: Iterable[int], *, kind: Kind, key: str, subject_code: UUID | None = None
) -> None:
    """The same for what is no news to them: kept as a notice that they have read."""
    read_at = timezone.now()
    _leave(user_ids, kind=kind.name, key=key, subject_code=subject_code, read_at=read_at)


def _leave(user_ids: Iterable[int], **fields: Any) -> None:
    Notice.objects.bulk_create(
        [Notice(user_id=pk, **fields) for pk in user_ids], ignore_conflicts=True
    )


def dismiss(user: User, *, kind: Kind) -> None:
    """Take every notice of this kind off the pages of `user`."""
    _dismiss(Notice.objects.filter(user=user, kind=kind.name))


def dismiss_shown(user: User, *, kind: Kind, subject_code: UUID | None, key: str) -> None:
    """Take the notices off the pages of `user` that say and lead to the same as the one they read:
    the same kind about the same thing and, where the key makes the words, with the same key."""
    same = Notice.objects.filter(user=user, kind=kind.name, subject_code=subject_code)
    _dismiss(same.filter(key=key) if kind.say else same)


def dismiss_all(user_ids: Iterable[int], *, kinds: Iterable[Kind], key: str) -> None:
    """Take the notices of these kinds with this `key` off the pages of these members."""
    names = [kind.name for kind in kinds]
    _dismiss(Notice.objects.filter(user__in=user_ids, kind__in=names, key=key))


def dismiss_about(user_ids: Iterable[int], *, kind: Kind, code: UUID) -> None:
    """Take the notices of this kind about the subject `code` off the pages of these members."""
    about = Notice.objects.filter(user__in=user_ids, kind=kind.name, subject_code=code)
    _dismiss(about)


def show_again(user_ids: Iterable[int], *, kind: Kind, code: UUID) -> None:
    """Put them on the pages of these members again."""
    about = Notice.objects.filter(user__in=user_ids, kind=kind.name, subject_code=code)
    about.update(read_at=None)


def take_back(
    user_ids: Iterable[int] | None, *, kinds: Iterable[Kind], code: UUID, key_begins: str = ""
) -> None:
    """Delete the notices of these kinds about the subject `code`, which are not true any more, of
    these members or (None) of all; with `key_begins`, only those with such a key. The same thing
    can be told again then."""
    about = Notice.objects.filter(subject_code=code, kind__in=[kind.name for kind in kinds])
    if user_ids is not None:
        about = about.filter(user__in=user_ids)
    if key_begins:
        about = about.filter(key__startswith=key_begins)
    about.delete()


def take_back_all(
    user_ids: Iterable[int] | None,
    *,
    kinds: Iterable[Kind],
    codes: Collection[UUID] | QuerySet,
) -> None:
    """The same for any of these subjects."""
    names = [kind.name for kind in kinds]
    about = Notice.objects.filter(subject_code__in=codes, kind__in=names)
    if user_ids is not None:
        about = about.filter(user__in=user_ids)
    about.delete()


def delete_about(
    codes: Collection[UUID] | QuerySet, *, except_for: Collection[User] | QuerySet[User]
) -> None:
    """Delete notices about these subjects, whose links would lead nowhere, except those of some
    members."""
    Notice.objects.filter(subject_code__in=codes).exclude(user__in=except_for).delete()


def _dismiss(notices: QuerySet[Notice]) -> None:
    notices.filter(read_at=None).update(read_at=timezone.now())
