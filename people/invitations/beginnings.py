"""The first coordinator of a new site: the one account that no one invited."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts import passphrases, pseudonyms
from people.models import Organisation, Region, RoleGrant, User
from people.privacy import events
from people.roles.table import Role
from web.errors import Closed


class HasCoordinators(Closed):
    """Someone coordinates already: they invite, and administrators give roles."""

    sentence = _("This site has a coordinator already. They invite the others.")


@dataclass(frozen=True)
class FirstAccount:
    """What the first coordinator signs in with; the passphrase is shown once and kept nowhere."""

    pseudonym: str
    passphrase: str


def make_first_coordinator(
    *, region: Region, organisation: str, country: str, time_zone: str, language: str
) -> FirstAccount:
    """Make an organisation and the account of a member who coordinates its region.

    They are an administrator of the whole site too, because someone must give the next roles. Both
    roles apply at once, without first days: no one else is there who could be named. With a second
    step demanded (production), the roles wait for it. Raises `HasCoordinators` when a coordinator's
    role is in force anywhere.
    """
    account = FirstAccount(pseudonyms.offer(), passphrases.offer(language))
    hashed = passphrases.hashed(account.passphrase)
    with transaction.atomic():
        if RoleGrant.objects.in_force().filter(role=Role.COORDINATOR).exists():
            raise HasCoordinators
        group = Organisation.objects.create(
            name=organisation, region=region, country=country, time_zone=time_zone
        )
        user = User.objects.create(
            pseudonym=account.pseudonym,
            password=hashed,
            organisation=group,
            time_zone=time_zone,
            vouched_on=timezone.localdate(),
            new_until=None,
        )
        RoleGrant.objects.create(user=user, role=Role.COORDINATOR, region=region)
        RoleGrant.objects.create(user=user, role=Role.ADMIN)
        events.record("make_first_coordinator", actor=None, subject=user)
    return account
