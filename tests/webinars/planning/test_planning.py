"""Planning by the clock of a time zone, and every wrong input."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from people.models import Event
from tests.factories import place, webinar
from tests.pages import one_line
from webinars.models import Registration, Series, Webinar
from webinars.planning.moments import SkippedHour, moment

pytestmark = pytest.mark.servers

NOW = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def typed(**fields):
    """What a coordinator typed; None leaves a field out."""
    plan = {
        "key": str(uuid4()),
        "title": "Talking to funders",
        "description": "Bring a question.",
        "region": "",
        "series": "",
        "day": "2027-02-04",
        "clock": "14:00",
        "time_zone": "Africa/Porto-Novo",
        "minutes": "90",
        "languages": ["fr", "en"],
        "seats": "12",
        "facilitator": "",
    }
    return {name: value for name, value in {**plan, **fields}.items() if value is not None}


# The clocks


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("Africa/Porto-Novo", date(2027, 2, 4), time(14), datetime(2027, 2, 4, 13, tzinfo=UTC)),
        ("Asia/Kathmandu", date(2027, 2, 4), time(1), datetime(2027, 2, 3, 19, 15, tzinfo=UTC)),
        ("Europe/Paris", date(2027, 3, 28), time(1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        ("Europe/Paris", date(2027, 3, 28), time(3), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("UTC", date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 2, 30, tzinfo=UTC)),
    ],
)
def test_moment_of_a_local_time_is_utc(zone, day, clock, expected):
    assert moment(day, clock, zone) == (expected, False)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "next_valid"),
    [
        ("Europe/Paris", date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 3, 0)),
        ("Europe/Paris", date(2027, 3, 28), time(2, 0), datetime(2027, 3, 28, 3, 0)),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 15), datetime(2027, 10, 3, 2, 30)),
        ("Pacific/Apia", date(2011, 12, 30), time(10), datetime(2011, 12, 31, 0, 0)),
    ],
)
def test_moment_that_the_clocks_skip_names_the_next_one(zone, day, clock, next_valid):
    with pytest.raises(SkippedHour) as raised:
        moment(day, clock, zone)
    assert raised.value.next_valid == next_valid


def test_moment_that_happens_twice_is_the_first():
    found = moment(date(2027, 10, 31), time(2, 30), "Europe/Paris")
    assert found == (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), True)


# Planning


def test_planning_stores_the_hour_in_utc_and_leads_to_the_page(world, sign_in):
    data = typed(region=world.a.region.pk, facilitator=world.a.facilitator.pk)
    response = sign_in(world.a.coordinator).post(reverse("webinars:new"), data)
    planned = Webinar.objects.get()
    assert (response.status_code, response.url) == (302, planned.get_absolute_url())
    assert planned.starts_at == datetime(2027, 2, 4, 13, 0, tzinfo=UTC)
    assert (planned.minutes, planned.seats, planned.languages) == (90, 12, ["fr", "en"])
    assert (planned.region, planned.facilitator) == (world.a.region, world.a.facilitator)
    assert (planned.created_by, planned.time_zone) == (world.a.coordinator, "Africa/Porto-Novo")
    assert list(Event.objects.values_list("kind", "actor", "subject")) == [
        ("schedule", world.a.coordinator.code, planned.code)
    ]


def test_planning_sent_twice_makes_one_webinar(world, sign_in):
    browser = sign_in(world.a.coordinator)
    data = typed()
    first = browser.post(reverse("webinars:new"), data)
    second = browser.post(reverse("webinars:new"), data)
    assert second.url == first.url
    assert Webinar.objects.count() == 1
    assert Event.objects.count() == 1


def test_planning_with_the_key_of_another_member_makes_another_webinar(world, sign_in):
    data = typed()
    sign_in(world.a.coordinator).post(reverse("webinars:new"), data)
    sign_in(world.b.coordinator).post(reverse("webinars:new"), data)
    assert set(Webinar.objects.values_list("created_by", flat=True)) == {
        world.a.coordinator.pk,
        world.b.coordinator.pk,
    }


BAD = [
    ({"title": ""}, "title", "This field is required."),
    ({"title": "x" * 121}, "title", "Ensure this value has at most 120 characters (it has 121)."),
    ({"day": ""}, "day", "This field is required."),
    ({"day": "31 February"}, "day", "Enter a valid date."),
    ({"day": "2027-01-09"}, "day", "This time has already passed. Choose a time in the future."),
    (
        {"day": "2027-01-10", "clock": "13:00"},
        "day",
        "This time has already passed. Choose a time in the future.",
    ),
    ({"day": "0001-01-01"}, "day", "This time has already passed. Choose a time in the future."),
    (
        {"day": "9999-12-31"},
        "day",
        "This is more than two years away. Choose an earlier day.",
    ),
    ({"clock": "25:00"}, "clock", "Enter a valid time."),
    ({"clock": None}, "clock", "This field is required."),
    (
        {"day": "2027-03-28", "clock": "02:30", "time_zone": "Europe/Paris"},
        "clock",
        (
            "The clocks change that day, and this time does not exist in this time zone. The next "
            "time that exists is 03:00 on 28 March 2027."
        ),
    ),
    (
        {"time_zone": "Mars/Olympus"},
        "time_zone",
        "This place is not on our list. Type a large city nearby, or a country.",
    ),
    ({"minutes": "0"}, "minutes", "That is too short. Choose at least 5 minutes."),
    ({"minutes": "-60"}, "minutes", "That is too short. Choose at least 5 minutes."),
    ({"minutes": "481"}, "minutes", "Ensure this value is less than or equal to 480."),
    ({"minutes": "9" * 30}, "minutes", "Ensure this value is less than or equal to 480."),
    ({"minutes": "an hour"}, "minutes", "Enter a whole number."),
    ({"seats": "0"}, "seats", "There must be at least one place."),
    ({"seats": "-1"}, "seats", "There must be at least one place."),
    ({"languages": []}, "languages", "Choose at least one language."),
    (
        {"languages": ["tlh"]},
        "languages",
        "This language is not on our list. Check the spelling, or choose another one.",
    ),
]


@pytest.mark.parametrize(("wrong", "field", "sentence"), BAD)
def test_planning_with_bad_input_says_so_beside_the_field_and_keeps_it(
    world, sign_in, wrong, field, sentence
):
    data = typed(**wrong)
    response = sign_in(world.a.coordinator).post(reverse("webinars:new"), data)
    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors == {field: [sentence]}
    for name, value in data.items():
        if value:
            assert form[name].value() in (value, [value])
    assert Webinar.objects.count() == 0


def test_planning_for_a_region_of_others_is_refused(world, sign_in):
    data = typed(region=world.b.region.pk)
    response = sign_in(world.a.coordinator).post(reverse("webinars:new"), data)
    assert response.context["form"].errors == {
        "region": ["Select a valid choice. That choice is not one of the available choices."]
    }


def test_planning_in_an_hour_that_happens_twice_takes_the_first_and_says_so(world, sign_in):
    data = typed(day="2027-10-31", clock="02:30", time_zone="Europe/Paris")
    response = sign_in(world.a.coordinator).post(reverse("webinars:new"), data, follow=True)
    assert Webinar.objects.get().starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert [str(message) for message in response.context["messages"]] == [
        "Saved.",
        "The clocks go back that day and this hour happens twice. The first one counts.",
    ]


def test_planning_in_french_names_the_next_time_in_french(world, sign_in):
    data = typed(day="2027-03-28", clock="02:30", time_zone="Europe/Paris")
    response = sign_in(world.a.coordinator).post("/fr/webinars/new/", data)
    (error,) = response.context["form"].errors["clock"]
    assert "03:00" in error
    assert "28 mars 2027" in error


# Changing


def change(world, sign_in, planned, **fields):
    browser = sign_in(world.a.coordinator)
    address = reverse("webinars:edit", args=[planned.code])
    form = browser.get(address).context["form"]
    data = {field.name: field.value() for field in form}
    data = {name: value for name, value in data.items() if value is not None}
    return browser.post(address, {**data, **fields}, follow=True)


def test_changing_nothing_changes_nothing(world, sign_in):
    planned = webinar(world.a, time_zone="Asia/Kathmandu")
    before = Webinar.objects.values().get()
    place(planned, world.a.leader, reminded_at=NOW)
    change(world, sign_in, planned)
    assert Webinar.objects.values().get() == before
    assert planned.history.count() == 1
    assert Registration.objects.get().reminded_at == NOW


def test_moving_the_hour_reminds_everyone_again(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader, reminded_at=NOW)
    change(world, sign_in, planned, day="2027-02-01", clock="10:00")
    planned.refresh_from_db()
    assert planned.starts_at == datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
    assert Registration.objects.get().reminded_at is None


def test_changing_the_title_of_a_webinar_that_has_begun_is_possible(world, sign_in):
    planned = webinar(world.a, starts_in=timedelta(minutes=-10))
    change(world, sign_in, planned, title="Another title")
    planned.refresh_from_db()
    assert planned.title == "Another title"


def test_adding_places_moves_the_waiting_list_up(world, sign_in):
    planned = webinar(world.a, seats=1)
    place(planned, world.a.leader)
    place(planned, world.a.leader2, state=Registration.State.WAITING)
    change(world, sign_in, planned, seats="2")
    assert planned.registrations.registered().count() == 2


def test_removing_places_that_members_have_is_refused_beside_the_field(world, sign_in):
    planned = webinar(world.a, seats=2)
    place(planned, world.a.leader)
    place(planned, world.a.leader2)
    response = change(world, sign_in, planned, seats="1")
    assert response.context["form"].errors == {
        "seats": ["2 people already have a place. Give at least that many places."]
    }
    planned.refresh_from_db()
    assert planned.seats == 2


def test_history_says_who_changed_it_and_nothing_about_people(world, sign_in, clock):
    planned = webinar(world.a, title="First title")
    clock.shift(60)
    change(world, sign_in, planned, title="Another title")
    page = sign_in(world.a.coordinator).get(reverse("webinars:edit", args=[planned.code]))
    assert "<del>First</del><ins>Another</ins> title" in page.content.decode()
    newest = planned.history.first()
    assert newest.history_user == world.a.coordinator
    delta = newest.diff_against(newest.prev_record)
    assert [(one.field, one.new) for one in delta.changes] == [("title", "Another title")]
    kept = {field.name for field in planned.history.model._meta.get_fields()}
    assert kept.isdisjoint({"facilitator", "created_by", "registrations"})


@pytest.mark.parametrize("field", ["region", "series"])
def test_webinar_whose_region_or_series_was_changed_can_still_be_changed(world, sign_in, field):
    planned = webinar(world.a)
    Series.objects.create(title="Money talks")
    before = {"region": str(world.a.region.pk), "series": ""}[field]
    choice = {"region": "", "series": str(Series.objects.get().pk)}[field]
    for value in (choice, before, choice):
        page = change(world, sign_in, planned, **{field: value})
        assert page.status_code == 200
        page = sign_in(world.a.coordinator).get(reverse("webinars:edit", args=[planned.code]))
        assert page.status_code == 200
    name = {"region": f"<del>{world.a.region}</del>", "series": "<ins>Money talks</ins>"}[field]
    assert name in one_line(page.content.decode())


def test_cancelling_twice_happens_once_and_registered_members_see_it(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader)
    browser = sign_in(world.a.coordinator)
    for _ in range(2):
        response = browser.post(reverse("webinars:cancel", args=[planned.code]))
        assert (response.status_code, response.url) == (302, planned.get_absolute_url())
    planned.refresh_from_db()
    assert planned.is_cancelled
    assert Event.objects.filter(kind="cancel").count() == 1
    own = sign_in(world.a.leader).get(reverse("webinars:list"))
    assert list(own.context["webinars"]) == [planned]
    others = sign_in(world.a.leader2).get(reverse("webinars:list"))
    assert list(others.context["webinars"]) == []


@pytest.mark.parametrize(
    "gone", [{"status": Webinar.Status.CANCELLED}, {"starts_in": timedelta(hours=-3)}]
)
def test_changing_what_is_over_or_cancelled_is_refused(world, sign_in, gone):
    planned = webinar(world.a, **gone)
    browser = sign_in(world.a.coordinator)
    address = reverse("webinars:edit", args=[planned.code])
    assert browser.get(address).status_code == 200
    response = browser.post(address, typed(), follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "This webinar is over or was cancelled."
    ]
    planned.refresh_from_db()
    assert planned.title != "Talking to funders"


def test_possible_facilitator_sees_who_viewed_their_data(world, sign_in):
    assert sign_in(world.a.coordinator).get(reverse("webinars:new")).status_code == 200
    views = world.a.facilitator.access_records.values_list("actor", "what")
    assert list(views) == [(world.a.coordinator.code, "roster")]
    assert not world.b.facilitator.access_records.exists()
    assert not world.a.mentor.access_records.exists()
