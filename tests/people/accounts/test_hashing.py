"""Hashes wait for each other; a request that only writes does not wait for them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from people.accounts import actions as accounts
from people.accounts.hashing import OneAtATime
from people.invitations import actions as invitations
from people.models import Recovery, User
from people.recovery import actions as recovery
from people.sessions import store
from tests import factories

NEW = "seven-green-lamps-on-a-long-wall"
# Whether each hash of a new passphrase was made inside a transaction.
inside: list[bool] = []


class Watched(OneAtATime):
    def encode(self, password: str, salt: str) -> str:
        inside.append(connection.in_atomic_block)
        return super().encode(password, salt)


@pytest.fixture
def side(transactional_db, settings):
    built = factories.world().a
    settings.PASSWORD_HASHERS = ["tests.people.accounts.test_hashing.Watched"]
    inside.clear()
    return built


def join(side) -> User:
    code = invitations.invite(key=uuid4(), by=side.coordinator, organisation=side.organisation)
    return invitations.join(code=code, pseudonym="Baobab 274", passphrase=NEW)


def finish(side) -> User:
    code = recovery.ask(key=uuid4(), pseudonym=side.leader.pseudonym)
    long_ago = timezone.now() - timedelta(hours=1)
    who = {"first_by": side.leader2.code, "second_by": side.coordinator.code}
    Recovery.objects.update(opens_at=long_ago, **who)
    recovery.finish(code=code, passphrase=NEW)
    return side.leader


def come_back(side) -> User:
    code = factories.give_paper(side.leader)[0]
    inside.clear()
    recovery.come_back(pseudonym=side.leader.pseudonym, code=code, passphrase=NEW)
    return side.leader


def change(side) -> User:
    request = HttpRequest()
    request.user = side.leader
    request.session = store.SessionStore()
    request.session.create()
    accounts.change_passphrase(request=request, passphrase=NEW)
    return side.leader


@pytest.mark.parametrize("action", [join, finish, come_back, change])
def test_passphrases_are_hashed_before_the_transaction_begins(side, action):
    user = action(side)
    assert inside == [False]
    assert User.objects.get(pk=user.pk).check_password(NEW)
