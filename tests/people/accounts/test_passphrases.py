"""Offered passphrases are accepted; those guessed first are refused, however long they are."""

import re
from math import log2
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    get_default_password_validators,
    validate_password,
)
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cms.models import Branding
from people.accounts import passphrases
from people.accounts.hashing import OneAtATime
from people.invitations import actions as invitations
from people.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def is_taken(passphrase: str, user: User | None = None) -> bool:
    try:
        validate_password(passphrase, user)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_offered_passphrases_are_accepted(language):
    assert all(is_taken(passphrases.offer(language)) for _ in range(100))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_offered_word_gives_away_insults_or_frightens(language):
    words = set(passphrases._word_list(language))
    rude = {"pute", "putain", "catin", "enculer", "police", "prison", "arrest", "jailer", "vierge"}
    assert (
        words & (rude | {"suicide", "taulard", "merde", "mort", "dead", "opium", "esclave"})
        == set()
    )
    assert 6 * log2(len(words)) > 65


def test_offer_is_readable_on_a_narrow_phone(world):
    """A field of one line shows only the beginning, and a member would copy five words of six."""
    code = invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )
    page = Client().get(reverse("people:join-with-code", args=[code]))
    offered = page.context["form"].initial["passphrase"]
    shown = re.search(
        r'<textarea name="passphrase"[^>]*rows="2"[^>]*>([^<]*)<', page.content.decode()
    )
    assert shown is not None
    assert shown[1].strip() == offered


def test_common_passphrases_are_refused_however_they_are_made_long():
    common = sorted(word for word in CommonPasswordValidator().passwords if word.isalnum())
    assert len(common) > 19_000
    for word in common[::50]:
        assert not is_taken(word * (15 // len(word) + 1))
        assert not is_taken(f"{word}-{word}-1234567890")


@pytest.mark.parametrize(
    "guessed",
    [
        *("motdepassemotdepasse", "Password!Password!2026", "abcdefghijklmnopqrstuvwxyz"),
        *("azertyuiopqsdfghjklm", "qwertyuiop-asdfghjkl", "90210902109021090210"),
        *("é" * 200, "🦊" * 40, "xkqzv xkqzv xkqzv xk", "希望之光希望之光希望之光希望之光"),
        *("EnsembleEnsemble 2026", "travailleuses du sexe"[:13] * 2, "ASWA-CAFOC-ASWA-2026"),
    ],
)
def test_passphrase_that_is_guessed_first_is_refused(guessed):
    assert len(guessed) >= 15
    assert not is_taken(guessed)


@pytest.mark.parametrize(
    "own",
    [
        *("correct-horse-battery-staple-lamp", "jaime bien le sable mouillé"),
        *(
            "القهوة في المساء مع صديقتي",
            "我们晚上一起喝茶看海听风雨声音",
            "🦊🐻🐼🐸🐵🐔🐧🐦🐤🦆🦅🦉🦇🐺🐗",
        ),
    ],
)
def test_own_words_are_accepted_without_capitals_or_digits(own):
    assert is_taken(own)


def test_name_of_the_site_is_guessed_first():
    assert is_taken("papyrus velours 20261")
    branding = Branding.load()
    branding.name = "Papyrus velours"
    branding.save()
    cache.clear()
    assert not is_taken("papyrus velours 20261")


@pytest.mark.parametrize("passphrase", ["Zanzibar Quetzal 77", "quetzal-zanzibar-77-77"])
def test_own_pseudonym_is_refused_as_passphrase(passphrase):
    assert not is_taken(passphrase, User(pseudonym="Zanzibar Quetzal 77"))
    assert is_taken(passphrase, User(pseudonym="Mango 318"))


def test_join_page_says_so_beside_the_field_and_keeps_the_invitation(world):
    code = invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )
    name = "Zanzibar Quetzal 77"
    typed = {"code": code, "pseudonym": name, "passphrase": f"{name} {name}"}
    typed |= {"adult": "on", "written_down": "on"}
    answer = Client().post(reverse("people:join"), typed)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["passphrase"]
    assert "too easy to guess" in answer.content.decode()
    assert answer.context["form"]["passphrase"].value() == f"{name} {name}"
    typed["passphrase"] = factories.PASSPHRASE
    assert Client().post(reverse("people:join"), typed).url == reverse("home")


def test_argon2_hashes_them_and_composition_is_not_checked(settings, real_hashes):
    assert settings.PASSWORD_HASHERS[0] == "people.accounts.hashing.OneAtATime"
    assert issubclass(OneAtATime, Argon2PasswordHasher)
    kinds = [type(one).__name__ for one in get_default_password_validators()]
    assert kinds == ["LongEnough", "NotGuessable"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "This is too short. Use the six words we suggest, or at least 15 characters.",
        ),
        (
            "fr",
            "C’est trop court. Prenez les six mots que nous proposons, ou au moins 15 caractères.",
        ),
    ],
)
def test_a_short_passphrase_is_refused_without_the_word_password(language, said):
    with override(language), pytest.raises(ValidationError) as refused:
        passphrases.LongEnough(min_length=15).validate("qzx wvk jpt")
    assert refused.value.messages == [said]
