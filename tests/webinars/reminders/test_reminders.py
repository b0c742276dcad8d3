"""Everyone with a place gets one reminder, whatever happens to the workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction

from people.models import Notice
from people.notices.actions import tell
from tests.factories import UserFactory, place, webinar
from tests.workers import work
from webinars import notices
from webinars.models import Registration, Webinar
from webinars.planning import actions as planning
from webinars.reminders import actions as reminders
from webinars.tasks import send_due_reminders

pytestmark = pytest.mark.servers

SOON = timedelta(minutes=40)


def reminded() -> list:
    """Return who was reminded of which webinar, by code."""
    soon = Notice.objects.filter(kind=notices.SOON.name)
    return sorted(soon.values_list("user__pseudonym", "subject_code"))


def test_reminder_is_left_once_for_each_place(world):
    planned = webinar(world.a, starts_in=SOON)
    other = webinar(world.b, starts_in=SOON)
    for user in (world.a.leader, world.a.leader2):
        place(planned, user)
    place(other, world.b.leader)
    assert reminders.send_due() == 3
    assert reminders.send_due() == 0
    send_due_reminders()
    assert reminded() == [
        ("ZQA leader", planned.code),
        ("ZQA leader two", planned.code),
        ("ZQB leader", other.code),
    ]
    assert set(Notice.objects.values_list("kind", flat=True)) == {notices.SOON.name}


@pytest.mark.parametrize(
    ("starts_in", "is_due"),
    [
        (timedelta(minutes=61), False),
        (timedelta(minutes=60), True),
        (timedelta(minutes=-59), True),
        (timedelta(minutes=-61), False),
    ],
)
def test_reminder_is_due_from_an_hour_before_until_the_end(world, starts_in, is_due):
    place(webinar(world.a, starts_in=starts_in), world.a.leader)
    assert reminders.send_due() == int(is_due)


def test_no_reminder_for_a_cancelled_webinar_or_the_waiting_list(world):
    place(webinar(world.a, starts_in=SOON, status=Webinar.Status.CANCELLED), world.a.leader)
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader, state=Registration.State.WAITING)
    assert reminders.send_due() == 0
    Registration.objects.filter(webinar=planned).update(state=Registration.State.REGISTERED)
    assert reminders.send_due() == 1


def test_reminder_reaches_a_member_who_registers_after_the_first_sweep(world):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    reminders.send_due()
    place(planned, world.a.leader2)
    assert reminders.send_due() == 1
    assert reminded() == [("ZQA leader", planned.code), ("ZQA leader two", planned.code)]


def test_reminder_is_not_repeated_for_a_member_who_withdraws_and_returns(world):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader).delete()
    place(planned, world.a.leader)
    reminders.send_due()
    Registration.objects.all().delete()
    place(planned, world.a.leader)
    reminders.send_due()
    assert reminded() == [("ZQA leader", planned.code)]


def test_reminder_is_left_again_when_the_hour_moves(world):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    reminders.send_due()
    plan = {name: getattr(planned, name) for name in planning.Plan.__dataclass_fields__}
    plan["starts_at"] += timedelta(minutes=10)
    planning.reschedule(by=world.a.coordinator, webinar=planned, plan=planning.Plan(**plan))
    # The first one is not true any more.
    assert reminded() == []
    assert [reminders.send_due(), reminders.send_due()] == [1, 0]
    assert reminded() == [("ZQA leader", planned.code)]


def test_reminder_is_taken_back_when_the_webinar_is_over(world):
    over = webinar(world.a, starts_in=SOON, minutes=30)
    other = webinar(world.a, starts_in=SOON, minutes=90)
    for planned in (over, other):
        place(planned, world.a.leader)
        reminders.send_due()
        tell(
            world.a.coordinator,
            kind=notices.NO_LEADER,
            key=str(planned.pk),
            subject_code=planned.code,
        )
    with time_machine.travel(over.ends_at + timedelta(minutes=1)):
        send_due_reminders()
    assert reminded() == [("ZQA leader", other.code)]
    leaderless = Notice.objects.filter(kind=notices.NO_LEADER.name)
    assert list(leaderless.values_list("subject_code", flat=True)) == [other.code]


def test_reminder_is_not_lost_when_a_worker_dies_before_the_commit(world):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)

    with transaction.atomic():
        assert reminders.send_due() == 1
        # The database does this when a process ends before the commit.
        transaction.set_rollback(True)
    assert reminded() == []
    assert reminders.send_due() == 1
    assert reminded() == [("ZQA leader", planned.code)]


def test_reminder_is_not_repeated_when_only_the_mark_was_lost(world):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    reminders.send_due()
    Registration.objects.update(reminded_at=None)
    reminders.send_due()
    assert reminded() == [("ZQA leader", planned.code)]


def test_reminders_of_more_than_one_batch_are_all_left(world):
    planned = webinar(world.a, starts_in=SOON, seats=reminders.BATCH + 1)
    users = UserFactory.create_batch(reminders.BATCH + 1, organisation=world.a.organisation)
    Registration.objects.bulk_create(
        Registration(webinar=planned, user=user, alias="Mango 100", state="registered")
        for user in users
    )
    assert reminders.send_due() == reminders.BATCH + 1
    assert Notice.objects.count() == reminders.BATCH + 1


@pytest.mark.django_db(transaction=True)
def test_reminders_by_several_workers_at_once_are_left_once():
    planned = webinar(starts_in=SOON, seats=40)
    for user in UserFactory.create_batch(40):
        place(planned, user)

    def work(_):
        try:
            return reminders.send_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(work, range(4)))
    assert sum(counts) == 40
    assert Notice.objects.count() == 40


def test_what_was_told_of_a_webinar_is_taken_back_when_it_is_over_and_the_rest_stays(world):
    over = webinar(world.a, starts_in=SOON, minutes=30)
    about_one = [one for one in notices.KINDS if not one.name.startswith("series_")]
    for kind in about_one:
        tell(world.a.leader, kind=kind, key="1", subject_code=over.code)
    with time_machine.travel(over.ends_at - timedelta(minutes=1)):
        reminders.send_due()
    assert Notice.objects.count() == len(about_one)
    with time_machine.travel(over.ends_at + timedelta(minutes=1)):
        reminders.send_due()
    left = {notices.CANCELLED.name, notices.LOST.name, notices.LEAD_OVER.name}
    assert set(Notice.objects.values_list("kind", flat=True)) == left


@pytest.mark.django_db(transaction=True)
def test_task_sent_over_the_broker_is_done_by_a_real_worker():
    planned = webinar(starts_in=SOON)
    member = UserFactory()
    place(planned, member)
    work(send_due_reminders, until=reminded)
    assert reminded() == [(member.pseudonym, planned.code)]
    assert Registration.objects.get().reminded_at is not None
