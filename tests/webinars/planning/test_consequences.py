"""Everyone concerned by a change of a webinar is told, and everything follows it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
import requests
import time_machine
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from people.hiding import actions as hiding
from people.models import Notice, RoleGrant, User
from people.notices.actions import dismiss
from people.organisations import actions as organisations
from people.privacy import erasure, register
from people.roles import actions as roles
from people.roles.table import Role
from people.vouching import actions as vouching
from tests.factories import UserFactory, day_over, place, webinar, with_role
from tests.pages import one_line
from webinars import notices
from webinars.calendar.events import HOUR, hours_in, to_the_minute
from webinars.joining import actions as joining
from webinars.models import Registration, Room, Webinar
from webinars.planning import actions as planning
from webinars.registration import actions as registration
from webinars.registration import places
from webinars.reminders import actions as reminders
from webinars.tasks import find_leaders_again, look_after_rooms

pytestmark = pytest.mark.servers

SOON = timedelta(minutes=10)
WAITING = Registration.State.WAITING
FIELDS = (
    *("title", "description", "series", "region", "starts_at", "minutes", "time_zone"),
    *("languages", "seats", "facilitator"),
)


def change(planned, *, by, **fields):
    old = planning.Plan(**{name: getattr(planned, name) for name in FIELDS})
    return planning.reschedule(by=by, webinar=planned, plan=replace(old, **fields))


def told(user, *kinds) -> list[str]:
    found = Notice.objects.unread().filter(user=user).order_by("created_at")
    if kinds:
        found = found.filter(kind__in=[kind.name for kind in kinds])
    return list(found.values_list("kind", flat=True))


def home(sign_in, user, language="en") -> str:
    page = one_line(sign_in(user).get(f"/{language}/home/").content.decode())
    return unescape(
        page.partition('class="news"')[2].partition("<span>")[2].partition("</span>")[0]
    )


# Moved


def test_move_tells_the_old_and_the_new_hour_in_the_reader_s_zone(world, sign_in):
    starts_at = datetime(2031, 3, 5, 14, 0, tzinfo=UTC)
    with time_machine.travel(datetime(2031, 3, 1, tzinfo=UTC)):
        planned = webinar(world.a, starts_in=timedelta(), title="Secret canary")
        planned.starts_at = starts_at
        planned.save()
        near, far = world.a.leader, world.a.leader2
        for user, zone in ((near, "Africa/Porto-Novo"), (far, "Pacific/Auckland")):
            user.time_zone = zone
            user.save()
            place(planned, user)
        change(planned, by=world.a.coordinator, starts_at=starts_at + timedelta(hours=20))
        assert home(sign_in, near) == (
            "A webinar you take part in has moved from Wednesday 5 March, 15:00 to Thursday 6 "
            "March, 11:00, your time."
        )
        assert home(sign_in, far, "fr") == (
            "Un webinaire auquel vous participez a changé d’heure\u00a0: il passe du jeudi 6 "
            "mars à 03:00 au jeudi 6 mars à 23:00 (votre heure)."
        )
        page = sign_in(near).get("/en/me/notices/").content.decode()
        notice = page.partition('class="card notice"')[2].partition("</li>")[0]
        assert "canary" not in notice
        assert planned.get_absolute_url() in notice


@pytest.mark.parametrize("state", Registration.State)
def test_move_tells_everyone_with_a_place_or_a_turn_and_who_leads_it(world, state):
    planned = webinar(world.a, seats=1 if state == WAITING else 2)
    place(planned, world.a.coordinator)
    place(planned, world.a.leader, state=state)
    change(planned, by=world.a.coordinator, starts_at=planned.starts_at + timedelta(days=1))
    assert told(world.a.leader) == told(world.a.facilitator) == ["webinar_moved"]
    # They made the change, and the others have nothing to do with it.
    assert told(world.a.coordinator) == told(world.a.leader2) == []


def test_begins_soon_is_taken_back_by_a_move_and_comes_again(world):
    planned = webinar(world.a, starts_in=timedelta(minutes=30))
    starts_at = planned.starts_at
    place(planned, world.a.leader)
    assert reminders.send_due() == 1
    planned = change(planned, by=world.a.coordinator, starts_at=starts_at + timedelta(days=3))
    assert told(world.a.leader) == ["webinar_moved"]
    # Back to the hour of which they were reminded before, and which they still know.
    change(planned, by=world.a.coordinator, starts_at=starts_at)
    assert told(world.a.leader) == []
    assert reminders.send_due() == 1
    assert told(world.a.leader, notices.SOON) == ["webinar_soon"]


def test_move_is_told_from_the_hour_that_each_of_them_knows(world):
    planned = webinar(world.a)
    first = planned.starts_at
    for user in (world.a.leader, world.a.leader2):
        place(planned, user)
    middle, last = first + timedelta(days=1), first + timedelta(days=2)
    planned = change(planned, by=world.a.coordinator, starts_at=middle)
    dismiss(world.a.leader, kind=notices.MOVED)
    planned = change(planned, by=world.a.coordinator, starts_at=last)

    def hours(user) -> list[tuple]:
        keys = Notice.objects.unread().filter(user=user).values_list("key", flat=True)
        return [tuple(hours_in(key)) for key in keys]

    first, middle, last = (to_the_minute(one) for one in (first, middle, last))
    assert hours(world.a.leader) == [(middle, last)]
    assert hours(world.a.leader2) == hours(world.a.facilitator) == [(first, last)]
    # Back where two of them still believe it to be.
    change(planned, by=world.a.coordinator, starts_at=first)
    assert hours(world.a.leader) == [(middle, first)]
    assert hours(world.a.leader2) == hours(world.a.facilitator) == []


def test_each_move_is_told_once_and_only_the_last_is_left(world):
    planned = webinar(world.a)
    place(planned, world.a.leader)
    hours = [planned.starts_at + timedelta(days=days) for days in (1, 2, 1, 1)]
    for hour in hours:
        planned = change(planned, by=world.a.coordinator, starts_at=hour)
    [notice] = Notice.objects.filter(user=world.a.leader)
    assert f"{hours[0]:{HOUR}}" in notice.key
    assert planned.sequence == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Another"},
        {"description": "Another"},
        {"languages": ["fr", "en", "sw"]},
        {"seats": 30},
        {"time_zone": "Asia/Bangkok"},
    ],
)
def test_change_that_keeps_no_one_away_is_no_news(world, fields):
    planned = webinar(world.a, languages=["fr", "en"])
    place(planned, world.a.leader)
    change(planned, by=world.a.coordinator, **fields)
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("minutes", [30, 75])
def test_another_length_alone_tells_the_new_end_and_reaches_the_calendar(world, sign_in, minutes):
    starts_at = datetime(2031, 3, 5, 22, 0, tzinfo=UTC)
    with time_machine.travel(datetime(2031, 3, 1, tzinfo=UTC)):
        planned = webinar(world.a, seats=1, minutes=60)
        planned.starts_at = starts_at
        planned.save()
        place(planned, world.a.leader)
        place(planned, world.a.leader2, state=WAITING)
        world.a.leader.time_zone = "Africa/Porto-Novo"
        world.a.leader.save()
        for _ in range(2):
            planned = change(planned, by=world.a.coordinator, minutes=minutes)
        for user in (world.a.leader, world.a.leader2, world.a.facilitator):
            assert told(user) == ["webinar_length"]
        assert told(world.a.coordinator) == told(world.a.mentor) == []
        ends = {
            30: ("Wednesday 5 March, 23:30", "mercredi 5 mars à 23:30"),
            75: ("Thursday 6 March, 00:15", "jeudi 6 mars à 00:15"),
        }[minutes]
        assert home(sign_in, world.a.leader) == (
            f"A webinar you take part in has another length: it now ends on {ends[0]}, your time."
        )
        assert home(sign_in, world.a.leader, "fr") == (
            "Un webinaire auquel vous participez change de durée\u00a0: il finit maintenant le "
            f"{ends[1]} (votre heure)."
        )
        found = event(sign_in, world.a.leader, planned)
        assert (found["sequence"], found["dtend"].dt) == (1, starts_at + timedelta(minutes=minutes))


def test_only_the_last_length_is_left_and_who_has_not_read_it_is_told_again_after_a_move(world):
    planned = webinar(world.a, minutes=60)
    place(planned, world.a.leader)
    for minutes in (90, 120, 60):
        planned = change(planned, by=world.a.coordinator, minutes=minutes)
    [notice] = Notice.objects.filter(user=world.a.leader)
    assert notice.key.endswith(f"/{planned.ends_at.astimezone(UTC):{HOUR}}")
    later = planned.starts_at + timedelta(days=1)
    planned = change(planned, by=world.a.coordinator, starts_at=later)
    assert sorted(told(world.a.leader)) == ["webinar_length", "webinar_moved"]
    notice = Notice.objects.get(user=world.a.leader, kind=notices.LENGTH.name)
    assert notice.key.endswith(f"/{planned.ends_at.astimezone(UTC):{HOUR}}")
    dismiss(world.a.leader, kind=notices.LENGTH)
    later += timedelta(days=1)
    planned = change(planned, by=world.a.coordinator, starts_at=later)
    assert told(world.a.leader) == ["webinar_moved"]
    change(planned, by=world.a.coordinator, starts_at=later + timedelta(days=1), minutes=45)
    assert sorted(told(world.a.leader)) == ["webinar_length", "webinar_moved"]


@pytest.mark.parametrize("left", [["en"], ["sw"], ["en", "sw"]])
def test_language_that_is_taken_away_is_told_to_those_who_come(world, sign_in, left):
    planned = webinar(world.a, languages=["fr", "en"])
    place(planned, world.a.leader)
    planned = change(planned, by=world.a.coordinator, languages=left)
    assert told(world.a.leader) == told(world.a.facilitator) == ["webinar_languages"]
    assert told(world.a.leader2) == []
    assert home(sign_in, world.a.leader, "fr") == (
        "Un webinaire auquel vous participez se tiendra dans d’autres langues que prévu."
    )
    change(planned, by=world.a.coordinator, languages=["fr", "en", "sw"])
    assert told(world.a.leader) == told(world.a.facilitator) == []
    planned = change(planned, by=world.a.coordinator, languages=left)
    assert told(world.a.leader) == ["webinar_languages"]
    registration.withdraw(user=world.a.leader, webinar=planned)
    assert told(world.a.leader) == []


def test_language_that_comes_back_is_told_to_who_read_that_it_was_taken_away(world):
    planned = webinar(world.a, languages=["fr", "en"])
    for user in (world.a.leader, world.a.leader2):
        place(planned, user)
    planned = change(planned, by=world.a.coordinator, languages=["en"])
    dismiss(world.a.leader, kind=notices.LANGUAGES)
    planned = change(planned, by=world.a.coordinator, languages=["en", "fr"])
    assert (told(world.a.leader), told(world.a.leader2)) == (["webinar_languages"], [])


def test_key_without_an_end_has_the_sentence_without_it():
    for key in ("", "x", "a/1/then", "a/1/20310305T1400Z/20310305T1400Z"):
        assert notices.LENGTH.words(key) == "A webinar you take part in has another length."


def test_key_that_is_no_move_has_the_sentence_without_hours():
    for key in ("", "x", "a/b/c/d", "a/1/20310305T1400Z"):
        assert notices.MOVED.words(key) == "A webinar you take part in has moved."
    with translation.override("fr"):
        assert "participez" in notices.MOVED.words("")


# Cancelled


def test_cancelling_tells_members_and_facilitator_and_takes_back_what_was_announced(world):
    planned = webinar(world.a, starts_in=timedelta(minutes=30))
    place(planned, world.a.leader)
    place(planned, world.a.leader2, state=WAITING)
    reminders.send_due()
    planning.cancel(by=world.a.coordinator, webinar=planned)
    for user in (world.a.leader, world.a.leader2, world.a.facilitator):
        assert told(user) == ["webinar_cancelled"]


def test_cancelling_by_the_facilitator_s_own_hand_tells_them_nothing(world):
    with_role(world.a.facilitator, Role.COORDINATOR, region=world.a.region)
    planned = webinar(world.a)
    planning.cancel(by=world.a.facilitator, webinar=planned)
    assert told(world.a.facilitator) == []


# Who leads it


def test_facilitator_is_told_when_chosen_and_when_replaced(world):
    other = with_role(UserFactory(organisation=world.a.organisation), Role.FACILITATOR)
    planned = webinar(world.a, facilitator=None)
    planned = change(planned, by=world.a.coordinator, facilitator=world.a.facilitator)
    assert told(world.a.facilitator) == ["webinar_lead"]
    planned = change(planned, by=world.a.coordinator, facilitator=other)
    assert told(world.a.facilitator) == ["webinar_lead_over"]
    assert told(other) == ["webinar_lead"]
    planned = change(planned, by=world.a.coordinator, facilitator=world.a.facilitator)
    assert told(world.a.facilitator) == ["webinar_lead"]
    change(planned, by=world.a.coordinator, facilitator=None)
    assert (told(world.a.facilitator), told(other)) == (["webinar_lead_over"],) * 2


@pytest.mark.parametrize("has_place", [True, False])
def test_who_leads_no_more_is_told_of_moves_only_with_a_place(world, has_place):
    planned = webinar(world.a)
    if has_place:
        place(planned, world.a.facilitator)
    later = planned.starts_at + timedelta(days=1)
    planned = change(planned, by=world.a.coordinator, starts_at=later)
    assert told(world.a.facilitator) == ["webinar_moved"]
    change(planned, by=world.a.coordinator, facilitator=None)
    assert sorted(told(world.a.facilitator)) == (
        ["webinar_lead_over", "webinar_moved"] if has_place else ["webinar_lead_over"]
    )


def test_facilitator_of_a_new_webinar_is_told_once(world):
    fields = {name: getattr(webinar(world.a), name) for name in FIELDS}
    Notice.objects.all().delete()
    key, plan = uuid4(), planning.Plan(**fields)
    for _ in range(2):
        planning.schedule(by=world.a.coordinator, key=key, plan=plan)
    assert told(world.a.facilitator) == ["webinar_lead"]


def suspended(world):
    vouching.suspend_branch(root=world.a.facilitator, by=world.a.coordinator)


def hidden(world):
    hiding.hide(user=world.a.facilitator)


def erased(world):
    erasure.erase(user=world.a.facilitator)


def without_role(world):
    grant = world.a.facilitator.roles.get(role=Role.FACILITATOR)
    roles.end(grant=grant, by=world.a.coordinator)


@pytest.mark.parametrize("lost", [suspended, hidden, erased, without_role])
def test_who_plans_is_told_when_no_one_leads_any_more(world, lost):
    planned = webinar(world.a, created_by=world.a.coordinator)
    webinar(world.a, starts_in=timedelta(days=-1))
    webinar(world.a, status=Webinar.Status.CANCELLED)
    with_role(world.a.leader2, Role.COORDINATOR)
    lost(world)
    assert told(world.a.coordinator, notices.NO_LEADER) == ["webinar_no_leader"]
    assert told(world.a.leader2) == []
    planned.refresh_from_db()
    other = with_role(UserFactory(organisation=world.a.organisation), Role.FACILITATOR)
    change(planned, by=world.a.coordinator, facilitator=other)
    assert told(world.a.coordinator, notices.NO_LEADER) == []


@pytest.mark.parametrize("lost", [hidden, without_role])
def test_webinar_needs_no_one_when_its_facilitator_is_back(world, lost):
    webinar(world.a, created_by=world.a.coordinator)
    lost(world)
    find_leaders_again()
    assert told(world.a.coordinator, notices.NO_LEADER) == ["webinar_no_leader"]
    User.objects.filter(pk=world.a.facilitator.pk).update(is_active=True)
    if lost is without_role:
        with_role(world.a.facilitator, Role.FACILITATOR)
    find_leaders_again()
    assert told(world.a.coordinator, notices.NO_LEADER) == []


@pytest.mark.parametrize("lost", [hidden, erased, without_role])
def test_others_are_told_when_who_plans_was_to_lead(world, lost):
    webinar(world.a, created_by=world.a.facilitator)
    with_role(world.a.facilitator, Role.COORDINATOR)
    lost(world)
    assert told(world.a.coordinator, notices.NO_LEADER) == ["webinar_no_leader"]
    assert told(world.a.facilitator, notices.NO_LEADER) == []
    assert told(world.b.coordinator) == []


def test_everyone_who_may_plan_is_told_when_the_planner_is_gone_as_well(world):
    webinar(world.a, created_by=None)
    with_role(world.a.leader2, Role.COORDINATOR)
    without_role(world)
    for user in (world.a.coordinator, world.a.leader2):
        assert told(user) == ["webinar_no_leader"]
    assert told(world.b.coordinator) == []


def test_leader_who_keeps_the_role_elsewhere_still_leads(world):
    webinar(world.a, created_by=world.a.coordinator)
    with_role(world.a.facilitator, Role.FACILITATOR, region=world.b.region)
    first = world.a.facilitator.roles.get(region=world.a.region)
    roles.end(grant=first, by=world.a.coordinator)
    assert told(world.a.coordinator) == []


# Who may see it no more


@pytest.fixture
def full(world):
    """A webinar for all regions with one place; a member of region B has it, and two wait."""
    planned = webinar(seats=1, created_by=world.a.coordinator)
    place(planned, world.b.leader)
    for minutes, user in enumerate((world.a.leader, world.a.leader2)):
        at = timezone.now() + timedelta(minutes=minutes)
        place(planned, user, state=WAITING, registered_at=at)
    return planned


def assert_place_went_to_the_next(world, planned, *, lost):
    assert not Registration.objects.filter(webinar=planned, user=lost).exists()
    held = Registration.objects.registered().filter(webinar=planned)
    assert list(held.values_list("user", flat=True)) == [world.a.leader.pk]
    assert told(lost, notices.LOST) == ["webinar_lost"]
    assert told(world.a.leader) == ["webinar_place"]
    assert told(world.a.leader2) == []


def test_narrowing_frees_the_place_of_another_region(world, sign_in, full):
    change(full, by=world.a.coordinator, region=world.a.region)
    assert_place_went_to_the_next(world, full, lost=world.b.leader)
    assert sign_in(world.b.leader).get(full.get_absolute_url()).status_code == 404


def test_narrowing_also_frees_a_turn_on_the_waiting_list(world):
    planned = webinar(seats=1)
    place(planned, world.a.leader)
    place(planned, world.b.leader, state=WAITING)
    change(planned, by=world.a.coordinator, region=world.a.region)
    assert Registration.objects.get().user == world.a.leader
    assert (told(world.b.leader), told(world.a.leader)) == (["webinar_lost"], [])


def test_place_of_who_leads_or_coordinates_stays(world):
    planned = webinar(facilitator=world.b.facilitator)
    place(planned, world.b.facilitator)
    with_role(world.b.leader, Role.COORDINATOR, region=world.a.region)
    place(planned, world.b.leader)
    planned = change(planned, by=world.a.coordinator, region=world.a.region)
    assert Registration.objects.count() == 2
    change(planned, by=world.a.coordinator, facilitator=None)
    assert Registration.objects.get().user == world.b.leader
    assert told(world.b.facilitator, notices.LOST) == ["webinar_lost"]


def test_suspension_frees_the_place_at_once(world):
    planned = webinar(world.a, seats=1)
    someone = UserFactory(organisation=world.a.organisation)
    place(planned, someone)
    place(planned, world.a.leader, state=WAITING)
    vouching.suspend_branch(root=someone, by=world.a.coordinator)
    assert_place_went_to_the_next(world, planned, lost=someone)


def test_organisation_that_moves_frees_its_members_places(world):
    planned = webinar(world.a, seats=1)
    someone = UserFactory(organisation=world.a.other_organisation)
    place(planned, someone)
    place(planned, world.a.leader, state=WAITING)
    move(world, world.a.other_organisation, world.b.region)
    assert_place_went_to_the_next(world, planned, lost=someone)


def move(world, organisation, region):
    names = organisations.Details.__dataclass_fields__
    details = {name: getattr(organisation, name) for name in names if name != "networks"}
    details |= {"networks": [], "region": region}
    organisations.change(
        by=world.a.coordinator,
        organisation=organisation,
        details=organisations.Details(**details),
    )


def test_end_of_a_role_frees_the_place_that_it_gave(world):
    planned = webinar(world.a, seats=1)
    grant = with_role(world.b.leader, Role.COORDINATOR, region=world.a.region).roles.get()
    place(planned, world.b.leader)
    place(planned, world.a.leader, state=WAITING)
    roles.end(grant=grant, by=UserFactory(is_superuser=True))
    assert_place_went_to_the_next(world, planned, lost=world.b.leader)


def test_sweep_frees_what_a_last_day_took_and_leaves_the_rest(world, full):
    grant = with_role(world.b.leader2, Role.COORDINATOR, region=world.a.region).roles.get()
    narrow = webinar(world.a, seats=1)
    place(narrow, world.b.leader2)
    assert places.free_lost() == 0
    grant.until = day_over()
    grant.save()
    assert places.free_lost() == 1
    assert places.free_lost() == 0
    assert Registration.objects.filter(webinar=full).count() == 3


def test_member_without_an_organisation_loses_a_place_too(world):
    guest = with_role(UserFactory(organisation=None), Role.COORDINATOR, region=world.a.region)
    planned = webinar(world.a, seats=1)
    place(planned, guest)
    assert places.free_lost() == 0
    guest.roles.update(until=day_over())
    assert places.free_lost() == 1


def test_erasure_still_moves_the_next_up(world, full):
    erasure.erase(user=world.b.leader)
    assert told(world.a.leader) == ["webinar_place"]


def test_past_webinars_keep_who_came(world):
    planned = webinar(world.a, starts_in=timedelta(days=-2))
    place(planned, world.b.leader)
    assert places.free_lost() == 0


def test_member_cancels_a_place_in_a_webinar_that_they_may_not_see(world, sign_in):
    """By whatever way they lost sight of it before the sweep."""
    planned = webinar(world.a, seats=1)
    place(planned, world.b.leader)
    place(planned, world.a.leader, state=WAITING)
    address = reverse("webinars:withdraw", args=[planned.code])
    response = sign_in(world.b.leader).post(address)
    assert (response.status_code, response.url) == (302, reverse("webinars:list"))
    assert Registration.objects.registered().get().user == world.a.leader
    # Now they are a stranger to it.
    assert sign_in(world.b.leader).post(address).status_code == 404


def test_own_notices_go_with_the_place(world):
    planned = webinar(world.a, starts_in=timedelta(minutes=30))
    place(planned, world.a.leader)
    reminders.send_due()
    registration.withdraw(user=world.a.leader, webinar=planned)
    assert told(world.a.leader) == []


# The room


@pytest.fixture
def opened(world, room_server):
    """A webinar whose room is open, with somebody inside and somebody who waits for a place."""
    planned = webinar(world.a, starts_in=SOON, seats=1, minutes=45)
    place(planned, world.a.leader)
    place(planned, world.a.leader2, state=WAITING)
    enter(world, planned)
    return planned


def enter(world, planned) -> str:
    return joining.join(user=world.a.leader, webinar=planned, leave_to="https://example.org/left/")


@pytest.mark.parametrize("fields", [{"seats": 40}, {"minutes": 120}, {"seats": 40, "minutes": 120}])
def test_open_room_that_is_too_small_is_replaced_and_who_is_inside_told(
    world, room_server, opened, fields
):
    change(opened, by=world.a.coordinator, **fields)
    inside = [world.a.leader, world.a.facilitator]
    assert [told(user, notices.ROOM) for user in inside] == [["webinar_room"]] * 2
    look_after_rooms()
    enter(world, opened)
    old, new = room_server.meetings.values()
    assert (old.is_ending, new.is_ending) == (True, False)
    assert new.wishes["maxParticipants"] == str(fields.get("seats", 1) + 5)
    minutes = fields.get("minutes", 45) + 20
    assert int(new.wishes["duration"]) in (minutes, minutes - 1)


@pytest.mark.parametrize("fields", [{"minutes": 30}, {"title": "Another"}, {"languages": ["sw"]}])
def test_open_room_that_still_suits_stays(world, room_server, opened, fields):
    change(opened, by=world.a.coordinator, **fields)
    look_after_rooms()
    enter(world, opened)
    assert [meeting.is_ending for meeting in room_server.meetings.values()] == [False]
    assert told(world.a.leader, notices.ROOM) == []


def test_room_of_a_shortened_webinar_is_ended_after_the_new_end(world, room_server, opened):
    change(opened, by=world.a.coordinator, minutes=20)
    with time_machine.travel(timezone.now() + timedelta(minutes=41)):
        look_after_rooms()
    assert [meeting.is_ending for meeting in room_server.meetings.values()] == [True]


def test_webinar_moved_to_tomorrow_ends_its_room(world, room_server, opened):
    change(opened, by=world.a.coordinator, starts_at=opened.starts_at + timedelta(days=1))
    assert not Room.objects.current().exists()
    look_after_rooms()
    assert [meeting.is_ending for meeting in room_server.meetings.values()] == [True]
    assert told(world.a.leader) == ["webinar_moved"]


def suspend(user) -> None:
    vouching.suspend_branch(root=user, by=UserFactory(is_superuser=True))


@pytest.mark.parametrize("is_suspended", [True, False])
def test_who_loses_their_place_is_put_out_of_the_open_room(
    world, room_server, opened, is_suspended
):
    requests.get(enter(world, opened), timeout=5)
    look_after_rooms()
    if is_suspended:
        suspend(world.a.leader)
    else:
        User.objects.filter(pk=world.a.leader.pk).update(organisation=world.b.organisation)
        places.free_lost()
    look_after_rooms()
    assert [meeting.is_ending for meeting in room_server.meetings.values()] == [True]
    assert told(world.a.facilitator) == ["webinar_room"]
    assert sorted(told(world.a.leader2)) == ["webinar_place"]


def test_someone_suspended_who_may_have_come_in_just_now_is_put_out(world, room_server, opened):
    suspend(world.a.leader)
    look_after_rooms()
    assert [meeting.is_ending for meeting in room_server.meetings.values()] == [True]


def test_room_stays_for_someone_who_only_waits_or_moves_before_coming_in(
    world, room_server, opened
):
    suspend(world.a.leader2)
    User.objects.filter(pk=world.a.leader.pk).update(organisation=world.b.organisation)
    assert places.free_lost() == 1
    assert Room.objects.current().exists()
    assert told(world.a.facilitator) == []


def everywhere(world) -> User:
    RoleGrant.objects.filter(user=world.a.coordinator).update(region=None)
    return world.a.coordinator


def planner(world) -> User:
    RoleGrant.objects.filter(user=world.a.coordinator).delete()
    return world.a.coordinator


@pytest.mark.parametrize("who", [lambda world: world.a.coordinator, everywhere, planner])
def test_coordinator_who_is_suspended_is_put_out_of_the_open_room(world, room_server, opened, who):
    Webinar.objects.filter(pk=opened.pk).update(created_by=world.a.coordinator)
    user = who(world)
    RoleGrant.objects.filter(user=user).exclude(role=Role.COORDINATOR).delete()
    User.objects.filter(pk=user.pk).update(is_active=False)
    register.settle_losses([user.pk])
    look_after_rooms()
    assert [meeting.is_ending for meeting in room_server.meetings.values()] == [True]
    assert told(world.a.leader) == ["webinar_room"]


def test_coordinator_of_another_region_who_is_suspended_ends_no_room(world, room_server, opened):
    User.objects.filter(pk=world.b.coordinator.pk).update(is_active=False)
    register.settle_losses([world.b.coordinator.pk])
    assert Room.objects.current().exists()


def test_who_led_and_is_suspended_is_put_out_of_the_open_room(world, room_server, opened):
    suspend(world.a.facilitator)
    look_after_rooms()
    assert [meeting.is_ending for meeting in room_server.meetings.values()] == [True]
    assert told(world.a.leader) == ["webinar_room"]
    assert told(world.a.leader2) == []
    assert told(world.a.coordinator) == ["webinar_no_leader"]


def role_of(user, role=Role.COORDINATOR) -> RoleGrant:
    return RoleGrant.objects.get(user=user, role=role)


def end_by_hand(user) -> None:
    roles.end(grant=role_of(user), by=UserFactory(is_superuser=True))


def end_by_its_last_day(user) -> None:
    RoleGrant.objects.filter(user=user).update(until=day_over())
    roles.forget_ended()


@pytest.mark.parametrize("ends", [end_by_hand, end_by_its_last_day])
@pytest.mark.parametrize("who", [lambda world: world.a.coordinator, everywhere])
def test_coordinator_whose_role_ends_is_put_out_of_the_open_room(
    world, room_server, opened, who, ends
):
    ends(who(world))
    look_after_rooms()
    assert [meeting.is_ending for meeting in room_server.meetings.values()] == [True]
    assert told(world.a.leader) == ["webinar_room"]


def test_planner_of_a_webinar_for_all_regions_is_put_out_when_the_role_ends(world, room_server):
    planned = webinar(starts_in=SOON, created_by=world.a.coordinator)
    place(planned, world.a.leader)
    enter(world, planned)
    end_by_hand(world.a.coordinator)
    assert not Room.objects.current().exists()


def test_coordinator_whose_organisation_moves_is_put_out_of_the_open_room(
    world, room_server, opened
):
    User.objects.filter(pk=world.a.coordinator.pk).update(organisation=world.a.other_organisation)
    move(world, world.a.other_organisation, world.b.region)
    assert not Room.objects.current().exists()
    assert told(world.a.leader) == ["webinar_room"]


def still_everywhere(world) -> User:
    RoleGrant.objects.create(user=world.a.coordinator, role=Role.COORDINATOR)
    return world.a.coordinator


@pytest.mark.parametrize("who", [still_everywhere, lambda world: world.b.coordinator])
def test_room_stays_for_a_coordinator_who_has_nothing_to_lose_there(
    world, room_server, opened, who
):
    user = who(world)
    grant = RoleGrant.objects.filter(user=user, role=Role.COORDINATOR).exclude(region=None).get()
    roles.end(grant=grant, by=UserFactory(is_superuser=True))
    assert Room.objects.current().exists()
    assert told(world.a.leader) == []


@pytest.mark.parametrize("next_one", [True, False])
def test_facilitator_who_is_replaced_is_put_out_of_the_open_room(
    world, room_server, opened, next_one
):
    other = with_role(UserFactory(organisation=world.a.organisation), Role.FACILITATOR)
    change(opened, by=world.a.coordinator, facilitator=other if next_one else None)
    look_after_rooms()
    assert [meeting.is_ending for meeting in room_server.meetings.values()] == [True]
    assert told(world.a.leader) == ["webinar_room"]
    assert told(world.a.facilitator) == ["webinar_lead_over"]
    assert told(other, notices.ROOM) == (["webinar_room"] if next_one else [])


def test_room_stays_when_who_led_it_still_moderates(world, room_server, opened):
    with_role(world.a.facilitator, Role.COORDINATOR)
    change(opened, by=world.a.coordinator, facilitator=None)
    assert Room.objects.current().exists()


def test_coordinators_of_the_region_before_are_put_out_of_the_open_room(world, room_server, opened):
    change(opened, by=world.a.coordinator, region=None)
    assert not Room.objects.current().exists()
    assert told(world.a.leader) == ["webinar_room"]


# The calendar


def event(sign_in, user, planned):
    response = sign_in(user).get(reverse("webinars:calendar", args=[planned.code]))
    assert response.status_code == 200
    [found] = Calendar.from_ical(response.content).walk("VEVENT")
    return found


def test_sequence_grows_with_what_the_calendar_says_and_the_uid_stays(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader)
    uid = event(sign_in, world.a.leader, planned)["uid"]
    seen = []
    for fields in (
        {},
        {"starts_at": planned.starts_at + timedelta(hours=3)},
        {"title": "Another"},
        {"minutes": 90},
    ):
        planned = change(planned, by=world.a.coordinator, **fields)
        now = event(sign_in, world.a.leader, planned)
        assert (now["uid"], now["status"]) == (uid, "CONFIRMED")
        assert now["dtstart"].dt == planned.starts_at.replace(microsecond=0)
        seen.append(now["sequence"])
    assert seen == [0, 1, 1, 2]


def test_cancelled_webinar_takes_its_event_out_of_the_calendar(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader)
    before = event(sign_in, world.a.leader, planned)
    for _ in range(2):
        planning.cancel(by=world.a.coordinator, webinar=planned)
    after = event(sign_in, world.a.leader, planned)
    assert after["uid"] == before["uid"]
    assert (after["status"], after["sequence"]) == ("CANCELLED", 1)
    page = sign_in(world.a.leader).get(planned.get_absolute_url()).content.decode()
    assert "this file takes it out again" in page


def test_who_leads_has_the_calendar_file(world, sign_in):
    planned = webinar(world.a)
    assert event(sign_in, world.a.facilitator, planned)["sequence"] == 0
    address = reverse("webinars:calendar", args=[planned.code])
    page = sign_in(world.a.facilitator).get(planned.get_absolute_url()).content.decode()
    assert f'href="{address}"' in page
