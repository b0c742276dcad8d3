"""The entries of safety in the menu. See `web.menu`."""

from django.utils.translation import gettext_lazy as _

from safety.permissions import can_read_concerns
from web.menu.entries import Entry, Group

ENTRIES = [
    Entry(
        group=Group.SAFETY,
        page="safety:concerns",
        label=_("Concerns"),
        is_for=can_read_concerns,
    ),
    Entry(
        group=Group.ME,
        page="safety:concern",
        label=_("Report a concern"),
    ),
]
