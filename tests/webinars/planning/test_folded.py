"""Planning asks three things; the rest has an answer, which its summary shows."""

from datetime import UTC, datetime, time

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from people.models import Organisation
from tests.factories import webinar
from tests.matrix import drawn
from webinars.models import Series, Webinar

NEW = "/en/webinars/new/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2027, 1, 10, 12, 0, tzinfo=UTC), tick=False):
        yield


def folded(page) -> dict[str, tuple[str, bool]]:
    """What each summary says, and whether its answer is open, by the label."""
    found = BeautifulSoup(page.content.decode(), "html.parser").select(".folds > details")
    return {
        str(one.summary.contents[0]).strip(): (
            one.summary.span.text.strip(),
            one.has_attr("open"),
        )
        for one in found
    }


def sent(page, **changes: str) -> dict:
    """What a browser sends, with these fields filled in."""
    [form] = [one for one in drawn.forms(page.content.decode()) if "clock" in one.kinds]
    return form.sent | changes


def test_three_answers_plan_a_webinar(world, sign_in):
    Organisation.objects.update(languages=["fr", "sw"])
    browser = sign_in(world.a.coordinator)
    page = browser.get(NEW)
    assert folded(page) == {
        "What it is about": ("none yet", False),
        "Who it is for": ("ZQA region", False),
        "Series": ("No series", False),
        "Course run": ("No course run", False),
        "Time zone": ("Porto-Novo (Benin)", False),
        "Length in minutes": ("60", False),
        "Languages": ("Français, Kiswahili", False),
        "Number of places": ("30", False),
        "Facilitator": ("No one yet", False),
    }
    answer = browser.post(NEW, sent(page, title="Budgets", day="2027-02-04", clock="14:00"))
    planned = Webinar.objects.get()
    assert answer.url == planned.get_absolute_url()
    assert (planned.region, planned.languages, planned.seats) == (
        world.a.region,
        ["fr", "sw"],
        30,
    )


def test_answers_of_the_last_one_that_they_planned_come_first(world, sign_in):
    webinar(world.a, created_by=world.a.coordinator, minutes=45, seats=12, languages=["en"])
    webinar(world.a, created_by=world.b.coordinator, minutes=90)
    shown = folded(sign_in(world.a.coordinator).get(NEW))
    assert [shown[one][0] for one in ("Length in minutes", "Number of places", "Languages")] == [
        "45",
        "12",
        "English",
    ]


def test_region_that_they_no_longer_coordinate_is_not_offered_as_all(world, sign_in):
    webinar(world.b, created_by=world.a.coordinator)
    shown = folded(sign_in(world.a.coordinator).get(NEW))
    assert shown["Who it is for"] == ("ZQA region", False)


def test_another_one_like_it_needs_only_its_day(world, sign_in):
    series = Series.objects.create(title="Money", region=world.a.region)
    first = webinar(
        world.a,
        title="Budgets",
        description="Bring yours",
        series=series,
        facilitator=world.a.facilitator,
        minutes=45,
    )
    browser = sign_in(world.a.coordinator)
    again = reverse("webinars:again", args=[first.code])
    assert again in browser.get(first.get_absolute_url()).content.decode()
    page = browser.get(again)
    browser.post(again, sent(page, day="2027-03-04"))
    second = Webinar.objects.exclude(pk=first.pk).get()
    names = ("title", "description", "series", "facilitator", "minutes", "seats", "languages")
    assert [getattr(second, one) for one in names] == [getattr(first, one) for one in names]
    local = second.starts_at.astimezone(second.planning_zone)
    before = first.starts_at.astimezone(first.planning_zone)
    assert (local.date().isoformat(), local.time()) == ("2027-03-04", before.time())
    first.refresh_from_db()
    assert (first.title, before.time() == time(0)) == ("Budgets", False)


@pytest.mark.parametrize("who", ["leader", "facilitator", "mentor"])
def test_only_those_who_manage_it_plan_one_like_it(world, sign_in, who):
    first = webinar(world.a, facilitator=world.a.facilitator)
    again = reverse("webinars:again", args=[first.code])
    for user in (getattr(world.a, who), world.b.coordinator):
        assert sign_in(user).get(again).status_code == 404
        assert again not in sign_in(user).get(first.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("changes", "label", "words"),
    [
        ({"minutes": "1"}, "Length in minutes", "1"),
        ({"time_zone": ["UTC", "congo"]}, "Time zone", "congo"),
        ({"languages": ["fr", "Swahilli"]}, "Languages", "Swahilli"),
    ],
)
def test_answer_with_an_error_is_open_and_no_other(world, sign_in, changes, label, words):
    browser = sign_in(world.a.coordinator)
    data = sent(browser.get(NEW), title="Budgets", day="2027-02-04", clock="14:00") | changes
    shown = folded(browser.post(NEW, data))
    assert {name for name, (_words, is_open) in shown.items() if is_open} == {label}
    assert shown[label][0] == words


def test_what_comes_back_is_open(world, sign_in):
    """In another language, nothing that was typed is hidden."""
    browser = sign_in(world.a.coordinator)
    data = sent(browser.get(NEW), minutes="17") | {"in_language": "fr"}
    shown = folded(browser.post("/fr/webinars/new/", data))
    assert all(is_open for _words, is_open in shown.values())
    assert ("17", True) in shown.values()
