"""After an erasure, PostgreSQL's files hold nothing of the member either."""

import pytest
from django.db import connection

from people import tasks
from people.privacy import erasure, rewriting
from tests import factories

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]

MARK = b"Zerased"


@pytest.fixture(autouse=True)
def _list(settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"


def heap() -> bytes:
    """Return the file of the table of members, as a thief of the disk reads it."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('people_user'))")
        return bytes(cursor.fetchone()[0])


def wait_until_no_one_sees_it() -> None:
    """Wait until each transaction on this server has ended that may still see the erased row.

    The other process of the run has such ones, and what they may see stays in the file until the
    next night.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        [erased_before] = cursor.fetchone()
        oldest = "SELECT pg_snapshot_xmin(pg_current_snapshot()) < %s::xid8, pg_sleep(0.1)"
        while True:
            cursor.execute(oldest, [erased_before])
            if not cursor.fetchone()[0]:
                return


def test_pseudonym_leaves_the_file_of_its_table():
    user = factories.UserFactory(pseudonym="Zerased 77")
    factories.UserFactory(pseudonym="Zstays 78")
    if connection.vendor == "sqlite":
        erasure.erase(user=user)
        assert rewriting.rewrite_tables() == 0
        return
    assert MARK in heap()
    erasure.erase(user=user)
    assert MARK in heap()
    wait_until_no_one_sees_it()
    tasks.rewrite_after_erasures()
    assert MARK not in heap()
    assert b"Zstays" in heap()


def test_without_an_erasure_nothing_is_rewritten():
    factories.UserFactory()
    assert rewriting.rewrite_tables() == 0
