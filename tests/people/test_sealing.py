"""Sealed text opens only in its own place, and stays readable while master keys change."""

import os
import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Event
from uuid import uuid4

import pytest
from django.conf import settings as real_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from config import keys
from mentorship.models import Pair, PairKey
from mentorship.pairs import notes
from people import sealing
from people.models import MemberKey
from safety import actions as concerns
from safety.models import Concern
from tests import factories
from tests.sources import ROOT, modules

pytestmark = pytest.mark.servers

PLACE = "people.Contact:0001:phone"
TEXT = "CANARY-97001122"
OLD, NEW = b"o" * 32, b"n" * 32


def key_row(**changes) -> MemberKey:
    """A key that is not in the database: enough to seal and unseal."""
    return MemberKey(**{**sealing.new_wrapped_key(), **changes})


def kept_key() -> MemberKey:
    return MemberKey.objects.create(user=factories.UserFactory(), **sealing.new_wrapped_key())


def rotate() -> str:
    out = StringIO()
    call_command("rotate_master_key", stdout=out)
    return out.getvalue()


@given(text=st.text(), context=st.text())
def test_unseal_gives_back_what_was_sealed(text, context):
    row = key_row()
    assert sealing.unseal(row, sealing.seal(row, text, context=context), context=context) == text


def test_sealing_the_same_text_gives_another_result_each_time():
    row = key_row()
    assert len({sealing.seal(row, TEXT, context=PLACE) for _ in range(100)}) == 100


def test_sealed_text_does_not_show_its_words():
    assert TEXT.encode() not in sealing.seal(key_row(), TEXT, context=PLACE)


def test_unseal_with_the_key_of_another_member_is_refused():
    sealed = sealing.seal(key_row(), TEXT, context=PLACE)
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(key_row(), sealed, context=PLACE)


@pytest.mark.parametrize(
    "place",
    ["people.Contact:0002:phone", "people.Contact:0001:name", "people.Other:0001:phone", ""],
)
def test_unseal_in_another_row_or_field_is_refused(place):
    row = key_row()
    sealed = sealing.seal(row, TEXT, context=PLACE)
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(row, sealed, context=place)


@given(data=st.data())
def test_unseal_what_was_tampered_with_is_refused(data):
    row = key_row()
    sealed = bytearray(sealing.seal(row, TEXT, context=PLACE))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(row, bytes(sealed), context=PLACE)


@given(sealed=st.binary(max_size=80))
def test_unseal_what_was_never_sealed_is_refused(sealed):
    for bytes_ in (sealed, sealing.VERSION + sealed):
        with pytest.raises(sealing.CannotUnseal):
            sealing.unseal(key_row(), bytes_, context=PLACE)


@given(data=st.data())
def test_unseal_what_was_cut_off_is_refused(data):
    row = key_row()
    sealed = sealing.seal(row, TEXT, context=PLACE)
    short = sealed[: data.draw(st.integers(0, len(sealed) - 1))]
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(row, short, context=PLACE)


@given(data=st.data())
def test_wrapped_key_that_was_tampered_with_opens_nothing(data):
    row = key_row()
    sealed = sealing.seal(row, TEXT, context=PLACE)
    wrapped = bytearray(row.wrapped_key)
    wrapped[data.draw(st.integers(0, len(wrapped) - 1))] ^= data.draw(st.integers(1, 255))
    row.wrapped_key = bytes(wrapped)
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(row, sealed, context=PLACE)


def test_missing_master_key_opens_nothing_and_seals_nothing(settings):
    row = key_row()
    sealed = sealing.seal(row, TEXT, context=PLACE)
    settings.MASTER_KEYS = [os.urandom(32)]
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(row, sealed, context=PLACE)
    with pytest.raises(sealing.CannotUnseal):
        sealing.seal(row, TEXT, context=PLACE)


def test_database_holds_neither_the_text_nor_the_master_key(db):
    row = kept_key()
    row.refresh_from_db()
    sealed = sealing.seal(row, TEXT, context=PLACE)
    held = bytes(row.wrapped_key) + sealed + row.master_id.encode()
    assert TEXT.encode() not in held
    assert real_settings.MASTER_KEYS[0] not in held
    assert sealing.unseal(row, memoryview(sealed), context=PLACE) == TEXT


def test_rotation_is_readable_before_during_and_after(db, settings, monkeypatch):
    settings.MASTER_KEYS = [OLD]
    rows = [kept_key() for _ in range(5)]
    sealed = [sealing.seal(row, TEXT, context=PLACE) for row in rows]

    def readable() -> int:
        found = zip(MemberKey.objects.order_by("pk"), sealed, strict=True)
        return sum(sealing.unseal(row, text, context=PLACE) == TEXT for row, text in found)

    settings.MASTER_KEYS = [NEW, OLD]
    assert readable() == 5
    monkeypatch.setattr(sealing, "PORTION", 2)
    portions = []
    for portion in sealing.rewrap(MemberKey):
        portions.append(portion)
        assert readable() == 5
    assert portions == [(2, 0), (2, 0), (1, 0)]
    settings.MASTER_KEYS = [NEW]
    assert readable() == 5
    # Rows held by a request that began before.
    settings.MASTER_KEYS = [NEW, OLD]
    assert sealing.unseal(rows[0], sealed[0], context=PLACE) == TEXT


def test_after_rotation_the_old_master_key_opens_nothing(db, settings):
    settings.MASTER_KEYS = [OLD]
    row = kept_key()
    sealed = sealing.seal(row, TEXT, context=PLACE)
    settings.MASTER_KEYS = [NEW, OLD]
    rotate()
    row.refresh_from_db()
    settings.MASTER_KEYS = [OLD]
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(row, sealed, context=PLACE)


def test_rotation_that_was_stopped_continues_where_it_was(db, settings, monkeypatch):
    settings.MASTER_KEYS = [OLD]
    for _ in range(3):
        kept_key()
    settings.MASTER_KEYS = [NEW, OLD]
    monkeypatch.setattr(sealing, "PORTION", 1)
    next(sealing.rewrap(MemberKey))
    newest = MemberKey.objects.filter(master_id=sealing.newest_master_id())
    assert newest.count() == 1
    assert "people.MemberKey: 2 of 2 wrapped again" in rotate()
    assert newest.count() == 3


def test_rotation_does_not_undo_another_one_that_overtook_it(db, settings):
    """Its rows are old when it writes: the newest master key has wrapped them meanwhile."""
    newest = b"3" * 32
    settings.MASTER_KEYS = [OLD]
    row = kept_key()
    sealed = sealing.seal(row, TEXT, context=PLACE)

    def overtake(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and settings.MASTER_KEYS[0] == NEW:
            settings.MASTER_KEYS = [newest, NEW, OLD]
            assert list(sealing.rewrap(MemberKey)) == [(1, 0)]
        return execute(sql, params, many, context)

    settings.MASTER_KEYS = [NEW, OLD]
    with connection.execute_wrapper(overtake):
        list(sealing.rewrap(MemberKey))
    settings.MASTER_KEYS = [newest]
    row.refresh_from_db()
    assert sealing.unseal(row, sealed, context=PLACE) == TEXT


def test_rotation_covers_every_model_with_keys_and_says_what_to_do_next(world, settings):
    settings.MASTER_KEYS = [OLD]
    kept_key()
    factories.running_pair(world.a)
    Concern.objects.create(digest="d", **sealing.new_wrapped_key())
    settings.MASTER_KEYS = [NEW, OLD]
    report = rotate()
    assert set(sealing.key_models()) == {MemberKey, Concern, PairKey}
    for model in sealing.key_models():
        assert f"{model._meta.label}: 1 of 1 wrapped again" in report
        assert set(model.objects.values_list("master_id", flat=True)) == {
            sealing.newest_master_id()
        }
    assert "take the older ones out of MASTER_KEYS" in report
    assert "nothing to wrap again" in rotate()


@pytest.mark.django_db(transaction=True)
def test_rotation_under_load_fails_no_reading_and_no_writing(settings, monkeypatch):
    """Ten threads read and write until all keys of three kinds are wrapped again."""
    settings.MASTER_KEYS = [OLD]
    side = factories.side("A")
    factories.running_pair(side)
    owners = [kept_key() for _ in range(60)]
    sealed = [sealing.seal(row, TEXT, context=PLACE) for row in owners]
    receipt = concerns.leave(key=uuid4(), text=TEXT)
    over = Event()

    def read_and_write(number: int) -> int:
        rounds = 0
        try:
            while not (over.is_set() and rounds):
                row = MemberKey.objects.get(pk=owners[number].pk)
                assert sealing.unseal(row, sealed[number], context=PLACE) == TEXT
                [(_goal, words)] = notes.read(pair=Pair.objects.get(), by=side.leader).goals
                assert words == "ZQA goal"
                assert concerns.answers(concern=concerns.find(receipt)) == []
                new = kept_key()
                kept = sealing.seal(new, TEXT, context=PLACE)
                new.refresh_from_db()
                assert sealing.unseal(new, kept, context=PLACE) == TEXT
                rounds += 1
        finally:
            connection.close()
        return rounds

    settings.MASTER_KEYS = [NEW, OLD]
    monkeypatch.setattr(sealing, "PORTION", 3)
    with ThreadPoolExecutor(10) as pool:
        rounds = [pool.submit(read_and_write, number) for number in range(10)]
        report = rotate()
        over.set()
        assert sum(one.result() for one in rounds) >= 10
    assert "people.MemberKey: 60 of 60 wrapped again" in report
    assert [sealing.waiting(model).count() for model in sealing.key_models()] == [0, 0, 0]
    settings.MASTER_KEYS = [NEW]
    assert factories.words_of(Pair.objects.get().goals.all()) == ["ZQA goal"]
    settings.MASTER_KEYS = [OLD]
    for model in sealing.key_models():
        for row in model.objects.all():
            with pytest.raises(sealing.CannotUnseal):
                sealing.seal(row, TEXT, context=PLACE)


def test_rotation_with_one_master_key_says_how_to_begin(db, settings):
    settings.MASTER_KEYS = [OLD]
    assert "put a new one in front of MASTER_KEYS" in rotate()


def test_rotation_without_the_old_master_key_fails_loudly_and_changes_nothing(db, settings):
    settings.MASTER_KEYS = [OLD]
    row = kept_key()
    before = bytes(row.wrapped_key)
    settings.MASTER_KEYS = [NEW]
    with pytest.raises(CommandError, match="1 key is wrapped by a master key that is not in"):
        rotate()
    row.refresh_from_db()
    assert bytes(row.wrapped_key) == before


def test_key_goes_with_its_member(db):
    row = kept_key()
    row.user.delete()
    assert MemberKey.objects.count() == 0


def test_only_the_sealing_module_decrypts():
    found = [
        f"{path.relative_to(ROOT)}"
        for path in modules()
        for _ in re.findall(r"(?<!get_adapter\(\))\.decrypt\(", path.read_text())
    ]
    # allauth's adapter for second steps is ours, and uses that module. An address of a link to
    # another site is nothing that a member wrote.
    assert found == ["people/sealing.py", "web/reading/links.py"]


def as_text(*keys_: bytes) -> str:
    return ",".join(b64encode(key).decode() for key in keys_)


def test_master_keys_are_read_newest_first():
    assert keys.master_keys(f" {as_text(NEW)} , {as_text(OLD)}\n") == [NEW, OLD]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "short", f"{as_text(NEW)},", "é" * 44, f"{as_text(NEW)};{as_text(OLD)}"),
        *(as_text(b"x" * 31), as_text(b"x" * 33), as_text(NEW, NEW)),
        as_text(NEW).replace("=", "!"),
    ],
)
def test_invalid_master_keys_stop_the_start_without_being_shown(text):
    with pytest.raises(ImproperlyConfigured) as report:
        keys.master_keys(text)
    assert text.strip() == "" or text not in str(report.value)


def test_key_of_a_demo_is_closed_to_others(tmp_path):
    path = tmp_path / "key"
    assert [keys.kept(path, lambda made=made: made, str) for made in ("first", "second")] == [
        *("first", "first")
    ]
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_master_key_is_in_any_table(db):
    kept_key()
    master = real_settings.MASTER_KEYS[0]
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                raw = [bytes(value) for value in row if isinstance(value, (bytes, memoryview))]
                if any(master in value for value in raw) or b64encode(master).decode() in str(row):
                    found.append(table)
    assert found == []
