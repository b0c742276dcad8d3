"""Names in a room that could pass for somebody who runs it."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _


def is_moderators_name(alias: str) -> bool:
    """Whether `alias` looks like a moderator's name in any language."""
    names = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {_("Facilitator").casefold(), _("Coordinator").casefold()}
    return alias.casefold() in names
