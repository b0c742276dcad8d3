"""Sealed texts and files: encrypted under a key of their own, which a master key wraps.

AES-256-GCM (NIST SP 800-38D) of the `cryptography` library; the master keys are kept outside the
database (`settings.MASTER_KEYS`). Deleting a row with a key destroys everything it sealed. The
formats, all lengths in bytes:

* a wrapped key: version (1), id of the master key (4), nonce (12), the key (32), tag (16);
* a sealed text or file: version (1), nonce (12), the text in UTF-8 or the file, tag (16).

The key binds a text to the key's owner, and `context` binds it to its own row and field: a text
copied anywhere else does not open.
"""

import hashlib
import os
from collections.abc import Iterator
from typing import TypedDict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from people.models import KeyOwner

VERSION = b"\x01"
KEY_BITS = 256
ID_LENGTH, NONCE_LENGTH = 4, 12
# Rows per transaction while keys are wrapped again: few, so that others do not wait long.
PORTION = 200


class CannotUnseal(Exception):
    """Wrong row, wrong field, tampered text or missing master key. The message does not say which.

    Not a `web.errors.Refused`: this is a fault of the site, which no form can cause or correct.
    """


class KeyColumns(TypedDict):
    """The columns of a new row with a key of its own."""

    wrapped_key: bytes
    master_id: str


def new_wrapped_key() -> KeyColumns:
    """Return the columns of a new key: `MemberKey(user=user, **new_wrapped_key())`."""
    return _wrap(AESGCM.generate_key(KEY_BITS))


def seal(owner: KeyOwner, text: str, *, context: str) -> bytes:
    """Return `text` sealed under the key of `owner`.

    `context` names the place, such as “app.Model:code of the row:field”. Raises `CannotUnseal` when
    the master key of `owner` is missing.
    """
    return seal_bytes(owner, text.encode(), context=context)


def unseal(owner: KeyOwner, sealed: bytes | memoryview, *, context: str) -> str:
    """Return the text in `sealed`, which was sealed for the same `owner` and `context`.

    PostgreSQL's driver gives a memoryview. Raises `CannotUnseal` for any other owner or context.
    """
    return unseal_bytes(owner, sealed, context=context).decode()


def seal_bytes(owner: KeyOwner, data: bytes, *, context: str) -> bytes:
    """Return `data`, such as a file, sealed as `seal` does with a text."""
    return _lock(_key_of(owner), data, context)


def unseal_bytes(owner: KeyOwner, sealed: bytes | memoryview, *, context: str) -> bytes:
    """Return what `seal_bytes` sealed; raises `CannotUnseal` as `unseal` does."""
    return _unlock(_key_of(owner), sealed, context)


def lock(key: bytes, text: str, *, context: str) -> bytes:
    """Return `text` sealed under `key` itself (32 bytes), which the caller keeps elsewhere."""
    return _lock(key, text.encode(), context)


def unlock(key: bytes, sealed: bytes | memoryview, *, context: str) -> str:
    """Return what `lock` sealed under the same `key` and `context`; else raise `CannotUnseal`."""
    return _unlock(key, sealed, context).decode()


def opens(owner: KeyOwner) -> bool:
    """Whether a master key of this site opens the key of `owner`."""
    try:
        _key_of(owner)
    except CannotUnseal:
        return False
    return True


def newest_master_id() -> str:
    """Return the id of the master key that wraps new keys."""
    return _id_of(settings.MASTER_KEYS[0]).hex()


def key_models() -> list[type[KeyOwner]]:
    """Return every model, in any app, whose rows have a key of their own."""
    return [model for model in apps.get_models() if issubclass(model, KeyOwner)]


def waiting(model: type[KeyOwner]) -> QuerySet[KeyOwner]:
    """Return the rows of `model` whose keys are not wrapped by the newest master key yet."""
    return model._base_manager.exclude(master_id=newest_master_id())


def rewrap(model: type[KeyOwner]) -> Iterator[tuple[int, int]]:
    """Wrap the keys of `model` again under the newest master key, a portion at a time.

    Yields for each portion how many keys were wrapped, and how many could not be opened and stay
    as they are. It can be stopped and started again at any time: the id of the master key shows
    which rows are done, sealed texts do not change, and each row opens before and after.
    """
    last = 0
    rows = waiting(model).order_by("pk")
    while portion := list(rows.filter(pk__gt=last)[:PORTION]):
        last = portion[-1].pk
        with transaction.atomic():
            outcomes = [_rewrap_one(row) for row in portion]
        yield outcomes.count(True), outcomes.count(False)


def _rewrap_one(row: KeyOwner) -> bool:
    try:
        columns = _wrap(_key_of(row))
    except CannotUnseal:
        return False
    # Only if unchanged since it was read, so that a second rotation at the same time is not undone.
    same = type(row)._base_manager.filter(pk=row.pk, master_id=row.master_id)
    same.update(**columns)
    return True


def _wrap(key: bytes) -> KeyColumns:
    master = settings.MASTER_KEYS[0]
    header = VERSION + _id_of(master)
    return {
        "wrapped_key": header + _encrypt(master, key, header),
        "master_id": newest_master_id(),
    }


def _key_of(owner: KeyOwner) -> bytes:
    wrapped = bytes(owner.wrapped_key)
    header, rest = wrapped[: 1 + ID_LENGTH], wrapped[1 + ID_LENGTH :]
    for master in settings.MASTER_KEYS:
        if header == VERSION + _id_of(master):
            return _decrypt(master, rest, header)
    raise CannotUnseal


def _id_of(master: bytes) -> bytes:
    """Return an id that identifies a master key without revealing it."""
    return hashlib.sha256(b"name of a master key" + master).digest()[:ID_LENGTH]


def _lock(key: bytes, data: bytes, context: str) -> bytes:
    return VERSION + _encrypt(key, data, VERSION + context.encode())


def _unlock(key: bytes, sealed: bytes | memoryview, context: str) -> bytes:
    sealed = bytes(sealed)
    if sealed[:1] != VERSION:
        raise CannotUnseal
    return _decrypt(key, sealed[1:], VERSION + context.encode())


def _encrypt(key: bytes, data: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, data, bound_to)


def _decrypt(key: bytes, data: bytes, bound_to: bytes) -> bytes:
    """Open what `_encrypt` made. Nothing else on the site decrypts; a test checks that."""
    nonce, rest = data[:NONCE_LENGTH], data[NONCE_LENGTH:]
    try:
        return AESGCM(key).decrypt(nonce, rest, bound_to)
    except (InvalidTag, ValueError) as error:
        # ValueError: the data is too short to hold a whole nonce.
        raise CannotUnseal from error
