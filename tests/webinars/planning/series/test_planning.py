"""Planning a series: every date is seen before anything is planned."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from people.models import Event, Notice
from tests.factories import webinar
from tests.pages import one_line
from tests.webinars.planning.series.forms import planned, typed
from webinars import notices
from webinars.models import Series, Webinar
from webinars.planning.series.forms import SeriesForm

pytestmark = pytest.mark.servers

NOW = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)
NEW = "webinars:series_new"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(world, sign_in):
    return sign_in(world.a.coordinator)


def _shown(browser, **fields):
    answer = browser.post(reverse(NEW), typed(**fields))
    assert answer.status_code == 200
    return answer.context["form"], one_line(answer.content.decode())


def _whats(form) -> list[tuple[str, str]]:
    return [(step.day.isoformat(), step.what.value) for step in form.steps]


def test_first_answer_shows_the_dates_and_plans_nothing(world, browser):
    form, page = _shown(browser, times="2")
    assert _whats(form) == [("2027-03-04", "new"), ("2027-03-11", "new")]
    assert "<h2>2 dates</h2>" in page
    assert "<b>Thursday 4 March 2027, 18:00</b>" in page
    assert "<b>Thursday 11 March 2027, 18:00</b>" in page
    assert (Series.objects.count(), Webinar.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_saying_yes_plans_a_webinar_on_each_date_at_the_same_hour_on_the_clock(world, browser):
    facilitator = world.a.facilitator
    series = planned(browser, world.a, facilitator=facilitator.pk)
    rows = list(series.webinars.order_by("starts_at"))
    assert [row.recurs_on.isoformat() for row in rows] == [
        *("2027-03-04", "2027-03-11", "2027-03-18", "2027-03-25", "2027-04-01", "2027-04-08"),
    ]
    # Clocks go forward on 28 March.
    assert [row.starts_at.hour for row in rows] == [17, 17, 17, 17, 16, 16]
    assert {(row.title, row.minutes, row.seats, row.time_zone) for row in rows} == {
        ("Office hours", 60, 12, "Europe/Paris")
    }
    assert {(row.region, row.facilitator, row.created_by) for row in rows} == {
        (world.a.region, facilitator, world.a.coordinator)
    }
    assert (series.title, series.region, series.created_by) == (
        *("Office hours", world.a.region, world.a.coordinator),
    )
    assert (series.rule, series.since, series.left_out) == (
        *("FREQ=WEEKLY;BYDAY=TH;COUNT=6", date(2027, 3, 4), []),
    )
    assert list(Event.objects.values_list("kind", "subject")) == [("schedule_series", series.code)]


def test_facilitator_is_told_once(world, browser):
    series = planned(browser, world.a, facilitator=world.a.facilitator.pk)
    assert list(Notice.objects.values_list("user", "kind", "subject_code")) == [
        (world.a.facilitator.pk, notices.SERIES_LEAD.name, series.code)
    ]


def test_yes_sent_twice_plans_one_series(world, browser):
    data = typed()
    mark = browser.post(reverse(NEW), data).context["form"].mark
    answers = [browser.post(reverse(NEW), {**data, SeriesForm.SEEN: mark}) for _each in range(2)]
    assert answers[0].url == answers[1].url == Series.objects.get().get_absolute_url()
    assert (Webinar.objects.count(), Event.objects.count()) == (6, 1)


@pytest.mark.parametrize(
    "other", [{"day": "2027-03-05"}, {"clock": "19:00"}, {"times": "7"}, {"rhythm": "fortnightly"}]
)
def test_yes_to_other_dates_shows_the_new_ones(browser, other):
    data = typed()
    mark = browser.post(reverse(NEW), data).context["form"].mark
    answer = browser.post(reverse(NEW), {**data, **other, SeriesForm.SEEN: mark})
    assert (answer.status_code, Series.objects.count()) == (200, 0)


def test_date_that_is_left_out_is_not_planned_and_is_remembered(world, browser):
    series = planned(browser, world.a, times="3", left_out=["2027-03-11"])
    days = series.webinars.order_by("recurs_on").values_list("recurs_on", flat=True)
    assert list(days) == [date(2027, 3, 4), date(2027, 3, 18)]
    assert series.left_out == ["2027-03-11"]


def test_ticking_a_date_needs_no_second_look(browser):
    data = typed(times="3")
    mark = browser.post(reverse(NEW), data).context["form"].mark
    ticked = {**data, "left_out": ["2027-03-11", "no day"], SeriesForm.SEEN: mark}
    assert browser.post(reverse(NEW), ticked).status_code == 302
    assert Webinar.objects.count() == 2


def test_date_whose_hour_the_clocks_skip_has_a_sentence_and_no_webinar(world, browser):
    skipped = {"day": "2027-03-21", "clock": "02:30", "times": "3"}
    form, page = _shown(browser, **skipped)
    assert _whats(form) == [
        *(("2027-03-21", "new"), ("2027-03-28", "skipped"), ("2027-04-04", "new")),
    ]
    assert "The next time that exists is 03:00 on 28 March 2027." in page
    assert "<b>Sunday 28 March 2027</b>" in page
    series = planned(browser, world.a, **skipped)
    assert series.webinars.count() == 2


def test_hour_that_happens_twice_is_said(world, browser):
    doubled = {"day": "2027-10-24", "clock": "02:30", "times": "2"}
    form, page = _shown(browser, **doubled)
    assert [len(step.notes) for step in form.steps] == [0, 1]
    assert "this hour happens twice" in page
    series = planned(browser, world.a, **doubled)
    assert [row.starts_at for row in series.webinars.order_by("starts_at")] == [
        datetime(2027, 10, 24, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
    ]


def test_what_is_at_the_same_time_is_said_and_stops_nothing(world, browser):
    at = datetime(2027, 3, 11, 17, 30, tzinfo=UTC)
    ahead = at - timezone.now()
    webinar(world.a, title="Another", starts_in=ahead)
    webinar(world.b, title="Not here", starts_in=ahead, facilitator=world.a.facilitator)
    webinar(world.a, title="Cancelled", starts_in=ahead, status=Webinar.Status.CANCELLED)
    webinar(world.a, title="Later", starts_in=ahead + timedelta(minutes=30))
    fields = {"region": world.a.region.pk, "times": "2", "facilitator": world.a.facilitator.pk}
    form, page = _shown(browser, **fields)
    assert [step.notes for step in form.steps] == [
        [],
        ["At the same time: Another.", "The facilitator leads another webinar then."],
    ]
    assert "Not here" not in page
    assert planned(browser, world.a, times="2").webinars.count() == 2


BAD = [
    ({"times": ""}, "times", "Say how many times, or until which day: one of the two."),
    (
        {"until": "2027-05-01"},
        "times",
        "Say how many times, or until which day: one of the two.",
    ),
    ({"times": "0"}, "times", "Ensure this value is greater than or equal to 1."),
    ({"times": "53"}, "times", "Ensure this value is less than or equal to 52."),
    (
        {"times": "10000000000000000000000"},
        "times",
        "Ensure this value is less than or equal to 52.",
    ),
    (
        {"times": "", "until": "2027-03-03"},
        "until",
        "This is before the first day. Choose a later day.",
    ),
    (
        {"times": "", "until": "2028-03-02"},
        "until",
        "These are more than 52 dates. Choose an earlier day.",
    ),
    (
        {"times": "", "until": "9999-12-31"},
        "until",
        "These are more than 52 dates. Choose an earlier day.",
    ),
    (
        {"times": "52", "rhythm": "fortnightly"},
        "times",
        "The last date would be more than two years away, on 15 February 2029. Choose fewer.",
    ),
    (
        {"rhythm": "yearly"},
        "rhythm",
        "Select a valid choice. yearly is not one of the available choices.",
    ),
    (
        {"rhythm": "monthly_last"},
        "rhythm",
        "The first day is not the last such weekday of its month. Choose another.",
    ),
    ({"day": "9999-12-31"}, "day", "This is more than two years away. Choose an earlier day."),
    (
        {"day": "2027-03-28", "clock": "02:30"},
        "clock",
        "The clocks change that day, and this time does not exist in this time zone. "
        "The next time that exists is 03:00 on 28 March 2027.",
    ),
    (
        {"times": "2", "left_out": ["2027-03-04", "2027-03-11"]},
        "__all__",
        "No date would be left. Keep at least one.",
    ),
]


@pytest.mark.parametrize(("fields", "name", "sentence"), BAD)
def test_bad_input_gets_a_sentence_beside_its_field(browser, fields, name, sentence):
    form, _page = _shown(browser, **fields)
    assert {key: list(said) for key, said in form.errors.items()} == {name: [sentence]}
    assert Series.objects.count() == 0


def test_other_members_find_no_such_page(world, sign_in):
    for user in (world.a.leader, world.a.facilitator):
        browser = sign_in(user)
        assert browser.get(reverse(NEW)).status_code == 404
        assert browser.post(reverse(NEW), typed()).status_code == 404
    assert Series.objects.count() == 0
