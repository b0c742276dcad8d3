"""Links to the preview of a page, which one person in the studio sends to another.

The link is signed and has a date. It lets no one in: its reader signs in and has a role in the
studio.
"""

from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404
from wagtail.models import Page

LASTS = timedelta(days=7)


def _signer() -> TimestampSigner:
    return TimestampSigner(sep=".", salt="learning.authoring.links")


def token_for(page: Page) -> str:
    """Return what the link to the preview of `page` contains, good for `LASTS` from now."""
    return _signer().sign(str(page.pk))


def page_of(token: str) -> int:
    """Return the number of the page; raise SignatureExpired when the days are over, and Http404
    when the site did not write the link."""
    try:
        return int(_signer().unsign(token, max_age=LASTS))
    except SignatureExpired:
        raise
    except BadSignature as error:
        raise Http404 from error
