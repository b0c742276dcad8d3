"""The entries of people in the menu. See `web.menu`."""

from django.utils.translation import gettext_lazy as _

from people.accounts.permissions import is_newcomer
from people.models import User
from people.roles.permissions import has_role, is_admin, permissions_of
from people.roles.table import Role
from web.menu.entries import Entry, Group


def _invites(user: User) -> bool:
    return has_role(user, Role.COORDINATOR, Role.LEAD)


def _arranges(user: User) -> bool:
    return has_role(user, Role.COORDINATOR, Role.ADMIN)


def _writes(user: User) -> bool:
    # The same as `can_enter_studio` without its query: the groups of the studio follow the roles.
    return permissions_of(user).open_studio and not is_newcomer(user)


ENTRIES = [
    Entry(Group.COORDINATION, "people:waiting-newcomers", _("Waiting for a vouch"), _arranges),
    Entry(Group.COORDINATION, "people:invitations", _("Invite someone"), _invites),
    Entry(Group.COORDINATION, "people:organisations", _("Organisations"), _arranges),
    Entry(Group.COORDINATION, "people:roles", _("Roles"), _arranges),
    Entry(Group.COURSES, "wagtailadmin_home", _("Studio"), _writes),
    Entry(Group.SITE, "people:regions", _("Regions and networks"), is_admin),
    Entry(Group.SITE, "people:countries", _("Countries"), is_admin),
    Entry(Group.ME, "people:notices", _("New for you")),
    Entry(Group.ME, "people:me", _("My settings")),
    Entry(Group.ME, "people:networks", _("Networks")),
]
