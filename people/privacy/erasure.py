"""Erasing an account, and keeping it erased after a backup is restored.

The erasure list is a file outside the database. Each line is the random code of an erased member,
and nothing else. Restoring the database does not change it; `replay` erases again the members that
a restore brought back.
"""

import fcntl
import os
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from cms import editor_data
from people.models import User
from people.privacy import events, register
from people.sessions.actions import end_sessions


@transaction.atomic
def erase(*, user: User, by: User | None = None) -> None:
    """Erase `user` and everything that points at them; erasing them again changes nothing.

    `by` is who did it; None for the member and for the schedule. First others are notified and
    places are given back. Then the sessions, the studio's copies, the rows that the registry
    declares and the account are deleted. The code goes onto the erasure list before the transaction
    commits: losing an erasure that was promised would be worse than repeating one. Raises OSError
    when the list cannot be written; then nothing was changed.
    """
    found = User.objects.select_for_update().filter(pk=user.pk).first()
    if found is None:
        return
    user = found
    for app in register.declarations():
        for action in app.before_erasure:
            action(user)
    end_sessions(user)
    editor_data.forget(user)
    for record in register.records():
        record.unlink(user)
        if record.eraser is register.Eraser.CASCADE and record.model != User._meta.label:
            record.owned_by(user).delete()
    code = user.code
    user.delete()
    events.record("erase", actor=by)
    _remember(code)


def erased_codes() -> list[UUID]:
    """Return the codes on the erasure list, each once, in the order they came."""
    try:
        lines = settings.ERASURE_LIST.read_text().split()
    except FileNotFoundError:
        return []
    return list(dict.fromkeys(UUID(line) for line in lines))


def restored_members() -> list[User]:
    """Return members on the erasure list who are in the database again, after a restore."""
    return [user for codes in _portions(erased_codes()) for user in _with_codes(codes)]


def is_replayed() -> bool:
    """Whether it is certain that `restored_members` finds no one.

    False when the list cannot be read. No query while the list is empty.
    """
    try:
        return not any(_with_codes(codes).exists() for codes in _portions(erased_codes()))
    except (OSError, ValueError):
        return False


def replay() -> int:
    """Erase again the members that a restored copy brought back; return how many."""
    members = restored_members()
    for user in members:
        erase(user=user)
    return len(members)


def _with_codes(codes: list[UUID]) -> QuerySet[User]:
    return User.objects.filter(code__in=codes)


def _portions(codes: list[UUID]) -> Iterable[list[UUID]]:
    # Databases take a limited number of values in one statement.
    return (codes[start : start + 500] for start in range(0, len(codes), 500))


def _remember(code: UUID) -> None:
    """Write `code` to the erasure list and make sure that it is on the disk.

    Raises OSError when there is no room for the whole line; then the list is as it was.
    """
    if code in erased_codes():
        return
    settings.ERASURE_LIST.parent.mkdir(parents=True, exist_ok=True)
    with open(settings.ERASURE_LIST, "ab", buffering=0, opener=_open_for_us) as file:
        # One writer at a time, so that none takes back the line of another.
        fcntl.flock(file, fcntl.LOCK_EX)
        before = os.fstat(file.fileno()).st_size
        try:
            left = f"{code}\n".encode()
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(before)
            raise


def _open_for_us(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
