"""Where a visitor is led.

“Leave” leads to an ordinary site, the same for everyone unless a member chose another. What a form
or a link asks for afterwards, as in `?next=`, is only followed to a page of ours.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

# What the way out asks the browser to delete.
COOKIES, EVERYTHING = '"cookies"', '"cache", "cookies", "storage"'

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


def leave(request: HttpRequest) -> HttpResponse:
    """End the session and go to a neutral site.

    Downloads that a member paid for stay on the phone, unless the member chose to leave nothing
    there.
    """
    member = request.user
    response = HttpResponseRedirect(address_for(member))
    response.status_code = 303
    leaves_nothing = getattr(member, "leaves_nothing", False)
    response["Clear-Site-Data"] = EVERYTHING if leaves_nothing else COOKIES
    logout(request)
    return response


def is_ours(address: str) -> bool:
    """Whether `address` is a page of this site, as an absolute path.

    Names of views, relative addresses and other hosts are not, however they are written.
    """
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(
        address, allowed_hosts=None
    ):
        return False
    path = urlsplit(address).path
    language = translation.get_language_from_path(path) or translation.get_language()
    try:
        with translation.override(language):
            resolve(path)
    except (Resolver404, ValueError):
        return False
    return True


def or_else(address: str, default: str) -> str:
    """Return `address` if it is ours, else `default`."""
    return address if is_ours(address) else default
