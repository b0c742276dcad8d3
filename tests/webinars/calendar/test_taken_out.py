"""Only a member who no longer has a webinar gets the file that takes it out of their calendar."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from people.models import Notice, User
from people.roles import actions as roles
from people.roles.table import Role
from people.vouching import actions as vouching
from tests.factories import UserFactory, place, webinar, with_role
from tests.pages import one_line
from webinars import notices
from webinars.calendar.queries import rows_taken_out, taken_out
from webinars.models import Registration
from webinars.planning import actions as planning
from webinars.registration import actions as registration
from webinars.registration import places
from webinars.reminders import actions as reminders
from webinars.tasks import find_leaders_again

NOW = datetime(2031, 3, 1, 12, tzinfo=UTC)
WAITING = Registration.State.WAITING
LIST = "/en/webinars/"
FIELDS = planning.Plan.__dataclass_fields__


def change(planned, *, by, **fields):
    old = planning.Plan(**{name: getattr(planned, name) for name in FIELDS})
    return planning.reschedule(by=by, webinar=planned, plan=replace(old, **fields))


def at(planned) -> str:
    return reverse("webinars:calendar", args=[planned.code])


def event(sign_in, user, planned):
    response = sign_in(user).get(at(planned))
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    [found] = Calendar.from_ical(response.content).walk("VEVENT")
    return found


def offered(sign_in, user, planned, page) -> bool:
    content = one_line(sign_in(user).get(page).content.decode())
    return f'href="{at(planned)}" download>Take it out of my calendar' in content


@dataclass(frozen=True)
class Case:
    """Ways to lose a webinar, and the page on which the member finds the file."""

    who: Callable
    ends: Callable
    page: Callable = lambda planned: LIST
    news: tuple[str, ...] = ("webinar_lost",)


def suspend_and_lift(world, planned, user) -> None:
    vouching.suspend_branch(root=user, by=UserFactory(is_superuser=True))
    User.objects.filter(pk=user.pk).update(is_active=True)


def leave_the_region(world, planned, user) -> None:
    User.objects.filter(pk=user.pk).update(organisation=world.b.organisation)
    assert places.free_lost() == 1


def end_the_role(world, planned, user) -> None:
    grant = user.roles.get(role=Role.FACILITATOR)
    roles.end(grant=grant, by=world.a.coordinator)


def withdraw(world, planned, user) -> None:
    registration.withdraw(user=user, webinar=planned)


def withdraw_unseen(world, planned, user) -> None:
    User.objects.filter(pk=user.pk).update(organisation=world.b.organisation)
    registration.withdraw(user=User.objects.get(pk=user.pk), webinar=planned)


def near(world) -> User:
    return world.a.leader


def far(world) -> User:
    return world.b.leader


def who_leads(world) -> User:
    return world.a.facilitator


def narrow(world, planned, user) -> None:
    change(planned, by=world.a.coordinator, region=world.a.region)


def replace_leader(world, planned, user) -> None:
    change(planned, by=world.a.coordinator, facilitator=None)


def own_page(planned) -> str:
    return planned.get_absolute_url()


CASES = {
    "withdrew": Case(near, withdraw, own_page, ()),
    "withdrew without seeing it": Case(near, withdraw_unseen, news=()),
    "narrowed": Case(far, narrow),
    "suspended": Case(near, suspend_and_lift),
    "left the region": Case(near, leave_the_region),
    "replaced": Case(who_leads, replace_leader, news=("webinar_lead_over",)),
    "without the role": Case(who_leads, end_the_role, news=("role_ended", "webinar_lead_over")),
}


def had(world, case: Case):
    """Return a webinar for all regions and someone who has it."""
    planned = webinar(created_by=world.a.coordinator, facilitator=world.a.facilitator)
    user = case.who(world)
    if user != world.a.facilitator:
        place(planned, user)
    if case.ends is leave_the_region or case.ends is withdraw_unseen:
        change(planned, by=world.a.coordinator, region=world.a.region)
    return planned, user


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_who_has_it_no_more_finds_the_file_that_takes_it_out(world, sign_in, case):
    with time_machine.travel(NOW, tick=False):
        planned, user = had(world, case)
        before = event(sign_in, user, planned)
        assert not offered(sign_in, user, planned, case.page(planned))
        case.ends(world, planned, user)
        found = event(sign_in, user, planned)
        assert (before["status"], found["status"]) == ("CONFIRMED", "CANCELLED")
        assert found["uid"] == before["uid"]
        assert found["sequence"] > before["sequence"]
        assert set(found) == set(before)
        assert [found[name].dt for name in ("dtstart", "dtend")] == [
            before[name].dt for name in ("dtstart", "dtend")
        ]
        assert offered(sign_in, user, planned, case.page(planned))
        unread = Notice.objects.unread().filter(user=user).order_by("kind")
        assert tuple(unread.values_list("kind", flat=True)) == case.news
    # It cannot be loaded when there is nothing left to take out.
    with time_machine.travel(planned.ends_at - timedelta(seconds=1), tick=False):
        assert sign_in(user).get(at(planned)).status_code == 200
    with time_machine.travel(planned.ends_at, tick=False):
        assert sign_in(user).get(at(planned)).status_code == 404
        assert not offered(sign_in, user, planned, LIST)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_no_one_else_gets_that_file(world, sign_in, case):
    planned, user = had(world, case)
    case.ends(world, planned, user)
    for other in (world.a.leader2, world.b.mentor, world.a.coordinator):
        assert sign_in(other).get(at(planned)).status_code == 404
        assert not offered(sign_in, other, planned, LIST)


def test_only_notices_of_the_kinds_that_are_asked_for_are_read(world):
    planned, user = had(world, CASES["narrowed"])
    CASES["narrowed"].ends(world, planned, user)
    [lost] = rows_taken_out(user, kinds=[notices.LOST])
    assert [one.code for one in taken_out(user, kinds=[notices.LOST])] == [planned.code]
    assert list(rows_taken_out(user, kinds=[notices.WITHDRAWN])) == []
    assert lost.user == user


def test_who_only_waited_never_had_it(world, sign_in):
    planned = webinar(seats=1)
    place(planned, world.a.leader)
    for user in (world.b.leader, world.a.mentor):
        place(planned, user, state=WAITING)
    registration.withdraw(user=world.a.mentor, webinar=planned)
    change(planned, by=world.a.coordinator, region=world.a.region)
    for user in (world.b.leader, world.a.mentor):
        assert sign_in(user).get(at(planned)).status_code == 404
        assert not offered(sign_in, user, planned, LIST)
    [lost] = Notice.objects.filter(user=world.b.leader)
    assert notices.LOST.words(lost.key) == str(notices.LOST.sentence)


def again_with_a_place(world, planned, user) -> None:
    registration.register(user=user, webinar=planned)


def again_from_the_waiting_list(world, planned, user) -> None:
    other = place(planned, world.a.leader2)
    change(planned, by=world.a.coordinator, seats=1)
    registration.register(user=user, webinar=planned)
    # They wait, so the event is still to be taken out.
    assert Notice.objects.filter(user=user, kind=notices.WITHDRAWN.name).exists()
    registration.withdraw(user=other.user, webinar=planned)


@pytest.mark.parametrize("again", [again_with_a_place, again_from_the_waiting_list])
def test_who_comes_back_has_it_again_however_often(world, sign_in, again):
    planned = webinar(world.a)
    registration.register(user=world.a.leader, webinar=planned)
    seen = []
    for _ in range(2):
        seen.append(event(sign_in, world.a.leader, planned))
        registration.withdraw(user=world.a.leader, webinar=planned)
        seen.append(event(sign_in, world.a.leader, planned))
        again(world, planned, world.a.leader)
        assert not offered(sign_in, world.a.leader, planned, own_page(planned))
    seen.append(event(sign_in, world.a.leader, planned))
    numbers = [one["sequence"] for one in seen]
    assert numbers == sorted(set(numbers))
    assert [one["status"] for one in seen] == [*("CONFIRMED", "CANCELLED") * 2, "CONFIRMED"]
    planned.refresh_from_db()
    moved = change(planned, by=world.a.coordinator, minutes=90)
    assert event(sign_in, world.a.leader, moved)["sequence"] > numbers[-1]


def test_who_leads_again_has_it_again_and_is_told_each_time(world, sign_in):
    planned = webinar(world.a)
    user = world.a.facilitator
    numbers = [event(sign_in, user, planned)["sequence"]]
    for _ in range(2):
        for leader in (None, user):
            planned = change(planned, by=world.a.coordinator, facilitator=leader)
            numbers.append(event(sign_in, user, planned)["sequence"])
            [unread] = Notice.objects.unread().filter(user=user)
            assert unread.kind == (notices.LEAD if leader else notices.LEAD_OVER).name
    assert numbers == sorted(set(numbers))
    assert event(sign_in, user, planned)["status"] == "CONFIRMED"


def test_who_gets_the_role_again_leads_it_again(world, sign_in):
    planned = webinar(world.a)
    end_the_role(world, planned, world.a.facilitator)
    number = event(sign_in, world.a.facilitator, planned)["sequence"]
    with_role(world.a.facilitator, Role.FACILITATOR)
    find_leaders_again()
    found = event(sign_in, world.a.facilitator, planned)
    assert (found["status"], found["sequence"] > number) == ("CONFIRMED", True)
    assert not Notice.objects.filter(kind=notices.LEAD_OVER.name).exists()


def test_who_was_told_already_that_they_lead_no_more_is_told_once(world):
    planned = webinar(world.a)
    end_the_role(world, planned, world.a.facilitator)
    Notice.objects.filter(user=world.a.facilitator).delete()
    change(planned, by=world.a.coordinator, facilitator=None)
    assert Notice.objects.filter(user=world.a.facilitator).count() == 1
    end = Notice.objects.get(user=world.a.facilitator)
    assert end.kind == notices.LEAD_OVER.name


def test_who_led_and_has_a_place_keeps_the_event(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.facilitator)
    change(planned, by=world.a.coordinator, facilitator=None)
    assert event(sign_in, world.a.facilitator, planned)["status"] == "CONFIRMED"
    for page in (LIST, own_page(planned)):
        assert not offered(sign_in, world.a.facilitator, planned, page)
    registration.withdraw(user=world.a.facilitator, webinar=planned)
    assert event(sign_in, world.a.facilitator, planned)["status"] == "CANCELLED"
    assert offered(sign_in, world.a.facilitator, planned, own_page(planned))


def test_who_leads_and_gives_a_place_back_keeps_the_event(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.facilitator)
    registration.withdraw(user=world.a.facilitator, webinar=planned)
    assert event(sign_in, world.a.facilitator, planned)["status"] == "CONFIRMED"
    assert not offered(sign_in, world.a.facilitator, planned, own_page(planned))


def test_webinar_cancelled_later_still_goes_out_of_all_calendars(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader)
    registration.withdraw(user=world.a.leader, webinar=planned)
    planning.cancel(by=world.a.coordinator, webinar=planned)
    assert event(sign_in, world.a.leader, planned)["status"] == "CANCELLED"
    assert offered(sign_in, world.a.leader, planned, own_page(planned))


def test_file_says_nothing_that_is_new_to_who_may_not_see_the_webinar(world, sign_in):
    planned = webinar(world.a, facilitator=None)
    starts_at = planned.starts_at.replace(second=0, microsecond=0)
    place(planned, world.b.leader)
    assert places.free_lost() == 1
    change(planned, by=world.a.coordinator, starts_at=planned.starts_at + timedelta(days=9))
    assert event(sign_in, world.b.leader, planned)["dtstart"].dt == starts_at


def test_who_loses_it_when_it_also_moves_reads_the_hour_that_they_knew(world, sign_in):
    planned = webinar(created_by=world.a.coordinator, facilitator=world.a.facilitator)
    place(planned, world.b.leader)
    people = (world.b.leader, world.a.facilitator)
    before = [event(sign_in, user, planned) for user in people]
    later = planned.starts_at + timedelta(days=9)
    fields = {"region": world.a.region, "facilitator": None, "starts_at": later, "minutes": 90}
    change(planned, by=world.a.coordinator, **fields)
    for user, old in zip(people, before, strict=True):
        found = event(sign_in, user, planned)
        hours = [found[name].dt for name in ("dtstart", "dtend")]
        assert hours == [old[name].dt.replace(second=0) for name in ("dtstart", "dtend")]
        assert (found["status"], found["sequence"] > old["sequence"] + 1) == ("CANCELLED", True)


def test_lost_place_says_which_hour_in_the_reader_s_zone(world, sign_in):
    with time_machine.travel(NOW, tick=False):
        planned = webinar(world.a, facilitator=None, starts_in=timedelta(days=4, hours=3))
        User.objects.filter(pk=world.b.leader.pk).update(time_zone="Asia/Bangkok")
        place(planned, world.b.leader)
        assert places.free_lost() == 1
        page = one_line(sign_in(world.b.leader).get("/en/me/notices/").content.decode())
        assert (
            "You no longer have a place in the webinar on Wednesday 5 March, 22:00, your time, "
            "because it is not open to you any more."
        ) in page
        page = one_line(sign_in(world.b.leader).get("/fr/webinars/").content.decode())
        assert "<h2>mercredi 5 mars à 22:00 (votre heure)</h2>" in page
        page = one_line(sign_in(world.b.leader).get("/fr/me/notices/").content.decode())
        assert (
            "Vous n’avez plus de place dans le webinaire du mercredi 5 mars à 22:00 (votre heure), "
            "parce qu’il ne vous est plus ouvert."
        ) in page


def test_keys_without_an_event_have_the_sentence_without_hours():
    for key in ("", "x", "a/1/then/then", "a/1/20310305T1400Z"):
        assert notices.LOST.words(key).startswith("You no longer have a place in a webinar,")
        assert notices.LEAD_OVER.words(key) == (
            "You no longer lead a webinar for which you were chosen."
        )


def test_notice_from_before_has_no_file(world, sign_in):
    planned = webinar(world.b)
    for kind in (notices.LOST, notices.LEAD_OVER):
        Notice.objects.create(
            user=world.a.leader, kind=kind.name, key=str(planned.code), subject_code=planned.code
        )
    assert sign_in(world.a.leader).get(at(planned)).status_code == 404
    assert sign_in(world.a.leader).get(LIST).status_code == 200


def test_what_a_member_cancelled_is_forgotten_when_the_webinar_is_over(world):
    planned = webinar(world.a)
    place(planned, world.a.leader)
    registration.withdraw(user=world.a.leader, webinar=planned)
    reminders.send_due()
    assert Notice.objects.count() == 1
    with time_machine.travel(planned.ends_at + timedelta(seconds=1)):
        reminders.send_due()
    assert Notice.objects.count() == 0


def test_place_given_back_after_the_end_leaves_nothing(world):
    planned = webinar(world.a, starts_in=timedelta(days=-1))
    place(planned, world.a.leader)
    registration.withdraw(user=world.a.leader, webinar=planned)
    assert Notice.objects.count() == 0


def test_who_led_a_cancelled_webinar_reads_what_the_file_is_for(world, sign_in):
    planned = webinar(world.a)
    planning.cancel(by=world.a.coordinator, webinar=planned)
    page = sign_in(world.a.facilitator).get(own_page(planned)).content.decode()
    assert "this file takes it out again" in page
    assert page.count(f'href="{at(planned)}"') == 1
    assert event(sign_in, world.a.facilitator, planned)["status"] == "CANCELLED"
