"""Nothing is stored past its time, whether or not anyone visits."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from config.celery import app
from mentorship.models import Goal, Meeting
from mentorship.pairs import retention as mentoring
from mentorship.tasks import forget_notes
from people.accounts.backends import MemberBackend
from people.invitations import actions as invitations
from people.models import AccessRecord, Event, Invitation, Notice, RoleGrant, User
from people.notices import actions as notices
from people.notices import kinds
from people.privacy import retention
from people.tasks import forget_old_events, forget_old_rows, part_with_the_idle
from tests import canaries, factories
from tests.factories import lives
from webinars.models import Registration, Webinar
from webinars.tasks import count_who_came

pytestmark = pytest.mark.servers

BEGIN = datetime(2026, 3, 9, 12, tzinfo=UTC)
CLOCKS = [forget_old_events, forget_old_rows, part_with_the_idle, count_who_came, forget_notes]


@pytest.fixture(autouse=True)
def _own_list(settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def clock(time_machine):
    """Return a function that moves to some days after the beginning."""
    time_machine.move_to(BEGIN, tick=False)
    return lambda days: time_machine.move_to(BEGIN + timedelta(days=days), tick=False)


def strike() -> None:
    for task in CLOCKS:
        task()


def test_every_clock_runs_once_a_day_or_more_often():
    scheduled = {
        entry["task"]: entry["schedule"] for entry in django_settings.CELERY_BEAT_SCHEDULE.values()
    }
    app.loader.import_default_modules()
    for task in CLOCKS:
        assert scheduled[task.name] <= 86_400
        assert task.name in app.tasks


# --- Webinars --------------------------------------------------------------------------------


def test_registrations_become_a_number_90_days_after_the_end(clock, world):
    webinar = factories.webinar(world.a)
    factories.place(webinar, world.a.leader, joined_at=webinar.starts_at)
    factories.place(webinar, world.a.leader2, alias="Mango 2")
    end = (webinar.ends_at - BEGIN) / timedelta(days=1)
    clock(end + 89.9)
    count_who_came()
    webinar.refresh_from_db()
    assert (webinar.attended, webinar.registrations.count()) == (None, 2)
    clock(end + 90.1)
    count_who_came()
    count_who_came()
    webinar.refresh_from_db()
    assert (webinar.attended, webinar.registrations.count()) == (1, 0)
    assert not webinar.history.filter(history_type="~").exists()


def test_registrations_of_other_webinars_stay(clock, world):
    old = factories.webinar(world.a)
    factories.place(old, world.a.leader)
    clock(100)
    new = factories.webinar(world.b)
    factories.place(new, world.b.leader)
    count_who_came()
    assert list(Registration.objects.values_list("webinar", flat=True)) == [new.pk]


# --- Mentoring -------------------------------------------------------------------------------


def test_notes_go_six_months_after_the_pair_ended(clock, world):
    ended, running = factories.running_pair(world.a), factories.running_pair(world.b)
    ended.ended_at = timezone.now()
    ended.save()
    clock(181)
    assert mentoring.forget_notes() == 0
    clock(183)
    assert mentoring.forget_notes() == 2
    assert [goal.pair for goal in Goal.objects.all()] == [running]
    assert [meeting.pair for meeting in Meeting.objects.all()] == [running]


# --- Notices, invitations, roles -------------------------------------------------------------


def test_notices_go_90_days_after_they_were_dismissed(clock, world):
    for user in (world.a.leader, world.a.leader2):
        notices.tell(user, kind=kinds.MUCH_READ, key="one")
    notices.dismiss(world.a.leader, kind=kinds.MUCH_READ)
    clock(90)
    forget_old_rows()
    assert Notice.objects.count() == 2
    clock(91)
    forget_old_rows()
    assert Notice.objects.get().user == world.a.leader2


def test_invitations_go_30_days_after_they_closed(clock, world):
    invitations.invite(key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation)
    clock(33)
    forget_old_rows()
    assert Invitation.objects.count() == 1
    clock(34)
    forget_old_rows()
    assert Invitation.objects.count() == 0


def test_roles_go_when_they_ended(clock, world):
    RoleGrant.objects.filter(user=world.a.mentor).update(until=date(2026, 3, 10))
    clock(1)
    forget_old_rows()
    assert world.a.mentor.roles.count() == 1
    clock(2)
    forget_old_rows()
    assert world.a.mentor.roles.count() == 0
    assert world.b.mentor.roles.count() == 1


# --- Idle accounts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "back", "month"),
    [
        (datetime(2027, 1, 31, tzinfo=UTC), 11, date(2026, 2, 1)),
        (datetime(2027, 2, 1, tzinfo=UTC), 11, date(2026, 3, 1)),
        (datetime(2026, 12, 31, tzinfo=UTC), 12, date(2025, 12, 1)),
        (datetime(2026, 12, 31, tzinfo=UTC), 0, date(2026, 12, 1)),
    ],
)
def test_months_are_counted_across_years(time_machine, day, back, month):
    time_machine.move_to(day)
    assert retention.months_ago(back) == month


def test_idle_member_is_warned_at_eleven_months_and_erased_at_twelve(time_machine, world):
    user = lives.member(world.a)
    User.objects.filter(pk=user.pk).update(active_month=date(2026, 3, 1))
    User.objects.exclude(pk=user.pk).update(active_month=date(2027, 4, 1))
    warned = user.notices.filter(kind=kinds.IDLE.name)
    time_machine.move_to(datetime(2027, 2, 28, 3, tzinfo=UTC))
    part_with_the_idle()
    assert warned.count() == 0
    time_machine.move_to(datetime(2027, 3, 1, 3, tzinfo=UTC))
    part_with_the_idle()
    part_with_the_idle()
    assert warned.count() == 1
    time_machine.move_to(datetime(2027, 3, 31, 3, tzinfo=UTC))
    part_with_the_idle()
    assert User.objects.filter(pk=user.pk).exists()
    time_machine.move_to(datetime(2027, 4, 1, 3, tzinfo=UTC))
    part_with_the_idle()
    assert not User.objects.filter(pk=user.pk).exists()
    assert User.objects.filter(pk=world.a.leader.pk).exists()


def test_idle_member_is_never_erased_without_a_warning(time_machine, world):
    """However long the scheduler did not run."""
    User.objects.update(active_month=date(2020, 1, 1))
    count = User.objects.count()
    time_machine.move_to(datetime(2027, 3, 1, tzinfo=UTC), tick=False)
    part_with_the_idle()
    part_with_the_idle()
    assert User.objects.count() == count
    time_machine.move_to(datetime(2027, 3, 29, 1, tzinfo=UTC), tick=False)
    part_with_the_idle()
    assert User.objects.count() == 0


def test_idle_member_who_comes_back_stays(time_machine, world):
    user = lives.member(world.a)
    User.objects.filter(pk=user.pk).update(active_month=date(2026, 3, 1))
    time_machine.move_to(datetime(2027, 3, 5, tzinfo=UTC))
    retention.warn_the_idle()
    MemberBackend().get_user(user.pk)
    time_machine.move_to(datetime(2027, 4, 5, tzinfo=UTC))
    assert retention.erase_the_idle() == 0
    user.refresh_from_db()
    assert user.active_month == date(2027, 3, 1)


def test_idle_account_of_a_superuser_stays(time_machine, world):
    User.objects.filter(pk=world.a.leader.pk).update(is_superuser=True)
    time_machine.move_to(BEGIN + timedelta(days=2000))
    part_with_the_idle()
    time_machine.move_to(BEGIN + timedelta(days=2100))
    part_with_the_idle()
    assert list(User.objects.values_list("pk", flat=True)) == [world.a.leader.pk]


def test_month_is_written_once_a_month(time_machine, world, django_assert_num_queries):
    time_machine.move_to(datetime(2027, 5, 20, tzinfo=UTC))
    User.objects.update(active_month=date(2027, 4, 1))
    backend = MemberBackend()
    with django_assert_num_queries(2):
        backend.get_user(world.a.leader.pk)
    with django_assert_num_queries(1):
        backend.get_user(world.a.leader.pk)
    world.a.leader.refresh_from_db()
    assert world.a.leader.active_month == date(2027, 5, 1)


def test_month_is_written_at_sign_in(time_machine, client, world):
    user = lives.member(world.a)
    User.objects.filter(pk=user.pk).update(active_month=date(2020, 1, 1))
    client.post(
        "/en/sign-in/",
        {"login": user.pseudonym, "password": factories.PASSPHRASE},
        follow=True,
    )
    user.refresh_from_db()
    assert user.active_month == timezone.now().date().replace(day=1)


# --- All together ----------------------------------------------------------------------------


def test_after_400_days_nothing_is_past_its_time(clock, world, django_capture_on_commit_callbacks):
    member = lives.full(world.a)
    for pair in member.pairs_as_mentee.all():
        pair.ended_at = timezone.now()
        pair.save()
    Notice.objects.update(read_at=timezone.now())
    stays = lives.member(world.b, pk=123_987_654, canary="ZSTAYS")
    marks = canaries.marks_of(member)
    with django_capture_on_commit_callbacks(execute=True):
        for days in (*range(30, 400, 30), 400):
            clock(days)
            User.objects.filter(pk=stays.pk).update(active_month=date(2027, 4, 1))
            strike()
    now = timezone.now()
    limits = {
        "events": Event.objects.filter(day__lt=now.date() - timedelta(days=180)),
        "access records": AccessRecord.objects.filter(day__lt=now.date() - timedelta(days=180)),
        "notices": Notice.objects.filter(read_at__lt=now - timedelta(days=90)),
        "invitations": Invitation.objects.filter(expires_at__lt=now - timedelta(days=30)),
        "registrations": Registration.objects.filter(
            webinar__starts_at__lt=now - timedelta(days=91)
        ),
        "roles": RoleGrant.objects.filter(until__lt=now.date()),
        "accounts": User.objects.filter(active_month__lt=date(2026, 4, 1)),
        "goals": Goal.objects.filter(pair__ended_at__lt=now - timedelta(days=182)),
        "meetings": Meeting.objects.filter(pair__ended_at__lt=now - timedelta(days=182)),
    }
    assert {name: rows.count() for name, rows in limits.items()} == dict.fromkeys(limits, 0)
    assert canaries.hits(lives.CANARY, *marks) == []
    assert Webinar.objects.exists()
    assert list(User.objects.all()) == [stays]
