"""`manage.py createsuperuser`: six words, and no way around them."""

import re

import pytest
from django.core.management import CommandError, call_command

from people.models import User
from tests.factories import UserFactory
from tests.proving import sign_in_by_hand

pytestmark = pytest.mark.django_db


def test_it_offers_a_name_and_six_words_that_sign_in(capsys):
    call_command("createsuperuser")
    told = capsys.readouterr().out
    [pseudonym, passphrase] = re.search(r"pseudonym: +(.+)\n +passphrase: +(.+)\n", told).groups()
    assert len(re.split(r"[ -]", passphrase)) == 6
    user = User.objects.get(is_superuser=True)
    assert (user.pseudonym, user.check_password(passphrase)) == (pseudonym, True)
    assert sign_in_by_hand(login=pseudonym, password=passphrase).session["_auth_user_id"] == str(
        user.pk
    )


def test_name_may_be_given(capsys):
    call_command("createsuperuser", pseudonym="Keeper")
    assert User.objects.get(is_superuser=True).pseudonym == "Keeper"


@pytest.mark.parametrize("name", ["Baobab 7", "x", "<b>"])
def test_name_that_is_taken_or_not_allowed_makes_no_account(name):
    UserFactory(pseudonym="Baobab 7")
    with pytest.raises(CommandError):
        call_command("createsuperuser", pseudonym=name)
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize("option", ["--noinput", "--password=short"])
def test_no_option_takes_another_passphrase(option, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "short")
    with pytest.raises((CommandError, TypeError)):
        call_command("createsuperuser", option)
    assert not User.objects.exists()
