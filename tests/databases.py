"""The database of a run, migrated once and copied for each process of pytest-xdist.

To migrate from nothing takes 20 seconds of a processor. The first process that needs a new
database migrates its own and leaves a copy, from which the others begin, and the site of the
browser as well.
"""

import fcntl
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection


def is_on_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def address_of(database: str) -> str:
    """Return the address of another database on the server of the run."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{database}"))


def make(name: str, *, template: str = "") -> None:
    """Make a database on PostgreSQL, in place of one of that name."""
    # pytest-django made a database for the tests; the one that the address names may not exist.
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        origin = f' TEMPLATE "{template}"' if template else ""
        server.execute(f'CREATE DATABASE "{name}"{origin}')


def copy(source: str, target: str) -> None:
    """Copy a database that no one is connected to; on SQLite both are paths."""
    if is_on_postgresql():
        make(target, template=source)
        return
    Path(target).unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


class Migrated:
    """The copy that the first process leaves in `folder`, which all processes of a run share."""

    def __init__(self, folder: Path) -> None:
        self.note = folder / "migrated"
        self._lock: TextIO | None = None

    @property
    def name(self) -> str:
        """The name of the copy; "" before there is one."""
        return self.note.read_text() if self.note.exists() else ""

    def begin(self) -> bool:
        """Copy it for this process, or return False: then this process migrates.

        The process that migrates keeps the others waiting until `leave`.
        """
        self._lock = self.note.with_suffix(".lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if not self.name:
            return False
        with self._lock:
            own = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
            copy(self.name, own)
        return True

    def leave(self) -> None:
        """Leave a copy of the database that this process has migrated to the others."""
        assert self._lock, "begin() comes first"
        own = str(connection.settings_dict["NAME"])
        connection.close()
        name = "ensemble_migrated" if is_on_postgresql() else str(self.note.with_suffix(".sqlite3"))
        with self._lock:
            copy(own, name)
            self.note.write_text(name)
