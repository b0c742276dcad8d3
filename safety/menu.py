"""The entries of safety in the menu. See `web.menu`."""

from django.utils.translation import gettext_lazy as _

from safety.permissions import can_read_concerns
from web.menu.entries import Entry, Group

ENTRIES = [
    Entry(Group.SAFETY, "safety:concerns", _("Concerns"), can_read_concerns),
    Entry(Group.ME, "safety:concern", _("Report a concern")),
]
