"""From the click into the room, and what the member reads when there is no room."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
import requests
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import CountryRisk, Event, Organisation
from tests.factories import UserFactory, place, webinar
from tests.pages import one_line
from tests.responses import room_address
from webinars.joining import actions as joining
from webinars.models import Registration, Room, Webinar
from webinars.rooms.trouble import RoomUnavailable
from webinars.tasks import look_after_rooms

SOON = timedelta(minutes=10)
# After the first silence.
LONGEST_REST = timedelta(seconds=16)
ALIAS = "Quetzal canary"


def join(browser: Client, planned: Webinar):
    return browser.post(reverse("webinars:join", args=[planned.code]))


def claims(response) -> dict[str, str]:
    """The parameters of the address that the browser is sent to."""
    return dict(parse_qsl(urlsplit(room_address(response)).query))


def said(browser: Client, planned: Webinar) -> list[str]:
    response = browser.post(reverse("webinars:join", args=[planned.code]), follow=True)
    assert response.redirect_chain == [(planned.get_absolute_url(), 302)]
    return [str(message) for message in response.context["messages"]]


# Through the strict server


def test_joining_opens_the_room_and_leads_there_under_the_alias(world, sign_in, room_server):
    planned = webinar(world.a, starts_in=SOON, seats=12, minutes=60)
    mine = place(planned, world.a.leader, alias=ALIAS)
    response = join(sign_in(world.a.leader), planned)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    (create,) = room_server.calls_of("create")
    room = Room.objects.get()
    assert create.params["meetingID"] == room.meeting_id
    assert create.params["name"] == "Meeting"
    assert create.params["record"] == "false"
    assert create.params["maxParticipants"] == "17"
    assert create.params["duration"] == "80"
    assert create.params["logoutURL"] == "http://testserver/left/"
    assert room.created_ms == room_server.meetings[room.meeting_id].created_ms

    sent = claims(response)
    assert (sent["fullName"], sent["userID"]) == (ALIAS, mine.opaque_id)
    assert (sent["role"], sent["guest"]) == ("VIEWER", "false")
    assert (sent["meetingID"], sent["createTime"]) == (room.meeting_id, str(room.created_ms))
    entered = requests.get(room_address(response), allow_redirects=False, timeout=5)
    assert "sessionToken" in entered.headers["Location"]


def test_joining_gives_the_room_server_nothing_about_any_member(world, sign_in, room_server):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader, alias=ALIAS)
    for role in ("leader", "facilitator", "coordinator"):
        response = join(sign_in(getattr(world.a, role)), planned)
        requests.get(room_address(response), allow_redirects=False, timeout=5)
    everything = " ".join(call.query for call in room_server.calls).replace("+", " ")
    assert ALIAS in everything
    private = [planned.title, planned.description, str(planned.code), "ZQA ", "=zqa"]
    for role in ("leader", "facilitator", "coordinator"):
        private += [getattr(world.a, role).pseudonym, str(getattr(world.a, role).code)]
    assert [one for one in private if one in everything] == []


def test_joining_two_webinars_shows_two_opaque_ids_and_two_meetings(world, sign_in, room_server):
    browser = sign_in(world.a.leader)
    sent = []
    for _ in range(2):
        planned = webinar(world.a, starts_in=SOON)
        place(planned, world.a.leader, alias=ALIAS)
        sent.append(claims(join(browser, planned)))
    assert sent[0]["userID"] != sent[1]["userID"]
    assert sent[0]["meetingID"] != sent[1]["meetingID"]
    assert {UUID(one["meetingID"]).version for one in sent} == {4}


@pytest.mark.parametrize(
    ("role", "alias"), [("facilitator", "Facilitator"), ("coordinator", "Coordinator")]
)
def test_facilitator_or_coordinator_joins_as_moderator(world, sign_in, room_server, role, alias):
    browser = sign_in(getattr(world.a, role))
    sent = [claims(join(browser, webinar(world.a, starts_in=SOON))) for _ in range(2)]
    for one in sent:
        assert (one["role"], one["guest"], one["fullName"]) == ("MODERATOR", "false", alias)
        assert len(one["userID"]) == 20
    assert sent[0]["userID"] != sent[1]["userID"]


def test_joining_again_leads_to_the_same_room(world, sign_in, room_server):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    browser = sign_in(world.a.leader)
    first = claims(join(browser, planned))
    second = claims(join(browser, planned))
    assert {**first, "checksum": ""} == {**second, "checksum": ""}
    assert len(room_server.meetings) == 1


def test_joining_after_the_room_was_ended_opens_another(world, sign_in, room_server):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    browser = sign_in(world.a.leader)
    first = claims(join(browser, planned))
    del room_server.meetings[first["meetingID"]]
    second = claims(join(browser, planned))
    assert second["meetingID"] != first["meetingID"]
    old, new = Room.objects.order_by("pk")
    assert (old.meeting_id, old.ended_at is None) == (first["meetingID"], False)
    assert (new.meeting_id, new.ended_at is None) == (second["meetingID"], True)
    assert room_server.calls_of("end") == []
    look_after_rooms()
    # The call that finds the old room gone makes a meeting under its id, which is then ended.
    assert [call.params["meetingID"] for call in room_server.calls_of("end")] == [old.meeting_id]
    assert room_server.meetings[old.meeting_id].is_ending
    assert claims(join(browser, planned))["meetingID"] == second["meetingID"]


def test_joining_after_the_server_closed_the_room_opens_another(world, sign_in, room_server):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    browser = sign_in(world.a.leader)
    first = claims(join(browser, planned))
    # A server that has closed a meeting says that the id is not unique.
    room_server.meetings[first["meetingID"]].wishes["attendeePW"] = "closed"
    second = claims(join(browser, planned))
    assert second["meetingID"] != first["meetingID"]
    assert Room.objects.get(ended_at=None).meeting_id == second["meetingID"]


@pytest.mark.django_db(transaction=True)
def test_joining_in_parallel_opens_one_room(room_server):
    planned = webinar(starts_in=SOON, seats=9)
    users = UserFactory.create_batch(6)
    for user in users:
        place(planned, user)

    def click(user):
        try:
            address = joining.join(user=user, webinar=planned, leave_to="https://example.org/")
            return dict(parse_qsl(urlsplit(address).query))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        sent = list(pool.map(click, users))
    assert len({(one["meetingID"], one["createTime"]) for one in sent}) == 1
    assert Room.objects.count() == 1
    assert len(room_server.meetings) == 1


def test_address_of_the_room_is_stored_nowhere(world, sign_in, room_server, caplog):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader, alias=ALIAS)
    checksum = claims(join(sign_in(world.a.leader), planned))["checksum"]
    for model in (Room, Registration, Webinar, Event):
        assert checksum not in str(list(model.objects.values()))
    assert "checksum" not in caplog.text


# When no one can get in


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        ("down", "We cannot reach the room server at the moment."),
        ("http500", "We cannot reach the room server at the moment."),
        ("slow", "The room server is taking too long to respond."),
        ("drip", "The room server is taking too long to respond."),
        ("html", "We could not understand the room server’s reply."),
        ("truncated", "We could not understand the room server’s reply."),
        ("billion-laughs", "We could not understand the room server’s reply."),
        ("redirect", "We could not understand the room server’s reply."),
        ("failed-without-key", "The room server refuses to open the room."),
    ],
)
def test_joining_without_a_room_server_says_what_to_do(world, sign_in, room_server, mode, sentence):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader, alias=ALIAS)
    browser = sign_in(world.a.leader)
    inside = claims(join(browser, planned))
    room_server.mode = mode
    response = join(browser, planned)
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    page = response.content.decode()
    assert sentence in page
    assert "Try again in a minute. Your place is kept." in page
    assert f'action="{reverse("webinars:join", args=[planned.code])}"' in page
    room_server.mode = "ok"
    with time_machine.travel(timezone.now() + LONGEST_REST):
        again = claims(join(browser, planned))
    assert again["fullName"] == ALIAS
    # No second room opens apart from the first.
    assert again["meetingID"] == inside["meetingID"]
    assert Room.objects.count() == 1


def test_joining_with_the_wrong_secret_is_refused_in_words(world, sign_in, room_server, settings):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    browser = sign_in(world.a.leader)
    join(browser, planned)
    settings.BBB_SECRET = "another"
    response = join(browser, planned)
    assert response.status_code == 503
    assert "The room server refuses to open the room." in response.content.decode()
    settings.BBB_SECRET = room_server.secret
    assert claims(join(browser, planned))


def test_room_server_that_fails_is_one_exception_to_the_caller(world, room_server):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    room_server.mode = "down"
    with pytest.raises(RoomUnavailable):
        joining.join(user=world.a.leader, webinar=planned, leave_to="https://example.org/")


@pytest.mark.parametrize(
    "when",
    [
        {"starts_in": timedelta(minutes=16)},
        {"starts_in": timedelta(minutes=-61)},
        {"starts_in": SOON, "status": Webinar.Status.CANCELLED},
    ],
)
def test_joining_before_the_room_opens_says_when_it_opens(world, sign_in, room_server, when):
    planned = webinar(world.a, **when)
    place(planned, world.a.leader)
    assert said(sign_in(world.a.leader), planned) == [
        "The room is closed. It opens 15 minutes before the start."
    ]
    assert room_server.calls == []


@pytest.mark.parametrize("state", [None, Registration.State.WAITING])
def test_joining_without_a_place_is_refused_in_words(world, sign_in, room_server, state):
    planned = webinar(world.a, starts_in=SOON)
    if state:
        place(planned, world.a.leader, state=state)
    assert said(sign_in(world.a.leader), planned) == [
        "You do not have a place yet. You need one to join."
    ]
    assert room_server.calls == []


@pytest.mark.parametrize("name", ["join", "register"])
def test_language_link_of_a_page_that_was_posted_leads_back(world, sign_in, name):
    planned = webinar(world.a, starts_in=SOON)
    response = sign_in(world.a.leader).get(reverse(f"webinars:{name}", args=[planned.code]))
    assert (response.status_code, response.url) == (302, planned.get_absolute_url())


# The practice room


def enter_practice(browser: Client, planned: Webinar):
    response = join(browser, planned)
    assert response.status_code == 303
    assert response.url.startswith("/en/webinars/practice/")
    return response.url


def rows(response) -> list[str]:
    """The answers of the practice page, in order."""
    text = one_line(response.content.decode())
    parts = [part.partition("</dd>")[0] for part in text.split("<dd>")[1:]]
    return [part.replace("<b>", "").replace("</b>", "").strip() for part in parts]


def test_practice_room_shows_how_a_member_would_be_let_in(world, sign_in):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader, alias=ALIAS)
    browser = sign_in(world.a.leader)
    response = browser.get(enter_practice(browser, planned))
    assert response.status_code == 200
    assert "This is a practice room: no call takes place here." in response.content.decode()
    assert rows(response) == [
        ALIAS,
        "Participant",
        "No, you go straight in",
        "Off, and no one can turn it on",
        "Off",
        "Hidden from participants",
    ]


def test_practice_room_shows_how_a_facilitator_would_be_let_in(world, sign_in):
    browser = sign_in(world.a.facilitator)
    response = browser.get(enter_practice(browser, webinar(world.a, starts_in=SOON)))
    assert rows(response)[:2] == ["Facilitator", "Moderator"]


@pytest.mark.parametrize("role", ["leader2", "facilitator", "coordinator"])
def test_practice_ticket_of_another_member_shows_nothing(world, sign_in, role):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader, alias=ALIAS)
    place(planned, world.a.leader2, alias="Another")
    address = enter_practice(sign_in(world.a.leader), planned)
    response = sign_in(getattr(world.a, role)).get(address)
    assert response.status_code == 404
    assert ALIAS not in response.content.decode()
    assert rows(response) == []


@pytest.mark.parametrize("token", ["rubbish", "a:b:c", "%00", "x" * 900])
def test_practice_ticket_that_is_forged_is_refused_in_words(world, sign_in, token):
    response = sign_in(world.a.leader).get(f"/en/webinars/practice/{token}/")
    assert response.status_code == 404
    assert "This link is not valid, or it is more than two minutes" in response.content.decode()


def test_practice_room_signed_out_leads_to_the_sign_in_page(world, sign_in, client):
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    response = client.get(enter_practice(sign_in(world.a.leader), planned))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("alias", ["Coordinator", " facilitator ", "Animation", "COORDINATION"])
def test_no_one_takes_the_name_of_a_moderator(world, sign_in, alias):
    """In every language that others in the room may read."""
    planned = webinar(world.a, starts_in=SOON)
    address = reverse("webinars:register", args=[planned.code])
    response = sign_in(world.a.leader).post(address, {"alias": alias})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["alias"]
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("level", CountryRisk.Level)
def test_no_room_is_recorded_whatever_the_risk(world, sign_in, room_server, level):
    Organisation.objects.filter(region=world.a.region).update(country="UG")
    CountryRisk.objects.create(country="UG", level=level)
    planned = webinar(world.a, starts_in=SOON)
    place(planned, world.a.leader)
    join(sign_in(world.a.leader), planned)
    (create,) = room_server.calls_of("create")
    recording = ("record", "autoStartRecording", "allowStartStopRecording")
    assert {name: create.params[name] for name in recording} == dict.fromkeys(recording, "false")
