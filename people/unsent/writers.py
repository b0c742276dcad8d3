"""Who wrote in a form, and on which page: a sealed mark in each form that members get.

The mark is what makes it possible to give a text back to the member who wrote it and to no one
else, when the browser that sends it is no longer signed in. It signs no one in.
"""

import hmac
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError

from cms.studio import screen_at
from people import sealing
from web import exits
from web.templatetags.ui import address_of

# The name of the hidden field.
FIELD = "written_by"
# What Django raises where it cannot read what was sent: too large, damaged, cut off.
UNREADABLE = MultiPartParserError, RawPostDataException, SuspiciousOperation, UnreadablePostError
# A page may stay open in a tab for days; a mark that is older gives nothing back.
LASTS = 7 * 86_400


@dataclass(frozen=True)
class Writer:
    """The code of the member who got the form, and the address of its page."""

    code: UUID
    page: str

    @property
    def is_in_studio(self) -> bool:
        return screen_at(self.page) is not None


def mark(request: HttpRequest) -> str:
    """Return the mark for the forms of this page; it is different each time, and tells nothing."""
    page = address_of(request)
    inside = f"{request.user.code.hex}{int(time.time())}"  # type: ignore[union-attr]
    sealed = sealing.lock(_key(), inside, context=f"unsent mark:{page}")
    return f"{urlsafe_b64encode(sealed).decode()}:{page}"


def writer_of(request: HttpRequest) -> Writer | None:
    """Return who wrote what `request` sends; None without a mark of ours that still counts."""
    try:
        sealed, _colon, page = request.POST.get(FIELD, "").partition(":")
        inside = sealing.unlock(
            _key(), urlsafe_b64decode(sealed.encode()), context=f"unsent mark:{page}"
        )
    except (sealing.CannotUnseal, ValueError, *UNREADABLE):
        return None
    code, since = UUID(inside[:32]), int(inside[32:])
    if time.time() - since > LASTS or not exits.is_ours(page):
        return None
    if screen_at(page) is not None and exits.is_ours(request.get_full_path()):
        # A form of the studio may be for another page than its own, which can be opened, too.
        page = request.get_full_path()
    return Writer(code, page)


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"who wrote in a form", sha256)
