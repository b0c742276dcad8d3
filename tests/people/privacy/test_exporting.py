"""A member's own copy: everything about them, nothing about others, and no file left behind."""

import io
import json
import re
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from learning.models import Attachment, Submission
from people.files.opened import Opened, TooMuchAtOnce
from people.models import Event, User
from people.privacy import export as exporting
from people.privacy import register
from tests import factories
from tests.factories import lives

pytestmark = pytest.mark.servers


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ERASURE_LIST = tmp_path / "erased.txt"


@pytest.fixture
def member(world) -> User:
    """A member about whom everything is stored, on a site where others have as much."""
    lives.full(world.b, pk=123_987_654, canary="ZOTHER")
    user = lives.full(world.a)
    lives.comment_on_a_mentee(user, text=f"{lives.CANARY} review that they wrote")
    return user


def packed(user: User, sign_in, language: str = "en") -> dict[str, bytes]:
    client = sign_in(user)
    answer = client.post(f"/{language}/me/export/", {"passphrase": factories.PASSPHRASE})
    assert answer.streaming
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def copy_of(user: User, sign_in, language: str = "en") -> dict[str, str]:
    found = packed(user, sign_in, language)
    return {name: found[name].decode() for name in ("copy.html", "copy.json")}


def test_copy_holds_a_page_the_same_for_machines_and_their_files(member, sign_in):
    copy = packed(member, sign_in)
    file = Attachment.objects.get(submission__enrolment__user=member)
    assert list(copy) == ["copy.html", "copy.json", f"files/{file.name}"]
    assert copy[f"files/{file.name}"] == f"{lives.CANARY} voice".encode()
    machine = json.loads(copy["copy.json"])["learning.Attachment"]
    assert machine == [{"kind": "mp3", "size": 10, "content": f"files/{file.name}"}]
    assert f"<dd>files/{file.name}" in copy["copy.html"].decode().replace("<wbr>", "")


# A notice's key, the points of a matching and the session hold no text of the member.
EXPORTED = [
    *("Baobab", "work", "review that they got", "review that they wrote", "-7777", "alias", "old"),
    *("goal", "goal of the other pair", "line"),
]


def test_copy_holds_each_canary_of_the_member(member, sign_in):
    for name, text in copy_of(member, sign_in).items():
        missing = [
            words
            for words in EXPORTED
            if f"{lives.CANARY} {words}" not in text and f"{lives.CANARY}{words}" not in text
        ]
        assert missing == [], name


@pytest.mark.usefixtures("real_hashes")
def test_copy_holds_no_one_else(world, member, sign_in):
    others = User.objects.exclude(pk=member.pk)
    marks = [*others.values_list("pseudonym", flat=True), "ZOTHER", "ZQB "]
    marks += [str(code) for code in others.values_list("code", flat=True)]
    marks += ["the other one's work", "argon2", "123987654"]
    for text in copy_of(member, sign_in).values():
        assert [mark for mark in marks if mark in text] == []


def test_copy_names_courses_by_their_titles(world, member, sign_in):
    copy = copy_of(member, sign_in)
    assert "Course of zqa" in copy["copy.html"]
    assert "Lesson 1" in copy["copy.html"]


def test_copy_is_in_the_language_of_the_member(member, sign_in, settings):
    page = copy_of(member, sign_in, "fr")["copy.html"]
    assert '<html lang="fr">' in page


def test_copy_says_a_month_without_a_day(member, sign_in):
    page = copy_of(member, sign_in, "fr")["copy.html"]
    member.refresh_from_db()
    with override("fr"):
        month = date_format(member.active_month, "F Y")
    told = re.search(r"le mois de votre dernière visite</dt>\s*<dd>([^<]*)</dd>", page)
    assert told
    assert told[1] == month


def test_copy_loads_nothing_from_anywhere(member, sign_in):
    page = copy_of(member, sign_in)["copy.html"]
    assert re.findall(r"<(?:script|link|img|style|iframe|a)\b|\bsrc=|\bhref=|://", page) == []


def test_copy_is_as_narrow_as_a_phone_whatever_was_typed(member, sign_in):
    User.objects.filter(pk=member.pk).update(pseudonym=f"{'é' * 32} & <b>")
    page = copy_of(member, sign_in)["copy.html"]
    assert f"{'é' * 30}<wbr>éé &amp; &lt;b&gt;" in page


def test_copy_escapes_what_was_typed(world, sign_in):
    user = lives.member(world.a)
    User.objects.filter(pk=user.pk).update(pseudonym="<script>alert(1)</script>")
    assert "<script>" not in copy_of(user, sign_in)["copy.html"]


def test_copy_for_machines_has_a_row_for_each_row(member, sign_in):
    counts = {
        record.model: record.exported_for(member).count()
        for record in register.records()
        if record.exported
    }
    # The session in which the member asks for the copy.
    counts["people.MemberSession"] += 1
    machine = json.loads(copy_of(member, sign_in)["copy.json"])
    assert {model: len(rows) for model, rows in machine.items()} == counts
    assert all(counts.values())


def test_copy_has_a_neutral_name_and_is_not_kept(member, sign_in):
    answer = sign_in(member).post(reverse("people:export"), {"passphrase": factories.PASSPHRASE})
    assert answer["Content-Disposition"] == 'attachment; filename="copy.zip"'
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"


def all_files(*folders: Path) -> set[Path]:
    return {path for folder in folders for path in folder.rglob("*")}


def test_copy_leaves_no_file(member, sign_in, settings, tmp_path, monkeypatch):
    """Not even where the system puts what is too large for memory."""
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spool))
    before = all_files(tmp_path)
    copy_of(member, sign_in)
    assert all_files(tmp_path) == before


FILE = 1_900_000


def many_files(user: User, count: int) -> None:
    work = Submission.objects.get(enrolment__user=user)
    work.attachments.all().delete()
    for number in range(count):
        factories.attach(work, bytes([number]) * FILE)


def part_of(client, number: int | str = "") -> HttpResponseBase:
    fields = {"passphrase": factories.PASSPHRASE} | ({"part": number} if number else {})
    return client.post(reverse("people:export"), fields)


def names_in(answer) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        return archive.namelist()


def test_copy_with_many_files_comes_in_parts(member, sign_in):
    many_files(member, 9)
    files = [f"files/{one.name}" for one in Attachment.objects.filter(size=FILE)]
    client = sign_in(member)
    form = client.get(reverse("people:export")).context["form"]
    assert form.fields["part"].choices == [(n, f"part {n} of 3") for n in (1, 2, 3)]
    for number, names in (
        (1, ["copy.html", "copy.json", *files[:4]]),
        (2, files[4:8]),
        (3, files[8:]),
    ):
        answer = part_of(client, number)
        assert answer["Content-Disposition"] == f'attachment; filename="copy-{number}.zip"'
        assert names_in(answer) == names


def test_a_part_has_to_be_chosen_and_to_exist(member, sign_in):
    client = sign_in(member)
    assert [*client.get(reverse("people:export")).context["form"].fields] == ["passphrase"]
    many_files(member, 5)
    for number in ("", 0, 3, "x"):
        assert list(part_of(client, number).context["form"].errors) == ["part"]
    assert not Event.objects.filter(kind="export").exists()


def test_nothing_is_opened_or_recorded_while_files_are_on_their_way(member, sign_in):
    many_files(member, 4)
    client = sign_in(member)
    with Opened(bytes(FILE), reader=member.pk), CaptureQueriesContext(connection) as asked:
        answer = part_of(client)
    assert answer.context["form"].non_field_errors() == [str(TooMuchAtOnce.sentence)]
    assert [sql for sql in queries(asked) if '"learning_attachment"."content"' in sql] == []
    assert not Event.objects.filter(kind="export").exists()


def queries(asked: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in asked.captured_queries]


def test_files_are_loaded_one_after_the_other_and_never_compared(member, sign_in):
    many_files(member, 3)
    with CaptureQueriesContext(connection) as asked:
        pieces = exporting.export(user=member, part=exporting.parts(member)[0])
        next(pieces)
        before = [sql for sql in queries(asked) if '"content"' in sql]
        for number in (1, 2, 3):
            while len(next(pieces)) < FILE:
                pass
            assert len([sql for sql in queries(asked) if '"content"' in sql]) == number
    assert before == []
    assert [sql for sql in queries(asked) if "DISTINCT" in sql] == []


def test_copy_is_recorded_as_an_event_without_its_contents(member, sign_in):
    copy_of(member, sign_in)
    event = Event.objects.get(kind="export")
    assert (event.actor, event.subject) == (member.code, None)


def test_copy_gives_no_time_of_day(member):
    [part] = exporting.parts(member)
    pieces = b"".join(exporting.export(user=member, part=part))
    with zipfile.ZipFile(io.BytesIO(pieces)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("passphrase", ["wrong", ""])
def test_copy_needs_the_passphrase_once_more(world, sign_in, passphrase):
    user = lives.member(world.a)
    answer = sign_in(user).post(reverse("people:export"), {"passphrase": passphrase})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["passphrase"]
    assert 'id="id_passphrase_error">' in answer.content.decode()
    assert not Event.objects.filter(kind="export").exists()


def test_opening_the_page_gives_no_copy(world, sign_in):
    page = sign_in(lives.member(world.a)).get(reverse("people:export"))
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert page.context["form"].is_bound is False


def test_readers_read_only_what_is_asked(db):
    for reader in register.titles().values():
        assert reader([UUID(int=1)]) == {}
