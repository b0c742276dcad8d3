"""The public page, the words of the registry, and what could be handed over about one member."""

import re
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db.models import ForeignKey
from django.urls import reverse
from django.utils.html import escape

from people.models import User
from people.privacy import register
from tests.factories import lives
from tests.pages import one_line


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def test_every_field_about_people_has_plain_words():
    shared = register.words()
    missing = [
        f"{record.model}.{name}"
        for record in register.records()
        for name in {*record.about_people, *record.exported}
        if name not in shared and name not in record.words
    ]
    assert missing == []


def test_table_names_each_kind_once_in_a_row():
    rows = [line for line in register.table().splitlines() if line.startswith("| **")]
    assert len(rows) == len([one for one in register.records() if one.about_people])
    assert {row.count(f"{kind.value}:") for row in rows for kind in register.Kind} == {0, 1}


def test_no_words_outlive_their_field():
    names = {record.model: {*record.fields, *record.exported} for record in register.records()}
    assert register.words().keys() - set().union(*names.values()) == set()
    own = {record.model: set(record.words) for record in register.records()}
    assert {model for model, words in own.items() if words - names[model]} == set()


def test_no_two_apps_share_a_word_for_a_field():
    """Otherwise the later app would name the fields of the other."""
    names = [name for app in register.declarations() for name in app.words]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_sealed_fields_that_are_exported_can_be_opened():
    sealed = {
        (record.model, name)
        for record in register.records()
        for name in record.exported
        if record.fields.get(name) is register.Kind.SEALED
    }
    assert sealed == {
        (record.model, name) for record in register.records() for name in record.openers
    }


def expires(record: register.Record) -> bool:
    """Whether it is about people who cannot be identified."""
    return record.eraser is register.Eraser.EXPIRES


def test_at_most_twenty_three_fields_hold_what_a_member_wrote_or_their_secrets():
    """Everything else is a code, a date or a choice from our lists."""
    sensitive = [
        f"{record.model}.{name}"
        for record in register.records()
        if record.owners
        for name, kind in record.fields.items()
        if kind in (register.Kind.PERSONAL, register.Kind.SEALED)
    ]
    assert 0 < len(sensitive) <= 23


def test_everything_about_people_has_a_title_and_a_way_out():
    unclear = [
        record.model
        for record in register.records()
        if record.about_people
        and not (record.title and (record.owners or record.unlinked or expires(record)))
    ]
    assert unclear == []


def test_every_field_that_points_at_a_member_is_followed():
    """A key to a member is how the row is found, or it is emptied; there is no third way."""
    lost = [
        f"{record.model}.{field.name}"
        for record in register.records()
        for field in record.rows.model._meta.local_fields
        if isinstance(field, ForeignKey)
        and field.related_model is User
        and field.name not in {*record.owners, *record.unlinked}
    ]
    assert lost == []


def test_public_page_says_every_field_of_the_registry(client, db):
    page = client.get(reverse("people:what-we-hold")).content.decode()
    for record in register.records():
        if not record.about_people:
            continue
        assert f"<h2>{escape(record.title)}</h2>" in page
        for name in record.about_people:
            assert f"<li>{escape(register.named(record, name))}</li>" in page


def test_index_leads_to_each_part_of_the_page(client, db):
    page = one_line(client.get(reverse("people:what-we-hold")).content.decode())
    index = page.partition('<nav class="card"')[2].partition("</nav>")[0]
    parts = re.findall(r'<section class="card" id="(\w+)"><h2>([^<]+)</h2>', page)
    assert re.findall(r'<a href="#(\w+)">([^<]+)</a>', index) == parts
    named = [escape(record.title) for record in register.account_first() if record.about_people]
    assert [title for _, title in parts] == [*named, "We also keep"]


def test_public_page_needs_no_sign_in_and_one_query(client, db, django_assert_max_num_queries):
    client.get(reverse("people:what-we-hold"))
    with django_assert_max_num_queries(1):
        assert client.get(reverse("people:what-we-hold")).status_code == 200


def test_public_page_has_a_neutral_title(client, db):
    page = client.get(reverse("people:what-we-hold")).content.decode()
    assert "<title>What we hold · " in page


def handed_over(capsys, member: str) -> str:
    call_command("what_we_hold", member)
    return capsys.readouterr().out


def test_command_prints_all_about_one_member(world, capsys):
    user = lives.full(world.a)
    printed = handed_over(capsys, "zher baobab")
    for words in ("Baobab", "work", "review that they got", "alias", "goal", "line", "notice"):
        assert f"{lives.CANARY} {words}" in printed
    assert f"people.User {user.pk}" in printed
    assert "wagtailcore.Revision.user: 1 rows" in printed
    assert "account.EmailAddress.user: 1 rows" in printed
    session = user.sessions.get()
    assert f"people.MemberSession {session.code}" in printed
    assert session.session_key not in printed
    assert session.session_data not in printed
    assert user.password not in printed


def test_command_prints_nothing_about_others(world, capsys):
    lives.full(world.a)
    printed = handed_over(capsys, world.b.leader.pseudonym)
    assert lives.CANARY not in printed
    assert "ZQA " not in printed


def test_command_says_when_a_pseudonym_is_unknown(db):
    with pytest.raises(CommandError):
        call_command("what_we_hold", "Nobody 999")
