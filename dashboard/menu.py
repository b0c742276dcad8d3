"""The entries of the dashboard in the menu. See `web.menu`."""

from django.utils.translation import gettext_lazy as _

from dashboard.waiting import count_waiting
from people.roles.permissions import can_coordinate_regions, is_admin
from web.menu.entries import Entry, Group

__all__ = ["ENTRIES", "count_waiting"]

ENTRIES = [
    Entry(
        group=Group.COORDINATION,
        page="dashboard:region",
        label=_("Dashboard"),
        is_for=can_coordinate_regions,
    ),
    Entry(
        group=Group.SITE,
        page="dashboard:lockdown",
        label=_("Lockdown"),
        is_for=is_admin,
    ),
    Entry(
        group=Group.ME,
        page="dashboard:help",
        label=_("Help"),
    ),
]
