"""The member of a request, read together with their session."""

from datetime import timedelta

import pytest
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from people.accounts.backends import member_of
from people.models import MemberSession, RoleGrant
from people.roles.permissions import has_role
from people.sessions.store import SessionStore

pytestmark = [pytest.mark.servers, pytest.mark.django_db]


@pytest.fixture
def asked(client, world):
    """Return a function that makes a request with the session of a leader, not read yet."""
    client.force_login(world.a.leader)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value

    def new():
        request = RequestFactory().get("/en/home/")
        request.session = SessionStore(key)
        return request

    return new


def test_session_and_member_are_one_query(asked, world, django_assert_num_queries):
    request = asked()
    with django_assert_num_queries(1):
        member = member_of(request)
        assert member == world.a.leader
        assert member.organisation == world.a.organisation
        assert not has_role(member, "coordinator")
        assert request.session[SESSION_KEY] == str(member.pk)


def test_session_that_was_read_before_is_not_read_again(asked, world, django_assert_num_queries):
    request = asked()
    assert SESSION_KEY in request.session
    with django_assert_num_queries(1):
        assert member_of(request) == world.a.leader


def test_visitor_without_a_session_costs_nothing(django_assert_num_queries):
    request = RequestFactory().get("/en/")
    request.session = SessionStore()
    with django_assert_num_queries(0):
        assert member_of(request) == AnonymousUser()


def test_session_that_is_over_is_of_no_one(asked):
    MemberSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    request = asked()
    assert member_of(request) == AnonymousUser()
    assert dict(request.session.items()) == {}


def test_suspended_member_is_no_one(asked, world):
    world.a.leader.is_active = False
    world.a.leader.save()
    assert member_of(asked()) == AnonymousUser()


def test_another_passphrase_ends_the_session(asked, world):
    world.a.leader.set_password("six other words that nobody guesses")
    world.a.leader.save()
    assert member_of(asked()) == AnonymousUser()


def test_role_that_ended_is_gone_with_the_next_request(asked, world):
    grant = RoleGrant.objects.create(user=world.a.leader, role="mentor", region=world.a.region)
    assert has_role(member_of(asked()), "mentor")
    grant.delete()
    assert not has_role(member_of(asked()), "mentor")


def test_content_of_the_session_decides_who_it_is(asked, world):
    """Not the column beside it, by which members find their sessions."""
    MemberSession.objects.update(user=world.b.leader)
    assert member_of(asked()) == world.a.leader


def test_session_that_waits_for_the_second_step_is_of_no_one(world):
    session = SessionStore()
    session[LOGIN_SESSION_KEY] = {"user_pk": user_pk_to_url_str(world.a.leader)}
    session.save()
    assert MemberSession.objects.get().user == world.a.leader
    request = RequestFactory().get("/en/")
    request.session = SessionStore(session.session_key)
    assert member_of(request) == AnonymousUser()
