"""An invitation opens once, for the person who holds it, and asks for nothing."""

import re
import secrets
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from people import readable_codes
from people.invitations import actions as invitations
from people.models import Event, Invitation, Organisation, User
from tests import factories
from tests.proving import prove
from tests.racing import successes
from tests.typed import each

pytestmark = pytest.mark.servers

PASSPHRASE = factories.PASSPHRASE


@pytest.fixture
def sign_in(sign_in):
    """Browsers whose member has just typed the passphrase: making invitations asks for it."""
    return lambda user: prove(sign_in(user))


@pytest.fixture
def code(world) -> str:
    return invitation(world)


def invitation(world) -> str:
    return invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )


def answers(code: str, **changes) -> dict:
    return {
        "code": code,
        "pseudonym": "Baobab 274",
        "passphrase": PASSPHRASE,
        "adult": "on",
        "written_down": "on",
        **changes,
    }


def test_invite_same_key_twice_gives_one_invitation(world):
    key = uuid4()
    codes = [
        invitations.invite(key=key, by=world.a.coordinator, organisation=world.a.organisation)
        for _ in range(2)
    ]
    assert codes[0] == codes[1]
    assert Invitation.objects.count() == 1
    assert Event.objects.filter(kind="invite").count() == 1


def test_invite_with_the_key_of_another_member_gives_an_own_invitation(world):
    key = uuid4()
    first = invitations.invite(key=key, by=world.a.coordinator, organisation=world.a.organisation)
    second = invitations.invite(key=key, by=world.b.coordinator, organisation=world.b.organisation)
    assert first != second
    assert Invitation.objects.count() == 2


def test_database_never_holds_the_code(code):
    invitation = Invitation.objects.get()
    held = " ".join(str(value) for value in vars(invitation).values())
    assert code not in held
    assert code.replace("-", "") not in held


def test_join_makes_an_account_of_the_inviting_organisation(client, code, world):
    offer = client.get(reverse("people:join-with-code", args=[code]))
    assert offer.status_code == 200
    offered = offer.context["form"]
    assert len(offered["passphrase"].value().split("-")) == 6
    assert offered["pseudonym"].value() != ""

    response = client.post(reverse("people:join"), answers(code))

    assert response.url == reverse("home")
    user = User.objects.get(pseudonym="Baobab 274")
    assert user.organisation == world.a.organisation
    assert user.time_zone == world.a.organisation.time_zone
    assert user.check_password(PASSPHRASE)
    assert client.get(reverse("people:me")).status_code == 200


def test_join_asks_for_a_pseudonym_and_a_passphrase_only(client, code):
    page = client.get(reverse("people:join-with-code", args=[code])).content.decode()
    assert sorted(set(re.findall(r'name="(\w+)"', page))) == [
        *("adult", "code", "csrfmiddlewaretoken", "in_language", "passphrase", "pseudonym"),
        *("typed_in", "viewport", "written_down"),
    ]


def test_passphrase_of_two_lines_opens_with_one(client, code):
    first, second = PASSPHRASE[:10], PASSPHRASE[10:]
    client.post(reverse("people:join"), answers(code) | {"passphrase": f"{first}\r\n{second}"})
    user = User.objects.get(pseudonym="Baobab 274")
    assert user.check_password(f"{first} {second}")


@pytest.mark.parametrize("typed", ["", "nonsense", "AAAA-BBBB-CCCC-DDDD", "é" * 40, "x" * 10_000])
def test_join_unknown_code_is_refused_beside_the_field(client, db, typed):
    response = client.post(reverse("people:join"), {"code": typed})
    assert response.status_code == 200
    assert "code" in response.context["form"].errors
    assert User.objects.count() == 0


def test_join_code_is_found_however_it_was_typed(code):
    assert invitations.find(code.lower().replace("-", " ")) == Invitation.objects.get()


def test_join_used_expired_and_unknown_codes_get_the_same_answer(client, code, world):
    used = invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )
    invitations.join(code=used, pseudonym="First", passphrase=PASSPHRASE)
    expired = invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )
    Invitation.objects.filter(used_at=None).exclude(pk=invitations.find(code).pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    pages = [
        client.post(reverse("people:join"), {"code": typed}).context["form"].errors["code"]
        for typed in (used, expired, "AAAA-BBBB-CCCC-DDDD")
    ]
    assert pages[0] == pages[1] == pages[2]


def test_a_thousand_wrong_codes_make_no_account(world):
    """Made up, used, expired, and one character different from one that would open."""
    used, expired, good = (invitation(world) for _ in range(3))
    invitations.join(code=used, pseudonym="First", passphrase=PASSPHRASE)
    found = invitations.find(expired)
    Invitation.objects.filter(pk=found.pk).update(expires_at=timezone.now())
    wrong = [readable_codes.code_for(uuid4(), groups=invitations.GROUPS) for _ in range(600)]
    wrong += [used, used.lower(), expired, expired.replace("-", " ")] * 34
    wrong += [
        f"{good[:at]}{other}{good[at + 1 :]}"
        for at, right in enumerate(good)
        for other in readable_codes.ALPHABET
        if right not in ("-", other)
    ][: 1_000 - len(wrong)]
    before = User.objects.count()
    opened = [code for code in wrong if opens(code)]
    assert (len(wrong), opened) == (1_000, [])
    assert User.objects.count() == before
    assert opens(good)


def opens(code: str) -> bool:
    try:
        invitations.join(code=code, pseudonym="Runner", passphrase=PASSPHRASE)
    except invitations.InvitationUnusable:
        return False
    return True


@pytest.mark.parametrize(("seconds_left", "is_open"), [(1, True), (0, False)])
def test_invitation_closes_after_72_hours(world, time_machine, seconds_left, is_open):
    time_machine.move_to("2026-03-09 12:00:00+00:00", tick=False)
    code = invitation(world)
    time_machine.shift(timedelta(hours=72, seconds=-seconds_left))
    assert (invitations.find(code) is not None) == is_open
    assert opens(code) == is_open


def test_join_taken_pseudonym_keeps_what_was_typed_and_the_invitation(client, code):
    factories.UserFactory(pseudonym="baobab 274")
    response = client.post(reverse("people:join"), answers(code))
    form = response.context["form"]
    assert list(form.errors) == ["pseudonym"]
    assert form["passphrase"].value() == PASSPHRASE
    assert invitations.find(code) is not None


def test_login_code_that_is_taken_is_drawn_again(code, world, monkeypatch):
    User.objects.filter(pk=world.b.leader.pk).update(login_code="000000042")
    drawn = iter([42, 42, 7])
    monkeypatch.setattr(secrets, "randbelow", lambda limit: next(drawn))
    invitations.join(code=code, pseudonym="Baobab 274", passphrase=PASSPHRASE)
    assert User.objects.get(pseudonym="Baobab 274").login_code == "000000007"


@pytest.mark.parametrize(
    ("field", "typed"),
    each(
        pseudonym=[
            "ab",
            "x" * 10_000,
            "+229 97 00 11 22",
            "someone@example.org",
            "abc\u202edef",
            "🦊🦊🦊",
        ],
        passphrase=["too short", "x" * 10_000],
        adult=[""],
        written_down=[""],
    ),
)
def test_join_bad_input_is_refused_beside_the_field(client, code, field, typed):
    response = client.post(reverse("people:join"), answers(code, **{field: typed}))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert invitations.find(code) is not None


def test_join_sent_twice_makes_one_account(client, code):
    client.post(reverse("people:join"), answers(code))
    assert client.post(reverse("people:join"), answers(code)).url == reverse("home")
    assert User.objects.filter(pseudonym="Baobab 274").count() == 1


@pytest.mark.django_db(transaction=True)
def test_join_fifty_uses_of_one_code_at_once_make_one_account():
    world = factories.world()
    code = invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )
    before = User.objects.count()

    def attempt(number: int) -> None:
        invitations.join(code=code, pseudonym=f"Runner {number}", passphrase=PASSPHRASE)

    outcomes = successes(attempt, range(50), refused=invitations.InvitationUnusable)
    assert sum(outcomes) == 1
    assert User.objects.count() == before + 1


def test_mentor_invitation_gives_the_role_in_the_region_of_the_organisation(world):
    code = invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation, role="mentor"
    )
    user = invitations.join(code=code, pseudonym="Guide", passphrase=PASSPHRASE)
    assert list(user.roles.values_list("role", "region", "granted_by")) == [
        ("mentor", world.a.region.pk, world.a.coordinator.pk)
    ]
    given = Event.objects.get(kind="give_role")
    assert (given.actor, given.subject) == (None, user.code)


def test_invitations_page_shows_only_the_own_region(sign_in, world):
    invitations.invite(key=uuid4(), by=world.b.coordinator, organisation=world.b.organisation)
    page = sign_in(world.a.coordinator).get(reverse("people:invitations")).content.decode()
    assert "ZQA organisation" in page
    assert "ZQB " not in page


def test_invitations_page_refuses_another_regions_organisation(sign_in, world):
    response = sign_in(world.a.coordinator).post(
        reverse("people:invitations"),
        {"key": str(uuid4()), "organisation": world.b.organisation.pk, "role": ""},
    )
    assert list(response.context["form"].errors) == ["organisation"]
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("who", ["leader", "mentor", "facilitator"])
def test_invitations_page_does_not_exist_for_other_members(sign_in, world, who):
    assert sign_in(getattr(world.a, who)).get(reverse("people:invitations")).status_code == 404


def test_invitations_page_sends_strangers_to_sign_in(client, db):
    response = client.get(reverse("people:invitations"))
    assert response.url.startswith(reverse("account_login"))


def test_events_do_not_say_who_invited_whom(world):
    code = invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )
    user = invitations.join(code=code, pseudonym="Newcomer", passphrase=PASSPHRASE)
    event = Event.objects.get(kind="join")
    assert (event.actor, event.subject) == (user.code, None)


def test_invitation_closes_with_the_role_of_its_maker(client, code, world):
    world.a.coordinator.roles.all().delete()
    assert invitations.find(code) is None
    answer = client.post(reverse("people:join"), answers(code))
    assert list(answer.context["form"].errors) == ["code"]
    with pytest.raises(invitations.InvitationUnusable):
        invitations.join(code=code, pseudonym="Baobab 274", passphrase=PASSPHRASE)
    assert not User.objects.filter(pseudonym="Baobab 274").exists()
    assert Invitation.objects.get().used_at is None


def test_invitation_gives_no_role_in_a_region_to_which_its_organisation_moved(code, world):
    Organisation.objects.filter(pk=world.a.organisation.pk).update(region=world.b.region)
    assert invitations.find(code) is None
