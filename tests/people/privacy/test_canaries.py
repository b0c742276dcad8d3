"""Puts a mark into all that a member types and their device sends, and searches for it everywhere.

Tables, cache, queue, log, mail, files and temporary files are searched while the member is here,
after they left, after their erasure, 400 days later and after an old copy came back. Not searched
here: what the database server keeps of deleted rows until it cleans up, what a real browser keeps
(`tests/browser`), and backups, which end with their own window (docs/privacy.md).
"""

import io
import logging
import logging.config
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from config.celery import app
from config.schedule import every_task
from learning.models import Attachment
from people.models import MemberSession, User
from people.privacy import erasure
from people.sessions.store import kept_key
from tests import canaries, factories
from tests.caches import everything_cached
from tests.factories import lives
from tests.factories.lives import CANARY
from tests.files import corpus
from tests.fuzz import pages
from tests.queues import everything_queued

pytestmark = pytest.mark.servers

BEGIN = datetime(2026, 3, 9, 12, tzinfo=UTC)
# What is only in sealed places, and what is stored nowhere at all.
SEALED, DEVICE, HERE = "ZSEALED", "ZDEVICE", "203.0.113.77"
# Forms whose only field is the button; pressing it would end the walk.
ENDS_IT = ("/leave/", "/me/erase/", "/me/sessions/", "/end/", "/answer/")


@dataclass
class Traces:
    """Every place outside the database where something about the member could stay."""

    log: io.StringIO
    folders: dict[str, Path]

    def hits(self, *marks: str, outliving: int = 0) -> list[str]:
        """Return the names of the places that contain one of `marks`."""
        texts = {
            "log": self.log.getvalue(),
            "cache": everything_cached(outliving=outliving),
            "mail": "".join(letter.message().as_string() for letter in mail.outbox),
            "queue": everything_queued(),
        }
        found = [name for name, text in texts.items() if any(mark in text for mark in marks)]
        for name, folder in self.folders.items():
            found += [name for mark in marks if canaries.files_with(mark, folder)]
            found += [name for path in folder.rglob("*") for mark in marks if mark in path.name]
        return found


@pytest.fixture
def traces(settings, tmp_path, monkeypatch):
    folders = {name: tmp_path / name for name in ("files", "temporary", "apart")}
    for folder in folders.values():
        folder.mkdir()
    settings.MEDIA_ROOT = folders["files"]
    settings.ERASURE_LIST = folders["apart"] / "erased.txt"
    monkeypatch.setattr(tempfile, "tempdir", str(folders["temporary"]))
    for message in settings.BROKER_DIR.rglob("*.msg"):
        message.unlink()
    handler = logging.StreamHandler(io.StringIO())
    formatter = dict(settings.LOGGING["formatters"]["plain"])
    handler.setFormatter(logging.config.DictConfigurator({}).configure_formatter(formatter))
    logging.getLogger().addHandler(handler)
    yield Traces(handler.stream, folders | {"queue": settings.BROKER_DIR})
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def member(world, traces, time_machine) -> User:
    time_machine.move_to(BEGIN, tick=False)
    factories.home_page()
    return lives.full(world.a)


@pytest.fixture
def phone(member) -> Client:
    """The member's phone, signed in; it names itself wherever a browser can."""
    client = Client(
        raise_request_exception=False,
        REMOTE_ADDR=HERE,
        headers={"user-agent": DEVICE, "accept-language": f"en, {DEVICE}", "referer": DEVICE},
    )
    typed = {"login": member.pseudonym, "password": factories.PASSPHRASE}
    assert client.post(reverse("account_login"), typed).status_code == 302
    # The member's second step in this test is only a mark, and cannot be answered.
    client.force_login(member)
    return client


def filled(form: pages.Form) -> dict[str, Any]:
    """Return every value as the page has it, and the mark in every free text and file."""
    values: dict[str, Any] = {}
    for entry in form.fields:
        if entry.kind == "password":
            values[entry.name] = factories.PASSPHRASE
        elif entry.kind in ("text", "textarea", "search", "email"):
            values[entry.name] = f"{SEALED}@example.org" if entry.kind == "email" else SEALED
        elif entry.kind == "date":
            values[entry.name] = BEGIN.date().isoformat()
        elif entry.kind == "file":
            sound = corpus.saying(SEALED.encode())
            values[entry.name] = SimpleUploadedFile(f"{SEALED}.mp3", sound)
        else:
            values[entry.name] = entry.value or next(filter(None, entry.options), "on")
    return values


def live(phone: Client) -> int:
    """Open every page that links lead to and send every form on it; return how many forms."""
    waiting, seen, sent = [reverse("home"), reverse("safety:concern")], set(), 0
    while waiting:
        path = urlsplit(waiting.pop()).path
        if path in seen or path.startswith(("/leave/", "/studio/", "/static/")):
            continue
        seen.add(path)
        answer = phone.get(path)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        offer = pages.read(answer.content)
        waiting += offer.links
        for form in offer.forms:
            target = form.action.partition("#")[0] or path
            if form.method == "post" and not target.endswith(ENDS_IT):
                phone.post(target, filled(form))
                sent += 1
    # There, the walk names two organisations and is asked to choose.
    reported = phone.post(reverse("safety:concern"), {"key": uuid4(), "text": SEALED})
    assert b'class="secret"' in reported.content
    return sent


def strike() -> None:
    """Run every scheduled task once."""
    app.loader.import_default_modules()
    for entry in every_task().values():
        # PostgreSQL cannot rewrite a table inside a transaction, and this test is one.
        if entry["task"] != "people.tasks.rewrite_after_erasures":
            app.tasks[entry["task"]].apply(throw=True)


def gone(member: User, traces: Traces) -> list[str]:
    """Return where anything about the member still is."""
    typed, marks = (CANARY, SEALED, DEVICE, HERE), canaries.marks_of(member)
    # The rate limit keeps their number for an hour; the erasure list keeps their code, apart.
    left = [place for place in traces.hits(*marks, outliving=3_600) if place != "apart"]
    return canaries.hits(*typed, *marks) + traces.hits(*typed) + left


def test_words_of_a_member_are_in_their_tables_and_nowhere_else(phone, member, traces):
    assert live(phone) > 10
    for path in ("join/{}/", "{}/", "webinars/practice/{}/", "calendar/{}.ics"):
        phone.get(f"/en/{path.format(CANARY)}")
    strike()
    assert canaries.hits(DEVICE, HERE) == []
    assert traces.hits(DEVICE, HERE, SEALED) == []
    assert Attachment.objects.filter(submission__enrolment__user=member).count() == 2
    # Their files may: the uploads carry the mark.
    assert set(traces.hits(CANARY)) == {"files"}


def test_contact_and_notes_are_readable_in_no_table(phone, member):
    pair = member.pairs_as_mentee.get()
    address = reverse("mentorship:pair", args=[pair.code])
    goal = {"form": "goal", "key": str(uuid4()), "text": SEALED}
    meeting = {"form": "meeting", "key": str(uuid4()), "held_on": BEGIN.date().isoformat()}
    meeting |= {"length": "30", "channel": "call", "line": SEALED}
    assert [phone.post(address, form).status_code for form in (goal, meeting)] == [302, 302]
    phone.post(reverse("safety:concern"), {"key": str(uuid4()), "text": SEALED})
    contact = reverse("people:contact")
    for _ in range(2):  # The passphrase is asked for here for the first time.
        page = phone.get(contact, follow=True)
        path = page.redirect_chain[-1][0] if page.redirect_chain else contact
        for form in pages.read(page.content).forms:
            if not (form.action or path).endswith(ENDS_IT):
                phone.post(form.action or path, filled(form))
    assert member.__class__.objects.get(pk=member.pk).contact.sealed_mail
    assert SEALED in phone.get(address).content.decode()
    assert canaries.hits(SEALED) == []


def test_arguments_of_a_queued_task_are_found(traces):
    # A different mark: other tests may look into the same queue meanwhile.
    mark = f"ZTASK{uuid4().hex}"
    app.send_task("people.tasks.forget_old_rows", kwargs={"who": mark}, expires=1)
    assert set(traces.hits(mark)) == {"queue"}


def test_after_leaving_no_session_of_the_member_is_anywhere(phone, member, traces):
    key = phone.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert canaries.hits(kept_key(key))
    live(phone)
    phone.post(reverse("leave"))
    assert phone.cookies[django_settings.SESSION_COOKIE_NAME].value == ""
    assert canaries.hits(key, kept_key(key)) == []
    assert traces.hits(key, DEVICE, HERE) == []
    assert phone.get(reverse("home")).status_code == 302


def test_after_erasure_nothing_is_anywhere(
    phone, member, traces, django_capture_on_commit_callbacks
):
    live(phone)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(user=User.objects.get(pk=member.pk))
    concerns = {"safety_concern", "safety_concernmessage"}
    assert [hit for hit in gone(member, traces) if hit.partition(":")[0] not in concerns] == []


def test_after_400_days_without_a_visit_nothing_is_anywhere(
    phone, member, traces, time_machine, django_capture_on_commit_callbacks
):
    live(phone)
    MemberSession.objects.filter(user=member).delete()
    for days in (100, 200, 358, 380, 400):
        time_machine.move_to(BEGIN + timedelta(days=days), tick=False)
        with django_capture_on_commit_callbacks(execute=True):
            strike()
    assert gone(member, traces) == []


def put_back(rows: dict[str, list[tuple]]) -> None:
    """Give every table the rows that it had, as a restored copy does."""
    with connection.cursor() as cursor:
        # SQLite updates what its full-text search keeps beside its own table.
        names = [name for name in rows if "_fts" not in name]
        for name in names:
            cursor.execute(f'DELETE FROM "{name}"')
        for name in names:
            for row in rows[name]:
                places = ", ".join(["%s"] * len(row))
                cursor.execute(f'INSERT INTO "{name}" VALUES ({places})', row)


def test_restored_copy_serves_no_one_until_the_member_is_erased_again(
    phone, member, traces, django_capture_on_commit_callbacks
):
    copy = canaries.tables()
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(user=User.objects.get(pk=member.pk))
    put_back(copy)
    assert canaries.hits(CANARY)
    assert Client().get(reverse("account_login")).status_code == 503
    with django_capture_on_commit_callbacks(execute=True):
        assert erasure.replay() == 1
    assert gone(member, traces) == []
    assert Client().get(reverse("account_login")).status_code == 200
