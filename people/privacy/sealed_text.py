"""A text of a member that lies in the database sealed, and reads in code as any other field."""

from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from people import sealing
from people.models import MemberKey
from people.sealing import CannotUnseal


class _Opened(DeferredAttribute):
    """Gives the text of a row; what a row came with stays sealed until it is asked for."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        kept = super().__get__(instance, cls)
        field: Any = self.field
        return kept if kept is None or isinstance(kept, str) else field.opened(instance, kept)

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedText(models.BinaryField):
    """A text, sealed under the key of the member to whom `owner` leads from the row.

    `owner` is a path such as “enrolment__user”; `place` names the field that tells rows apart, to
    which the text is bound. Load the path and the member's key with the row, by `select_related`.
    Assign and save rows: `QuerySet.update` knows no row, so it refuses a text, and `values` gives
    what is sealed. Raises `CannotUnseal` where the text cannot be opened.
    """

    descriptor_class = _Opened
    # What a type checker reads: it is text in code.
    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]

    def __init__(self, *args: Any, owner: str = "", place: str = "", **kwargs: Any) -> None:
        self.owner, self.place = owner, place
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"owner": self.owner, "place": self.place}

    def opened(self, row: Any, kept: bytes) -> str:
        key = getattr(self._owner_of(row), "key", None)
        if key is None:
            raise CannotUnseal
        return sealing.unseal(key, kept, context=self._context(row))

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        text = model_instance.__dict__.get(self.attname)
        if not isinstance(text, str):
            return text
        key, _is_new = MemberKey.objects.get_or_create(
            user=self._owner_of(model_instance), defaults=sealing.new_wrapped_key()
        )
        return sealing.seal(key, text, context=self._context(model_instance))

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            raise TypeError("A sealed text is saved with its row.")
        return super().get_prep_value(value)

    def _owner_of(self, row: Any) -> Any:
        for step in self.owner.split("__"):
            row = getattr(row, step)
        return row

    def _context(self, row: Any) -> str:
        return f"{row._meta.label}:{getattr(row, self.place)}:{self.name}"
