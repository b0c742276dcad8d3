"""A prepared query answers as the ordinary one, and is built once in each thread."""

import threading

import pytest
from django.db import connection, connections

from people.models import Organisation, User
from tests import factories
from web.prepared import OPEN, Prepared

COLUMNS = ("pk", "code", "vouched_on", "organisation__name")


def _open():
    return User.objects.filter(pk=OPEN).values_list(*COLUMNS)


@pytest.mark.servers
def test_it_answers_as_the_ordinary_query_for_each_value(db, django_assert_num_queries):
    prepared = Prepared(_open)
    for user in (factories.UserFactory(), factories.UserFactory(organisation=None)):
        with django_assert_num_queries(1):
            found = prepared.rows(user.pk)
        assert found == list(User.objects.filter(pk=user.pk).values_list(*COLUMNS))
    assert prepared.rows(-1) == []


def test_it_is_built_once_in_each_thread(db):
    built = []

    def build():
        built.append(threading.get_ident())
        return _open()

    prepared = Prepared(build)
    user = factories.UserFactory()
    for _time in range(3):
        prepared.rows(user.pk)

    def elsewhere():
        prepared.rows(user.pk)
        connections.close_all()

    other = threading.Thread(target=elsewhere)
    other.start()
    other.join()
    assert len(built) == len(set(built)) == 2


def test_a_query_without_an_open_value_is_refused(db):
    with pytest.raises(ValueError, match="left open"):
        Prepared(lambda: Organisation.objects.values_list("pk")).rows(1)


def test_threads_keep_their_connection_to_sqlite():
    """Opening one and its PRAGMAs would take a quarter of a page."""
    kept = connection.settings_dict["CONN_MAX_AGE"]
    assert kept is None if connection.vendor == "sqlite" else kept == 60
