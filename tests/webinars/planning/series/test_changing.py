"""Changing a date of a series, those after it, all of them; cancelling what is to come."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from cms.history import changes
from people.models import Event, Notice
from tests.factories import UserFactory, course, course_run, place, run_place, webinar
from tests.webinars.planning.series.forms import changed, planned, sent_again, typed
from webinars import notices
from webinars.models import Registration, Series, Webinar
from webinars.planning import actions as planning
from webinars.planning.series import actions

pytestmark = pytest.mark.servers

NOW = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(world, sign_in):
    return sign_in(world.a.coordinator)


@pytest.fixture
def series(world, browser):
    """Four Thursdays in UTC, from 4 March on."""
    return planned(browser, world.a, times="4", time_zone="UTC")


def _rows(series):
    return list(series.webinars.order_by("recurs_on", "starts_at"))


def _when(series) -> list[str]:
    return [f"{row.starts_at:%m-%d %H:%M}" for row in _rows(series) if not row.is_cancelled]


def _what(form) -> list[tuple[str, str]]:
    return [(f"{step.day:%m-%d}", step.what.value) for step in form.steps]


def _told() -> list[tuple[int, str]]:
    return sorted(Notice.objects.unread().values_list("user", "kind"))


def test_nothing_changed_is_saved_at_once_and_changes_nothing(series, browser):
    before = list(series.webinars.values())
    assert changed(browser, _rows(series)[0]) is None
    assert list(series.webinars.values()) == before
    assert Event.objects.exclude(kind="schedule_series").count() == 0


def test_title_of_those_after_it_changes_without_a_list(series, browser):
    rows = _rows(series)
    assert changed(browser, rows[2], title="Money hours") is None
    assert [row.title for row in _rows(series)] == [*2 * ["Office hours"], *2 * ["Money hours"]]


def test_other_hour_moves_this_date_and_those_after_it(series, browser):
    form = changed(browser, _rows(series)[1], clock="19:30")
    assert _what(form) == [("03-11", "moves"), ("03-18", "moves"), ("03-25", "moves")]
    assert _when(series) == ["03-04 18:00", "03-11 19:30", "03-18 19:30", "03-25 19:30"]
    series.refresh_from_db()
    assert (series.since, f"{series.clock:%H:%M}") == (date(2027, 3, 11), "19:30")
    assert series.rule == "FREQ=WEEKLY;BYDAY=TH;COUNT=3"


def test_other_weekday_moves_each_date_and_keeps_the_places_and_codes(world, series, browser):
    codes = [row.code for row in _rows(series)]
    for row in _rows(series):
        place(row, world.a.leader)
    form = changed(browser, _rows(series)[0], day="2027-03-05")
    assert [what for _day, what in _what(form)] == 4 * ["moves"]
    assert _when(series) == ["03-05 18:00", "03-12 18:00", "03-19 18:00", "03-26 18:00"]
    assert [row.code for row in _rows(series)] == codes
    assert Registration.objects.filter(user=world.a.leader).count() == 4
    assert [row.sequence for row in _rows(series)] == 4 * [1]


def test_other_rhythm_keeps_the_days_that_remain_and_cancels_the_others(series, browser):
    form = changed(browser, _rows(series)[0], rhythm="fortnightly", times="3")
    assert _what(form) == [
        *(("03-04", "stays"), ("03-11", "cancelled"), ("03-18", "stays")),
        *(("03-25", "cancelled"), ("04-01", "new")),
    ]
    assert _when(series) == ["03-04 18:00", "03-18 18:00", "04-01 18:00"]


@pytest.mark.parametrize(
    ("before", "after", "days"),
    [
        ({}, {"day": "2027-03-08"}, ["03-08", "03-15", "03-22", "03-29"]),
        ({"rhythm": "fortnightly"}, {"day": "2027-03-11"}, ["03-11", "03-25", "04-08", "04-22"]),
        ({"rhythm": "monthly"}, {"day": "2027-03-19"}, ["03-19", "04-16", "05-21", "06-18"]),
        ({"rhythm": "monthly"}, {"rhythm": "monthly_day"}, ["03-04", "04-04", "05-04", "06-04"]),
    ],
)
def test_dates_move_within_one_turn_of_the_same_rhythm(world, browser, before, after, days):
    series = planned(browser, world.a, times="4", time_zone="UTC", **before)
    codes = [row.code for row in _rows(series)]
    changed(browser, _rows(series)[0], **after)
    assert _when(series) == [f"{day} 18:00" for day in days]
    assert [row.code for row in _rows(series)] == codes


def test_more_times_adds_dates_and_fewer_cancel_the_last(series, browser):
    first = _rows(series)[0]
    assert _what(changed(browser, first, times="5"))[-1] == ("04-01", "new")
    assert _when(series)[-2:] == ["03-25 18:00", "04-01 18:00"]
    assert _what(changed(browser, first, times="3"))[-2:] == [
        *(("03-25", "cancelled"), ("04-01", "cancelled")),
    ]
    assert _when(series) == ["03-04 18:00", "03-11 18:00", "03-18 18:00"]
    # What was cancelled stays so, and is not planned a second time.
    assert changed(browser, first, times="5") is None
    assert [row.status for row in _rows(series)] == [*3 * ["planned"], *2 * ["cancelled"]]


def test_last_date_is_changed_and_ended_like_any_other(series, browser):
    last = _rows(series)[3]
    assert sent_again(browser, last)["times"] == 1
    changed(browser, last, clock="19:00")
    assert _when(series)[-1] == "03-25 19:00"
    changed(browser, last, times=None, until="2027-04-02")
    assert _when(series)[-2:] == ["03-25 19:00", "04-01 19:00"]


def test_what_is_left_as_it_is_stays_on_each_date(series, browser):
    third = _rows(series)[2]
    Webinar.objects.filter(pk=third.pk).update(
        starts_at=third.starts_at + timedelta(days=1), title="With a guest"
    )
    assert changed(browser, _rows(series)[0], seats="20") is None
    assert _when(series) == ["03-04 18:00", "03-11 18:00", "03-19 18:00", "03-25 18:00"]
    assert [row.title for row in _rows(series)] == [
        *("Office hours", "Office hours", "With a guest", "Office hours"),
    ]
    assert {row.seats for row in _rows(series)} == {20}


def test_date_with_more_places_than_the_others_is_in_no_ones_way(world, series, browser):
    second = _rows(series)[1]
    Webinar.objects.filter(pk=second.pk).update(seats=20)
    for number in range(13):
        place(second, UserFactory(organisation=world.a.organisation), alias=f"Mango {number}")
    assert changed(browser, _rows(series)[0], title="Money hours") is None
    assert [row.title for row in _rows(series)] == 4 * ["Money hours"]
    assert [row.seats for row in _rows(series)] == [12, 20, 12, 12]
    form = changed(browser, _rows(series)[0], seats="10")
    assert list(form.errors) == ["seats"]


def test_course_run_is_that_of_all_dates_and_who_is_not_in_it_loses_the_places(
    world, series, browser
):
    run = course_run(world.a, course())
    run_place(run, world.a.leader)
    for member in (world.a.leader, world.a.leader2):
        place(_rows(series)[1], member, alias=f"Mango {member.pk}")
    changed(browser, _rows(series)[1], run=str(run.pk), times="4")
    assert [row.run for row in _rows(series)] == [None, *4 * [run]]
    assert [one.user for one in Registration.objects.all()] == [world.a.leader]
    assert _told() == [(world.a.leader2.pk, notices.LOST.name)]


def test_left_out_date_comes_back_when_its_box_is_emptied(world, browser):
    series = planned(browser, world.a, times="3", time_zone="UTC", left_out=["2027-03-11"])
    first = _rows(series)[0]
    assert sent_again(browser, first)["left_out"] == ["2027-03-11"]
    assert _what(changed(browser, first, times="4")) == [
        *(("03-04", "stays"), ("03-11", "left_out"), ("03-18", "stays"), ("03-25", "new")),
    ]
    assert len(_rows(series)) == 3
    changed(browser, first, left_out=None)
    assert _when(series) == ["03-04 18:00", "03-11 18:00", "03-18 18:00", "03-25 18:00"]
    series.refresh_from_db()
    assert series.left_out == []


def test_member_with_many_places_is_told_once_and_reminded_again(world, series, browser):
    leader, other = world.a.leader, world.a.leader2
    for row in _rows(series):
        place(row, leader, reminded_at=NOW)
    place(_rows(series)[0], other)
    changed(browser, _rows(series)[1], clock="19:30")
    assert _told() == [(leader.pk, notices.SERIES_CHANGED.name)]
    mine = Registration.objects.filter(user=leader).order_by("webinar__starts_at")
    assert [one.reminded_at for one in mine] == [NOW, None, None, None]
    # A second change is told again, in place of the first.
    changed(browser, _rows(series)[1], clock="20:30")
    assert _told() == [(leader.pk, notices.SERIES_CHANGED.name)]


def test_what_does_not_decide_whether_one_can_come_is_no_news(world, series, browser):
    for row in _rows(series):
        place(row, world.a.leader)
    assert (
        changed(browser, _rows(series)[0], title="Money hours", description="Other words") is None
    )
    assert _told() == []


def test_another_facilitator_is_told_once_and_so_is_the_one_before(world, sign_in):
    browser = sign_in(world.a.coordinator)
    before = world.a.facilitator
    series = planned(browser, world.a, times="3", time_zone="UTC", facilitator=before.pk)
    changed(browser, _rows(series)[0], facilitator=None)
    assert _told() == [(before.pk, notices.SERIES_LEAD_OVER.name)]
    assert {row.facilitator for row in _rows(series)} == {None}
    # Their calendar can forget each of the dates.
    taken_out = Notice.objects.filter(user=before, kind=notices.LEAD_OVER.name)
    assert taken_out.count() == 3


def test_too_few_places_on_one_date_is_said(world, series, browser):
    last = _rows(series)[3]
    place(last, world.a.leader)
    place(last, world.a.leader2, alias="Mango 101")
    form = changed(browser, _rows(series)[0], seats="1")
    sentence = "2 people already have a place. Give at least that many places."
    assert form.errors == {"seats": [sentence]}
    assert {row.seats for row in _rows(series)} == {12}


def test_day_before_the_date_before_is_refused(series, browser):
    form = changed(browser, _rows(series)[2], day="2027-03-11")
    assert form.errors == {
        "day": ["There is a date of this series before, on 11 March 2027. Choose a later day."]
    }


def test_past_dates_stay_as_they_were(world, series, sign_in, clock):
    clock.move_to(datetime(2027, 3, 12, tzinfo=UTC))
    browser = sign_in(world.a.coordinator)
    rows = _rows(series)
    answer = browser.get(reverse("webinars:following", args=[rows[0].code]))
    assert (answer.status_code, answer.url) == (302, rows[0].get_absolute_url())
    with pytest.raises(planning.registration.WebinarClosed):
        actions.reschedule(by=rows[0].created_by, webinar=rows[0], plan=None, repeat=None)
    changed(browser, rows[2], clock="20:00")
    assert _when(series) == ["03-04 18:00", "03-11 18:00", "03-18 20:00", "03-25 20:00"]


def test_one_date_is_changed_on_its_own_page_and_stays_in_the_series(world, series, browser):
    second = _rows(series)[1]
    address = reverse("webinars:edit", args=[second.code])
    assert "series" not in browser.get(address).context["form"].fields
    data = typed(region=world.a.region.pk, day="2027-03-12", time_zone="UTC", series="")
    assert browser.post(address, data).status_code == 302
    second.refresh_from_db()
    assert (second.series, second.recurs_on) == (series, date(2027, 3, 11))
    assert _when(series) == ["03-04 18:00", "03-12 18:00", "03-18 18:00", "03-25 18:00"]


def test_another_one_like_a_date_is_a_date_besides_the_rule(world, series, browser):
    again = reverse("webinars:again", args=[_rows(series)[0].code])
    form = browser.get(again).context["form"]
    assert form["series"].value() == series.pk
    data = typed(region=world.a.region.pk, day="2027-03-09", series=series.pk, time_zone="UTC")
    assert browser.post(again, data).status_code == 302
    extra = Webinar.objects.latest("pk")
    assert (extra.series, extra.recurs_on) == (series, None)


def test_whole_series_is_cancelled_and_told_once(world, series, sign_in, browser, clock):
    leader = world.a.leader
    for row in _rows(series):
        place(row, leader)
    changed(browser, _rows(series)[1], clock="19:30")
    clock.move_to(datetime(2027, 3, 5, tzinfo=UTC))
    browser = sign_in(world.a.coordinator)
    address = reverse("webinars:series_cancel", args=[series.code])
    for _each in range(2):
        answer = browser.post(address)
        assert (answer.status_code, answer.url) == (302, series.get_absolute_url())
    assert [row.status for row in _rows(series)] == ["planned", *3 * ["cancelled"]]
    assert _told() == [(leader.pk, notices.SERIES_CANCELLED.name)]
    assert Event.objects.filter(kind="cancel_series").count() == 1


def test_history_says_in_words_what_was_changed(series, browser):
    changed(browser, _rows(series)[0], rhythm="fortnightly", times="2")
    said = [field.after for change in changes(series) for field in change.fields]
    assert "every other Thursday, 2 times" in said
    assert "<del>" in browser.get(series.get_absolute_url()).content.decode()


# Who may not


def test_coordinator_of_another_region_cannot_change_or_cancel(world, series, sign_in):
    far = sign_in(world.b.coordinator)
    first = _rows(series)[0]
    assert far.get(reverse("webinars:following", args=[first.code])).status_code == 404
    assert far.post(reverse("webinars:following", args=[first.code]), typed()).status_code == 404
    assert far.post(reverse("webinars:series_cancel", args=[series.code])).status_code == 404
    assert [row.status for row in _rows(series)] == 4 * ["planned"]


def test_webinar_of_another_region_in_the_series_is_left_alone(world, browser, sign_in):
    """A series for all regions may have webinars that someone else manages."""
    shared = Series.objects.create(title="Shared", created_by=world.a.coordinator)
    theirs = webinar(world.b, series=shared)
    own = webinar(world.a, series=shared)
    actions.cancel(by=world.a.coordinator, series=shared)
    theirs.refresh_from_db()
    own.refresh_from_db()
    assert (theirs.status, own.status) == ("planned", "cancelled")


def test_date_that_someone_else_manages_now_stays_as_it_is(world, series, browser):
    third = _rows(series)[2]
    Webinar.objects.filter(pk=third.pk).update(region=world.b.region)
    form = changed(browser, _rows(series)[0], clock="19:30")
    assert _what(form) == [("03-04", "moves"), ("03-11", "moves"), ("03-25", "moves")]
    assert _when(series) == ["03-04 19:30", "03-11 19:30", "03-18 18:00", "03-25 19:30"]
    form = changed(browser, _rows(series)[0], day="2027-03-18", times="2")
    assert ("03-18 18:00" in _when(series), len(_rows(series))) == (True, 4)


def test_webinar_without_a_rule_has_no_such_page(world, browser):
    alone = webinar(world.a, series=Series.objects.create(title="By hand"))
    assert browser.get(reverse("webinars:following", args=[alone.code])).status_code == 404
