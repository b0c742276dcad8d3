"""The second step of signing in: an app, a passkey, codes on paper."""

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from people import sealing
from people.models import Event, MemberKey
from people.second_step import actions as second_step
from people.sessions import actions as sessions
from people.sessions.store import kept_key
from tests import factories
from tests.proving import prove

pytestmark = pytest.mark.servers

NOON = "2026-03-09 12:00:10+00:00"
ASKED = "/en/sign-in/second-step/"


@pytest.fixture
def member(db, time_machine):
    time_machine.move_to(NOON, tick=False)
    return factories.with_passphrase("Baobab 274")


def code_of(secret: str, *, periods: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def set_up_app(user) -> str:
    """Give `user` an app by hand, as they would; return its key."""
    client = Client()
    client.force_login(user)
    prove(client)
    secret = client.get(reverse("people:app")).context["secret"].replace(" ", "")
    response = client.post(reverse("people:app"), {"code": code_of(secret)})
    assert response.url == reverse("people:codes")
    return secret


@pytest.fixture
def secret(member, time_machine):
    """The key of the member's app, a minute and a half after the code that set it up was used."""
    key = set_up_app(member)
    time_machine.shift(90)
    return key


def passphrase_first(client: Client | None = None, **more) -> Client:
    client = client or Client()
    data = {"login": "Baobab 274", "password": factories.PASSPHRASE}
    assert client.post(reverse("account_login"), data | more).url == ASKED
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("people:sessions")).status_code == 200


def paper_codes(user) -> list[str]:
    client = Client()
    client.force_login(user)
    return prove(client).get(reverse("people:codes")).context["codes"]


# --- Being asked ------------------------------------------------------------------------------


def test_passphrase_alone_opens_nothing(member, secret):
    client = passphrase_first()
    assert not is_in(client)
    assert client.get(ASKED).status_code == 200


def test_code_of_the_app_opens(member, secret):
    client = passphrase_first()
    assert client.post(ASKED, {"code": code_of(secret)}).url == reverse("home")
    assert is_in(client)


def test_choice_about_the_phone_survives_the_second_step(member, secret):
    client = passphrase_first()
    client.post(ASKED, {"code": code_of(secret)})
    assert member.sessions.get(session_key=kept_key(client.session.session_key)).is_shared is False
    client = passphrase_first(is_shared="on")
    client.post(ASKED, {"code": paper_codes(member)[0]})
    assert member.sessions.get(session_key=kept_key(client.session.session_key)).is_shared is True


@pytest.mark.parametrize("periods", [-1, 0, 1])
def test_clock_may_be_wrong_by_half_a_minute(member, secret, periods):
    client = passphrase_first()
    client.post(ASKED, {"code": code_of(secret, periods=periods)})
    assert is_in(client)


@pytest.mark.parametrize("periods", [-2, 2])
def test_clock_may_not_be_wrong_by_more(member, secret, periods):
    client = passphrase_first()
    client.post(ASKED, {"code": code_of(secret, periods=periods)})
    assert not is_in(client)


@pytest.mark.parametrize("later", [0, 29, 31, 59])
def test_code_of_the_app_opens_once_as_long_as_it_would_fit(member, secret, time_machine, later):
    code = code_of(secret, periods=1)
    passphrase_first().post(ASKED, {"code": code})
    time_machine.shift(later)
    client = passphrase_first()
    response = client.post(ASKED, {"code": code})
    assert not is_in(client)
    assert response.context["form"].errors["code"][0].startswith("That code is not right.")


def test_code_that_set_the_app_up_opens_nothing_more(member):
    key = set_up_app(member)
    client = passphrase_first()
    client.post(ASKED, {"code": code_of(key)})
    assert not is_in(client)


@pytest.mark.parametrize(
    "code", ["", "000000", "x" * 10_000, "١٢٣٤٥٦", "\0", "\u202e123456", "🌳", "123 456 "]
)
def test_wrong_codes_get_a_sentence(member, secret, code):
    client = passphrase_first()
    response = client.post(ASKED, {"code": code})
    assert response.status_code == 200
    assert response.context["form"].errors["code"]
    assert not is_in(client)


def test_guesses_at_the_second_step_are_slowed_down(member, secret):
    client = passphrase_first()
    for _ in range(5):
        client.post(ASKED, {"code": "000000"})
    client.post(ASKED, {"code": code_of(secret)})
    assert not is_in(client)


def test_half_signed_in_session_says_nothing_about_the_member(member, secret):
    kept = repr(dict(passphrase_first().session))
    assert not [word for word in ("Baobab", "password", "method") if word in kept]


def test_second_step_is_not_open_without_the_first(member, secret):
    client = Client()
    assert client.get(ASKED).url == reverse("account_login")
    assert client.post(ASKED, {"code": code_of(secret)}).url == reverse("account_login")


def test_member_suspended_between_the_steps_is_not_signed_in(member, secret):
    client = passphrase_first()
    member.is_active = False
    member.save()
    client.post(ASKED, {"code": code_of(secret)})
    assert not is_in(client)


def test_ending_all_sessions_ends_a_half_done_sign_in(member, secret):
    client = passphrase_first()
    assert list(sessions.sessions_of(member).filter(started_at=None)) == []
    sessions.end_sessions(member)
    client.post(ASKED, {"code": code_of(secret)})
    assert not is_in(client)


def test_leave_ends_a_half_done_sign_in(member, secret):
    client = passphrase_first()
    client.post("/leave/")
    assert client.get(ASKED).url == reverse("account_login")


def test_time_of_use_of_a_step_is_not_stored(member, secret):
    passphrase_first().post(ASKED, {"code": code_of(secret)})
    passphrase_first().post(ASKED, {"code": paper_codes(member)[0]})
    assert set(Authenticator.objects.values_list("last_used_at", flat=True)) == {None}


# --- Codes on paper ---------------------------------------------------------------------------


def test_ten_codes_of_more_than_64_bits(member, secret):
    codes = paper_codes(member)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"(\d{4} ){4}\d{4}", code) for code in codes)


def test_code_on_paper_opens_once(member, secret):
    code = paper_codes(member)[3]
    client = passphrase_first()
    client.post(ASKED, {"code": code})
    assert is_in(client)
    again = passphrase_first()
    again.post(ASKED, {"code": code})
    assert not is_in(again)
    assert len(paper_codes(member)) == second_step.number_of_codes(member) == 9


def test_code_on_paper_may_be_typed_without_its_gaps(member, secret):
    client = passphrase_first()
    client.post(ASKED, {"code": paper_codes(member)[0].replace(" ", "-")})
    assert is_in(client)


def test_new_codes_end_the_old_ones(member, secret, sign_in):
    old = paper_codes(member)
    prove(sign_in(member)).post(reverse("people:codes"))
    new = paper_codes(member)
    assert not set(old) & set(new)
    client = passphrase_first()
    client.post(ASKED, {"code": old[0]})
    assert not is_in(client)
    client.post(ASKED, {"code": new[0]})
    assert is_in(client)


def test_no_codes_without_a_second_step(member, sign_in):
    for ask in ("get", "post"):
        response = getattr(prove(sign_in(member)), ask)(reverse("people:codes"))
        assert response.url == reverse("people:second-step")
    assert Authenticator.objects.count() == 0


# --- At rest ----------------------------------------------------------------------------------


def test_keys_of_the_app_and_of_the_codes_are_sealed(member, secret):
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not [code for code in paper_codes(member) if code.replace(" ", "") in kept]
    MemberKey.objects.filter(user=member).update(**sealing.new_wrapped_key())
    with pytest.raises(sealing.CannotUnseal):
        paper_codes(member)


def test_row_copied_to_another_member_does_not_open(member, secret, world):
    stolen = Authenticator.objects.get(type="totp")
    Authenticator.objects.create(user=world.a.leader, type="totp", data=stolen.data)
    world.a.leader.set_password(factories.PASSPHRASE)
    world.a.leader.save()
    client = Client()
    data = {"login": world.a.leader.pseudonym, "password": factories.PASSPHRASE}
    client.post(reverse("account_login"), data)
    assert client.post(ASKED, {"code": code_of(secret)}).context["form"].errors["code"]
    assert not is_in(client)


def test_app_gets_the_name_of_the_site_and_nothing_about_the_member(member, sign_in):
    response = prove(sign_in(member)).get(reverse("people:app"))
    key = response.context["secret"].replace(" ", "")
    assert response.context["address"] == f"otpauth://totp/Ensemble?secret={key}&issuer=Ensemble"


# --- Setting up and taking away ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["app", "passkey", "codes"])
def test_setting_up_asks_for_fresh_proof(member, sign_in, name):
    for ask in ("get", "post"):
        response = getattr(sign_in(member), ask)(reverse(f"people:{name}"))
        assert response.url.startswith(reverse("people:again"))


@pytest.mark.parametrize("name", ["second-step", "app", "passkey", "codes"])
def test_strangers_are_shown_the_sign_in_page(client, db, name):
    for ask in (client.get, client.post):
        assert ask(reverse(f"people:{name}")).url.startswith(reverse("account_login"))


def test_wrong_first_code_keeps_nothing_and_keeps_the_key(member, sign_in):
    client = prove(sign_in(member))
    key = client.get(reverse("people:app")).context["secret"]
    response = client.post(reverse("people:app"), {"code": "000000"})
    assert response.context["secret"] == key
    assert response.context["form"].errors["code"][0].startswith("That code is not right.")
    assert Authenticator.objects.count() == 0


def test_app_is_set_up_once_however_often_it_is_sent(member, secret, sign_in):
    response = prove(sign_in(member)).post(reverse("people:app"), {"code": code_of(secret)})
    assert response.url == reverse("people:second-step")
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_removing_asks_for_fresh_proof_and_removes_the_paper_too(member, secret, sign_in):
    client = sign_in(member)
    page = reverse("people:second-step")
    step = second_step.steps_of(member).get()
    assert client.post(page, {"step": step.pk}).url.startswith(reverse("people:again"))
    assert Authenticator.objects.count() == 2
    prove(client).post(page, {"step": step.pk})
    assert Authenticator.objects.count() == 0
    recorded = Event.objects.filter(actor=member.code).values_list("kind", flat=True)
    assert sorted(recorded) == ["add_second_step", "remove_second_step"]


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "9" * 40, "\0", "²"])
def test_removing_a_missing_step_is_not_found(member, secret, sign_in, number):
    page = reverse("people:second-step")
    assert prove(sign_in(member)).post(page, {"step": number}).status_code == 404


def test_second_steps_of_others_are_neither_seen_nor_removed(member, secret, world, sign_in):
    step = second_step.steps_of(member).get()
    for stranger in (world.a.leader, world.a.coordinator, world.b.coordinator):
        client = prove(sign_in(stranger))
        page = reverse("people:second-step")
        assert list(client.get(page).context["steps"]) == []
        assert client.post(page, {"step": step.pk}).status_code == 404
    assert Authenticator.objects.filter(user=member).count() == 2


def test_command_forgets_a_lost_second_step_and_ends_the_sessions(member, secret, sign_in, world):
    other = Authenticator.objects.create(user=world.a.leader, type="totp", data={"secret": "x"})
    browser = sign_in(member)
    call_command("forget_second_step", "baobab 274")
    assert list(Authenticator.objects.all()) == [other]
    assert not is_in(browser)
    data = {"login": "Baobab 274", "password": factories.PASSPHRASE}
    assert Client().post(reverse("account_login"), data).url == reverse("home")
    event = Event.objects.get(kind="forget_second_step")
    assert (event.actor, event.subject) == (None, member.code)


def test_command_refuses_an_unknown_pseudonym(member):
    with pytest.raises(CommandError, match="No one has this pseudonym"):
        call_command("forget_second_step", "nobody")


# --- Passkeys ---------------------------------------------------------------------------------


def test_phone_gets_a_random_code_and_the_name_of_the_site(member, sign_in):
    page = prove(sign_in(member)).get(reverse("people:passkey"))
    options = json.loads(page.context["passkey"])["publicKey"]
    assert (options["rp"]["name"], options["rp"]["id"]) == ("Ensemble", "testserver")
    assert (options["user"]["name"], options["user"]["displayName"]) == ("Ensemble", "Ensemble")
    assert options["authenticatorSelection"]["residentKey"] == "discouraged"
    assert "Baobab" not in page.context["passkey"]


RUBBISH = ["", "x", "1", "null", "[]", '"text"', "{}", '{"id": "a"}', '{"id": 1, "rawId": "!"}']
RUBBISH += ['{"id":"AA","rawId":"AA","type":"public-key","response":{"attestationObject":"AA"}}']
RUBBISH += [
    '{"id":"AA","rawId":"AA","type":"public-key","response":'
    '{"clientDataJSON":"e30","attestationObject":"oA","authenticatorData":"AA","signature":"AA"}}'
]


@pytest.mark.parametrize("credential", RUBBISH)
def test_rubbish_instead_of_a_new_passkey(member, sign_in, credential):
    client = prove(sign_in(member))
    client.get(reverse("people:passkey"))
    response = client.post(reverse("people:passkey"), {"credential": credential})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize("credential", RUBBISH)
def test_rubbish_instead_of_a_passkey_at_the_second_step(member, secret, credential):
    client = passphrase_first()
    client.get(ASKED)
    response = client.post(ASKED, {"credential": credential})
    assert response.status_code == 200
    assert not is_in(client)
