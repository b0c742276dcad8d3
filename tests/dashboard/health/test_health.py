"""What can fail without anyone noticing is found, and said with what to do."""

import os
import socket
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Revision

from dashboard.health import parts
from people import sealing
from people.models import MemberKey
from tests import factories
from tests.bbb_server import BbbServer
from web import lockdown

pytestmark = pytest.mark.django_db

HOUR = 3_600


def aged(path, seconds: float) -> None:
    path.touch()
    os.utime(path, (time.time() - seconds,) * 2)


def give_key(member) -> None:
    MemberKey.objects.update_or_create(user=member, defaults=dict(sealing.new_wrapped_key()))


def faults() -> dict[str, str]:
    return {name: str(fault) for name, fault in parts.report(slow=True).items() if fault}


def test_a_site_that_works_has_no_fault(well, client):
    factories.UserFactory()
    assert faults() == {}
    answer = client.get("/healthz/deep")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert answer["Content-Type"] == "text/plain"


@pytest.mark.parametrize(
    ("name", "age", "says"),
    [
        (parts.LAST_BEAT, 9 * 60, None),
        (parts.LAST_BEAT, 11 * 60, "Worker or beat have done nothing for 11 minutes: "),
        (parts.LAST_BEAT, 30 * HOUR, "Worker or beat have done nothing for 30 hours: "),
        (parts.LAST_COPY, 49 * HOUR, None),
        (parts.LAST_COPY, 51 * HOUR, "The last copy of the data is 51 hours old: "),
    ],
)
def test_what_did_not_happen_lately_is_said(well, name, age, says):
    aged(well / name, age)
    [*found] = faults().values()
    assert [one.startswith(says) for one in found] == ([True] if says else [])


@pytest.mark.parametrize(
    ("name", "check"), [(parts.LAST_BEAT, "schedule"), (parts.LAST_COPY, "copies")]
)
def test_what_never_happened_is_said(well, name, check):
    (well / name).unlink()
    assert list(faults()) == [check]


@pytest.mark.parametrize(
    ("name", "check"), [(parts.LAST_BEAT, "schedule"), (parts.LAST_COPY, "copies")]
)
@pytest.mark.parametrize(("ahead", "is_believed"), [(30, True), (90, False), (9 * HOUR, False)])
def test_a_time_to_come_is_not_believed(well, name, check, ahead, is_believed):
    aged(well / name, -ahead)
    assert list(faults()) == ([] if is_believed else [check])
    assert (parts.last_copy() is None) == (name == parts.LAST_COPY and not is_believed)


@pytest.mark.parametrize(("minutes", "names"), [(9, []), (11, ["planned"])])
def test_a_planned_page_that_is_late_is_said_outside_a_lockdown(well, minutes, names):
    page = factories.course()
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    hour = timezone.now() - timedelta(minutes=minutes)
    Revision.objects.exclude(approved_go_live_at=None).update(approved_go_live_at=hour)
    assert list(faults()) == names
    lockdown.begin(lockdown.Mode.READ_ONLY)
    assert list(faults()) == []


def test_a_demo_needs_no_copies(well, settings):
    (well / parts.LAST_COPY).unlink()
    settings.DEMO = True
    assert faults() == {}


def test_another_master_key_is_noticed(well, settings):
    member = factories.UserFactory()
    give_key(member)
    settings.MASTER_KEYS = [os.urandom(32)]
    assert list(faults()) == ["master key"]


def test_a_full_disk_is_said(well, monkeypatch):
    monkeypatch.setattr(parts, "FREE_BYTES", 10**18)
    assert list(faults()) == ["disk"]


def test_a_cache_that_is_away_is_said(well, settings, client):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/1",
        }
    }
    assert list(faults()) == ["cache"]
    answer = client.get("/healthz/deep")
    assert (answer.status_code, answer.text) == (503, "not ok: cache")


def test_a_mail_server_that_is_away_is_said(well, settings):
    settings.DEFAULT_FROM_EMAIL = "post@example.org"
    settings.EMAIL_BACKEND = "people.contact.mailing.NeutralBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert list(faults()) == ["mail"]


@pytest.fixture
def room_server(settings):
    with BbbServer(secret="s3cret-of-the-room-server") as server:
        settings.BBB_URL, settings.BBB_SECRET = server.url, server.secret
        yield server


def test_a_room_server_that_answers_has_no_fault(well, room_server):
    assert faults() == {}
    assert room_server.violations == []


def test_a_room_server_with_another_secret_is_said(well, room_server, settings):
    settings.BBB_SECRET = "another"
    assert faults() == {
        "rooms": "The room server refuses our calls: check secrets/bbb_secret and BBB_CHECKSUM."
    }


@pytest.mark.parametrize("is_silent", [True, False])
def test_a_room_server_that_is_away_is_said_soon_and_without_its_address(
    well, settings, capsys, is_silent
):
    """One that accepts and says nothing, and one that is not there."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        if is_silent:
            held.listen()
        port = held.getsockname()[1]
        settings.BBB_URL = f"http://127.0.0.1:{port}/bigbluebutton/"
        settings.BBB_SECRET = "s3cret-of-the-room-server"
        with pytest.raises(SystemExit):
            call_command("status")
    said = capsys.readouterr().out
    why = "took too long to answer" if is_silent else "could not be reached"
    assert said.splitlines()[-1] == (
        f"rooms        The room server {why}: see whether it runs, and whether BBB_URL is right."
    )
    assert str(port) not in said
    assert "s3cret" not in said


def test_a_long_queue_is_said(well, settings, monkeypatch):
    monkeypatch.setattr(parts, "MOST_WAITING", -1)
    assert list(faults()) == ["queue"]


def test_monitors_read_names_and_no_advice(well, client):
    (well / parts.LAST_COPY).unlink()
    aged(well / parts.LAST_BEAT, HOUR)
    answer = client.get("/healthz/deep")
    assert (answer.status_code, answer.text) == (503, "not ok: schedule, copies")


def test_monitors_cost_one_report_in_half_a_minute(well, client, django_assert_num_queries):
    client.get("/healthz/deep")
    with django_assert_num_queries(0):
        client.get("/healthz/deep")
    cache.clear()


def test_the_command_says_each_part_and_ends_with_its_code(well, capsys):
    call_command("status")
    assert capsys.readouterr().out.splitlines()[0] == "database     ok"
    (well / parts.LAST_COPY).unlink()
    with pytest.raises(SystemExit) as ended:
        call_command("status")
    assert ended.value.code == 1
    assert "copies       Nothing says when a copy of the data was made: " in capsys.readouterr().out


def test_a_wrong_master_key_stops_the_start(settings):
    give_key(factories.UserFactory())
    call_command("check", databases=["default"])
    settings.MASTER_KEYS = [os.urandom(32)]
    with pytest.raises(Exception, match="The master key does not open what is sealed"):
        call_command("check", databases=["default"])


def test_nothing_is_to_be_opened_before_the_first_migration():
    """`migrate` checks before it makes the tables."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_memberkey RENAME TO not_made_yet")
    assert parts.master_key() is None
