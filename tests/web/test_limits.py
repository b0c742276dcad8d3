"""Guessing is slowed down, without keeping an address, and without a lock that strangers can close.

The site counts by a pseudonym of the network that a request comes from.
"""

from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse

from people import readable_codes
from people.accounts.adapter import MemberAdapter
from people.invitations import actions as invitations
from people.models import User
from tests import factories
from tests.caches import everything_cached
from tests.proving import prove

pytestmark = pytest.mark.servers

HERE, ELSEWHERE = "203.0.113.77", "198.51.100.12"
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
HOUR, DAY = 3_600, 86_400
WRONG = "not-the-right-words-at-all"


@pytest.fixture
def member(db):
    return factories.with_passphrase("Baobab 274")


def sign_in_from(address: str, password: str, login: str = "Baobab 274"):
    data = {"login": login, "password": password}
    return Client().post(reverse("account_login"), data, REMOTE_ADDR=address)


def test_guesses_from_one_network_are_slowed_down_and_the_owner_gets_in(member):
    for _ in range(5):
        sign_in_from(HERE, WRONG)
    assert "Too many" in sign_in_from(HERE, WRONG).content.decode()
    assert sign_in_from(HERE, factories.PASSPHRASE).url == reverse("home")


def test_guesses_are_remembered_while_many_others_come(member):
    for _ in range(5):
        sign_in_from(HERE, WRONG)
    for number in range(1_000):
        cache.set(f"somebody-else-{number}", number)
    assert "Too many" in sign_in_from(HERE, WRONG).content.decode()


def test_owner_signs_in_from_elsewhere_while_someone_guesses(member):
    for _ in range(40):
        sign_in_from(HERE, WRONG)
    assert sign_in_from(ELSEWHERE, factories.PASSPHRASE).url == reverse("home")


def test_others_of_a_network_sign_in_while_one_account_is_guessed(member):
    factories.with_passphrase("Mango 318")
    for _ in range(12):
        sign_in_from(HERE, WRONG)
    assert sign_in_from(HERE, factories.PASSPHRASE, login="Mango 318").url == reverse("home")


def test_visitors_behind_the_proxy_count_separately(member, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    form = {"login": "Baobab 274", "password": WRONG}
    for _ in range(40):
        Client(headers={"x-forwarded-for": HERE}).post(reverse("account_login"), form)
    owner = Client(headers={"x-forwarded-for": ELSEWHERE})
    response = owner.post(reverse("account_login"), form | {"password": factories.PASSPHRASE})
    assert response.url == reverse("home")


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("203.0.113.0", "203.0.113.255", "203.0.114.0"),
        ("2001:db8:1:2::1", "2001:db8:1:2:aaaa::9", "2001:db8:1:3::1"),
        ("203.0.113.77", "::ffff:203.0.113.9", "::ffff:198.51.100.12"),
    ],
)
def test_addresses_of_one_network_are_one(one, near, far):
    def name(address: str) -> str:
        return MemberAdapter().get_client_ip(RequestFactory().get("/", REMOTE_ADDR=address))

    assert name(one) == name(near)
    assert name(one) != name(far)


def test_the_key_that_hides_addresses_is_forgotten_within_a_day(member):
    sign_in_from(HERE, WRONG)
    assert "people.address-key" in everything_cached(outliving=DAY - 60)
    assert "people.address-key" not in everything_cached(outliving=DAY)


def test_of_five_thousand_guesses_in_an_hour_all_but_thirty_take_turns(member, time_machine):
    """At one account from one network, which changes its address; its owner signs in meanwhile."""

    def is_slow(number: int) -> bool:
        time_machine.shift(HOUR / 5_000)
        request = RequestFactory().post("/", REMOTE_ADDR=f"203.0.113.{number % 256}")
        try:
            # It raises what the sign-in page says.
            MemberAdapter().authenticate(request, username="Baobab 274", password=WRONG)
        except ValidationError:
            return True
        return False

    time_machine.move_to(NOON, tick=False)
    assert sum(is_slow(number) for number in range(5_000)) == 4_970
    assert sign_in_from(HERE, factories.PASSPHRASE).url == reverse("home")
    assert sign_in_from(ELSEWHERE, factories.PASSPHRASE).url == reverse("home")
    assert "203.0.113" not in everything_cached()


def test_of_a_thousand_guessed_invitations_three_hundred_a_minute_are_checked(world, time_machine):
    def open_with(code: str, address: str) -> int:
        data = {"code": code, "pseudonym": "Mango 318", "passphrase": factories.PASSPHRASE}
        data |= {"adult": "on", "written_down": "on"}
        return Client().post(reverse("people:join"), data, REMOTE_ADDR=address).status_code

    time_machine.move_to(NOON, tick=False)
    code = invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )
    before = User.objects.count()
    statuses = Counter(
        open_with(
            readable_codes.code_for(uuid4(), groups=invitations.GROUPS), f"203.0.113.{number % 256}"
        )
        for number in range(1_000)
    )
    assert statuses == {200: 300, 429: 700}
    assert open_with(code, HERE) == 429
    assert User.objects.count() == before
    assert open_with(code, ELSEWHERE) == 302
    assert User.objects.count() == before + 1


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/en/join/AAAA-BBBB-CCCC-DDDD/", None),
        ("/en/join/", {"code": "AAAA-BBBB-CCCC-DDDD"}),
        ("/en/check/", {"number": "CCCC-DDDD-FFFF-HHHH"}),
        ("/en/check/CCCC-DDDD-FFFF-HHHH/", None),
    ],
)
def test_codes_are_not_guessed_without_end(client, db, path, data):
    ask = client.post if "join" in path and data else client.get
    statuses = [ask(path, data, REMOTE_ADDR=HERE).status_code for _ in range(301)]
    assert statuses[299] != 429
    assert statuses[300] == 429
    assert ask(path, data, REMOTE_ADDR=ELSEWHERE).status_code == statuses[0]
    assert HERE not in everything_cached()


@pytest.mark.parametrize("path", ["/en/join/", "/en/check/"])
def test_an_empty_page_counts_as_no_guess(client, db, path):
    assert {client.get(path).status_code for _ in range(70)} == {200}


def test_account_out_of_use_gets_the_answer_of_a_wrong_passphrase(client, member):
    wrong = sign_in_from(HERE, WRONG)
    member.is_active = False
    member.save()
    closed = sign_in_from(ELSEWHERE, factories.PASSPHRASE)
    assert closed.status_code == 200
    assert closed.context["form"].errors == wrong.context["form"].errors


def test_signing_in_leaves_no_pseudonym_on_the_next_page_or_in_the_session(client, member):
    data = {"login": "Baobab 274", "password": factories.PASSPHRASE}
    client.post(reverse("account_login"), data)
    assert "Baobab 274" not in repr(dict(client.session))


def test_pseudonyms_cannot_be_asked_for_without_an_invitation(client, member):
    def errors_of(pseudonym: str) -> dict:
        data = {"code": "AAAA-BBBB-CCCC-DDDD", "pseudonym": pseudonym}
        data |= {"adult": "on", "written_down": "on"}
        response = client.post(reverse("people:join"), data | {"passphrase": WRONG})
        return {name: list(said) for name, said in response.context["form"].errors.items()}

    assert errors_of("Baobab 274") == errors_of("Nobody 999")


def test_an_invitation_does_not_tell_without_end_who_is_here(client, world):
    def ask(code: str, pseudonym: str):
        data = {"code": code, "pseudonym": pseudonym, "passphrase": factories.PASSPHRASE}
        return client.post(reverse("people:join"), data | {"adult": "on", "written_down": "on"})

    by, organisation = world.a.coordinator, world.a.organisation
    codes = [invitations.invite(key=uuid4(), by=by, organisation=organisation) for _ in range(2)]
    statuses = [ask(codes[0], world.b.leader.pseudonym).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    assert ask(codes[1], "Baobab 274").url == reverse("home")


def test_invite_again_from_the_same_page_gives_another_code(sign_in, world):
    client = prove(sign_in(world.a.coordinator))
    page = reverse("people:invitations")
    first = client.get(page).context["form"]["key"].value()
    data = {"key": first, "organisation": world.a.organisation.pk, "role": "mentor"}
    shown = client.post(page, data).context
    again = {"key": shown["form"]["key"].value(), "organisation": world.a.other_organisation.pk}
    code = client.post(page, again).context["code"]
    assert code != shown["code"]
    invitation = invitations.find(code)
    assert (invitation.organisation, invitation.role) == (world.a.other_organisation, "")


def test_invite_same_key_for_another_role_is_another_invitation(world):
    key, by = uuid4(), world.a.coordinator
    mentor = invitations.invite(key=key, by=by, organisation=world.a.organisation, role="mentor")
    leader = invitations.invite(key=key, by=by, organisation=world.a.organisation)
    assert invitations.find(leader).role == ""
    assert invitations.find(mentor).role == "mentor"
