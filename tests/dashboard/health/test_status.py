"""Administrators see how the site is, without waiting for what leaves the machine."""

import os
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from dashboard.health import parts, reports
from dashboard.tasks import ask_outside
from dashboard.waiting import waiting_for
from tests.bbb_server import BbbServer
from tests.factories import example
from tests.pages import one_line
from tests.responses import text_of

pytestmark = pytest.mark.django_db

STATUS = reverse("dashboard:status")


@pytest.fixture
def admin(world):
    return example.person("admin", world.a.organisation, "ZQ admin")


def broken() -> dict[str, str]:
    return {str(one.label): str(one.fault) for one in reports.status().broken}


def unknown() -> list[str]:
    return [str(one.label) for one in reports.status().parts if not one.is_known]


def waits(user) -> list[tuple[str, str, str]]:
    found = waiting_for(user, reviews=0, managed=[])
    return [(one.heading, one.text, one.link) for one in found if one.page == "dashboard:status"]


def test_a_site_that_works_says_so(well, admin, sign_in):
    browser = sign_in(admin)
    page = text_of(browser.get(STATUS))
    assert (page.count("Works"), page.count("Does not work")) == (len(reports.LABELS), 0)
    home = text_of(browser.get(reverse("home")))
    assert "All parts of the site work." in home
    assert f'href="{STATUS}"' in home
    assert waits(admin) == []


def test_what_does_not_work_is_counted_at_home_and_said_on_the_page(well, admin, world, sign_in):
    (well / parts.LAST_COPY).unlink()
    (well / parts.LAST_BEAT).unlink()
    heading = "2 parts of the site do not work"
    expected = [(heading, "Worker and schedule, Copies of the data", STATUS)]
    assert waits(admin) == expected
    assert waits(world.a.coordinator) == []
    browser = sign_in(admin)
    home = text_of(browser.get(reverse("home")))
    assert ("All parts of the site work." in home, heading in home) == (False, True)
    page = text_of(browser.get(STATUS))
    assert page.count("Does not work") == 2
    assert "Worker and beat have done nothing yet: start both. If the site has just started" in page
    french = text_of(browser.get(STATUS.replace("/en/", "/fr/")))
    assert "Worker et beat n’ont encore rien fait\xa0: lancez les deux." in french
    assert "Rien ne dit quand une copie des données a été faite" in french


def test_a_fault_is_said_in_the_language_of_its_reader(well):
    os.utime(well / parts.LAST_COPY, (time.time() - 60 * parts.HOUR,) * 2)
    assert list(broken().values()) == [
        "The last copy of the data is 60 hours old: run bin/backup and see what it says."
    ]
    with translation.override("fr"):
        assert broken() == {
            "Copies des données": (
                "La dernière copie des données a 60 heures\xa0: lancez bin/backup et lisez son"
                " message."
            )
        }


def test_the_worker_asks_the_room_server_and_the_page_does_not(well, settings):
    with BbbServer(secret="s3cret-of-the-room-server") as server:
        settings.BBB_URL, settings.BBB_SECRET = server.url, "another"
        ask_outside()
        asked = len(server.calls)
        assert broken() == {
            "Rooms": "The room server refuses our calls: check secrets/bbb_secret and BBB_CHECKSUM."
        }
        assert (len(server.calls), asked > 0) == (asked, True)
        settings.BBB_SECRET = "s3cret-of-the-room-server"
        ask_outside()
    assert broken() == {}


@pytest.mark.parametrize(
    "content", ["", "[]", "{", "null", '{"mail": null}', '{"mail": 1}', "\x00"]
)
def test_a_damaged_file_says_that_nothing_was_checked(well, content):
    (well / reports.OUTSIDE).write_text(content)
    assert unknown() == ["E-mail", "Rooms"]
    assert (broken(), reports.status().is_well) == ({}, False)
    ask_outside()
    assert (unknown(), reports.status().is_well) == ([], True)


@pytest.mark.parametrize(
    ("minutes", "is_known"), [(-60, False), (1, True), (39, True), (41, False), (60 * 24, False)]
)
def test_an_old_file_or_one_of_the_future_is_not_believed(well, minutes, is_known):
    then = (timezone.now() - timedelta(minutes=minutes)).timestamp()
    os.utime(well / reports.OUTSIDE, (then, then))
    assert unknown() == ([] if is_known else ["E-mail", "Rooms"])


def test_what_no_one_checked_is_neither_broken_nor_well(well, admin, sign_in):
    (well / reports.OUTSIDE).unlink()
    browser = sign_in(admin)
    page = text_of(browser.get(STATUS))
    assert [page.count(state) for state in ("Does not work", "Not checked lately")] == [0, 2]
    assert "All parts of the site work." not in text_of(browser.get(reverse("home")))


def test_home_of_others_says_nothing_of_the_site(well, world, sign_in):
    for user in (world.a.coordinator, world.a.leader):
        assert "How the site is" not in text_of(sign_in(user).get(reverse("home")))


def test_the_disk_has_a_picture_and_its_numbers(well, admin, sign_in, monkeypatch):
    room = parts.Room(total=40_000_000_000, free=1_500_000_000)
    monkeypatch.setattr(parts, "room_on_disk", lambda: room)
    page = one_line(text_of(sign_in(admin).get(STATUS)))
    assert '<progress value="38500000000" max="40000000000"' in page
    assert "1.5\xa0GB free of 40\xa0GB" in page
