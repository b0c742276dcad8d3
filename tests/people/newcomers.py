"""Newcomers as tests need them: brought in by the verbs that people use."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from people.invitations import actions as invitations
from people.models import User, Vouch
from people.vouching import actions as vouching
from tests import factories


def invited(by: User, organisation, *, name: str = "ZNEW", role: str = "") -> User:
    """Return somebody who used an invitation, and for whom nobody has vouched."""
    code = invitations.invite(key=uuid4(), by=by, organisation=organisation, role=role)
    return invitations.join(code=code, pseudonym=name, passphrase=factories.PASSPHRASE)


def let_in(newcomer: User, by: User) -> User:
    """Return her as the next request knows her, after `by` vouched for her."""
    vouching.vouch(code=vouching.code_of(newcomer), by=by)
    return User.objects.get(pk=newcomer.pk)


def quarantined(user: User) -> User:
    """Make an ordinary member one in her first days."""
    user.new_until = timezone.localdate() + timedelta(days=3)
    user.save()
    return User.objects.get(pk=user.pk)


def branch(root: User, *, people: int, wide: int = 5) -> list[User]:
    """Return `people` members of her organisation who came in through `root`, in several steps."""
    members = [
        factories.UserFactory(pseudonym=f"Branch {number}", organisation=root.organisation)
        for number in range(people)
    ]
    above = [root, *members]
    kinds = Vouch.Kind.INVITED, Vouch.Kind.VOUCHED
    Vouch.objects.bulk_create(
        Vouch(newcomer=one.code, by=above[at // wide].code, kind=kinds[at % 2])
        for at, one in enumerate(members)
    )
    return members
