"""From an empty site to the first invitation, and never a second time."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from people.invitations.permissions import can_invite
from people.models import Organisation, RoleGrant, User
from tests.factories import loaded
from tests.proving import sign_in_by_hand

pytestmark = pytest.mark.django_db

GIVEN = {
    "region": "Africa",
    "organisation": "Group of the Harbour",
    "country": "bj",
    "time_zone": "africa/porto-novo",
}


def made(capsys) -> tuple[str, str]:
    call_command("first_coordinator", **GIVEN)
    text = capsys.readouterr().out
    found = re.search(r"pseudonym: +(.+)\n +passphrase: +(.+)\n", text)
    return found[1], found[2]


def test_the_first_coordinator_signs_in_and_can_invite_at_once(capsys, settings):
    settings.NEWCOMER_DAYS = 14
    pseudonym, passphrase = made(capsys)
    browser = sign_in_by_hand(login=pseudonym, password=passphrase)
    page = browser.get(reverse("people:invitations"))
    assert page.status_code in (200, 302)
    user = loaded(User.objects.get(pseudonym=pseudonym))
    group = Organisation.objects.get(name="Group of the Harbour")
    assert (group.country.code, group.time_zone) == ("BJ", "Africa/Porto-Novo")
    assert can_invite(user, group)


def test_with_a_second_step_demanded_the_roles_wait_for_it(capsys, settings):
    settings.SECOND_STEP_REQUIRED = True
    user = User.objects.get(pseudonym=made(capsys)[0])
    group = Organisation.objects.get(name="Group of the Harbour")
    assert not can_invite(loaded(user), group)


def test_it_is_made_once(capsys):
    made(capsys)
    with pytest.raises(CommandError, match="This site has a coordinator already"):
        call_command("first_coordinator", **GIVEN)
    assert (User.objects.count(), RoleGrant.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("region", "Atlantis", "Region: “Atlantis” is not one of those that there are."),
        ("country", "XX", "Country, two letters: “XX” is not one"),
        ("time_zone", "Benin", "Time zone: “Benin” is not one"),
    ],
)
def test_what_there_is_not_is_said(name, value, says):
    with pytest.raises(CommandError, match=re.escape(says)):
        call_command("first_coordinator", **{**GIVEN, name: value})
    assert Organisation.objects.count() == 0


def test_what_is_not_given_is_asked(capsys, monkeypatch):
    typed = iter(["Africa", "Group of the Harbour", "BJ", "Africa/Porto-Novo"])
    monkeypatch.setattr("builtins.input", lambda asked: next(typed))
    call_command("first_coordinator")
    assert "  Africa\n" in capsys.readouterr().out
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "This field is required."),
        (" \u3000 ", "This field is required."),
        ("x" * 121, "This name is too long."),
        ("Group\u202eof the Harbour", "The name contains invisible characters."),
        ("Group\0", "Null characters are not allowed."),
    ],
)
def test_name_is_refused_as_on_the_page(name, says, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda asked: name)
    with pytest.raises(CommandError, match=re.escape(f"Name of the organisation: {says}")):
        call_command("first_coordinator", **{**GIVEN, "organisation": name})
    assert Organisation.objects.count() == 0


def test_name_is_kept_as_a_page_would_keep_it():
    call_command("first_coordinator", **{**GIVEN, "organisation": "  Cafe\u0301  of\u00a0the <b> "})
    assert Organisation.objects.get().name == "Café of the <b>"


def test_without_a_terminal_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match=r"^Region: no one can be asked here\."):
        call_command("first_coordinator")


@pytest.mark.parametrize("command", ["first_coordinator", "createsuperuser"])
def test_passphrase_comes_in_a_language_that_there_is(command):
    with pytest.raises(CommandError, match="invalid choice: 'xx'"):
        call_command(command, "--language", "xx")
    assert User.objects.count() == 0
