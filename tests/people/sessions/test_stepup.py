"""Is it still the member? Their passphrase is asked for again before what needs it."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from people.sessions import stepup
from tests import factories
from tests.proving import prove, sign_in_by_hand

GUARDED = "/en/me/second-step/app/"


@pytest.fixture
def member(db):
    return factories.with_passphrase("Baobab 274")


def asks(response) -> bool:
    return response.status_code == 302 and response.url.startswith(reverse("people:again"))


def test_signing_in_is_proof_for_five_minutes(member, time_machine):
    time_machine.move_to("2026-03-09 12:00:00+00:00", tick=False)
    client = sign_in_by_hand()
    time_machine.shift(stepup.HOLDS_FOR - 1)
    assert client.get(GUARDED).status_code == 200
    time_machine.shift(1)
    assert asks(client.get(GUARDED))


def test_a_proof_from_before_a_clock_was_set_back_is_none(member, sign_in, time_machine):
    time_machine.move_to("2026-03-11 12:00:00+00:00", tick=False)
    client = prove(sign_in(member))
    time_machine.shift(-stepup.PRECISION)
    assert client.get(GUARDED).status_code == 200
    time_machine.shift(-1)
    assert asks(client.get(GUARDED))


def test_old_session_is_asked_and_then_led_on(member, sign_in):
    client = sign_in(member)
    asked = client.get(GUARDED)
    assert asked.url == f"{reverse('people:again')}?next=%2Fen%2Fme%2Fsecond-step%2Fapp%2F"
    assert client.get(asked.url).status_code == 200
    assert client.post(asked.url, {"passphrase": factories.PASSPHRASE}).url == GUARDED
    assert client.get(GUARDED).status_code == 200


def test_wrong_passphrase_proves_nothing(member, sign_in):
    client = sign_in(member)
    response = client.post(reverse("people:again"), {"passphrase": "not-the-right-words-at-all"})
    assert response.status_code == 200
    assert response.context["form"].errors["passphrase"] == [
        "This is not your passphrase. Try again."
    ]
    assert asks(client.get(GUARDED))


def test_guesses_are_slowed_down(member, sign_in):
    client = sign_in(member)
    for _ in range(6):
        client.post(reverse("people:again"), {"passphrase": "not-the-right-words-at-all"})
    client.post(reverse("people:again"), {"passphrase": factories.PASSPHRASE})
    assert asks(client.get(GUARDED))


@pytest.mark.parametrize(
    "onward",
    ["https://example.org/", "//example.org/", "javascript:alert(1)", "", "\\\\example.org"],
)
def test_leads_nowhere_else(member, sign_in, onward):
    client = sign_in(member)
    page = reverse("people:again")
    response = client.post(f"{page}?next={onward}", {"passphrase": factories.PASSPHRASE})
    assert response.url == reverse("people:me")


def test_stale_post_does_nothing_and_comes_back_by_get(member, sign_in):
    client = sign_in(member)
    response = client.post(GUARDED, {"code": "123456"})
    assert asks(response)
    assert "123456" not in response.url
    assert "123456" not in repr(dict(client.session))


def test_proof_of_one_session_is_none_in_another(member, sign_in):
    prove(sign_in(member))
    assert asks(sign_in(member).get(GUARDED))


def test_strangers_are_shown_the_sign_in_page(client, db):
    for page in (GUARDED, reverse("people:again")):
        assert client.get(page).url.startswith(reverse("account_login"))


def test_proof_does_not_outlive_the_session(member):
    client = sign_in_by_hand()
    client.post("/leave/")
    client.force_login(member)
    assert asks(client.get(GUARDED))


def test_view_is_not_called_without_proof(rf, member, client):
    called = []

    @stepup.required
    def view(request):
        called.append(request)
        return HttpResponse()

    request = rf.get("/en/me/")
    client.force_login(member)
    request.session, request.user = client.session, member
    assert asks(view(request))
    stepup.remember(request)
    assert view(request).status_code == 200
    assert called == [request]
