"""Changing the passphrase, when someone else may have seen the old one."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Event, MemberSession, Recovery
from people.recovery import actions as recovery
from tests import factories

PAGE = "/en/me/passphrase/"
NEW = "seven-green-lamps-on-a-long-wall"


@pytest.fixture
def member(world):
    world.a.leader.set_password(factories.PASSPHRASE)
    world.a.leader.save()
    return world.a.leader


def form(**changes: str) -> dict[str, str]:
    fields = {"passphrase": factories.PASSPHRASE, "new_passphrase": NEW, "written": "on"}
    return fields | changes


def test_new_passphrase_keeps_this_session_and_ends_the_others(member, sign_in):
    here, elsewhere = sign_in(member), sign_in(member)
    recovery.ask(key=uuid4(), pseudonym=member.pseudonym)
    offered = here.get(PAGE).context["form"]["new_passphrase"].value()
    assert len(offered.split("-")) == 6

    assert here.post(PAGE, form(new_passphrase=offered)).url == reverse("people:me")

    member.refresh_from_db()
    assert member.check_password(offered)
    assert here.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302
    assert MemberSession.objects.filter(user=member).count() == 1
    assert Recovery.objects.count() == 0
    assert Event.objects.filter(kind="change_passphrase", actor=member.code).count() == 1
    sent = {"login": member.pseudonym, "password": offered}
    assert Client().post(reverse("account_login"), sent).url == reverse("home")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"passphrase": "not-the-right-words-at-all"}, "passphrase"),
        ({"passphrase": ""}, "passphrase"),
        ({"new_passphrase": "short"}, "new_passphrase"),
        ({"new_passphrase": "x" * 201}, "new_passphrase"),
        ({"written": ""}, "written"),
    ],
)
def test_refusal_is_beside_its_field_and_changes_nothing(member, sign_in, changes, field):
    here, elsewhere = sign_in(member), sign_in(member)
    answer = here.post(PAGE, form(**changes))
    assert list(answer.context["form"].errors) == [field]
    member.refresh_from_db()
    assert member.check_password(factories.PASSPHRASE)
    assert elsewhere.get(PAGE).status_code == 200


def test_half_done_sign_in_with_the_old_passphrase_starts_again(member, sign_in):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=member, type="totp", data={"secret": "x"})
    half = Client()
    half.post(
        reverse("account_login"), {"login": member.pseudonym, "password": factories.PASSPHRASE}
    )
    asking = reverse("mfa_authenticate")
    assert half.get(asking).status_code == 200
    sign_in(member).post(PAGE, form())
    assert half.get(asking).url == reverse("account_login")


def test_stranger_is_asked_to_sign_in_and_sees_no_passphrase_again(member):
    long = " ".join([NEW] * 4)
    answer = Client().post(PAGE, form(new_passphrase=long))
    assert answer.url == f"{reverse('account_login')}?next={PAGE}"
