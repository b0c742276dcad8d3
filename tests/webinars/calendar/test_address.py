"""A calendar fetches the hours of a member from an address that only they know, and nothing else.

The file is read twice: by icalendar, and by hand, with the time zone that dateutil makes of its own
rules.
"""

import gzip
import io
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from dateutil.tz import tzical
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from people.hiding import actions as hiding
from people.models import Event, User
from people.privacy import erasure
from people.privacy.register import records
from people.vouching import actions as vouching
from tests.factories import UserFactory, place, webinar
from tests.outing import says_too_much
from tests.proving import prove
from tests.racing import at_once
from web.logs import QuietFormatter
from webinars.calendar.address import actions, queries, tokens
from webinars.models import CalendarAddress, Registration
from webinars.planning import actions as planning
from webinars.registration import actions as registration

pytestmark = pytest.mark.servers

NOW = datetime(2031, 3, 1, 12, tzinfo=UTC)
FIELDS = planning.Plan.__dataclass_fields__
PAGE = "/en/webinars/calendar/"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def at(token: str, language: str = "en") -> str:
    return f"/{language}/calendar/{token}.ics"


def fetched(token: str, language: str = "en", **headers) -> bytes:
    response = Client().get(at(token, language), headers=headers)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return response.content


def address_for(user) -> str:
    return actions.make(user=user, key=uuid4())


def change(planned, *, by, **fields):
    old = planning.Plan(**{name: getattr(planned, name) for name in FIELDS})
    return planning.reschedule(by=by, webinar=planned, plan=replace(old, **fields))


def events(body: bytes) -> list[tuple]:
    """Start, status and sequence of each event, as icalendar reads them."""
    found = Calendar.from_ical(body).walk("VEVENT")
    return [
        (event.start.astimezone(UTC), str(event["status"]), int(event["sequence"]))
        for event in found
    ]


def hours_by_hand(body: bytes) -> list[tuple[datetime, datetime]]:
    """Start and end of each event in UTC, read without icalendar."""
    text = body.decode().replace("\r\n ", "")
    zones = tzical(io.StringIO(text)) if "BEGIN:VTIMEZONE" in text else None
    starts, ends = (
        [
            _moment(zones, zone, hour)
            for zone, hour in re.findall(rf"\r\n{name}(?:;TZID=([^:]+))?:(\w+)", events_part(text))
        ]
        for name in ("DTSTART", "DTEND")
    )
    return list(zip(starts, ends, strict=True))


def events_part(text: str) -> str:
    return re.sub(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE", "", text, flags=re.DOTALL)


def _moment(zones, zone: str, hour: str) -> datetime:
    if not zone:
        return datetime.strptime(hour, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert zones is not None
    local = datetime.strptime(hour, "%Y%m%dT%H%M%S")
    return local.replace(tzinfo=zones.get(zone)).astimezone(UTC)


# What is in it


def test_file_says_hours_and_how_often_to_ask_and_nothing_else(world, clock):
    User.objects.filter(pk=world.a.leader.pk).update(time_zone="Africa/Porto-Novo")
    place(webinar(world.a, starts_at=datetime(2031, 3, 3, 18, 0, tzinfo=UTC)), world.a.leader)
    body = fetched(address_for(world.a.leader)).decode()
    uid = re.search(r"UID:(\w{40})\r\n", body)
    assert uid is not None
    assert body.replace(uid[1], "UID").split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Calendar//EN",
        "METHOD:PUBLISH",
        "NAME:Appointment",
        "X-WR-CALNAME:Appointment",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "BEGIN:VTIMEZONE",
        "TZID:Africa/Porto-Novo",
        "BEGIN:STANDARD",
        "DTSTART:20300302T000000",
        "TZNAME:WAT",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:Appointment",
        "DTSTART;TZID=Africa/Porto-Novo:20310303T190000",
        "DTEND;TZID=Africa/Porto-Novo:20310303T200000",
        "DTSTAMP:20310301T000000Z",
        "UID:UID",
        "SEQUENCE:0",
        "CLASS:PRIVATE",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    assert says_too_much(body) == []


def test_event_is_the_same_as_in_the_file_of_the_webinar(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader)
    single = sign_in(world.a.leader).get(reverse("webinars:calendar", args=[planned.code])).content
    [alone] = Calendar.from_ical(single).walk("VEVENT")
    [one] = Calendar.from_ical(fetched(address_for(world.a.leader))).walk("VEVENT")
    names = ("uid", "sequence", "status", "summary", "class")
    assert {name: one[name] for name in names} == {name: alone[name] for name in names}
    assert one.start == alone.start


def test_title_is_in_the_language_of_the_address(world):
    place(webinar(world.a), world.a.leader)
    token = address_for(world.a.leader)
    titles = [
        str(Calendar.from_ical(fetched(token, language)).walk("VEVENT")[0]["summary"])
        for language in ("en", "fr")
    ]
    assert titles == ["Appointment", "Rendez-vous"]


def test_own_webinars_alone_from_thirty_days_ago_on(world, clock):
    user = world.a.leader
    mine = {days: webinar(world.a, starts_in=timedelta(days=days)) for days in (-31, -29, 1, 400)}
    for planned in mine.values():
        place(planned, user)
    place(webinar(world.a, starts_in=timedelta(days=2)), user, state="waiting")
    place(webinar(world.a, starts_in=timedelta(days=3)), world.a.leader2)
    webinar(world.a, starts_in=timedelta(days=4))
    found = [start for start, _status, _sequence in events(fetched(address_for(user)))]
    assert found == [NOW + timedelta(days=days) for days in (-29, 1, 400)]


def test_who_leads_has_it_as_long_as_they_are_a_facilitator(world):
    planned = webinar(world.a, facilitator=world.a.facilitator)
    token = address_for(world.a.facilitator)
    assert [status for _start, status, _number in events(fetched(token))] == ["CONFIRMED"]
    world.a.facilitator.roles.all().delete()
    assert events(fetched(token)) == []
    assert planned.facilitator == world.a.facilitator


def test_calendar_follows_what_becomes_of_a_webinar(world, clock):
    user, by = world.a.leader, world.a.coordinator
    moved, cancelled, left, again = (
        webinar(world.a, starts_at=NOW + timedelta(days=days)) for days in (1, 2, 3, 4)
    )
    for planned in (moved, cancelled, left, again):
        place(planned, user)
    token = address_for(user)
    before = Calendar.from_ical(fetched(token)).walk("VEVENT")
    change(moved, by=by, starts_at=moved.starts_at + timedelta(hours=3))
    planning.cancel(by=by, webinar=cancelled)
    registration.withdraw(user=user, webinar=left)
    registration.withdraw(user=user, webinar=again)
    registration.register(user=user, webinar=again)
    after = Calendar.from_ical(fetched(token)).walk("VEVENT")
    assert {str(one["uid"]) for one in after} == {str(one["uid"]) for one in before}
    assert sorted(events(fetched(token))) == [
        (NOW + timedelta(days=1, hours=3), "CONFIRMED", 1),
        (NOW + timedelta(days=2), "CANCELLED", 1),
        (NOW + timedelta(days=3), "CANCELLED", 1),
        (NOW + timedelta(days=4), "CONFIRMED", 2),
    ]
    # What was cancelled stays for thirty days, what they left until it would have been over.
    clock.move_to(NOW + timedelta(days=31))
    assert sorted(events(fetched(token)))[:1] == [
        (NOW + timedelta(days=1, hours=3), "CONFIRMED", 1)
    ]
    assert [one for one in events(fetched(token)) if one[1] == "CANCELLED"] == [
        (NOW + timedelta(days=2), "CANCELLED", 1)
    ]
    clock.move_to(NOW + timedelta(days=33))
    assert [one[1] for one in events(fetched(token))] == ["CONFIRMED"]


NIGHTS = [
    # Clocks go on, and back: the hour that comes twice is planned twice.
    ("Europe/Paris", datetime(2031, 3, 30, 0, 30, tzinfo=UTC)),
    ("Europe/Paris", datetime(2031, 3, 30, 1, 0, tzinfo=UTC)),
    ("Europe/Paris", datetime(2031, 10, 26, 0, 30, tzinfo=UTC)),
    ("Europe/Paris", datetime(2031, 10, 26, 1, 30, tzinfo=UTC)),
    ("Europe/Paris", datetime(2031, 10, 26, 2, 0, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2031, 4, 24, 22, 0, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2031, 10, 30, 20, 30, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2031, 10, 30, 21, 30, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2031, 4, 5, 14, 45, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2031, 4, 5, 15, 15, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2031, 10, 4, 15, 30, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2031, 12, 14, 1, 30, tzinfo=UTC)),
    ("America/Santiago", datetime(2031, 4, 6, 2, 30, tzinfo=UTC)),
    ("America/Santiago", datetime(2031, 4, 6, 3, 30, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2031, 6, 1, 18, 15, tzinfo=UTC)),
    ("UTC", datetime(2031, 6, 1, 18, 0, tzinfo=UTC)),
    ("No/Such_Zone", datetime(2031, 6, 1, 18, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize("zone", sorted({zone for zone, _hour in NIGHTS}))
def test_hours_are_right_on_nights_when_clocks_change(world, clock, zone):
    User.objects.filter(pk=world.a.leader.pk).update(time_zone=zone)
    hours = sorted(hour for its, hour in NIGHTS if its == zone)
    for number, hour in enumerate(hours):
        place(webinar(world.a, starts_at=hour, minutes=90), world.a.leader, alias=f"M {number}")
    body = fetched(address_for(world.a.leader))
    expected = [(hour, hour + timedelta(minutes=90)) for hour in hours]
    found = [
        (one.start.astimezone(UTC), one.end.astimezone(UTC))
        for one in Calendar.from_ical(body).walk("VEVENT")
    ]
    assert found == expected
    assert hours_by_hand(body) == expected


def test_hour_that_comes_twice_is_in_utc_and_all_others_in_the_zone(world, clock):
    zone = ZoneInfo("Europe/Paris")
    User.objects.filter(pk=world.a.leader.pk).update(time_zone=zone.key)
    for hour in (0, 1):
        place(webinar(world.a, starts_at=datetime(2031, 10, 26, hour, tzinfo=UTC)), world.a.leader)
    lines = fetched(address_for(world.a.leader)).decode().split("\r\n")
    assert [line for line in lines if line.startswith(("DTSTART;TZID", "DTSTART:2031102", "DTEND"))]
    assert [line for line in lines if line.startswith("DTEND")] == [
        "DTEND:20311026T010000Z",
        "DTEND;TZID=Europe/Paris:20311026T030000",
    ]


# What it costs


def test_no_browser_saves_the_file_under_the_secret_part(world):
    response = Client().get(at(address_for(world.a.leader)))
    assert response["Content-Disposition"] == 'attachment; filename="calendar.ics"'


def test_calendar_that_asks_each_hour_gets_nothing_new(world, clock):
    planned = webinar(world.a)
    place(planned, world.a.leader)
    token = address_for(world.a.leader)
    first = Client().get(at(token), headers={"accept-encoding": "gzip"})
    for hour in range(1, 12):
        clock.move_to(NOW + timedelta(hours=hour))
        again = Client().get(
            at(token), headers={"accept-encoding": "gzip", "if-none-match": first["ETag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
    change(planned, by=world.a.coordinator, minutes=90)
    after = Client().get(at(token), headers={"if-none-match": first["ETag"]})
    assert (after.status_code, events(after.content)[0][2]) == (200, 1)


def test_file_is_small_and_has_an_end(world, clock, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 20)
    for number in range(30):
        place(webinar(world.a, starts_in=timedelta(days=number + 1)), world.a.leader)
    response = Client().get(at(address_for(world.a.leader)), headers={"accept-encoding": "gzip"})
    assert len(events(gzip.decompress(response.content))) == 20
    assert len(response.content) <= 2_000


@pytest.mark.parametrize("who", ["leader", "facilitator", "coordinator"])
def test_number_of_queries_does_not_grow(world, who):
    user = getattr(world.a, who)
    token = address_for(user)
    for number in range(12):
        planned = webinar(world.a, starts_in=timedelta(days=number + 1))
        place(planned, user)
        if number % 2:
            registration.withdraw(user=user, webinar=planned)
    Client().get(at(token))
    with CaptureQueriesContext(connection) as asked:
        fetched(token)
    assert len(asked) <= 6


# Whose it is


def test_address_is_shown_once_and_only_its_digest_is_kept(world, sign_in):
    browser = prove(sign_in(world.a.leader))
    page = browser.get(PAGE)
    assert page.context["made"] == ""
    form = {"key": str(uuid4()), "instead": ""}
    shown = [browser.post(PAGE, form).context["made"] for _each in range(2)]
    assert shown[0] == shown[1]
    found = re.fullmatch(r"http://testserver/en/calendar/([\w-]{32})\.ics", shown[0])
    assert found is not None
    token = found[1]
    assert shown[0].encode() not in browser.get(PAGE).content
    row = CalendarAddress.objects.get()
    assert (row.user, row.digest) == (world.a.leader, tokens.digest(token))
    assert token not in str(vars(row))
    assert Event.objects.filter(kind="make_calendar_address").count() == 1
    assert events(fetched(token)) == []


def test_digest_needs_the_key_of_the_site(world, settings):
    token = address_for(world.a.leader)
    settings.SECRET_KEY = "another" * 10
    assert Client().get(at(token)).status_code == 404


def test_two_forms_of_two_members_with_one_key_have_two_addresses(world):
    key = uuid4()
    first, second = (actions.make(user=who, key=key) for who in (world.a.leader, world.a.leader2))
    assert first != second


def test_new_address_stops_the_old_one_at_once_and_an_old_page_brings_none_back(world, sign_in):
    browser = prove(sign_in(world.a.leader))
    first = {"key": str(uuid4()), "instead": ""}
    old = browser.post(PAGE, first).context["made"]
    code = browser.get(PAGE).context["form"].initial["instead"]
    new = browser.post(PAGE, {"key": str(uuid4()), "instead": code}).context["made"]
    assert [Client().get(each).status_code for each in (old, new)] == [404, 200]
    for stale in (first, {"key": str(uuid4()), "instead": code}, {"key": str(uuid4())}):
        page = browser.post(PAGE, stale)
        assert (page.context["made"], page.context["faults"]) == (
            "",
            ["You changed your calendar address meanwhile. Nothing was changed now."],
        )
    assert [Client().get(each).status_code for each in (old, new)] == [404, 200]


@pytest.mark.parametrize("typed", [{"key": "x"}, {}, {"key": str(uuid4()), "instead": "\0"}])
def test_damaged_form_says_so_and_makes_nothing(world, sign_in, typed):
    page = prove(sign_in(world.a.leader)).post(PAGE, typed)
    assert (page.status_code, len(page.context["faults"]), page.context["made"]) == (200, 1, "")
    assert CalendarAddress.objects.count() == 0


def test_address_ends_at_once_and_twice_is_once(world, sign_in):
    browser, token = sign_in(world.a.leader), address_for(world.a.leader)
    for _each in range(2):
        answer = browser.post(f"{PAGE}end/")
        assert (answer.status_code, answer.url) == (302, "/en/webinars/")
    assert Client().get(at(token)).status_code == 404
    assert Event.objects.filter(kind="end_calendar_address").count() == 1


def what_is_left() -> list[tuple]:
    return list(CalendarAddress.objects.values_list("digest", "made_on"))


CHANGED = "You changed your calendar address meanwhile. Nothing was changed now."


@pytest.mark.parametrize("renew", [False, True])
def test_no_form_sent_again_brings_an_ended_address_back(world, sign_in, renew):
    browser = prove(sign_in(world.a.leader))
    forms = [{"key": str(uuid4()), "instead": ""}]
    shown = [browser.post(PAGE, forms[0]).context["made"]]
    if renew:
        code = browser.get(PAGE).context["form"].initial["instead"]
        forms.append({"key": str(uuid4()), "instead": str(code)})
        shown.append(browser.post(PAGE, forms[1]).context["made"])
    browser.post(f"{PAGE}end/")
    for form in forms:
        page = browser.post(PAGE, form)
        assert (page.context["made"], page.context["faults"]) == ("", [CHANGED])
    assert {Client().get(each).status_code for each in shown} == {404}
    assert what_is_left() == [(None, None)]
    code = browser.get(PAGE).context["form"].initial["instead"]
    new = browser.post(PAGE, {"key": forms[0]["key"], "instead": str(code)}).context["made"]
    assert (new not in shown, Client().get(new).status_code) == (True, 200)


def test_page_after_the_end_shows_no_address(world, sign_in):
    browser, _token = prove(sign_in(world.a.leader)), address_for(world.a.leader)
    said = ["You have had an address since" in browser.get(PAGE).content.decode()]
    actions.end(user=world.a.leader)
    page = browser.get(PAGE).content.decode()
    assert (said, "Make an address" in page, "End the address" in page) == ([True], True, False)


def test_copy_of_the_data_has_no_ended_address(world):
    user = world.a.leader
    record = next(each for each in records() if each.model == "webinars.CalendarAddress")
    address_for(user)
    assert record.narrow is not None
    assert record.narrow(user, record.exported_for(user)).count() == 1
    actions.end(user=user)
    assert record.narrow(user, record.exported_for(user)).count() == 0


def hide(user) -> None:
    hiding.hide(user=user)


def suspend(user) -> None:
    vouching.suspend_branch(root=user, by=UserFactory(is_superuser=True))


def erase(user) -> None:
    erasure.erase(user=user)


@pytest.mark.parametrize("leave", [hide, suspend, erase])
def test_address_of_someone_who_is_not_there_is_none_also_when_they_come_back(world, leave):
    user, token = world.a.leader, address_for(world.a.leader)
    place(webinar(world.a), user)
    assert Client().get(at(token)).status_code == 200
    leave(user)
    assert Client().get(at(token)).status_code == 404
    assert what_is_left() == ([] if leave is erase else [(None, None)])
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert Client().get(at(token)).status_code == 404


@pytest.mark.parametrize("leave", [hide, suspend])
def test_form_sent_again_after_coming_back_brings_no_address_back(world, sign_in, leave):
    user, form = world.a.leader, {"key": str(uuid4()), "instead": ""}
    old = prove(sign_in(user)).post(PAGE, form).context["made"]
    leave(user)
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.refresh_from_db()
    page = prove(sign_in(user)).post(PAGE, form)
    assert (page.context["made"], page.context["faults"]) == ("", [CHANGED])
    assert Client().get(old).status_code == 404


def test_who_hid_a_moment_ago_makes_none(world):
    user = User.objects.get(pk=world.a.leader.pk)
    hide(world.a.leader)
    with pytest.raises(actions.AddressChanged):
        actions.make(user=user, key=uuid4())
    assert CalendarAddress.objects.count() == 0


def test_address_of_someone_inactive_or_not_vouched_for_is_none(world):
    token = address_for(world.a.leader)
    mine = User.objects.filter(pk=world.a.leader.pk)
    mine.update(is_active=False)
    assert Client().get(at(token)).status_code == 404
    mine.update(is_active=True, vouched_on=None)
    assert Client().get(at(token)).status_code == 404


def test_unknown_and_ended_addresses_answer_the_same(world):
    ended = address_for(world.a.leader)
    actions.end(user=world.a.leader)
    answers = [Client().get(at(token)) for token in (ended, "A" * 32, "x")]
    pages = {re.sub(rb"/calendar/[\w-]+\.ics", b"", answer.content) for answer in answers}
    assert ([answer.status_code for answer in answers], len(pages)) == ([404] * 3, 1)
    assert Client().post(at(ended)).status_code == 405


def test_other_browsers_session_makes_no_difference(world, sign_in):
    place(webinar(world.a), world.a.leader)
    token = address_for(world.a.leader)
    assert sign_in(world.b.leader).get(at(token)).content == fetched(token)


def test_guesses_are_slowed_down(world, settings):
    settings.GUESS_LIMITS = settings.GUESS_LIMITS | {"calendar": "2/m/ip"}
    token = address_for(world.a.leader)
    statuses = [Client().get(at(each)).status_code for each in ("x" * 32, token, token)]
    assert statuses == [404, 200, 429]


def test_no_log_has_the_address(world, caplog):
    token = address_for(world.a.leader)
    with caplog.at_level(logging.WARNING, logger="django.request"):
        Client().get(at(token))
        Client().get(at("W" * 32))
    formatter = QuietFormatter()
    said = "\n".join(map(formatter.format, caplog.records))
    assert "Failed: calendar-feed" in said
    assert (token in said, "W" * 32 in said) == (False, False)


def test_proof_is_asked_for_before_an_address_is_made(world, sign_in):
    browser = prove(sign_in(world.a.leader), seconds_ago=3_600)
    for answer in (browser.get(PAGE), browser.post(PAGE, {"key": str(uuid4()), "instead": ""})):
        assert answer.url == "/en/me/again/?next=%2Fen%2Fwebinars%2Fcalendar%2F"
    assert CalendarAddress.objects.count() == 0


def test_newcomer_without_a_vouch_makes_none(db, sign_in):
    newcomer = UserFactory(vouched_on=None)
    answer = prove(sign_in(newcomer)).post(PAGE, {"key": str(uuid4()), "instead": ""})
    assert (answer.url, CalendarAddress.objects.count()) == ("/en/waiting/", 0)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_address(world):
    user, keys = world.a.leader, [uuid4()] * 2
    made = at_once(lambda key: actions.make(user=user, key=key), keys)
    assert made[0] == made[1]
    assert CalendarAddress.objects.get().digest == tokens.digest(made[0])


def test_page_says_in_both_languages_what_the_address_means(world, sign_in):
    browser = prove(sign_in(world.a.leader))
    english, french = (
        browser.get(f"/{language}/webinars/calendar/").content.decode() for language in ("en", "fr")
    )
    assert "Anyone who has the address sees when you are busy" in english
    assert "Toute personne qui a l’adresse voit quand vous avez un rendez-vous" in french


def test_place_in_a_webinar_leads_to_the_page(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader)
    assert Registration.objects.count() == 1
    browser = sign_in(world.a.leader)
    for path in ("/en/webinars/", planned.get_absolute_url()):
        assert f'href="{PAGE}"' in browser.get(path).content.decode()
