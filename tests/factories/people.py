"""Regions, organisations and members, and members on their way in."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import factory
from allauth.core import context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils import timezone

from cms import editors
from people.accounts.backends import MemberBackend
from people.invitations import actions as invitations
from people.models import Organisation, Region, RoleGrant, User, Vouch
from people.second_step import actions as second_step
from people.time_zones import zone
from people.vouching import actions as vouching

HOME_ZONE = "Africa/Porto-Novo"
PASSPHRASE = "correct-horse-battery-staple-lamp"


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region

    key = factory.Sequence(lambda n: f"region-{n}")
    name = factory.Sequence(lambda n: f"Region {n}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    region = factory.SubFactory(RegionFactory)
    time_zone = HOME_ZONE


def organisation_form(**changes: Any) -> dict[str, Any]:
    """What a browser sends to make or change an organisation."""
    return {
        "key": str(uuid4()),
        "name": "A quiet name",
        "form": "group",
        "time_zone": "UTC",
        "languages": ["fr"],
        "listing": "members",
        "results": "counted",
    } | changes


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    pseudonym = factory.Sequence(lambda n: f"Member {n}")
    organisation = factory.SubFactory(OrganisationFactory)
    time_zone = HOME_ZONE
    # A hash that no passphrase has: tests sign in by force, except those about signing in.
    password = "!"


def with_passphrase(pseudonym: str, **fields) -> User:
    """Return a member who can sign in by the form, with `PASSPHRASE`."""
    return UserFactory(pseudonym=pseudonym, password=make_password(PASSPHRASE), **fields)


def local_day() -> date:
    """Return the day where the people of the tests live: for an hour it is not that of UTC."""
    return timezone.localdate(timezone=zone(HOME_ZONE))


def day_over() -> date:
    """The latest day that is over everywhere at any hour: the last day of a role that has ended."""
    return timezone.now().date() - timedelta(days=2)


def loaded(user: User) -> User:
    """Return `user` as a request has them: with what they may do at this moment."""
    found = MemberBackend().get_user(user.pk)
    assert found is not None
    return found


def lead_of(organisation: Organisation) -> User:
    """Return a member who leads `organisation`, as a request has them."""
    user = UserFactory(organisation=organisation)
    RoleGrant.objects.create(user=user, role="lead", organisation=organisation)
    return loaded(user)


def with_role(user: User, role: str, region: Region | None = None) -> User:
    """Give `user` a role in `region`, by default that of their organisation."""
    RoleGrant.objects.create(user=user, role=role, region=region or user.organisation.region)
    return user


def in_studio(role: str = RoleGrant.Role.EDITOR, **fields) -> User:
    """Return a member who works in the studio, as editor or translator."""
    user = UserFactory(**fields)
    RoleGrant.objects.create(user=user, role=role)
    user.groups.add(editors.GROUPS[RoleGrant.Role(role).traits.studio_group]())
    return user


def invited(by: User, organisation, *, name: str = "ZNEW", role: str = "") -> User:
    """Return a person who used an invitation, and for whom no one has vouched."""
    code = invitations.invite(key=uuid4(), by=by, organisation=organisation, role=role)
    return invitations.join(code=code, pseudonym=name, passphrase=PASSPHRASE)


def let_in(newcomer: User, by: User) -> User:
    """Return `newcomer` as the next request knows them, after `by` vouched for them."""
    vouching.vouch(code=vouching.code_of(newcomer), by=by)
    return User.objects.get(pk=newcomer.pk)


def quarantined(user: User) -> User:
    """Make an ordinary member one in their first days."""
    user.new_until = timezone.localdate() + timedelta(days=3)
    user.save()
    return User.objects.get(pk=user.pk)


def branch(root: User, *, people: int, wide: int = 5) -> list[User]:
    """Return `people` members of the organisation of `root`, who came in through them in steps."""
    members = [
        UserFactory(pseudonym=f"Branch {number}", organisation=root.organisation)
        for number in range(people)
    ]
    above = [root, *members]
    kinds = Vouch.Kind.INVITED, Vouch.Kind.VOUCHED
    Vouch.objects.bulk_create(
        Vouch(newcomer=one.code, by=above[at // wide].code, kind=kinds[at % 2])
        for at, one in enumerate(members)
    )
    return members


def give_paper(user: User) -> list[str]:
    """Give `user` an app and ten codes; return these."""
    user.set_password(PASSPHRASE)
    user.save()
    request = HttpRequest()
    request.user = user
    with context.request_context(request):
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
        return second_step.codes_left(user)
