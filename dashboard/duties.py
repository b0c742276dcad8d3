"""The cards on the home page of members whose roles give them other work than learning."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.roles.permissions import (
    can_coordinate_everywhere,
    can_coordinate_regions,
    has_role,
    is_admin,
)
from people.roles.table import Role
from safety.permissions import can_read_concerns

Link = tuple[str, Promise]

ROLES = ("people:roles", _("Roles"))
ORGANISATIONS = ("people:organisations", _("Organisations"))
INVITE = ("people:invitations", _("Invite someone"))
WHOLE_SITE: list[Link] = [
    ROLES,
    ("people:waiting-newcomers", _("Waiting for a vouch")),
    ORGANISATIONS,
    ("people:regions", _("Regions and networks")),
    ("people:countries", _("Countries")),
    ("dashboard:lockdown", _("Lockdown")),
]


@dataclass(frozen=True)
class Duty:
    """A card: its heading, and links: the name of an address, and what is read there."""

    heading: Promise
    links: list[Link]


def duties_of(user: User) -> list[Duty]:
    """Return the cards for the roles of `user`, none for most members. No query."""
    duties = []
    if can_read_concerns(user):
        duties.append(Duty(_("Concerns"), [("safety:concerns", _("Read and reply"))]))
    if is_admin(user):
        duties.append(Duty(_("The whole site"), WHOLE_SITE))
    if can_coordinate_everywhere(user):
        overview = ("dashboard:region", _("Dashboard of all regions"))
        duties.append(Duty(_("All regions"), [overview, INVITE]))
    elif can_coordinate_regions(user):
        overview = ("dashboard:region", _("My region’s dashboard"))
        duties.append(Duty(_("My region"), [overview, INVITE]))
    elif has_role(user, Role.COORDINATOR):
        # An administrator already has the links to roles and organisations above.
        more = [] if is_admin(user) else [ROLES, ORGANISATIONS]
        duties.append(Duty(_("My network"), [INVITE, *more]))
    return duties
