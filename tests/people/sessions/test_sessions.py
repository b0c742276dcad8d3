"""Sessions end soon; members see and end their own; no address and no device is stored."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import MemberSession, RoleGrant
from people.roles.permissions import Role
from people.sessions import actions as sessions
from people.sessions import store
from people.tasks import clear_expired_sessions
from tests import factories
from tests.proving import sign_in_by_hand

pytestmark = pytest.mark.servers

BEGIN = datetime(2026, 3, 9, 12, 34, 56, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def member(db, time_machine):
    time_machine.move_to(BEGIN, tick=False)
    return factories.with_passphrase("Baobab 274")


def shared() -> Client:
    return sign_in_by_hand(is_shared="on")


def is_in(client: Client) -> bool:
    return client.get(reverse("people:sessions")).status_code == 200


# --- How long ---------------------------------------------------------------------------------


def test_shared_phone_ends_after_half_an_hour_without_a_page(member, time_machine):
    client = shared()
    time_machine.shift(store.IDLE_SHARED - SECOND)
    assert is_in(client)
    time_machine.shift(store.IDLE_SHARED)
    assert not is_in(client)


def test_page_left_open_in_the_studio_keeps_no_session_alive(member, time_machine):
    member.is_superuser = True
    member.save()
    page = factories.course()
    place = [*page._meta.label_lower.split("."), page.pk, 0]
    ping = reverse("wagtailadmin_editing_sessions:ping", args=place)
    client = shared()
    assert is_in(client)
    for _ in range(5):
        time_machine.shift(6 * MINUTE - SECOND)
        assert client.post(ping).status_code == 200
    time_machine.shift(5 * SECOND)
    assert client.post(ping).status_code == 302
    assert not is_in(client)


@pytest.mark.parametrize(("begin", "hours"), [(shared, 2), (sign_in_by_hand, 12)])
def test_session_ends_hours_after_it_began_whatever_is_read(member, time_machine, begin, hours):
    client = begin()
    for _ in range(11):
        time_machine.shift(hours * 5 * MINUTE)
        assert is_in(client)
    time_machine.shift(hours * 5 * MINUTE - SECOND)
    assert is_in(client)
    time_machine.shift(SECOND)
    assert not is_in(client)


def test_own_phone_ends_after_two_hours_without_a_page(member, time_machine):
    client = sign_in_by_hand()
    time_machine.shift(120 * MINUTE - SECOND)
    assert is_in(client)
    time_machine.shift(120 * MINUTE)
    assert not is_in(client)


def test_lengths_are_those_that_the_pages_say():
    shared = store.IDLE_SHARED, store.LONGEST_SHARED
    own = store.IDLE_OWN, store.LONGEST_OWN
    assert shared == (timedelta(minutes=30), timedelta(hours=2))
    assert own == (timedelta(hours=2), timedelta(hours=12))
    assert timedelta(minutes=30) == store.IDLE_SEES_OTHERS


# --- Members who see others -------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ALLY])
def test_own_phone_of_a_member_with_a_role_ends_after_half_an_hour_without_a_page(
    member, time_machine, role
):
    RoleGrant.objects.create(user=member, role=role)
    client = sign_in_by_hand()
    assert is_in(client)
    time_machine.shift(30 * MINUTE - SECOND)
    assert is_in(client)
    time_machine.shift(30 * MINUTE)
    assert not is_in(client)


def test_own_phone_of_a_lead_and_a_superuser_ends_after_half_an_hour_without_a_page(
    member, time_machine
):
    place = {"organisation": member.organisation}
    RoleGrant.objects.create(user=member, role=Role.LEAD, **place)
    lead = sign_in_by_hand()
    assert is_in(lead)
    RoleGrant.objects.all().delete()
    type(member).objects.update(is_superuser=True)
    boss = sign_in_by_hand()
    assert is_in(boss)
    time_machine.shift(30 * MINUTE)
    assert (is_in(lead), is_in(boss)) == (False, False)


def test_own_phone_of_a_member_with_a_role_lasts_twelve_hours_while_they_work(member, time_machine):
    RoleGrant.objects.create(user=member, role=Role.COORDINATOR)
    client = sign_in_by_hand()
    for _ in range(35):
        time_machine.shift(20 * MINUTE)
        assert is_in(client)
    time_machine.shift(20 * MINUTE - SECOND)
    assert is_in(client)
    time_machine.shift(SECOND)
    assert not is_in(client)


def test_ally_and_a_role_whose_last_day_is_over_change_nothing(member, time_machine):
    RoleGrant.objects.create(user=member, role=Role.ALLY)
    yesterday = BEGIN.date() - timedelta(days=1)
    RoleGrant.objects.create(user=member, role=Role.COORDINATOR, until=yesterday)
    client = sign_in_by_hand()
    assert is_in(client)
    time_machine.shift(120 * MINUTE - SECOND)
    assert is_in(client)


def test_role_counts_from_the_next_page_until_it_ends(member, time_machine):
    client = sign_in_by_hand()
    assert is_in(client)
    grant = RoleGrant.objects.create(user=member, role=Role.COORDINATOR)
    time_machine.shift(60 * MINUTE)
    assert is_in(client)
    assert member.sessions.get().expire_date == BEGIN + 90 * MINUTE
    grant.delete()
    assert is_in(client)
    assert member.sessions.get().expire_date == BEGIN + 180 * MINUTE


def test_seeing_others_is_written_once_and_costs_no_further_query(member):
    """A page after the first asks what a leader's asks; only the menu comes after it, with what
    waits for coordinators."""
    client = sign_in_by_hand()
    asked_for(client)
    without = asked_for(client)
    RoleGrant.objects.create(user=member, role=Role.COORDINATOR)
    assert asked_for(client).count("UPDATE") == 1
    later = asked_for(client)
    assert later.startswith(without)
    assert "UPDATE" not in later


def test_strangers_get_no_session(client, db):
    client.get(reverse("people:what-we-hold"))
    assert MemberSession.objects.count() == 0


def test_page_moves_the_end_at_most_every_five_minutes(member, time_machine):
    client = shared()
    client.get(reverse("people:what-we-hold"))
    time_machine.shift(store.PUSHED_EVERY)
    assert "UPDATE" not in asked_for(client)
    time_machine.shift(SECOND)
    assert asked_for(client).count("UPDATE") == 1


def asked_for(client: Client) -> str:
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("people:what-we-hold"))
    return " ".join(query["sql"] for query in queries if "SAVEPOINT" not in query["sql"])


def test_both_cookies_end_with_the_browser(member):
    for client in (shared(), sign_in_by_hand()):
        assert client.cookies["sessionid"]["max-age"] == ""
        assert client.cookies["sessionid"]["expires"] == ""


def test_other_ways_in_count_as_a_shared_phone(member, sign_in):
    sign_in(member)
    row = member.sessions.get()
    assert row.is_shared
    assert row.expire_date == BEGIN + store.IDLE_SHARED


def test_shared_phone_is_the_default(client, db):
    page = client.get(reverse("account_login")).content.decode()
    field = re.search(r'<input type="checkbox" name="is_shared"[^>]*>', page)
    assert field
    assert field[0].endswith(" checked>")


# --- What is kept -----------------------------------------------------------------------------


def test_row_has_only_the_member_and_the_hour(member):
    shared()
    row = MemberSession.objects.get()
    assert (row.user, row.is_shared) == (member, True)
    assert row.started_at == datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_later_pages_change_neither_code_nor_hour(member, time_machine):
    client = shared()
    before = MemberSession.objects.values_list("code", "started_at").get()
    time_machine.shift(29 * MINUTE)
    assert is_in(client)
    assert MemberSession.objects.values_list("code", "started_at").get() == before


def test_session_says_nothing_about_address_device_or_pseudonym(member):
    client = Client(headers={"user-agent": "ZPHONE"}, REMOTE_ADDR="203.0.113.77")
    data = {"login": "Baobab 274", "password": factories.PASSPHRASE}
    client.post(reverse("account_login"), data)
    kept = repr(dict(client.session)) + repr(MemberSession.objects.values().get())
    assert not [word for word in ("ZPHONE", "203.0.113", "Baobab", "password") if word in kept]
    assert set(client.session.keys()) == {
        *("_auth_user_id", "_auth_user_backend", "_auth_user_hash"),
        *("_session_expiry", "shared", "ends_at", "proven_at"),
    }


def test_session_that_is_over_is_forgotten(member, time_machine):
    shared()
    time_machine.shift(store.IDLE_SHARED + SECOND)
    sign_in_by_hand()
    clear_expired_sessions()
    assert MemberSession.objects.get().is_shared is False


# --- A clock that was wrong -------------------------------------------------------------------


@pytest.mark.parametrize("begin", [shared, sign_in_by_hand])
def test_session_from_before_the_clock_was_set_back_ends(member, time_machine, begin):
    time_machine.shift(timedelta(days=2))
    client = begin()
    assert is_in(client)
    time_machine.move_to(BEGIN, tick=False)
    assert not is_in(client)
    time_machine.shift(timedelta(days=2))
    assert not is_in(client), "it does not come back when its time comes"


def test_clock_that_is_set_right_by_minutes_ends_nothing(member, time_machine):
    client = shared()
    time_machine.shift(-store.SET_BACK)
    assert is_in(client)
    time_machine.shift(-SECOND)
    assert not is_in(client)


def test_session_of_the_future_that_no_one_asks_for_is_forgotten(member, time_machine):
    client = sign_in_by_hand()
    time_machine.shift(timedelta(days=2))
    sign_in_by_hand()
    time_machine.move_to(BEGIN, tick=False)
    clear_expired_sessions()
    assert MemberSession.objects.count() == 1
    assert is_in(client)


# --- Seeing and ending ------------------------------------------------------------------------


def test_list_shows_hours_in_the_members_zone_and_which_session_is_this(member):
    shared()
    page = sign_in_by_hand().get(reverse("people:sessions")).content.decode()
    assert page.count("1 p.m.") + page.count("13:00") == 2
    assert page.count("This is your current session") == 1
    assert page.count("On a shared phone") == page.count("On a phone that only you use") == 1
    assert page.count("End this session") == 1


def test_list_keeps_to_six_queries(member):
    client = shared()
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("people:sessions"))
    assert len(queries) <= 6


def test_ended_from_the_other_phone_it_is_over_at_the_next_page(member):
    lost, here = shared(), sign_in_by_hand()
    code = MemberSession.objects.get(is_shared=True).code
    assert here.post(reverse("people:end-session", args=[code])).url == reverse("people:sessions")
    assert (is_in(lost), is_in(here)) == (False, True)


def test_end_all_others_keeps_this_one(member):
    others, here = [shared(), sign_in_by_hand()], sign_in_by_hand()
    here.post(reverse("people:end-other-sessions"))
    assert [is_in(client) for client in (*others, here)] == [False, False, True]


def test_sessions_of_others_are_neither_seen_nor_ended(member, world, sign_in):
    for stranger in (world.a.leader, world.a.coordinator, world.b.coordinator):
        client = sign_in(stranger)
        mine = shared()
        code = member.sessions.get().code
        assert str(code) not in client.get(reverse("people:sessions")).content.decode()
        assert client.post(reverse("people:end-session", args=[code])).status_code == 404
        client.post(reverse("people:end-other-sessions"))
        assert is_in(mine)
        member.sessions.all().delete()


def test_ending_is_never_a_link(member):
    client = shared()
    code = member.sessions.get().code
    assert client.get(reverse("people:end-session", args=[code])).status_code == 405
    assert client.get(reverse("people:end-other-sessions")).status_code == 405


def test_strangers_are_shown_the_sign_in_page(client, db):
    assert client.get(reverse("people:sessions")).url.startswith(reverse("account_login"))


def test_end_sessions_is_two_statements_and_ends_only_those_of_the_member(member, world, sign_in):
    shared()
    other = sign_in(world.a.leader)
    with CaptureQueriesContext(connection) as queries:
        sessions.end_sessions(member)
    # The second one ends their calendar address.
    assert len(queries) == 2
    assert member.sessions.count() == 0
    assert is_in(other)


def test_suspended_member_is_signed_out_at_the_next_page(member):
    client = shared()
    member.is_active = False
    member.save()
    assert not is_in(client)


def test_session_ended_meanwhile_is_not_written_again(member, time_machine):
    client = shared()
    MemberSession.objects.all().delete()
    assert not is_in(client)
    assert MemberSession.objects.count() == 0
