"""Every code that people read out or copy is found, however it is typed."""

from uuid import uuid4

import pytest
from django.utils import timezone

from people.invitations import actions as invitations
from people.models import Recovery, User
from people.recovery import actions as recovery
from people.vouching import actions as vouching
from tests.factories import invited
from tests.spellings import SPELLINGS
from web.reading.spelling import digits, letters_and_digits

ANY = pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=list(SPELLINGS))


@ANY
def test_letters_and_digits_are_those_that_were_written(spelling):
    assert letters_and_digits(spelling("K7PQ-23AB")) == "K7PQ23AB"
    assert digits(spelling("123 456 789"), length=9) == "123456789"


@pytest.mark.parametrize(
    "typed", ["", "12345678", "1234567890", "123 456 78O", "½23456789", "\x00"]
)
def test_digits_are_neither_more_nor_fewer_nor_letters(typed):
    assert digits(typed, length=9) == ""


def test_sign_that_no_code_has_is_not_passed_over():
    assert letters_and_digits("K7PQ-23AO") == "K7PQ23AO"


@ANY
def test_invitation_is_found(spelling, world):
    code = invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )
    assert invitations.find(spelling(code)) is not None
    assert invitations.find(spelling(code[:-1])) is None


@ANY
def test_newcomer_is_found_by_the_code_that_they_read_out(spelling, world):
    newcomer = invited(world.a.coordinator, world.a.organisation)
    vouching.vouch(code=spelling(vouching.code_of(newcomer)), by=world.a.leader)
    newcomer.refresh_from_db()
    assert newcomer.vouched_on is not None


@ANY
def test_recovery_is_found_by_those_who_vouch_and_by_the_member(spelling, world):
    code = recovery.ask(key=uuid4(), pseudonym=world.a.leader.pseudonym)
    for other in (world.a.leader2, world.a.coordinator):
        recovery.confirm(code=spelling(code), by=other)
    Recovery.objects.update(opens_at=timezone.now())
    assert recovery.find(spelling(code)) is not None


@ANY
def test_member_is_found_by_their_login_code(spelling, world):
    code = world.a.leader.login_code_in_groups
    assert User.objects.behind(spelling(code)).get() == world.a.leader
