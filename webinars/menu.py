"""The entries of webinars in the menu. See `web.menu`."""

from django.utils.translation import gettext_lazy as _

from people.roles.permissions import can_coordinate_regions
from web.menu.entries import Entry, Group

ENTRIES = [
    Entry(Group.COORDINATION, "webinars:new", _("Plan a webinar"), can_coordinate_regions),
]
