"""The entries of the dashboard in the menu. See `web.menu`."""

from django.utils.translation import gettext_lazy as _

from dashboard.waiting import count_waiting
from people.roles.permissions import can_coordinate_regions, is_admin
from web.menu.entries import Entry, Group

__all__ = ["ENTRIES", "count_waiting"]

ENTRIES = [
    Entry(Group.COORDINATION, "dashboard:region", _("Dashboard"), can_coordinate_regions),
    Entry(Group.SITE, "dashboard:status", _("Status"), is_admin),
    Entry(Group.SITE, "dashboard:lockdown", _("Lockdown"), is_admin),
    Entry(Group.ME, "dashboard:help", _("Help")),
]
