"""Who came is who got in, as the room server says, not who pressed the button."""

from datetime import timedelta

import pytest
import requests
from django.urls import reverse

from tests.factories import place, webinar
from tests.responses import room_address
from webinars.joining import actions as joining
from webinars.models import Registration
from webinars.tasks import look_after_rooms

SOON = timedelta(minutes=10)


@pytest.fixture
def planned(world):
    planned = webinar(world.a, starts_in=SOON)
    for user in (world.a.leader, world.a.leader2):
        place(planned, user)
    return planned


def press(sign_in, user, planned) -> str:
    browser = sign_in(user)
    return room_address(browser.post(reverse("webinars:join", args=[planned.code])))


def came() -> set:
    return set(Registration.objects.exclude(joined_at=None).values_list("user", flat=True))


def test_member_who_only_pressed_the_button_did_not_come(world, sign_in, room_server, planned):
    first, _second = (press(sign_in, user, planned) for user in (world.a.leader, world.a.leader2))
    look_after_rooms()
    assert came() == set()
    requests.get(first, timeout=5)
    look_after_rooms()
    assert came() == {world.a.leader.pk}
    at = Registration.objects.get(user=world.a.leader).joined_at
    look_after_rooms()
    assert Registration.objects.get(user=world.a.leader).joined_at == at


def test_room_that_the_server_has_forgotten_has_no_one_in_it(world, sign_in, room_server, planned):
    press(sign_in, world.a.leader, planned)
    room_server.meetings.clear()
    look_after_rooms()
    assert came() == set()


@pytest.mark.parametrize("mode", ["http500", "html", "failed-without-key", "slow"])
def test_server_in_trouble_says_of_no_one_that_they_came(
    world, sign_in, room_server, planned, mode
):
    press(sign_in, world.a.leader, planned)
    room_server.mode = mode
    look_after_rooms()
    assert came() == set()


def test_practice_room_counts_who_reads_its_page(world, sign_in, planned):
    browser = sign_in(world.a.leader)
    address = browser.post(reverse("webinars:join", args=[planned.code])).url
    assert came() == set()
    sign_in(world.a.leader2).get(address)
    assert came() == set()
    browser.get(address)
    assert came() == {world.a.leader.pk}


def test_codes_of_others_change_nothing(planned):
    assert joining.note_inside({"unknown", ""}) == 0
    assert joining.note_inside(set()) == 0
