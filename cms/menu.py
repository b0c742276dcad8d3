"""The entries of the content in the menu. See `web.menu`."""

from django.utils.translation import gettext_lazy as _

from web.menu.entries import Entry, Group

ENTRIES = [
    Entry(Group.ME, "safety", _("How to stay safe here")),
]
