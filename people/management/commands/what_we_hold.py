"""Write what is kept about everyone into docs/privacy.md, or print all that is kept about one
member."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models

from people.models import MemberSession, User
from people.privacy.register import Record, records, table
from people.sessions.store import SessionStore

PAGE = Path(settings.BASE_DIR) / "docs" / "privacy.md"
MARK = "<!-- written by manage.py what_we_hold -->"


def page_with_table(page: str) -> str:
    """Return `page` with everything below the mark replaced by the current table."""
    return page.partition(MARK)[0] + f"{MARK}\n\n{table()}\n"


def everything(user: User) -> Iterator[str]:
    """Yield, line by line, all that the server could hand over about `user`."""
    declared = {record.model for record in records()}
    for record in records():
        for row in record.naming(user):
            yield f"{record.model} {_name(row)}"
            yield from (f"  {name}: {_value(record, row, name)}" for name in record.fields)
    for relation in _relations():
        label = relation.related_model._meta.label
        rows = relation.related_model._base_manager.filter(**{relation.field.name: user.pk})
        if label not in declared and (count := rows.count()):
            yield f"{label}.{relation.field.name}: {count} rows"


def _name(row: models.Model) -> Any:
    # The key of a session would let a reader use it.
    return row.code if isinstance(row, MemberSession) else row.pk


def _value(record: Record, row: models.Model, name: str) -> Any:
    if opener := record.openers.get(name):
        # Even sealed texts: anyone who runs the server can be forced to open them.
        return repr(opener(row))
    if isinstance(row, MemberSession) and name == "session_data":
        return ", ".join(sorted(SessionStore().decode(row.session_data)))
    if name == "password":
        return f"a fingerprint ({row.password.partition('$')[0]})"  # type: ignore[attr-defined]
    value = getattr(row, name)
    if isinstance(value, models.Manager):
        return ", ".join(map(str, value.all()))
    return repr(str(value)) if isinstance(value, models.Model) else repr(value)


def _relations() -> list[Any]:
    """Return every foreign key to members, including those of libraries and histories."""
    fields = User._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and not field.concrete]


class Command(BaseCommand):
    help = (
        "Writes the table of what is kept into docs/privacy.md; with the pseudonym of a member, "
        "prints everything that the server could hand over about them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("member", nargs="?", help="a pseudonym")

    def handle(self, *args: Any, member: str | None = None, **options: Any) -> None:
        if member is None:
            PAGE.write_text(page_with_table(PAGE.read_text()))
            return
        user = User.objects.called(member).first()
        if user is None:
            raise CommandError("No one has this pseudonym.")
        for line in everything(user):
            self.stdout.write(line)
