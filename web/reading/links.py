"""Links to other sites, which lead over a page of ours.

A browser shows where a link leads, and keeps in its history what was opened. What is read about in
a lesson can be as dangerous there as a name. So a link in a text leads to a page of ours first,
which says where it goes on and who will see it; its own address is encrypted, and says nothing.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import escape
from wagtail.rich_text import LinkHandler

SALT = "web.reading.links"


def token_of(address: str) -> str:
    """Return an address in a form that only this site reads, the same each time, so that what is
    made of a text can be kept."""
    return _written(next(_ciphers()).encrypt(address.encode(), None))


def address_in(token: str) -> str | None:
    """Return the address that this site put into `token`; None for anything else, also for another
    way to write the same bytes."""
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if _written(sealed) != token:
        return None
    for cipher in _ciphers():
        try:
            return cipher.decrypt(sealed, None).decode()
        except InvalidTag:
            continue
    return None


def tidied(address: str) -> str:
    """Return an address in the form in which Wagtail knows that it leads to another site, whatever
    the case of “https:”, without space around it, and with the protocol that may be left out."""
    address = address.strip()
    if address.startswith("//"):
        return f"https:{address}"
    scheme, colon, rest = address.partition(":")
    return f"{scheme.lower()}:{rest}" if colon and scheme.isalpha() else address


def host_of(address: str) -> str:
    """Return the part of an address that those who run the line see; nothing where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


class OutsideLinks(LinkHandler):
    """Links in rich text that lead to other sites."""

    identifier = "external"

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, Any]) -> str:
        address = reverse("outside", args=[token_of(attrs["href"])])
        return f'<a href="{escape(address)}" rel="nofollow">'


def _written(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _ciphers() -> Iterator[AESSIV]:
    """Yield the cipher in use, then those of earlier keys."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield AESSIV(salted_hmac(SALT, "", secret=secret, algorithm="sha512").digest())
