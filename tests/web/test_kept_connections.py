"""A connection that PostgreSQL has ended is replaced, and a live one is not asked."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def own() -> int:
    """The number of this connection; on SQLite, whose connections do not end, 0."""
    if connection.vendor == "sqlite":
        return 0
    return asked(connection, "SELECT pg_backend_pid()")


@pytest.fixture
def other() -> Iterator[Any]:
    """Another connection to the same database."""
    one = connection.copy()
    yield one
    one.close()


def asked(line: Any, query: str) -> Any:
    with line.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def as_at_the_next_page() -> None:
    connection.health_check_done = False
    connection.health_check_enabled = True


def test_page_after_a_restart_of_the_database_is_answered(own, other):
    if own:
        # Waits until the server has ended it.
        assert asked(other, f"SELECT pg_terminate_backend({own}, 5000)")
        assert not connection.is_usable()
    as_at_the_next_page()
    assert asked(connection, "SELECT 3") == 3


def test_live_connection_is_not_asked(own, other):
    assert asked(connection, "SELECT 4") == 4
    as_at_the_next_page()
    assert connection.is_usable()
    if own:
        last = f"SELECT query FROM pg_stat_activity WHERE pid = {own}"
        assert asked(other, last) == "SELECT 4"


def test_closed_connection_is_not_usable():
    assert asked(connection, "SELECT 5") == 5
    connection.close()
    assert connection.vendor == "sqlite" or not connection.is_usable()
    assert asked(connection, "SELECT 6") == 6
