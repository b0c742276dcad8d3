"""A calendar address ends with the sessions, where someone else may have it."""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dashboard.lockdown import actions as lockdown
from people.models import Recovery, User
from people.recovery import actions as recovery
from people.second_step import actions as second_step
from tests import factories
from tests.proving import prove
from web.lockdown import Mode
from webinars.calendar.address import actions
from webinars.models import CalendarAddress

pytestmark = pytest.mark.servers

NEW = "seven-green-lamps-on-a-long-wall"


@pytest.fixture
def member(world) -> User:
    world.a.leader.set_password(factories.PASSPHRASE)
    world.a.leader.save()
    return world.a.leader


def other_sessions(member, browser) -> None:
    browser.post(reverse("people:end-other-sessions"))


def new_passphrase(member, browser) -> None:
    typed = {"passphrase": factories.PASSPHRASE, "new_passphrase": NEW, "written": "on"}
    browser.post(reverse("people:passphrase"), typed)


def code_on_paper(member, browser) -> None:
    code = factories.give_paper(member)[0]
    recovery.come_back(pseudonym=member.pseudonym, code=code, passphrase=NEW)


def two_people(member, browser) -> None:
    code = recovery.ask(key=uuid4(), pseudonym=member.pseudonym)
    vouchers = User.objects.active().filter(vouched_on__isnull=False).exclude(pk=member.pk)
    first, second = vouchers.values_list("code", flat=True)[:2]
    Recovery.objects.update(first_by=first, second_by=second, opens_at=timezone.now())
    recovery.finish(code=code, passphrase=NEW)


def forgotten_second_step(member, browser) -> None:
    second_step.forget(user=member)


@pytest.mark.parametrize(
    "act", [other_sessions, new_passphrase, code_on_paper, two_people, forgotten_second_step]
)
def test_address_ends_with_the_sessions_of_its_member_and_no_other_does(
    world, member, sign_in, act
):
    tokens = [actions.make(user=who, key=uuid4()) for who in (member, world.a.leader2)]
    act(member, sign_in(member))
    found = [Client().get(f"/en/calendar/{token}.ics").status_code for token in tokens]
    assert found == [404, 200]
    assert CalendarAddress.objects.get(user=member).digest is None


def the_lockdown(folder) -> None:
    lockdown.lock_down(by=None, mode=Mode.READ_ONLY)
    assert (folder / "lockdown").exists()
    lockdown.lift(by=None)


def a_restored_copy(folder) -> None:
    call_command("end_sessions")


@pytest.mark.parametrize("act", [the_lockdown, a_restored_copy])
def test_all_addresses_end_with_all_sessions(world, settings, tmp_path, act):
    settings.DATA_DIR = tmp_path
    members = (world.a.leader, world.a.leader2, world.b.leader)
    tokens = [actions.make(user=who, key=uuid4()) for who in members]
    act(tmp_path)
    found = [Client().get(f"/en/calendar/{token}.ics").status_code for token in tokens]
    assert found == [404] * 3
    codes = CalendarAddress.objects.filter(digest=None).values_list("code", flat=True)
    assert len(set(codes)) == 3


def test_no_form_sent_again_brings_it_back(member):
    key = uuid4()
    actions.make(user=member, key=key)
    second_step.forget(user=member)
    with pytest.raises(actions.AddressChanged):
        actions.make(user=member, key=key)


def test_page_says_so_in_both_languages(member, sign_in):
    actions.make(user=member, key=uuid4())
    browser = prove(sign_in(member))
    english, french = (
        browser.get(f"/{language}/webinars/calendar/").content.decode() for language in ("en", "fr")
    )
    assert "It also ends when you choose a new passphrase" in english
    assert (
        "Cette adresse prend fin aussi quand vous choisissez une nouvelle phrase secrète" in french
    )
