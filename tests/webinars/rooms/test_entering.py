"""What the browser gets on the way into a room, and when it comes back."""

from datetime import timedelta
from threading import BoundedSemaphore
from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.factories import place, webinar
from tests.responses import messages, room_address
from webinars.rooms import entering, patience

SOON = timedelta(minutes=10)


def join(browser, planned):
    return browser.post(reverse("webinars:join", args=[planned.code]))


def come_back(browser, errors: str = ""):
    return browser.get(f"/left/?errors={quote(errors)}", follow=True)


def test_page_on_the_way_leads_to_the_room_and_is_kept_nowhere(world, sign_in, room_server):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    response = join(sign_in(world.a.leader), planned)
    assert room_address(response).startswith(room_server.url + "join?")
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    # No form of ours is ever answered with a redirect to a room server.
    assert "127.0.0.1" not in response["Content-Security-Policy"]


def test_room_says_nothing_of_the_language_of_the_first_to_enter(world, sign_in, room_server):
    for language in ("fr", "en"):
        planned = webinar(world.a, starts_in=SOON)
        place(planned, world.a.leader)
        sign_in(world.a.leader).post(
            f"/{language}/webinars/{planned.get_absolute_url()[-23:-1]}/join/"
        )
    first, second = room_server.calls_of("create")
    for name in ("name", "logoutURL"):
        assert first.params[name] == second.params[name]
    assert first.params["logoutURL"] == "http://testserver/left/"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_coming_back_leads_to_the_webinar_in_the_language_of_before(
    world, sign_in, room_server, language
):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    browser = sign_in(world.a.leader)
    page = planned.get_absolute_url().replace("/en/", f"/{language}/")
    browser.post(f"{page}join/")
    response = come_back(browser)
    assert response.redirect_chain == [(page, 302)]
    assert messages(response) == []


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("maxParticipantsReached", "La salle est complète."),
        ("meetingForciblyEnded", "La salle venait de fermer."),
        ("guestDeny", "Vous n’avez pas pu entrer."),
        ("checksumError", "Le serveur des salles ne vous a pas fait entrer."),
    ],
)
def test_reason_of_the_room_server_is_a_sentence_in_the_language_of_before(
    world, sign_in, room_server, key, sentence
):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    browser = sign_in(world.a.leader)
    browser.post(f"{planned.get_absolute_url().replace('/en/', '/fr/')}join/")
    response = come_back(browser, f'[{{"key": "{key}", "message": "parrot <b>"}}]')
    [said] = messages(response)
    assert said.startswith(sentence)
    assert "parrot" not in response.content.decode()
    assert "join/" in response.content.decode()


@pytest.mark.parametrize(
    "errors",
    [
        "rubbish",
        "[",
        "[" * 5_000,
        "{}",
        "7",
        "null",
        "[7]",
        '[{"key": ["maxParticipantsReached"]}]',
        '[{"key": null}]',
        "\x00",
        '[{"key": "<script>canary"}]',
    ],
)
def test_reasons_that_no_server_would_give_are_one_sentence(errors):
    assert entering.why_not(errors) == str(entering.UNKNOWN)


def test_coming_back_without_having_joined_leads_to_the_list(world, sign_in):
    response = come_back(sign_in(world.a.leader), '[{"key": "notFound"}]')
    assert response.redirect_chain == [("/en/webinars/", 302)]
    assert len(messages(response)) == 1


def test_coming_back_without_a_session_asks_to_sign_in(client, db):
    response = client.get('/left/?errors=[{"key":"notFound"}]')
    assert (response.status_code, response.url) == (302, "/en/webinars/")
    assert client.get(response.url).url.startswith(reverse("account_login"))


def test_many_at_once_are_told_to_try_again_in_seconds(world, sign_in, room_server, monkeypatch):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    monkeypatch.setattr(patience, "_turns", BoundedSemaphore(1))
    patience._turns.acquire()
    response = join(sign_in(world.a.leader), planned)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Try again in a few seconds. Your place is kept." in response.content.decode()
