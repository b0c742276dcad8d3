"""The home page of a facilitator: the webinars that they lead, and how those before went."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.pages import card_under
from tests.responses import text_of
from webinars.models import Registration, Webinar
from webinars.overview import Led, led_by
from webinars.registration.retention import count_who_came

HOME = reverse("home")
EMPTY = "None yet. When you are chosen for a webinar, it will appear here with its places."
DAY = timedelta(days=1)


def numbers(led: Led) -> list[tuple[str, int | None, int]]:
    return [(one.title, one.registered, one.came) for one in led.past]


@pytest.fixture
def past(world) -> Webinar:
    """Ended yesterday; two of the three with a place got in, and one waited for a place."""
    webinar = factories.webinar(world.a, starts_in=-DAY, title="Last week")
    people = [world.a.leader, world.a.leader2, world.a.mentor]
    for user, joined_at in zip(people, [timezone.now(), timezone.now(), None], strict=True):
        factories.place(webinar, user, alias=f"Mango {user.pk}", joined_at=joined_at)
    factories.place(webinar, world.a.coordinator, state=Registration.State.WAITING)
    return webinar


def test_coming_ones_stand_in_order_each_with_its_places_and_one_act(world, sign_in):
    later = factories.webinar(world.a, starts_in=2 * DAY, title="Later")
    soon = factories.webinar(world.a, starts_in=timedelta(minutes=5), title="Now")
    factories.place(later, world.a.leader)
    card = card_under(text_of(sign_in(world.a.facilitator).get(HOME)), "Webinars that I lead")
    acts = re.findall(r'<a class="button quiet" href="(.*?)">\s*(.*?)\s*</a>', card)
    addresses = [one.get_absolute_url() for one in (soon, later)]
    assert acts == list(zip(addresses, ["Go to the room", "Prepare"], strict=True))
    assert re.findall(r"Places taken: \d+ of \d+", card) == [
        "Places taken: 0 of 3",
        "Places taken: 1 of 3",
    ]


def test_empty_place_says_what_will_stand_there(world, sign_in):
    html = text_of(sign_in(world.a.facilitator).get(HOME))
    assert EMPTY in card_under(html, "Webinars that I lead")
    assert card_under(html, "Webinars that I led") == ""


def test_past_ones_have_their_numbers(world, sign_in, past):
    assert numbers(led_by(world.a.facilitator)) == [("Last week", 3, 2)]
    card = card_under(text_of(sign_in(world.a.facilitator).get(HOME)), "Webinars that I led")
    assert re.findall(r'<td class="n" data-label="(.*?)">(.*?)</td>', card) == [
        ("Registered", "3"),
        ("In the room", "2"),
    ]
    assert world.a.leader.pseudonym not in card


def test_after_90_days_only_the_number_of_those_who_came_is_left(world, past):
    Webinar.objects.update(starts_at=timezone.now() - 100 * DAY)
    count_who_came()
    assert numbers(led_by(world.a.facilitator)) == [("Last week", None, 2)]


def test_old_and_cancelled_ones_and_those_of_others_are_left_out(world):
    factories.webinar(world.a, starts_in=-200 * DAY)
    factories.webinar(world.a, status=Webinar.Status.CANCELLED)
    factories.webinar(world.a, starts_in=-DAY, status=Webinar.Status.CANCELLED)
    factories.webinar(world.b)
    factories.webinar(world.b, starts_in=-DAY)
    assert led_by(world.a.facilitator) == Led()


@pytest.mark.parametrize("who", ["leader", "mentor", "coordinator"])
def test_only_facilitators_have_these_cards(world, sign_in, past, who):
    user = getattr(world.a, who)
    Webinar.objects.update(facilitator=user)
    html = text_of(sign_in(user).get(HOME))
    assert card_under(html, "Webinars that I lead") == ""
    assert card_under(html, "Webinars that I led") == ""


def test_it_costs_one_query(world, past, django_assert_num_queries):
    for _number in range(3):
        factories.webinar(world.a)
    facilitator = factories.loaded(world.a.facilitator)
    with django_assert_num_queries(1):
        led = led_by(facilitator)
    assert (len(led.coming), len(led.past)) == (3, 1)
