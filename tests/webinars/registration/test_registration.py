"""Places, the waiting list, and what two people do at the same moment."""

import unicodedata
from datetime import timedelta

import pytest
from django.urls import reverse

from people.models import Event
from tests.factories import UserFactory, place, webinar
from tests.racing import at_once
from webinars.models import Registration, Webinar
from webinars.registration import actions as registration

pytestmark = pytest.mark.servers

REGISTERED, WAITING = Registration.State.REGISTERED, Registration.State.WAITING


def states(planned) -> dict:
    return dict(planned.registrations.values_list("user__pseudonym", "state"))


def test_registering_twice_keeps_one_place_and_takes_the_new_name(world, sign_in):
    planned = webinar(world.a)
    browser = sign_in(world.a.leader)
    address = reverse("webinars:register", args=[planned.code])
    for alias in ("Mango 100", "Mango 200"):
        response = browser.post(address, {"alias": alias})
        assert (response.status_code, response.url) == (302, planned.get_absolute_url())
    mine = Registration.objects.get()
    assert (mine.user, mine.alias, mine.state) == (world.a.leader, "Mango 200", REGISTERED)
    assert Event.objects.filter(kind="register").count() == 1


def test_registering_offers_a_name_other_than_the_pseudonym(world, sign_in):
    planned = webinar(world.a)
    page = sign_in(world.a.leader).get(planned.get_absolute_url())
    offered = page.context["form"]["alias"].value()
    assert 3 <= len(offered) <= 40
    assert world.a.leader.pseudonym not in page.content.decode()
    assert registration.register(user=world.a.leader, webinar=planned).alias != (
        world.a.leader.pseudonym
    )


def test_name_in_the_room_may_be_typed_with_letters_and_accents_apart(world, sign_in):
    planned = webinar(world.a)
    written = "Hoa phượng đỏ nở ở Đà Nẵng về"
    apart = unicodedata.normalize("NFD", written)
    assert len(written) <= 40 < len(apart)
    sign_in(world.a.leader).post(
        reverse("webinars:register", args=[planned.code]), {"alias": apart}
    )
    assert Registration.objects.get(webinar=planned).alias == written


@pytest.mark.parametrize(
    ("alias", "sentence"),
    [
        ("", "This field is required."),
        ("M", "Choose a name of 3 to 40 characters."),
        ("m@example.org", "Use letters, numbers, spaces and hyphens only."),
        ("x" * 41, "Choose a name of 3 to 40 characters."),
    ],
)
def test_registering_with_a_bad_name_says_so_and_keeps_it(world, sign_in, alias, sentence):
    planned = webinar(world.a)
    address = reverse("webinars:register", args=[planned.code])
    response = sign_in(world.a.leader).post(address, {"alias": alias})
    assert response.status_code == 200
    assert response.context["form"].errors == {"alias": [sentence]}
    assert response.context["form"]["alias"].value() == alias
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(
    "gone", [{"status": Webinar.Status.CANCELLED}, {"starts_in": timedelta(hours=-3)}]
)
def test_registering_for_what_is_over_or_cancelled_is_refused(world, sign_in, gone):
    planned = webinar(world.a, **gone)
    address = reverse("webinars:register", args=[planned.code])
    response = sign_in(world.a.leader).post(address, {"alias": "Mango 100"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "This webinar is over or was cancelled."
    ]
    assert Registration.objects.count() == 0


def test_registering_when_all_places_are_taken_joins_the_waiting_list(world, sign_in):
    planned = webinar(world.a, seats=1)
    place(planned, world.a.mentor)
    address = reverse("webinars:register", args=[planned.code])
    response = sign_in(world.a.leader).post(address, {"alias": "Mango 200"}, follow=True)
    assert states(planned) == {"ZQA mentor": REGISTERED, "ZQA leader": WAITING}
    assert [str(message) for message in response.context["messages"]] == [
        "All places are taken. You are on the waiting list."
    ]


def test_withdrawing_gives_the_place_to_the_first_on_the_waiting_list(world, sign_in):
    planned = webinar(world.a, seats=1)
    for user in (world.a.mentor, world.a.leader, world.a.leader2):
        registration.register(user=user, webinar=planned)
    browser = sign_in(world.a.mentor)
    for _ in range(2):
        browser.post(reverse("webinars:withdraw", args=[planned.code]))
    assert states(planned) == {"ZQA leader": REGISTERED, "ZQA leader two": WAITING}
    assert Event.objects.filter(kind="withdraw").count() == 1


def test_withdrawing_from_the_waiting_list_moves_no_one(world):
    planned = webinar(world.a, seats=1)
    for user in (world.a.mentor, world.a.leader, world.a.leader2):
        registration.register(user=user, webinar=planned)
    registration.withdraw(user=world.a.leader, webinar=planned)
    assert states(planned) == {"ZQA mentor": REGISTERED, "ZQA leader two": WAITING}


def test_member_withdraws_only_their_own_place(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader)
    sign_in(world.a.leader2).post(reverse("webinars:withdraw", args=[planned.code]))
    assert states(planned) == {"ZQA leader": REGISTERED}


def test_opaque_id_is_new_in_every_webinar(world):
    found = {
        registration.register(user=world.a.leader, webinar=webinar(world.a)).opaque_id
        for _ in range(3)
    }
    assert len(found) == 3
    assert {len(one) for one in found} == {20}


def test_webinars_by_time(world):
    ends_now = webinar(world.a, starts_in=timedelta(minutes=-60))
    running = webinar(world.a, starts_in=timedelta(minutes=-59))
    soon = webinar(world.a, starts_in=timedelta(minutes=14))
    later = webinar(world.a, starts_in=timedelta(minutes=16))
    cancelled = webinar(world.a, starts_in=timedelta(minutes=5), status="cancelled")
    assert list(Webinar.objects.upcoming()) == [running, soon, later]
    assert list(Webinar.objects.live()) == [running, soon]
    assert [one.is_live for one in (ends_now, running, soon, later, cancelled)] == [
        *(False, True, True, False, False)
    ]


@pytest.mark.django_db(transaction=True)
def test_registering_in_parallel_never_gives_too_many_places():
    planned = webinar(seats=3)
    users = UserFactory.create_batch(8)
    at_once(lambda user: registration.register(user=user, webinar=planned), users)
    found = list(planned.registrations.values_list("state", flat=True))
    assert (found.count(REGISTERED), found.count(WAITING)) == (3, 5)


@pytest.mark.django_db(transaction=True)
def test_registering_in_parallel_by_one_member_gives_one_place():
    planned = webinar(seats=3)
    user = UserFactory()
    at_once(lambda _: registration.register(user=user, webinar=planned), range(6))
    assert planned.registrations.count() == 1


@pytest.mark.django_db(transaction=True)
def test_withdrawing_in_parallel_fills_every_place_again():
    planned = webinar(seats=3)
    users = UserFactory.create_batch(8)
    for user in users:
        registration.register(user=user, webinar=planned)
    at_once(lambda user: registration.withdraw(user=user, webinar=planned), users[:3])
    found = list(planned.registrations.values_list("state", flat=True))
    assert (found.count(REGISTERED), found.count(WAITING)) == (3, 2)
