"""A database that refuses to write the access log."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection


@contextmanager
def unwritable_access_log() -> Iterator[None]:
    """Let each write of an access record fail, as when the disk is full."""

    def refuse(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "people_accessrecord" in sql:
            raise DatabaseError("No space left on this device.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
