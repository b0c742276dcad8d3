"""A pair agrees on a time: proposed in one zone, read in two, accepted, moved, called off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from mentorship import notices, tasks
from mentorship.meetings import actions, rooms
from mentorship.models import Meeting, Pair, PlannedMeeting
from mentorship.pairs import actions as pairing
from mentorship.pairs.actions import PairNotActive
from people.hiding import actions as hiding
from people.models import Notice
from people.privacy import erasure
from people.roles import actions as roles
from people.roles.table import Role
from people.time_zones import zone
from people.vouching import actions as vouching
from tests import factories
from tests.factories import UserFactory
from tests.factories.people import HOME_ZONE
from tests.pages import one_line
from tests.responses import errors
from webinars.models import Room
from webinars.rooms.actions import RoomClosed

pytestmark = pytest.mark.servers
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def pair(world) -> Pair:
    return factories.running_pair(world.a)


def at(pair: Pair) -> str:
    return reverse("mentorship:meet", args=[pair.code])


def answer_at(meeting: PlannedMeeting) -> str:
    return reverse("mentorship:answer-meeting", args=[meeting.pair.code, meeting.code])


def told(user, kind) -> int:
    return Notice.objects.filter(user=user, kind=kind.name, read_at=None).count()


def times(browser, pair: Pair, *slots: tuple[str, str], **more):
    form = browser.get(at(pair)).context["form"]
    data = {"key": form["key"].value(), "minutes": "30", **more}
    for number, (day, clock) in enumerate(slots, 1):
        data |= {f"day_{number}": day, f"clock_{number}": clock}
    return browser.post(at(pair), data)


# --- Proposing -------------------------------------------------------------------------------


def test_two_agree_on_a_time_and_both_are_told(world, pair, sign_in):
    day = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%d")
    mentor, leader = sign_in(world.a.mentor), sign_in(world.a.leader)
    assert times(mentor, pair, (day, "18:00"), (day, "19:30")).url == at(pair)
    meeting = PlannedMeeting.objects.get()
    assert (meeting.starts_at, len(meeting.slots), meeting.minutes) == (None, 2, 30)
    assert (
        told(world.a.leader, notices.TIMES_PROPOSED),
        told(world.a.mentor, notices.TIMES_PROPOSED),
    ) == (1, 0)
    assert "Which of these times suits you?" in leader.get(at(pair)).content.decode()
    assert leader.post(answer_at(meeting), {"slot": meeting.slots[1]}).url == at(pair)
    meeting.refresh_from_db()
    assert meeting.starts_at.astimezone(UTC).isoformat().startswith(f"{day}T18:30")
    assert meeting.slots == []
    for user in (world.a.mentor, world.a.leader):
        assert told(user, notices.MEETING_AGREED) == 1
        assert told(user, notices.TIMES_PROPOSED) == 0
        page = one_line(sign_in(user).get(at(pair)).content.decode())
        assert "at 19:30 your time" in page
        assert "19:30 your time" in one_line(
            sign_in(user).get(pair.get_absolute_url()).content.decode()
        )


def test_times_are_shown_in_both_zones(world, pair, sign_in):
    world.a.leader.time_zone = "Asia/Tokyo"
    world.a.leader.save()
    with time_machine.travel(NOW, tick=False):
        times(sign_in(world.a.mentor), pair, ("2026-03-05", "18:00"))
        page = one_line(sign_in(world.a.leader).get(at(pair)).content.decode())
    assert "Friday 6 March at 02:00 your time" in page
    assert "Thursday 5 March at 18:00 their time" in page


@pytest.mark.parametrize(
    ("day", "clock", "field"),
    [
        ("2026-03-01", "10:00", "day_1"),
        ("2026-03-02", "12:01", "day_1"),
        ("2027-03-01", "10:00", "day_1"),
        ("9999-12-31", "23:59", "day_1"),
        ("0001-01-01", "00:00", "day_1"),
        ("2026-03-31", "", "clock_1"),
        ("", "10:00", "day_1"),
        ("31/03/2026", "10:00", "day_1"),
        # Clocks go forward in Paris on 29 March 2026, from 2:00 to 3:00.
        ("2026-03-29", "02:30", "clock_1"),
    ],
)
def test_time_that_cannot_be_is_refused_beside_its_field(world, pair, sign_in, day, clock, field):
    world.a.mentor.time_zone = "Europe/Paris"
    world.a.mentor.save()
    with time_machine.travel(NOW, tick=False):
        response = times(sign_in(world.a.mentor), pair, (day, clock))
    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert not PlannedMeeting.objects.exists()


def test_skipped_hour_is_refused_with_the_next_that_exists(world, pair, sign_in):
    world.a.mentor.time_zone = "Europe/Paris"
    world.a.mentor.save()
    with time_machine.travel(NOW, tick=False):
        response = times(sign_in(world.a.mentor), pair, ("2026-03-29", "02:30"))
        assert "The next time that exists is 03:00" in errors(response)["clock_1"][0]
        # The first hour counts when one happens twice: 25 October 2026 is within 90 days later.
    with time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC), tick=False):
        browser = sign_in(world.a.mentor)
        page = times(browser, pair, ("2026-10-25", "02:30"))
        assert PlannedMeeting.objects.get().proposed == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
        assert "happens twice" in browser.get(page.url).content.decode()


def test_second_and_third_time_are_optional_and_need_both_halves(world, pair, sign_in):
    day = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%d")
    browser = sign_in(world.a.mentor)
    assert list(errors(times(browser, pair, (day, "18:00"), (day, "")))) == ["clock_2"]
    assert list(errors(times(browser, pair, (day, "18:00"), ("", ""), ("", "10:00")))) == ["day_3"]
    times(browser, pair, (day, "18:00"), (day, "18:00"), (day, "18:00"))
    assert len(PlannedMeeting.objects.get().slots) == 1


def test_form_sent_twice_proposes_once(world, pair, sign_in):
    day = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%d")
    browser, key = sign_in(world.a.mentor), str(uuid4())
    for _ in range(2):
        times(browser, pair, (day, "18:00"), key=key)
    meeting = PlannedMeeting.objects.get()
    assert meeting.revision == 1
    actions.cancel(meeting=meeting, user=world.a.mentor)
    times(browser, pair, (day, "18:00"), key=key)
    assert PlannedMeeting.objects.get().is_cancelled


# --- Answering -------------------------------------------------------------------------------


def test_other_times_replace_those_before(world, pair):
    first = factories.proposed_meeting(pair)
    old = first.proposed[0]
    second = factories.proposed_meeting(pair, by=world.a.leader, days=9)
    assert second.pk == first.pk
    with pytest.raises(actions.NotOpen):
        actions.accept(meeting=first, user=world.a.mentor, slot=old)
    assert told(world.a.leader, notices.TIMES_PROPOSED) == 0
    agreed = actions.accept(meeting=second, user=world.a.mentor, slot=second.proposed[1])
    assert actions.accept(meeting=agreed, user=world.a.mentor, slot=agreed.starts_at).revision == 3


def test_no_one_accepts_their_own_time_or_one_that_has_passed(world, pair):
    meeting = factories.proposed_meeting(pair, minutes=10)
    with pytest.raises(actions.NotOpen):
        actions.accept(meeting=meeting, user=world.a.mentor, slot=meeting.proposed[0])
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=20)),
        pytest.raises(actions.NotOpen),
    ):
        actions.accept(meeting=meeting, user=world.a.leader, slot=meeting.proposed[0])


@pytest.mark.parametrize(
    "typed", ["", "soon", "2026-03-05T18:00", "2026-03-05T18:00+00:00", "\x00"]
)
def test_time_that_was_never_proposed_is_not_accepted(world, pair, sign_in, typed):
    meeting = factories.proposed_meeting(pair)
    browser = sign_in(world.a.leader)
    page = browser.get(browser.post(answer_at(meeting), {"slot": typed}).url).content.decode()
    assert "This has changed meanwhile." in page
    meeting.refresh_from_db()
    assert meeting.starts_at is None


def test_times_that_have_all_passed_ask_for_others(world, pair, sign_in):
    meeting = factories.proposed_meeting(pair)
    first, last = meeting.proposed
    for hour, heading, is_told in (
        (first, "Which of these times suits you?", 1),
        (last, "These times have passed", 0),
    ):
        with time_machine.travel(hour + timedelta(minutes=1)):
            tasks.send_due_reminders()
            assert told(world.a.leader, notices.TIMES_PROPOSED) == is_told
            page = one_line(sign_in(world.a.leader).get(at(pair)).content.decode())
            assert f"<h2>{heading}</h2>" in page
            assert ("open><summary>Propose other times" in page) is (not is_told)
            mine = one_line(sign_in(world.a.mentor).get(at(pair)).content.decode())
            assert ("<h2>These times have passed</h2>" in mine) is (not is_told)


def test_agreed_time_stands_until_the_move_is_accepted(world, pair):
    meeting = factories.agreed_meeting(pair)
    old = meeting.starts_at
    moved = factories.proposed_meeting(pair, by=world.a.leader, days=5)
    assert (moved.pk, moved.starts_at) == (meeting.pk, old)
    actions.keep_time(meeting=moved, user=world.a.mentor)
    assert told(world.a.leader, notices.MEETING_AGREED) == 1
    moved = factories.proposed_meeting(pair, by=world.a.leader, days=5)
    moved = actions.accept(meeting=moved, user=world.a.mentor, slot=moved.proposed[0])
    assert moved.starts_at != old
    assert moved.reminded_at is None


def test_calling_off_tells_the_other_once(world, pair, sign_in):
    meeting = factories.agreed_meeting(pair)
    for _ in range(2):
        assert sign_in(world.a.leader).post(answer_at(meeting), {"cancel": ""}).url == at(pair)
    assert (
        told(world.a.mentor, notices.MEETING_OFF),
        told(world.a.leader, notices.MEETING_OFF),
    ) == (1, 0)
    assert told(world.a.mentor, notices.MEETING_AGREED) == 0
    with pytest.raises(actions.NotOpen):
        actions.accept(meeting=meeting, user=world.a.leader, slot=timezone.now())
    # A new one can be agreed on at once.
    assert factories.agreed_meeting(pair).pk != meeting.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_the_first_counts(world):
    pair = factories.running_pair(world.a)
    meeting = factories.proposed_meeting(pair)

    def accept(slot):
        try:
            actions.accept(meeting=meeting, user=pair.mentee, slot=slot)
        except actions.NotOpen:
            return "refused"
        finally:
            connection.close()
        return "agreed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, meeting.proposed)) == ["agreed", "refused"]


def test_length_that_the_other_one_proposes_counts_too(world, pair, sign_in):
    factories.proposed_meeting(pair, length=15)
    meeting = factories.proposed_meeting(pair, by=world.a.leader, length=60)
    assert "about an hour, by voice" in sign_in(world.a.mentor).get(at(pair)).content.decode()
    agreed = actions.accept(meeting=meeting, user=world.a.mentor, slot=meeting.proposed[0])
    assert agreed.minutes == 60


@pytest.mark.parametrize("same_time", [True, False])
def test_move_can_change_the_length_once_it_is_accepted(world, pair, sign_in, same_time):
    meeting = factories.agreed_meeting(pair)
    mentor, leader = sign_in(world.a.mentor), sign_in(world.a.leader)
    before, _ = event_of(leader, meeting)
    mine = meeting.starts_at.replace(second=0).astimezone(zone(world.a.mentor.time_zone))
    slot = mine if same_time else mine + timedelta(hours=5)
    form = mentor.get(at(pair)).context["form"]
    assert form["minutes"].value() == 30
    times(mentor, pair, (f"{slot:%Y-%m-%d}", f"{slot:%H:%M}"), minutes="90")
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.ends_at - meeting.starts_at) == (30, timedelta(minutes=30))
    page = one_line(leader.get(at(pair)).content.decode())
    assert "With another length: an hour and a half." in page
    assert told(world.a.leader, notices.TIMES_PROPOSED) == 1
    leader.post(answer_at(meeting), {"slot": meeting.slots[0]})
    assert told(world.a.mentor, notices.MEETING_AGREED) == 1
    after, _ = event_of(leader, meeting)
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert (after["DTSTART"].dt, after["DTEND"].dt - after["DTSTART"].dt) == (
        slot.astimezone(UTC),
        timedelta(minutes=90),
    )
    assert mentor.get(at(pair)).context["form"]["minutes"].value() == 90
    assert "With another length" not in mentor.get(at(pair)).content.decode()


@pytest.mark.parametrize("how", ["kept", "called off"])
def test_length_that_was_not_accepted_is_forgotten(world, pair, sign_in, how):
    meeting = factories.agreed_meeting(pair)
    meeting = factories.proposed_meeting(pair, length=90)
    if how == "kept":
        actions.keep_time(meeting=meeting, user=world.a.leader)
    else:
        actions.cancel(meeting=meeting, user=world.a.leader)
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.proposed_minutes) == (30, None)


# --- Calendar, reminder, log -----------------------------------------------------------------


def event_of(browser, meeting):
    address = reverse("mentorship:calendar", args=[meeting.pair.code, meeting.code])
    response = browser.get(address)
    assert response["Content-Disposition"] == 'attachment; filename="calendar.ics"'
    return Calendar.from_ical(response.content).walk("VEVENT")[0], response.content.decode()


def test_calendar_file_shows_a_time_and_follows_moves_and_calling_off(world, pair, sign_in):
    meeting = factories.agreed_meeting(pair)
    browser = sign_in(world.a.leader)
    event, text = event_of(browser, meeting)
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].dt == meeting.starts_at
    for word in (
        "ZQA",
        "mentor",
        "Mentor",
        str(meeting.code),
        str(pair.code),
        "http",
        "LOCATION",
        "ORGANIZER",
        "DESCRIPTION",
    ):
        assert word not in text
    other, _ = event_of(sign_in(world.a.mentor), meeting)
    assert other["UID"] != event["UID"]
    moved = factories.proposed_meeting(pair, days=6)
    moved = actions.accept(meeting=moved, user=world.a.leader, slot=moved.proposed[0])
    later, _ = event_of(browser, moved)
    assert later["UID"] == event["UID"]
    assert later["SEQUENCE"] > event["SEQUENCE"]
    assert later["DTSTART"].dt == moved.starts_at
    actions.cancel(meeting=moved, user=world.a.mentor)
    gone, text = event_of(browser, moved)
    assert (gone["STATUS"], gone["UID"]) == ("CANCELLED", event["UID"])
    assert gone["SEQUENCE"] > later["SEQUENCE"]
    assert "METHOD:CANCEL" in text
    assert "Take it out of my calendar" in browser.get(at(pair)).content.decode()


def test_both_are_reminded_once_in_the_hour_before(world, pair):
    meeting = factories.agreed_meeting(pair, hours=3)
    tasks.send_due_reminders()
    assert told(world.a.leader, notices.MEETING_SOON) == 0
    with time_machine.travel(meeting.starts_at - timedelta(minutes=59)):
        for _ in range(2):
            tasks.send_due_reminders()
        for user in (world.a.leader, world.a.mentor):
            assert told(user, notices.MEETING_SOON) == 1
    moved = factories.proposed_meeting(pair, days=4)
    moved = actions.accept(meeting=moved, user=world.a.leader, slot=moved.proposed[0])
    assert told(world.a.leader, notices.MEETING_SOON) == 0
    with time_machine.travel(moved.starts_at - timedelta(minutes=30)):
        tasks.send_due_reminders()
        assert told(world.a.leader, notices.MEETING_SOON) == 1
    with time_machine.travel(moved.ends_at + timedelta(minutes=1)):
        tasks.send_due_reminders()
        assert told(world.a.leader, notices.MEETING_SOON) == 0


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_page_of_mentoring_asks_for_a_first_time_only_until_it_is_agreed(world, pair, sign_in, who):
    def page() -> str:
        answer = sign_in(getattr(world.a, who)).get(reverse("mentorship:overview"))
        return one_line(answer.content.decode())

    Meeting.objects.filter(pair=pair).delete()
    asked = "You have not met yet. Agree a first time to talk."
    assert asked in page()
    factories.agreed_meeting(pair)
    assert asked not in page()
    assert "Next meeting: " in page()


@pytest.mark.parametrize("how", ["cancelled", "pair ended", "begun", "one of them hides"])
def test_no_one_is_reminded_of_what_does_not_come(world, pair, how):
    meeting = factories.agreed_meeting(pair, hours=1)
    if how == "cancelled":
        actions.cancel(meeting=meeting, user=world.a.leader)
    elif how == "pair ended":
        pairing.end(pair=pair, user=world.a.leader)
    elif how == "one of them hides":
        hiding.hide(user=world.a.leader)
    with time_machine.travel(timezone.now() + timedelta(hours=2 if how == "begun" else 0.5)):
        tasks.send_due_reminders()
    assert not Notice.objects.filter(kind=notices.MEETING_SOON.name).exists()


def test_meeting_that_took_place_goes_into_the_log_once(world, pair, sign_in):
    Meeting.objects.all().delete()
    meeting = factories.agreed_meeting(pair, hours=1)
    browser = sign_in(world.a.leader)
    assert "Did you meet?" not in browser.get(at(pair)).content.decode()
    with pytest.raises(actions.NotOpen):
        actions.say_how_it_went(meeting=meeting, user=world.a.leader, took_place=True)
    with time_machine.travel(meeting.starts_at + timedelta(minutes=20)):
        browser = sign_in(world.a.leader)
        assert "Did you meet?" in browser.get(at(pair)).content.decode()
        with pytest.raises(actions.FirstSay):
            factories.proposed_meeting(pair)
        for user, said in (
            (world.a.leader, "held"),
            (world.a.mentor, "held"),
            (world.a.mentor, "missed"),
        ):
            assert sign_in(user).post(answer_at(meeting), {said: ""}).url == at(pair)
    (held,) = pair.meetings.all()
    assert (held.length, held.channel) == ("30", "call")
    assert held.held_on == timezone.localdate(meeting.starts_at, timezone=zone(HOME_ZONE))
    meeting.refresh_from_db()
    assert meeting.outcome == "held"


def test_meeting_that_did_not_take_place_is_no_meeting(world, pair):
    Meeting.objects.all().delete()
    meeting = factories.agreed_meeting(pair, hours=1)
    with time_machine.travel(meeting.starts_at + timedelta(minutes=20)):
        actions.say_how_it_went(meeting=meeting, user=world.a.leader, took_place=False)
        assert not pair.meetings.exists()
        assert factories.proposed_meeting(pair)


# --- Ends ------------------------------------------------------------------------------------


def test_end_of_a_pair_calls_off_what_was_agreed_and_tells_both_the_same(world, pair, sign_in):
    factories.agreed_meeting(pair)
    page = one_line(sign_in(world.a.leader).get(pair.get_absolute_url()).content.decode())
    assert "You both read the same sentence: that one of your pairs has ended." in page
    pairing.end(pair=pair, user=world.a.leader)
    assert PlannedMeeting.objects.get().is_cancelled
    for user in (world.a.leader, world.a.mentor):
        kinds = Notice.objects.filter(user=user, read_at=None).values_list("kind", flat=True)
        assert list(kinds) == [notices.PAIR_ENDED.name]


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_nothing_can_be_agreed_in_a_pair_that_is_over(world, pair, sign_in, who):
    user = getattr(world.a, who)
    meeting = factories.agreed_meeting(pair)
    pairing.end(pair=pair, user=world.a.leader)
    for act in (
        lambda: factories.proposed_meeting(pair, by=user),
        lambda: actions.cancel(meeting=meeting, user=user),
        lambda: actions.accept(meeting=meeting, user=user, slot=timezone.now()),
        lambda: actions.say_how_it_went(meeting=meeting, user=user, took_place=True),
    ):
        with pytest.raises(PairNotActive):
            act()
    browser = sign_in(user)
    assert browser.get(at(pair)).status_code == 404
    assert browser.post(answer_at(meeting), {"cancel": ""}).status_code == 404
    address = reverse("mentorship:join", args=[pair.code, meeting.code])
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_calendars_learn_of_the_end_of_a_pair_until_the_hour_has_come(world, pair, sign_in, who):
    user = getattr(world.a, who)
    meeting = factories.agreed_meeting(pair)
    before, _text = event_of(sign_in(user), meeting)
    pairing.end(pair=pair, user=world.a.mentor)
    after, text = event_of(sign_in(user), meeting)
    assert (after["STATUS"], after["UID"]) == ("CANCELLED", before["UID"])
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert "METHOD:CANCEL" in text
    page = sign_in(world.a.leader).get(pair.get_absolute_url()).content.decode()
    assert "Take it out of my calendar" in page
    address = reverse("mentorship:calendar", args=[pair.code, meeting.code])
    assert sign_in(world.a.leader2).get(address).status_code == 404
    with time_machine.travel(meeting.starts_at):
        assert sign_in(user).get(address).status_code == 404
        page = sign_in(world.a.leader).get(pair.get_absolute_url()).content.decode()
        assert "Take it out of my calendar" not in page


def erase_the_other(pair, user):
    erasure.erase(user=pair.other(user))


def end(pair, user):
    pairing.end(pair=pair, user=user)


def end_then_erase(pair, user):
    end(pair, user)
    erase_the_other(pair, user)


def end_then_hide(pair, user):
    end(pair, user)
    hiding.hide(user=pair.other(user))


def call_off_then_end(pair, user):
    actions.cancel(meeting=pair.planned_meetings.get(), user=user)
    end(pair, user)


def lose_the_role(pair, user):
    roles.end(grant=pair.mentor.roles.get(role=Role.MENTOR), by=UserFactory(is_superuser=True))


@pytest.mark.parametrize(
    "how",
    [end, erase_the_other, end_then_erase, end_then_hide, call_off_then_end, lose_the_role],
    ids=lambda how: how.__name__,
)
@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_each_finds_the_file_without_the_pair_and_without_the_other(world, pair, sign_in, who, how):
    user = getattr(world.a, who)
    meeting = factories.agreed_meeting(pair)
    before, _text = event_of(sign_in(user), meeting)
    overview = reverse("mentorship:overview")
    address = reverse("mentorship:called-off", args=[meeting.code])
    link = f'href="{address}" download>Take it out of my calendar'
    assert link not in one_line(sign_in(user).get(overview).content.decode())
    assert sign_in(user).get(address).status_code == 404
    how(pair, user)
    assert link in one_line(sign_in(user).get(overview).content.decode())
    response = sign_in(user).get(address)
    [after] = Calendar.from_ical(response.content).walk("VEVENT")
    assert (after["STATUS"], after["UID"]) == ("CANCELLED", before["UID"])
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt == meeting.starts_at.replace(second=0)
    for stranger in (world.a.leader2, world.a.coordinator):
        assert sign_in(stranger).get(address).status_code == 404
        assert "Take it out" not in sign_in(stranger).get(overview).content.decode()
    with time_machine.travel(meeting.ends_at):
        assert sign_in(user).get(address).status_code == 404
        assert "Take it out" not in sign_in(user).get(overview).content.decode()


def test_times_that_no_one_accepted_leave_nothing_in_calendars(world, pair, sign_in):
    meeting = factories.proposed_meeting(pair)
    pairing.end(pair=pair, user=world.a.leader)
    address = reverse("mentorship:called-off", args=[meeting.code])
    assert sign_in(world.a.mentor).get(address).status_code == 404
    assert not Notice.objects.filter(kind=notices.MEETING_OUT.name).exists()


def test_each_meeting_that_was_called_off_can_be_taken_out(world, pair, sign_in):
    called_off = []
    for days in (2, 5):
        called_off.append(factories.agreed_meeting(pair, days=days))
        actions.cancel(meeting=called_off[-1], user=world.a.leader)
    factories.agreed_meeting(pair, days=9)
    page = sign_in(world.a.mentor).get(at(pair)).content.decode()
    assert page.count("Take it out of my calendar") == 2
    pairing.end(pair=pair, user=world.a.leader)
    page = sign_in(world.a.mentor).get(reverse("mentorship:overview")).content.decode()
    assert page.count("Take it out of my calendar") == 3


def test_calendar_file_of_an_ended_pair_goes_while_one_of_the_two_is_away(world, pair, sign_in):
    meeting = factories.agreed_meeting(pair)
    pairing.end(pair=pair, user=world.a.mentor)
    hiding.hide(user=world.a.mentor)
    address = reverse("mentorship:calendar", args=[pair.code, meeting.code])
    assert sign_in(world.a.leader).get(address).status_code == 404


@pytest.mark.parametrize("who", ["leader2", "coordinator", "facilitator"])
def test_strangers_find_no_meeting(world, pair, sign_in, who):
    meeting = factories.agreed_meeting(pair)
    browser = sign_in(getattr(world.a, who))
    assert browser.get(at(pair)).status_code == 404
    assert browser.post(answer_at(meeting), {"cancel": ""}).status_code == 404
    for name in ("calendar", "join"):
        address = reverse(f"mentorship:{name}", args=[pair.code, meeting.code])
        assert browser.get(address).status_code == 404
    with pytest.raises(ValueError, match="not in this pair"):
        actions.cancel(meeting=meeting, user=getattr(world.a, who))


def test_meeting_of_another_pair_is_not_found_under_this_one(world, sign_in):
    pair, other = factories.running_pair(world.a), factories.running_pair(world.b)
    meeting = factories.agreed_meeting(other)
    address = reverse("mentorship:answer-meeting", args=[pair.code, meeting.code])
    assert sign_in(world.a.leader).post(address, {"cancel": ""}).status_code == 404


def test_meetings_are_forgotten_a_month_after_they_ended(world, pair):
    actions.cancel(meeting=factories.agreed_meeting(pair), user=world.a.leader)
    factories.agreed_meeting(pair)
    for days, left in ((29, 2), (31, 1)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            tasks.forget_notes()
            assert PlannedMeeting.objects.count() == left


# --- The room --------------------------------------------------------------------------------


def join(browser, meeting):
    address = reverse("mentorship:join", args=[meeting.pair.code, meeting.code])
    return browser.post(address, follow=True)


def test_the_two_enter_one_room_and_no_one_else(world, pair, sign_in):
    meeting = factories.agreed_meeting(pair, minutes=10)
    for user in (world.a.leader, world.a.mentor):
        browser = sign_in(user)
        assert "The room is open." in browser.get(at(pair)).content.decode()
        page = join(browser, meeting)
        assert page.redirect_chain[0][0].startswith("/en/webinars/practice/")
        assert "This is a practice room" in one_line(page.content.decode())
        # A ticket is of use to its owner only.
        ticket = page.redirect_chain[0][0]
        assert sign_in(world.a.leader2).get(ticket).status_code == 404


@pytest.mark.parametrize("minutes", [20, -31])
def test_room_is_closed_before_and_after(world, pair, sign_in, minutes):
    meeting = factories.agreed_meeting(pair, hours=1)
    with time_machine.travel(meeting.starts_at - timedelta(minutes=minutes)):
        browser = sign_in(world.a.leader)
        assert "The room is open." not in browser.get(at(pair)).content.decode()
        page = join(browser, meeting)
        assert page.redirect_chain == [(at(pair), 302)]
        assert "The room is closed." in page.content.decode()


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_room_closes_when_one_of_the_two_is_suspended(world, pair, sign_in, who):
    meeting = factories.agreed_meeting(pair, minutes=10)
    join(sign_in(world.a.leader), meeting)
    assert Room.objects.current().exists()
    member = getattr(world.a, who)
    vouching.suspend_branch(root=member, by=factories.UserFactory(is_superuser=True))
    assert not Room.objects.current().exists()
    with pytest.raises(RoomClosed):
        rooms.join(meeting=meeting, user=world.a.leader, leave_to="https://example.org/left/")


def test_titles_say_nothing(world, pair, sign_in):
    browser = sign_in(world.a.leader)
    for address in (at(pair), reverse("mentorship:messages", args=[pair.code])):
        page = one_line(browser.get(address).content.decode())
        assert "<title>Mentoring · Ensemble</title>" in page
