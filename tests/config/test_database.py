"""What was written down is still there after a power cut."""

import pytest
from django.db import connection

FULL = 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL waits for its disk by itself")
def test_sqlite_waits_for_the_disk_at_every_commit(db):
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (FULL,)
