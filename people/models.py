"""People and their organisations. None of these is a Wagtail page or snippet or has a history."""

from people.accounts.models import KeyOwner, MemberKey, MemberQuerySet, User
from people.contact.models import Contact
from people.hiding.models import CodeWord, Hiding
from people.invitations.models import Invitation
from people.networks.models import CountryRisk, Network, Region, networks_above
from people.notices.models import Notice
from people.organisations.models import Organisation
from people.privacy.models import AccessRecord, Event
from people.recovery.models import Recovery
from people.roles.models import EVERYWHERE, RoleGrant
from people.sessions.models import MemberSession
from people.unsent.models import UnsentForm
from people.vouching.models import Vouch

__all__ = [
    "EVERYWHERE",
    "AccessRecord",
    "CodeWord",
    "Contact",
    "CountryRisk",
    "Event",
    "Hiding",
    "Invitation",
    "KeyOwner",
    "MemberKey",
    "MemberQuerySet",
    "MemberSession",
    "Network",
    "Notice",
    "Organisation",
    "Recovery",
    "Region",
    "RoleGrant",
    "UnsentForm",
    "User",
    "Vouch",
    "networks_above",
]
