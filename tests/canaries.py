"""Searches for words and numbers in all that is kept: every table, and the folders of files."""

from pathlib import Path

from django.db import connection

from people.models import MemberSession, User
from people.sessions.store import SessionStore


def tables() -> dict[str, list[tuple]]:
    """Return every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = cursor.fetchall()
    return found


def hits(*marks: str) -> list[str]:
    """Return `table: value` wherever one of `marks` is, in any case.

    Sessions are opened: packed as they are kept, no mark in them would be found.
    """
    wanted = [mark.casefold() for mark in marks]
    found = tables()
    found["sessions, opened"] = [
        (SessionStore().decode(one.session_data),) for one in MemberSession.objects.all()
    ]
    return [
        f"{table}: {str(value)[:200]}"
        for table, rows in found.items()
        for row in rows
        for value in row
        if any(mark in str(value).casefold() for mark in wanted)
    ]


def marks_of(user: User) -> tuple[str, ...]:
    """What names `user`: the number, the code however a database writes it, the login code."""
    return (str(user.pk), str(user.code), user.code.hex, user.login_code)


def files_with(mark: str, folder: Path) -> list[Path]:
    return [
        path for path in folder.rglob("*") if path.is_file() and mark.encode() in path.read_bytes()
    ]
