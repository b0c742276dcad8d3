"""Who lives here. Nothing in it is ever a Wagtail page or snippet, and nothing has a history."""

from people.models.doors import Invitation, MemberSession, Recovery, Vouch
from people.models.members import (
    Contact,
    KeyOwner,
    MemberKey,
    MemberManager,
    MemberQuerySet,
    RoleGrant,
    User,
    this_month,
)
from people.models.places import CountryRisk, Network, Organisation, Region
from people.models.traces import Event, Look, Notice, code_of

__all__ = [
    "Contact",
    "CountryRisk",
    "Event",
    "Invitation",
    "KeyOwner",
    "Look",
    "MemberKey",
    "MemberManager",
    "MemberQuerySet",
    "MemberSession",
    "Network",
    "Notice",
    "Organisation",
    "Recovery",
    "Region",
    "RoleGrant",
    "User",
    "Vouch",
    "code_of",
    "this_month",
]
