"""Write each form only once.

A form may arrive twice: because of a slow connection, a second press of the button or the browser's
back button. A new row gets a code derived from the form's key, so the second form finds the first
row. A change writes only the fields that differ. In both cases the event is recorded once, together
with the change.
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
    """A member, or anything else that a form is about."""

    code: Any


def code_from(owner: HasCode, key: UUID, *parts: object) -> UUID:
    """Return the code of what `owner` makes with the form of that `key`: the same each time.

    `parts` are choices and texts of the form; with others, the form makes something else.
    """
    return uuid5(owner.code, ":".join(str(part) for part in (key, *parts)))


@transaction.atomic
def make_once(
    model: type[Row], values: Mapping[str, Any], *, by: User, key: UUID, event: str
) -> tuple[Row, bool]:
    """Return the row that `by` makes with the form of that `key`, and whether it is new.

    An existing row stays as it is.
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

    `row` is locked and read again first. For a many-to-many field, give a list of rows. Returns the
    replaced values by field. When nothing differs, it returns nothing and records no event.
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
