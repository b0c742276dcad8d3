"""What the pages show, in which time zone, and what they cost."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from tests.factories import place, webinar
from tests.pages import one_line
from web.templatetags.ui import weight
from webinars.calendar import ics as ics_files
from webinars.models import Registration, Series, Webinar

NOW = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
START = datetime(2027, 2, 4, 13, 0, tzinfo=UTC)


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def frozen():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize(
    ("zone", "language", "hour"),
    [
        ("Africa/Porto-Novo", "en", "Thursday, 14:00, 1 hour"),
        ("Africa/Porto-Novo", "fr", "jeudi à 14:00, 1 heure"),
        ("Asia/Kathmandu", "en", "Thursday, 18:45, 1 hour"),
        ("Pacific/Auckland", "en", "Friday, 02:00, 1 hour"),
    ],
)
def test_hour_is_shown_in_the_time_zone_of_the_member(world, sign_in, frozen, zone, language, hour):
    planned = webinar(world.a, starts_at=START)
    world.a.leader.time_zone = zone
    world.a.leader.save()
    browser = sign_in(world.a.leader)
    assert hour in text(browser.get(f"/{language}/webinars/"))
    detail = planned.get_absolute_url().replace("/en/", f"/{language}/")
    assert hour in text(browser.get(detail))


@pytest.mark.parametrize(("language", "city"), [("en", "Algiers"), ("fr", "Alger")])
def test_a_time_zone_is_called_by_its_city(world, sign_in, frozen, language, city):
    planned = webinar(world.a, starts_at=START, time_zone="Africa/Algiers")
    world.a.leader.time_zone = "Africa/Algiers"
    world.a.leader.save()
    browser = sign_in(world.a.leader)
    assert f"({city})." in text(browser.get(f"/{language}/webinars/"))
    with override(language):
        assert planned.planning_place == city


@pytest.mark.parametrize(
    ("zone", "is_shown"),
    [("Africa/Porto-Novo", False), ("Africa/Lagos", False), ("Asia/Kathmandu", True)],
)
def test_planning_zone_is_shown_when_its_clocks_differ(world, sign_in, frozen, zone, is_shown):
    planned = webinar(world.a, starts_at=START)
    world.a.leader.time_zone = zone
    world.a.leader.save()
    page = text(sign_in(world.a.leader).get(planned.get_absolute_url()))
    assert ("In Porto-Novo, where it was planned: Thursday, 14:00" in page) is is_shown


def test_list_says_what_it_costs_and_which_languages(world, sign_in, frozen):
    webinar(world.a, starts_at=START, minutes=90, seats=1)
    page = sign_in(world.a.leader).get(reverse("webinars:list")).content.decode()
    assert f"voice, about {weight(27_000_000)}</span>" in one_line(page)
    assert '<span lang="fr">Français</span>,<span lang="en">English</span>' in one_line(page)
    assert "1 place left" in page


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (None, "Full, with a waiting list"),
        (Registration.State.REGISTERED, "You have a place"),
        (Registration.State.WAITING, "You are on the waiting list"),
    ],
)
def test_list_says_what_state_the_registration_is_in(world, sign_in, state, sentence):
    planned = webinar(world.a, seats=1)
    place(planned, world.a.mentor)
    if state:
        place(planned, world.a.leader, state=state)
    assert sentence in text(sign_in(world.a.leader).get(reverse("webinars:list")))


def test_list_without_webinars_says_what_will_appear_there(world, sign_in):
    page = text(sign_in(world.a.leader).get(reverse("webinars:list")))
    assert "No webinars planned yet" in page


def test_join_button_appears_only_at_the_hour(world, sign_in, frozen):
    planned = webinar(world.a, starts_at=START)
    place(planned, world.a.leader)
    browser = sign_in(world.a.leader)
    button = f'action="{reverse("webinars:join", args=[planned.code])}"'
    page = text(browser.get(planned.get_absolute_url()))
    assert button not in page
    assert "The room opens on Thursday 4 February at 13:45" in page
    for moment, is_there in (
        (START - timedelta(minutes=16), False),
        (START - timedelta(minutes=15), True),
        (START + timedelta(minutes=59), True),
        (START + timedelta(minutes=60), False),
    ):
        frozen.move_to(moment)
        browser = sign_in(world.a.leader)
        assert (button in text(browser.get(planned.get_absolute_url()))) is is_there


def test_join_button_does_not_appear_on_the_waiting_list(world, sign_in):
    planned = webinar(world.a, starts_in=timedelta(minutes=5))
    place(planned, world.a.leader, state=Registration.State.WAITING)
    page = text(sign_in(world.a.leader).get(planned.get_absolute_url()))
    assert reverse("webinars:join", args=[planned.code]) not in page


@pytest.mark.parametrize(
    ("gone", "sentence"),
    [
        ({"status": Webinar.Status.CANCELLED}, "This webinar is cancelled."),
        ({"starts_in": timedelta(hours=-3)}, "This webinar is over."),
    ],
)
def test_page_of_a_cancelled_or_past_webinar_says_so(world, sign_in, gone, sentence):
    planned = webinar(world.a, **gone)
    page = text(sign_in(world.a.leader).get(planned.get_absolute_url()))
    assert sentence in page
    assert '<form method="post" action="/en/webinars/' not in page


def test_titles_and_addresses_say_nothing(world, sign_in):
    planned = webinar(world.a, starts_in=timedelta(minutes=5))
    browser = sign_in(world.a.coordinator)
    for address in (
        reverse("webinars:list"),
        reverse("webinars:new"),
        planned.get_absolute_url(),
        reverse("webinars:edit", args=[planned.code]),
    ):
        page = text(browser.get(address))
        assert page.partition("<title>")[2].partition("</title>")[0] == "Meet · Ensemble"
        assert planned.title not in address
        assert page.count("<h1>") == 1


def test_coordinator_reads_counts_and_no_names(world, sign_in):
    planned = webinar(world.a, seats=1)
    place(planned, world.a.leader)
    place(planned, world.a.leader2, state=Registration.State.WAITING)
    page = text(sign_in(world.a.coordinator).get(planned.get_absolute_url()))
    assert "Places taken: 1 of 1. 1 person is waiting." in page
    page_of_leader = text(sign_in(world.a.leader).get(planned.get_absolute_url()))
    assert "Places taken" not in page_of_leader


# The calendar file


def test_calendar_file_says_an_hour_and_nothing_else(world, sign_in, frozen):
    planned = webinar(world.a, starts_at=START, minutes=90)
    place(planned, world.a.leader)
    browser = sign_in(world.a.leader)
    response = browser.get(reverse("webinars:calendar", args=[planned.code]))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="calendar.ics"'
    assert response["Cache-Control"] == "no-store"
    lines = response.content.decode().split("\r\n")
    uid = next(line for line in lines if line.startswith("UID:"))
    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Calendar//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "SUMMARY:Appointment",
        "DTSTART:20270204T130000Z",
        "DTEND:20270204T143000Z",
        "DTSTAMP:20270201T120000Z",
        uid,
        "SEQUENCE:0",
        "CLASS:PRIVATE",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def uid_of(planned, user) -> str:
    lines = ics_files.ics(planned, user=user, language="en").decode().split("\r\n")
    return next(line for line in lines if line.startswith("UID:"))


def test_calendar_file_keeps_its_uid_and_shares_it_with_no_one(world):
    planned = webinar(world.a, starts_at=START)
    first = uid_of(planned, world.a.leader)
    planned.starts_at += timedelta(days=1)
    assert uid_of(planned, world.a.leader) == first
    assert uid_of(planned, world.a.leader2) != first
    assert uid_of(webinar(world.a), world.a.leader) != first
    assert str(planned.code) not in first


# What it costs


@pytest.mark.parametrize("with_place", [False, True])
def test_list_and_detail_take_at_most_six_queries(
    world, sign_in, django_assert_max_num_queries, with_place
):
    series = Series.objects.create(title="A series")
    for _ in range(12):
        planned = webinar(world.a, series=series, starts_in=timedelta(minutes=10))
        place(planned, world.a.mentor)
        if with_place:
            place(planned, world.a.leader)
    browser = sign_in(world.a.leader)
    for address in (reverse("webinars:list"), planned.get_absolute_url()):
        browser.get(address)
        with django_assert_max_num_queries(6) as queries:
            assert browser.get(address).status_code == 200
        assert len(queries) <= 5


def test_pages_weigh_at_most_twelve_kilobytes(world, sign_in):
    for _ in range(40):
        planned = webinar(world.a)
    browser = sign_in(world.a.coordinator)
    for address in (
        reverse("webinars:list"),
        reverse("webinars:new"),
        reverse("webinars:edit", args=[planned.code]),
        planned.get_absolute_url(),
    ):
        assert len(gzip.compress(browser.get(address).content, 6)) <= 12_000


def test_a_webinar_whose_zone_is_gone_is_shown_and_changed_by_utc(world, sign_in):
    planned = webinar(world.a, time_zone="Mars/Olympus")
    browser = sign_in(world.a.coordinator)
    assert browser.get(planned.get_absolute_url()).status_code == 200
    form = browser.get(reverse("webinars:edit", args=[planned.code])).context["form"]
    assert form.initial["clock"] == planned.starts_at.time()


def test_every_form_asks_for_the_same_languages(world, sign_in):
    browser = sign_in(world.a.coordinator)
    asked = browser.get(reverse("webinars:new")).context["form"].fields["languages"].choices
    place = reverse("people:organisation", args=[world.a.organisation.code])
    of_organisation = browser.get(place).context["form"].fields["languages"].choices
    profile = browser.get(reverse("mentorship:profile")).context["form"]
    assert list(asked) == list(of_organisation) == profile.fields["language_1"].choices[1:]


def test_page_promises_a_reminder_only_until_it_came(world, sign_in):
    planned = webinar(world.a, starts_in=timedelta(minutes=40))
    mine = place(planned, world.a.leader)
    browser = sign_in(world.a.leader)
    promise = "You will get a reminder here within the hour before it starts."
    assert promise in text(browser.get(planned.get_absolute_url()))
    Registration.objects.filter(pk=mine.pk).update(reminded_at=NOW)
    assert promise not in text(browser.get(planned.get_absolute_url()))


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({}, "Change or cancel the webinar"),
        ({"status": Webinar.Status.CANCELLED}, "Who changed what"),
        ({"starts_in": timedelta(hours=-3)}, "Who changed what"),
    ],
)
def test_coordinator_is_not_offered_what_cannot_be_changed(world, sign_in, fields, label):
    planned = webinar(world.a, **fields)
    page = sign_in(world.a.coordinator).get(planned.get_absolute_url()).content.decode()
    address = reverse("webinars:edit", args=[planned.code])
    assert f'href="{address}">{label}</a>' in one_line(page)
