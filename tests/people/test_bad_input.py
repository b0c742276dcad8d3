"""Bad names, codes and passphrases: each gets a sentence, and nothing is stored."""

from random import Random
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from mentorship.pairs import actions as pairing
from people.invitations import actions as invitations
from people.models import Invitation, Recovery, RoleGrant, User, Vouch
from people.roles.permissions import Role
from people.vouching import actions as vouching
from tests import canaries, factories
from tests.fuzz.values import quoted
from web.reading.spelling import letters_and_digits

pytestmark = pytest.mark.servers

PASSPHRASE = factories.PASSPHRASE
CODES = [
    *("", " ", "AAAA-BBBB-CCCC-DDDD", "2" * 16, "x" * 10_000, "\u202e2345", "a\0b", "🦊" * 16),
    *("\ud800", "' OR 1=1 --", "%00", "../../en/me/", "２３４５-６７８９", "null", "9" * 400),
]
NAMES = [
    *("x" * 10_000, "ﷺ" * 4_000, "\u202eboabab", "bao\u2066bab", "bao\u200bbab", "🦊 Baobab"),
    *(
        "👩🏾‍🚀👩🏾‍🚀",
        "bao\0bab",
        "bao\ud800bab",
        "<b>Baobab</b>",
        "a" + "\u0301" * 300,
    ),
    *("﷽﷽﷽", "   ", "--", "۱۲۳۴۵۶۷۸۹"),
]
# Different ones: passphrases that repeat themselves are refused as easy to guess.
LONG_LETTERS = "".join(Random(1).choices("éèàùçñøßåœ", k=200))
LONG_DRAWINGS = "".join(Random(2).choices("🦊🐻🐼🐸🐵🐔🐧🐦", k=200))


def encoded(fields: dict[str, str]) -> str:
    """Return a form as a browser would send it, half characters included."""
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in fields.items())


def post(client: Client, name: str, fields: dict[str, str]):
    body = encoded(fields)
    return client.post(reverse(name), body, content_type="application/x-www-form-urlencoded")


def counts() -> dict[str, int]:
    return {
        table: len(rows)
        for table, rows in canaries.tables().items()
        if table.startswith(("people_", "mentorship_", "learning_", "webinars_"))
        and "session" not in table
    }


@pytest.fixture
def code(world) -> str:
    return invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )


def account(code: str, **changes: str) -> dict[str, str]:
    fields = {"code": code, "pseudonym": "Baobab 274", "passphrase": PASSPHRASE}
    return {**fields, "adult": "on", "written_down": "on"} | changes


# --- Codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", CODES)
def test_wrong_code_is_refused_and_leaves_nothing(code, client, typed):
    before = counts()
    for name, field in (
        ("people:join", "code"),
        ("people:recover", "code"),
        ("safety:concern-answers", "receipt"),
    ):
        answer = post(client, name, {field: typed})
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [field]
    assert counts() == before


@pytest.mark.parametrize("typed", CODES)
def test_wrong_code_lets_no_newcomer_in(world, sign_in, typed):
    lives_in = invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )
    newcomer = invitations.join(code=lives_in, pseudonym="Baobab 274", passphrase=PASSPHRASE)
    answer = post(sign_in(world.a.leader), "people:vouch", {"code": typed, "sure": "on"})
    # What could be the code of a lost passphrase is always thanked for: an answer would tell.
    is_thanked = len(letters_and_digits(typed)) == 16
    assert answer.status_code == (302 if is_thanked else 200)
    if not is_thanked:
        assert list(answer.context["form"].errors) == ["code"]
    newcomer.refresh_from_db()
    assert newcomer.vouched_on is None


def test_replayed_invitation_makes_no_second_account(client, code):
    assert post(client, "people:join", account(code)).status_code == 302
    again = post(Client(), "people:join", account(code, pseudonym="Baobab 275"))
    assert list(again.context["form"].errors) == ["code"]
    assert not User.objects.filter(pseudonym="Baobab 275").exists()
    assert Invitation.objects.filter(used_at=None).count() == 0


def test_replayed_vouching_code_says_the_same_as_a_wrong_one(world, code, sign_in):
    newcomer = invitations.join(code=code, pseudonym="Baobab 274", passphrase=PASSPHRASE)
    read_out = {"code": vouching.code_of(newcomer), "sure": "on"}
    assert post(sign_in(world.a.leader), "people:vouch", read_out).status_code == 302
    replayed = post(sign_in(world.a.leader2), "people:vouch", read_out)
    wrong = post(sign_in(world.a.leader2), "people:vouch", {"code": "2345-6789", "sure": "on"})
    assert replayed.context["form"].errors == wrong.context["form"].errors
    assert Vouch.objects.filter(kind=Vouch.Kind.VOUCHED).count() == 1


# --- Names -----------------------------------------------------------------------------------


def test_name_made_to_keep_the_machine_busy_is_refused_for_its_length(client, db):
    """Sorting marks into their normal order takes the square of their number: 160 kB, 43 s. So no
    such name reaches the function that tidies names; the sentence of the field's limit proves it.
    """
    heap = "a" + "\u0301" * 40_000 + "\u0323" * 40_000
    answer = post(client, "people:join", account("AAAA-BBBB-CCCC-DDDD", pseudonym=heap))
    refused = answer.context["form"].errors.as_data()
    assert list(refused) == ["code", "pseudonym"]
    assert [error.code for error in refused["pseudonym"]] == ["max_length"]


@pytest.mark.parametrize("typed", NAMES)
def test_invalid_name_is_refused_beside_the_field(client, code, typed):
    answer = post(client, "people:join", account(code, pseudonym=typed))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["pseudonym"]
    assert invitations.find(code) is not None


@pytest.mark.parametrize("typed", ["أمل النور", "希望之光", "Ọlọrun tó", "Надежда 7", "D’Or-Marie"])
def test_name_in_any_script_is_accepted(client, code, typed):
    assert post(client, "people:join", account(code, pseudonym=typed)).status_code == 302
    assert User.objects.filter(pseudonym__startswith=typed[:3]).count() == 1


@pytest.mark.parametrize("typed", NAMES)
def test_unknown_name_signs_no_one_in(client, world, typed):
    answer = post(client, "account_login", {"login": typed, "password": PASSPHRASE})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("typed", NAMES)
def test_unknown_name_recovers_no_account(client, world, typed):
    answer = post(client, "people:recover", {"key": str(uuid4()), "pseudonym": typed})
    assert answer.status_code == 200
    assert Recovery.objects.count() == 0


# --- Passphrases -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "passphrase", [LONG_LETTERS, LONG_DRAWINGS, "two words " * 19 + "and eight."]
)
def test_passphrase_of_200_characters_works(client, code, passphrase):
    assert len(passphrase) == 200
    assert post(client, "people:join", account(code, passphrase=passphrase)).status_code == 302
    phone = Client()
    typed = {"login": "Baobab 274", "password": passphrase}
    assert post(phone, "account_login", typed).status_code == 302
    assert phone.get(reverse("people:me")).status_code in (200, 302)
    assert post(Client(), "account_login", typed | {"password": passphrase[:-1]}).status_code == 200


@pytest.mark.parametrize("passphrase", ["x" * 201, "x" * 10_000, "", "short", "\0" * 20])
def test_invalid_passphrase_is_refused_beside_the_field(client, code, passphrase):
    answer = post(client, "people:join", account(code, passphrase=passphrase))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["passphrase"]
    assert invitations.find(code) is not None


@pytest.mark.parametrize("typed", ["x" * 10_000, "\0", "\ud800", "🦊" * 3_000])
def test_unknown_passphrase_signs_no_one_in(client, world, typed):
    answer = post(client, "account_login", {"login": world.a.leader.pseudonym, "password": typed})
    assert answer.status_code == 200
    assert answer.context["form"].errors


# --- Words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["\u202eGoal 🦊", "شكرا جزيلا", "<script>alert(1)</script>", "{{ 7 }}"]
)
def test_unusual_words_arrive_as_they_were_typed(world, sign_in, words):
    pair = factories.proposed_pair(world.a)
    for user in (world.a.leader, world.a.mentor):
        pairing.say_yes(pair=pair, user=user)
    client = sign_in(world.a.leader)
    address = reverse("mentorship:pair", args=[pair.code])
    form = {"form": "goal", "key": str(uuid4()), "text": words}
    answer = client.post(address, encoded(form), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert factories.words_of(pair.goals.all()) == [words]
    assert "<script>alert" not in client.get(address).content.decode()


@pytest.mark.parametrize("junk", ["superuser", "admin", "\0", "x" * 500, "['mentor']"])
def test_invented_role_is_given_to_no_one(world, sign_in, junk):
    form = {"key": str(uuid4()), "organisation": str(world.a.organisation.pk), "role": junk}
    answer = post(sign_in(world.a.coordinator), "people:invitations", form)
    assert answer.status_code in (200, 302)
    assert Invitation.objects.count() == 0
    assert not RoleGrant.objects.filter(role=Role.ADMIN).exists()
