"""What every test may use: two regions, their people, and something to learn."""

import gc
import os
import string

import pytest
from django.core.cache import cache
from django.db import connection
from django.middleware import csrf
from django.test import Client
from django.utils import translation

from config import settings as served
from dashboard.health import parts as health
from dashboard.health import reports
from tests import factories, order, servers
from tests.databases import Migrated
from tests.factories import World

# Python's own interval of the cycle collector takes a sixth of the time; this one takes 75 MB more.
gc.set_threshold(50_000, 20, 20)
# Without capitals: of the many tokens that pages carry, sooner or later one would hold a canary.
csrf.CSRF_ALLOWED_CHARS = string.ascii_lowercase + string.digits


def pytest_configure(config) -> None:
    config.pluginmanager.register(servers.Locks())
    config.pluginmanager.register(order.LongFirst())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if servers.races(item):
            item.add_marker(servers.NAME)


@pytest.fixture(autouse=True)
def _site_that_works() -> None:
    """`/healthz/deep` answers 200, as where a worker runs and copies are made.

    Each test does this again: a whole run takes longer than a beat may be late.
    """
    for name in (health.LAST_BEAT, health.LAST_COPY):
        (served.DATA_DIR / name).touch()
    (served.DATA_DIR / reports.OUTSIDE).write_text('{"mail": null, "rooms": null}')


@pytest.fixture(autouse=True)
def _fresh_start():
    """What one test cached or switched to must not reach the next one."""
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()


class Roots:
    """What migrations made and a test with real transactions flushes."""

    def __init__(self) -> None:
        # An earlier run may have left its database without them.
        self.are_flushed = True


@pytest.fixture(scope="session")
def _roots() -> Roots:
    return Roots()


@pytest.fixture(autouse=True)
def _wagtail_roots(request, _roots, django_db_blocker):
    """Make again what the last test flushed; no test may depend on the order."""
    if not (request.node.get_closest_marker("django_db") or "db" in request.fixturenames):
        return
    request.getfixturevalue("django_db_setup")
    if _roots.are_flushed:
        with django_db_blocker.unblock():
            factories.roots()
            # What is made in the transaction of a module goes away with it.
            _roots.are_flushed = connection.in_atomic_block
    is_racing = servers.races(request.node)
    request.getfixturevalue("transactional_db" if is_racing else "db")
    _roots.are_flushed |= is_racing


@pytest.fixture(scope="session")
def migrated(tmp_path_factory) -> Migrated:
    """The database as the migrations leave it, once there is one."""
    folder = tmp_path_factory.getbasetemp()
    return Migrated(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


@pytest.fixture(scope="session")
def django_db_createdb(django_db_createdb, django_db_modify_db_settings, migrated) -> bool:
    """A new database is migrated by one process; the others begin from a copy."""
    return django_db_createdb and not migrated.begin()


@pytest.fixture(scope="session")
def django_db_setup(django_db_createdb, django_db_setup, django_db_blocker, migrated) -> None:
    """What Django asks SQLite once per connection is not counted to whichever test comes first."""
    with django_db_blocker.unblock():
        if django_db_createdb:
            migrated.leave()
        assert connection.features.supports_json_field


@pytest.fixture
def real_hashes(settings) -> None:
    """Hash passphrases as in production; list it before the fixtures that set one."""
    settings.PASSWORD_HASHERS = served.PASSWORD_HASHERS


@pytest.fixture
def world(db) -> World:
    """Two regions, A and B, with people who must never hear of each other."""
    return factories.world()


@pytest.fixture
def sign_in():
    """Return a function that gives a browser in which `user` is signed in."""

    def signed_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
