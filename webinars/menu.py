"""The entries of webinars in the menu. See `web.menu`."""

from django.utils.translation import gettext_lazy as _

from people.roles.permissions import can_coordinate_regions
from web.menu.entries import Entry, Group

ENTRIES = [
    Entry(
        group=Group.COORDINATION,
        page="webinars:new",
        label=_("Plan a webinar"),
        is_for=can_coordinate_regions,
    ),
]
