"""Where “Leave” leads: an ordinary site, the same for everyone unless a member chose another."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "encyclopaedia": _("an encyclopaedia"),
    "weather": _("the weather"),
    "news": _("the news"),
    "search": _("a search engine"),
    "maps": _("maps"),
}


def choices() -> list[tuple[str, str | Promise]]:
    """Return a member's choices; the empty key is the site's default."""
    return [("", _("the usual site")), *((key, NAMES[key]) for key in settings.EXIT_SITES)]


def address_for(visitor: object) -> str:
    """Return where “Leave” leads `visitor`, who may be a member or not."""
    return settings.EXIT_SITES.get(getattr(visitor, "exit_to", ""), settings.EXIT_URL)


def addresses() -> list[str]:
    """Return every address to which it may lead."""
    return [settings.EXIT_URL, *settings.EXIT_SITES.values()]
