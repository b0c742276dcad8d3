"""The entries of mentorship in the menu. See `web.menu`."""

from django.utils.translation import gettext_lazy as _

from people.roles.permissions import can_coordinate_regions
from web.menu.entries import Entry, Group

ENTRIES = [
    Entry(
        Group.COORDINATION,
        "mentorship:programmes",
        _("Programmes and matching"),
        can_coordinate_regions,
    ),
]
