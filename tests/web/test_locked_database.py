"""A connection to SQLite that opens while another one writes knows all that SQLite can do."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@pytest.fixture
def opened_while_busy(
    tmp_path, monkeypatch, django_db_blocker, request
) -> Iterator[BaseDatabaseWrapper]:
    """A connection of `request.param` to a database in which another one writes."""
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        known = {
            **connections["default"].settings_dict,
            "ENGINE": request.param,
            "NAME": str(path),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 0},
        }
        monkeypatch.setitem(connections.settings, "busy", known)
        with django_db_blocker.unblock():
            yield connections["busy"]
            connections["busy"].close()
        del connections["busy"]


@pytest.mark.parametrize("opened_while_busy", ["web.serving.sqlite"], indirect=True)
def test_json_can_be_read(opened_while_busy):
    assert opened_while_busy.features.supports_json_field
    with opened_while_busy.cursor() as cursor:
        cursor.execute("""SELECT JSON('{"a": 1}')""")
        assert cursor.fetchone() == ('{"a":1}',)


@pytest.mark.parametrize("opened_while_busy", ["django.db.backends.sqlite3"], indirect=True)
def test_django_still_asks_at_the_wrong_moment(opened_while_busy):
    """Once it does not, `web.serving.sqlite` is no longer needed."""
    assert not opened_while_busy.features.supports_json_field


def test_site_uses_it(settings):
    assert settings.DATABASES["default"]["ENGINE"] == "web.serving.sqlite"
