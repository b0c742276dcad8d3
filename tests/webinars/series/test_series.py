"""A series as members see it: its dates, places on all of them, the calendar file."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from people.models import Event
from tests.factories import place, webinar
from tests.pages import one_line
from tests.webinars.planning.series.forms import changed, planned
from webinars.models import Registration, Series, Webinar
from webinars.planning import actions as planning
from webinars.planning.series import actions as series_planning
from webinars.registration.actions import withdraw

pytestmark = pytest.mark.servers

NOW = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def series(world, sign_in):
    """Four Thursdays in UTC, from 4 March on, with two places each."""
    browser = sign_in(world.a.coordinator)
    return planned(browser, world.a, times="4", time_zone="UTC", seats="2")


@pytest.fixture
def browser(world, series, sign_in):
    return sign_in(world.a.leader)


def _rows(series):
    return list(series.webinars.order_by("starts_at"))


def _of(series, name: str) -> str:
    return reverse(f"webinars:series_{name}", args=[series.code])


def _states(user) -> list[str]:
    mine = Registration.objects.filter(user=user).order_by("webinar__starts_at")
    return list(mine.values_list("state", flat=True))


def test_page_shows_the_dates_and_each_date_shows_the_series(browser, series):
    page = one_line(browser.get(series.get_absolute_url()).content.decode())
    for row in _rows(series):
        assert f'<a href="{row.get_absolute_url()}">{row.starts_at:%A %-d %B %Y}</a>' in page
    # Members count the dates below it.
    assert '<p class="soft">Series of webinars, every Thursday</p>' in page
    assert "You run this series" not in page
    first = _rows(series)[0]
    page = one_line(browser.get(first.get_absolute_url()).content.decode())
    assert f'href="{series.get_absolute_url()}"' in page
    assert "4 coming dates" in page


def test_one_press_takes_a_place_on_each_date_or_a_turn(world, browser, series):
    full = _rows(series)[1]
    for number in range(2):
        other = (world.a.leader2, world.a.mentor)[number]
        place(full, other, alias=f"Mango {number}")
    for _each in range(2):
        answer = browser.post(_of(series, "register"))
        assert (answer.status_code, answer.url) == (302, series.get_absolute_url())
        assert _states(world.a.leader) == ["registered", "waiting", "registered", "registered"]
    said = browser.get(series.get_absolute_url()).content.decode()
    assert "You have a place on 3 dates." in said
    assert "On 1 date all places are taken. You are on the waiting list." in said
    assert Event.objects.filter(kind="register").count() == 4


def test_rooms_of_the_dates_cannot_be_linked_by_the_name(world, browser, series):
    browser.post(_of(series, "register"))
    names = Registration.objects.filter(user=world.a.leader).values_list("alias", flat=True)
    assert len({*names}) == 4


def test_place_and_name_that_are_there_stay(world, browser, series):
    mine = place(_rows(series)[0], world.a.leader, alias="Tamarind 7")
    browser.post(_of(series, "register"))
    mine.refresh_from_db()
    assert mine.alias == "Tamarind 7"


def test_cancelled_and_past_dates_are_left_alone(world, series, sign_in, clock):
    rows = _rows(series)
    planning.cancel(by=world.a.coordinator, webinar=rows[2])
    clock.move_to(datetime(2027, 3, 5, tzinfo=UTC))
    browser = sign_in(world.a.leader)
    browser.post(_of(series, "register"))
    mine = Registration.objects.filter(user=world.a.leader).values_list("webinar", flat=True)
    assert {*mine} == {rows[1].pk, rows[3].pk}


def test_all_places_are_given_back_in_one_press(world, browser, series):
    browser.post(_of(series, "register"))
    waiting = place(_rows(series)[0], world.a.mentor, state="waiting", alias="Mango 9")
    place(_rows(series)[0], world.a.leader2, alias="Mango 8")
    for _each in range(2):
        browser.post(_of(series, "withdraw"))
        assert _states(world.a.leader) == []
    waiting.refresh_from_db()
    assert waiting.has_place


def test_list_has_the_next_date_of_a_series_and_the_next_one_that_is_theirs(world, browser, series):
    def listed():
        found = browser.get(reverse("webinars:list")).context["webinars"]
        return [f"{one.starts_at:%m-%d}" for one in found]

    assert listed() == ["03-04"]
    place(_rows(series)[2], world.a.leader)
    place(_rows(series)[3], world.a.leader)
    assert listed() == ["03-04", "03-18"]
    place(_rows(series)[0], world.a.leader)
    assert listed() == ["03-04"]


def test_list_has_each_webinar_of_a_series_planned_one_by_one(world, sign_in):
    series = Series.objects.create(title="By hand", region=world.a.region)
    for days in (2, 3):
        webinar(world.a, series=series, starts_in=timedelta(days=days))
    found = sign_in(world.a.leader).get(reverse("webinars:list")).context["webinars"]
    assert len(found) == 2


# The calendar


def _events(browser, series) -> dict[str, tuple]:
    answer = browser.get(_of(series, "calendar"))
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    return {
        str(event["uid"]): (
            f"{event.decoded('dtstart'):%m-%d %H:%M %Z}",
            str(event["status"]),
            int(event["sequence"]),
        )
        for event in calendar.walk("VEVENT")
    }


def _read_by_hand(body: bytes) -> list[dict[str, str]]:
    """The events of a file, read without a library (RFC 5545, 3.1)."""
    found: list[dict[str, str]] = []
    for line in body.decode().replace("\r\n ", "").split("\r\n"):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("BEGIN", "END"):
            found[-1][name.partition(";")[0]] = value
    return found


def test_calendar_file_has_each_date_as_in_its_own_file(world, browser, series):
    browser.post(_of(series, "register"))
    whole = _events(browser, series)
    assert sorted(whole.values()) == [
        *(("03-04 18:00 UTC", "CONFIRMED", 0), ("03-11 18:00 UTC", "CONFIRMED", 0)),
        *(("03-18 18:00 UTC", "CONFIRMED", 0), ("03-25 18:00 UTC", "CONFIRMED", 0)),
    ]
    for row in _rows(series):
        alone = browser.get(reverse("webinars:calendar", args=[row.code])).content
        [event] = Calendar.from_ical(alone).walk("VEVENT")
        assert whole[str(event["uid"])][0] == f"{row.starts_at:%m-%d %H:%M} UTC"
    by_hand = _read_by_hand(browser.get(_of(series, "calendar")).content)
    assert [one["DTSTART"] for one in by_hand] == [
        *("20270304T180000Z", "20270311T180000Z", "20270318T180000Z", "20270325T180000Z"),
    ]
    assert {(one["SUMMARY"], one["STATUS"], one["CLASS"]) for one in by_hand} == {
        ("Appointment", "CONFIRMED", "PRIVATE")
    }


def test_calendar_file_moves_cancels_and_takes_out(world, series, browser, sign_in):
    browser.post(_of(series, "register"))
    before = _events(browser, series)
    rows = _rows(series)
    planner = sign_in(world.a.coordinator)
    changed(planner, rows[0], clock="19:00")
    planning.cancel(by=world.a.coordinator, webinar=rows[1])
    withdraw(user=world.a.leader, webinar=rows[3])
    after = _events(sign_in(world.a.leader), series)
    assert after.keys() == before.keys()
    assert sorted(after.values()) == [
        ("03-04 19:00 UTC", "CONFIRMED", 1),
        ("03-11 19:00 UTC", "CANCELLED", 2),
        ("03-18 19:00 UTC", "CONFIRMED", 1),
        ("03-25 19:00 UTC", "CANCELLED", 2),
    ]


def test_calendar_file_of_a_cancelled_series_cancels_it(world, browser, series):
    browser.post(_of(series, "register"))
    series_planning.cancel(by=world.a.coordinator, series=series)
    body = browser.get(_of(series, "calendar")).content
    assert b"METHOD:CANCEL" in body
    assert [one["STATUS"] for one in _read_by_hand(body)] == 4 * ["CANCELLED"]


def test_calendar_file_is_for_those_with_a_date(world, browser, series):
    assert browser.get(_of(series, "calendar")).status_code == 404


# Who may not


@pytest.mark.parametrize(
    ("method", "name"),
    [("get", ""), ("post", "register"), ("post", "withdraw"), ("get", "calendar")],
)
def test_member_of_another_region_finds_nothing(world, series, sign_in, method, name):
    far = sign_in(world.b.leader)
    address = _of(series, name) if name else series.get_absolute_url()
    assert getattr(far, method)(address).status_code == 404
    assert Registration.objects.count() == 0


def test_dates_of_another_region_are_not_shown_and_not_taken(world, sign_in):
    shared = Series.objects.create(title="Shared")
    own, theirs = webinar(world.a, series=shared), webinar(world.b, series=shared)
    browser = sign_in(world.a.leader)
    page = browser.get(shared.get_absolute_url()).content.decode()
    assert (own.get_absolute_url() in page, theirs.get_absolute_url() in page) == (True, False)
    browser.post(_of(shared, "register"))
    assert list(Registration.objects.values_list("webinar", flat=True)) == [own.pk]


def test_series_without_a_webinar_has_no_page(world, sign_in):
    empty = Series.objects.create(title="Empty", region=world.a.region)
    assert sign_in(world.a.leader).get(empty.get_absolute_url()).status_code == 404


# The price


@pytest.mark.parametrize("is_on_the_series", [True, False])
def test_pages_of_a_year_of_dates_are_cheap(world, sign_in, is_on_the_series):
    planner = sign_in(world.a.coordinator)
    series = planned(planner, world.a, times="52", time_zone="UTC")
    browser = sign_in(world.a.leader)
    browser.post(_of(series, "register"))
    thing = series if is_on_the_series else Webinar.objects.earliest("starts_at")
    browser.get(thing.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(thing.get_absolute_url(), headers={"accept-encoding": "gzip"})
    assert len(asked) <= 6
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) <= 12_000
