"""The entries of people in the menu. See `web.menu`."""

from django.utils.translation import gettext_lazy as _

from people.accounts.permissions import is_newcomer
from people.models import User
from people.roles.permissions import has_role, is_admin, permissions_of
from people.roles.table import Role
from web.menu.entries import Entry, Group


def _coordinates(user: User) -> bool:
    return has_role(user, Role.COORDINATOR)


def _arranges(user: User) -> bool:
    return has_role(user, Role.COORDINATOR, Role.ADMIN)


def _writes(user: User) -> bool:
    # The same as `can_enter_studio` without its query: the groups of the studio follow the roles.
    return permissions_of(user).open_studio and not is_newcomer(user)


ENTRIES = [
    Entry(
        group=Group.COORDINATION,
        page="people:waiting-newcomers",
        label=_("Waiting for a vouch"),
        is_for=_arranges,
    ),
    Entry(
        group=Group.COORDINATION,
        page="people:invitations",
        label=_("Invite someone"),
        is_for=_coordinates,
    ),
    Entry(
        group=Group.COORDINATION,
        page="people:organisations",
        label=_("Organisations"),
        is_for=_arranges,
    ),
    Entry(
        group=Group.COORDINATION,
        page="people:roles",
        label=_("Roles"),
        is_for=_arranges,
    ),
    Entry(
        group=Group.COURSES,
        page="wagtailadmin_home",
        label=_("Studio"),
        is_for=_writes,
    ),
    Entry(
        group=Group.SITE,
        page="people:regions",
        label=_("Regions and networks"),
        is_for=is_admin,
    ),
    Entry(
        group=Group.SITE,
        page="people:countries",
        label=_("Countries"),
        is_for=is_admin,
    ),
    Entry(
        group=Group.ME,
        page="people:notices",
        label=_("New for you"),
    ),
    Entry(
        group=Group.ME,
        page="people:me",
        label=_("My settings"),
    ),
    Entry(
        group=Group.ME,
        page="people:networks",
        label=_("Networks"),
    ),
]
