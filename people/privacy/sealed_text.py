"""What a member wrote or added, sealed in the database, and in code as any other field."""

from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from people import sealing
from people.models import MemberKey
from people.sealing import CannotUnseal


class _Sealed(bytes):
    """What a row came with, or goes with: sealed."""


class _Opened(DeferredAttribute):
    """Gives what a row holds; what it came with stays sealed until it is asked for."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        kept = super().__get__(instance, cls)
        field: Any = self.field
        return field.opened(instance, kept) if isinstance(kept, _Sealed) else kept

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedBytes(models.BinaryField):
    """A file, sealed under the key of the member to whom `owner` leads from the row.

    `owner` is a path such as “enrolment__user”; `place` names the field that tells rows apart, to
    which the file is bound. Load the path and the member's key with the row, by `select_related`.
    Assign and save rows: `QuerySet.update` knows no row, so it refuses what is not sealed, and
    `values` gives what is. Raises `CannotUnseal` where it cannot be opened.
    """

    descriptor_class = _Opened
    # What a type checker reads.
    _pyi_private_set_type: Any
    _pyi_private_get_type: bytes

    def __init__(self, *args: Any, owner: str = "", place: str = "", **kwargs: Any) -> None:
        self.owner, self.place = owner, place
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"owner": self.owner, "place": self.place}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> _Sealed | None:
        return None if value is None else _Sealed(value)

    def opened(self, row: Any, kept: bytes) -> Any:
        key = getattr(self._owner_of(row), "key", None)
        if key is None:
            raise CannotUnseal
        return self.read(sealing.unseal_bytes(key, kept, context=self._context(row)))

    def read(self, data: bytes) -> Any:
        """Return as code has it what was sealed."""
        return data

    def written(self, value: Any) -> bytes:
        """Return what is sealed of `value`, which is as code has it."""
        return bytes(value)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, _Sealed):
            return value
        key, _is_new = MemberKey.objects.get_or_create(
            user=self._owner_of(model_instance), defaults=sealing.new_wrapped_key()
        )
        context = self._context(model_instance)
        return _Sealed(sealing.seal_bytes(key, self.written(value), context=context))

    def get_prep_value(self, value: Any) -> Any:
        if value is not None and not isinstance(value, _Sealed):
            raise TypeError("What is sealed is saved with its row.")
        return super().get_prep_value(value)

    def _owner_of(self, row: Any) -> Any:
        for step in self.owner.split("__"):
            row = getattr(row, step)
        return row

    def _context(self, row: Any) -> str:
        return f"{row._meta.label}:{getattr(row, self.place)}:{self.name}"


class SealedText(SealedBytes):
    """A text, sealed in the same way."""

    # What a type checker reads: it is text in code.
    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]

    def read(self, data: bytes) -> str:
        return data.decode()

    def written(self, value: str) -> bytes:
        return value.encode()
