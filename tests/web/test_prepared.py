"""A prepared query answers as the ordinary one, and is built once in each thread."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.db.models import F, Value

from learning.models import Enrolment
from people.models import MemberSession, User
from tests import factories
from web.prepared import Open, Prepared

COLUMNS = ("pk", "code", "vouched_on", "organisation__name")


def _open():
    return User.objects.filter(pk=Open("member", User, "id")).values_list(*COLUMNS)


@pytest.mark.servers
def test_it_answers_as_the_ordinary_query_for_each_value(db, django_assert_num_queries):
    prepared = Prepared(_open)
    for user in (factories.UserFactory(), factories.UserFactory(organisation=None)):
        with django_assert_num_queries(1):
            found = prepared.rows(member=user.pk)
        assert found == list(User.objects.filter(pk=user.pk).values_list(*COLUMNS))
    assert prepared.rows(member=-1) == []


@pytest.mark.servers
def test_it_writes_codes_and_times_as_the_database_does(db):
    user, course = factories.UserFactory(), factories.course()
    enrolled = Enrolment.objects.create(user=user, course_key=course.translation_key)
    prepared = Prepared(
        lambda: Enrolment.objects.filter(
            user=Open("member", Enrolment, "user"),
            course_key=Open("course", Enrolment, "course_key"),
        ).values_list("pk")
    )
    assert prepared.rows(course=course.translation_key, member=user.pk) == [(enrolled.pk,)]
    assert prepared.rows(course=user.code, member=user.pk) == []

    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    MemberSession.objects.create(session_key="a", session_data="", expire_date=now)
    running = Prepared(
        lambda: MemberSession.objects.filter(
            expire_date__gt=Open("now", MemberSession, "expire_date")
        ).values_list("session_key")
    )
    second = timedelta(seconds=1)
    assert [running.rows(now=now + one) for one in (-second, 0 * second)] == [[("a",)], []]


@pytest.mark.servers
def test_constants_with_marks_of_the_database_keep_their_value(db):
    for text in ("100 %s", "50 % of 'it'", r"a \ b", "%%"):
        user = factories.UserFactory()
        prepared = Prepared(
            lambda text=text: (
                User.objects.filter(pk=Open("member", User, "id"))
                .annotate(text=Value(text))
                .values_list("text", "pk")
            )
        )
        sent = []

        def read(execute, sql, params, many, context, sent=sent):
            sent.extend(params)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(read):
            assert prepared.rows(member=user.pk) == [(text, user.pk)]
        # What PostgreSQL's driver gets at each call is the open value alone.
        constants = [] if connection.vendor == "postgresql" else [text]
        assert sent == [*constants, user.pk]


def test_it_is_built_once_in_each_thread(db):
    built = []

    def build():
        built.append(threading.get_ident())
        return _open()

    prepared = Prepared(build)
    user = factories.UserFactory()
    for _time in range(3):
        prepared.rows(member=user.pk)

    def elsewhere():
        prepared.rows(member=user.pk)
        connections.close_all()

    other = threading.Thread(target=elsewhere)
    other.start()
    other.join()
    assert len(built) == len(set(built)) == 2


def test_a_value_that_is_missing_is_refused(db):
    with pytest.raises(KeyError, match="member"):
        Prepared(_open).rows()


def test_threads_keep_their_connection_to_sqlite():
    """Opening one and its PRAGMAs would take a quarter of a page."""
    kept = connection.settings_dict["CONN_MAX_AGE"]
    assert kept is None if connection.vendor == "sqlite" else kept == 60


def test_it_gives_rows_with_what_is_joined_and_added(db, django_assert_num_queries):
    named = User.objects.select_related("organisation").annotate(twice=F("pk") * 2)
    prepared = Prepared(lambda: named.filter(pk=Open("member", User, "id")))
    for user in (factories.UserFactory(), factories.UserFactory()):
        with django_assert_num_queries(1):
            [found] = prepared.rows(member=user.pk)
            assert (found, found.organisation) == (user, user.organisation)
            assert found.twice == 2 * user.pk
