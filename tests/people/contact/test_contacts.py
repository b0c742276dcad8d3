"""A mail address is sealed, and opened by one function."""

import ast
import re

import pytest
from django.db import connection
from django.urls import reverse

from people import sealing
from people.contact import actions as contacts
from people.models import Contact, CountryRisk, Event, MemberKey, User
from tests.proving import prove
from tests.sources import ROOT, modules

MAIL = "canary.box@example.org"


@pytest.fixture(autouse=True)
def _mail_is_on(settings):
    settings.DEFAULT_FROM_EMAIL = "post@example.net"


@pytest.fixture
def proven(sign_in):
    """Return a function that signs in a member who has just typed their passphrase."""

    def signed_in(user):
        return prove(sign_in(user))

    return signed_in


def mark_as_dangerous(user: User) -> None:
    user.organisation.country = "ZW"
    user.organisation.save()
    CountryRisk.objects.create(country="ZW", level=CountryRisk.Level.HIGH)


def test_stored_address_is_read_back_and_nowhere_in_plain_text(world):
    leader = world.a.leader
    contacts.keep(user=leader, mail=MAIL)
    assert contacts.read(user=leader) == MAIL
    assert User.objects.get(pk=leader.pk).wants_mail is True
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [table for row in cursor.fetchall() if "canary.box" in _text(row)]
    assert found == []


def _text(row) -> str:
    return "".join(
        bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)
        for cell in row
    )


def test_member_without_an_address_has_none(world):
    assert contacts.read(user=world.a.leader) == ""


def test_only_the_member_and_the_mailer_read_the_address(world):
    """Any other reader would have to leave a row in the member's access log."""
    readers = [
        str(path.relative_to(ROOT))
        for path in modules()
        if re.search(r"\b(?:actions|contacts)\.read\(user=", path.read_text())
        if "people.contact" in path.read_text()
    ]
    assert sorted(readers) == [
        "people/contact/mailing.py",
        "people/contact/views.py",
        "people/personal_data.py",
    ]


def test_address_moved_to_another_member_does_not_open(world):
    owner, other = world.a.leader, world.b.leader
    contacts.keep(user=owner, mail=MAIL)
    contacts.keep(user=other, mail="other@example.org")
    Contact.objects.filter(user=other).update(sealed_mail=owner.contact.sealed_mail)
    with pytest.raises(sealing.CannotUnseal):
        contacts.read(user=other)
    # Nor with the key that sealed it.
    key = MemberKey.objects.get(user=owner)
    columns = {"wrapped_key": key.wrapped_key, "master_id": key.master_id}
    MemberKey.objects.filter(user=other).update(**columns)
    with pytest.raises(sealing.CannotUnseal):
        contacts.read(user=other)


def test_storing_an_address_twice_stores_it_once(world):
    for _ in range(2):
        contacts.keep(user=world.a.leader, mail=MAIL)
    assert (Contact.objects.count(), MemberKey.objects.count()) == (1, 1)
    assert list(Event.objects.values_list("kind", "actor")) == [
        ("keep_contact", world.a.leader.code)
    ]


def test_forgetting_an_address_leaves_nothing(world):
    contacts.keep(user=world.a.leader, mail=MAIL)
    for _ in range(2):
        contacts.forget(user=world.a.leader)
    assert contacts.read(user=world.a.leader) == ""
    assert User.objects.get(pk=world.a.leader.pk).wants_mail is False
    recorded = Event.objects.order_by("pk").values_list("kind", flat=True)
    assert list(recorded) == ["keep_contact", "forget_contact"]


def test_nothing_else_opens_the_column():
    """Only this module and the declarations name it outside models and migrations."""
    named = [str(path.relative_to(ROOT)) for path in modules() if "sealed_mail" in path.read_text()]
    assert sorted(named) == [
        "people/contact/actions.py",
        "people/contact/models.py",
        "people/personal_data.py",
    ]
    source = ast.parse((ROOT / "people" / "contact" / "actions.py").read_text())
    openers = [
        function.name
        for function in ast.walk(source)
        if isinstance(function, ast.FunctionDef) and "unseal" in ast.unparse(function.body[1:])
    ]
    assert openers == ["read"]


# --- The page -------------------------------------------------------------------------------


def test_page_asks_for_the_passphrase_first(sign_in, world):
    contacts.keep(user=world.a.leader, mail=MAIL)
    page = reverse("people:contact")
    client = sign_in(world.a.leader)
    for response in (client.get(page), client.post(page, {"mail": "thief@example.org"})):
        assert response.status_code == 302
        assert response.url.startswith(reverse("people:again"))
    assert contacts.read(user=world.a.leader) == MAIL


def test_strangers_are_shown_the_sign_in_page(client, db):
    page = reverse("people:contact")
    assert client.get(page).url == f"{reverse('account_login')}?next={page}"


def test_member_adds_changes_and_removes_their_address(proven, world):
    client, page = proven(world.a.leader), reverse("people:contact")
    for mail in (MAIL, "new@example.org"):
        assert client.post(page, {"mail": f" {mail} "}).url == reverse("people:me")
        assert contacts.read(user=world.a.leader) == mail
        assert f'value="{mail}"' in client.get(page).content.decode()
    client.post(page, {"mail": ""})
    assert contacts.read(user=world.a.leader) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "\u200bnew@example.org\u2060",
        "\u202fnew@example.org",
        "new＠example.org",
        "new@exam\u00adple.org",
    ],
)
def test_address_is_read_as_phones_and_chats_write_it(proven, world, typed):
    proven(world.a.leader).post(reverse("people:contact"), {"mail": typed})
    assert contacts.read(user=world.a.leader) == "new@example.org"


def test_address_is_shown_to_no_other_member(proven, world):
    contacts.keep(user=world.b.leader, mail=MAIL)
    for reader in (world.a.leader, world.b.leader2, world.b.mentor, world.b.coordinator):
        assert MAIL not in proven(reader).get(reverse("people:contact")).content.decode()


@pytest.mark.parametrize("wrong", ["no address", "a@b", "x" * 300 + "@example.org", "\0@x.org"])
def test_invalid_address_is_refused_with_a_sentence(proven, world, wrong):
    response = proven(world.a.leader).post(reverse("people:contact"), {"mail": wrong})
    assert (response.status_code, Contact.objects.count()) == (200, 0)
    assert list(response.context["form"].errors) == ["mail"]


@pytest.mark.parametrize("why", ["no mail server", "danger"])
def test_page_exists_only_where_mail_is_sent_or_an_address_is_left(proven, world, settings, why):
    leader = world.a.leader
    contacts.keep(user=leader, mail=MAIL)
    if why == "danger":
        mark_as_dangerous(leader)
    else:
        settings.DEFAULT_FROM_EMAIL = ""
    client, page = proven(leader), reverse("people:contact")
    assert 'name="mail" value=""' in client.get(page).content.decode()
    # A new address is refused, and the old one can be removed.
    client.post(page, {"mail": "new@example.org"})
    assert contacts.read(user=leader) == ""
    assert client.get(page).status_code == 404
    assert reverse("people:contact") not in client.get(reverse("people:me")).content.decode()
