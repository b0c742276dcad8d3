"""What PostgreSQL still has in its files after an erasure, and how it goes.

A deleted row stays in the file of its table until its place is needed again. SQLite overwrites it
at once (`secure_delete` in the settings).
"""

from datetime import timedelta

from django.db import connection
from django.db.utils import OperationalError
from django.utils import timezone

from people.models import Event

# The task runs once a day; a day that it missed counts too.
LOOKS_BACK = timedelta(days=2)
# A table that others are using now is rewritten on the next night.
PATIENCE = "3s"


def rewrite_tables() -> int:
    """Rewrite every table if someone was erased lately; return how many tables were rewritten.

    `VACUUM FULL` locks one table at a time, for as long as it takes to copy its rows. It changes
    nothing on SQLite, and must not run inside a transaction. What a transaction that is open now
    may still see stays until the next night. Safe to run twice.
    """
    if connection.vendor != "postgresql" or not _someone_was_erased():
        return 0
    written = 0
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
        try:
            for table in connection.introspection.table_names(cursor):
                written += _rewritten(cursor, table)
        finally:
            cursor.execute("RESET lock_timeout")
    return written


def _someone_was_erased() -> bool:
    since = timezone.localdate() - LOOKS_BACK
    return Event.objects.filter(kind="erase", day__gte=since).exists()


def _rewritten(cursor, table: str) -> bool:  # type: ignore[no-untyped-def]
    try:
        cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
    except OperationalError:
        return False
    return True
