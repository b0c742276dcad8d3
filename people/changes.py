"""Writing once: what a form makes, and what it changes.

A form may arrive twice: a slow line, a second press of the button, the way back. What it makes
carries a code derived from its key, so that the second time finds the first; of what it changes,
only fields that differ are written. Either way the event is recorded with the change, and not
again.
"""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Model

from people.models import User
from people.privacy import events

Row = TypeVar("Row", bound=Model)


class HasCode(Protocol):
    """A member, or whatever else a form is sent for."""

    code: Any


def code_from(owner: HasCode, key: UUID, *parts: object) -> UUID:
    """Return the code of what `owner` makes with the form of that `key`: the same each time.

    `parts` are choices in the form that make another thing of it.
    """
    return uuid5(owner.code, ":".join(str(part) for part in (key, *parts)))


@transaction.atomic
def make_once(
    model: type[Row], values: Mapping[str, Any], *, by: User, key: UUID, event: str
) -> tuple[Row, bool]:
    """Return the row that `by` makes with the form of that `key`, and whether it is new.

    A row that is there already stays as it is.
    """
    row, is_new = model._default_manager.get_or_create(code=code_from(by, key), defaults=values)
    if is_new:
        events.record(event, actor=by, subject=row)
    return row, is_new


@transaction.atomic
def write_changes(
    row: Model, values: Mapping[str, Any], *, by: User | None, event: str
) -> dict[str, Any]:
    """Write those of `values` that differ from what `row` holds in the database.

    `row` is locked and read again first. A field to many rows takes a list of them. Returns the
    values that were replaced, by field: empty, and no event, when everything was so already.
    """
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update())
    many = {field.name for field in row._meta.many_to_many}
    replaced = {}
    for name, value in values.items():
        if name in many:
            old = list(getattr(row, name).all())
            differs = set(old) != set(value)
        else:
            old = getattr(row, name)
            differs = old != value
        if differs:
            replaced[name] = old
    if not replaced:
        return replaced
    for name in replaced:
        if name in many:
            getattr(row, name).set(values[name])
        else:
            setattr(row, name, values[name])
    if columns := replaced.keys() - many:
        row.save(update_fields=columns)
    events.record(event, actor=by, subject=row)
    return replaced
