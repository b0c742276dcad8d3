"""The secret part of a calendar address.

Who knows the address reads the hours without signing in, so this part is as good as a key: 192
bits. The database keeps a digest under the secret key of the site. No one can make the address from
it, and no one can compute it without that key: how long a look-up takes tells nothing of a guess.
"""

import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from people.models import User

SALT = "webinars.calendar.address"
TOKEN_BYTES = 24


def digest(token: str) -> str:
    """Return what the database keeps of the secret part of an address."""
    return salted_hmac(SALT, token, algorithm="sha256").hexdigest()


def token_for(user: User, *, key: UUID, instead: UUID | None) -> str:
    """Return the secret part that the form with this key makes for `user`, the same each time.

    `instead` is the code that the form's page showed: with another one it is another secret part.
    It is as random as the form's key, and no one can make it from that key without the secret key
    of the site.
    """
    said = f"{SALT}:{user.code}:{key}:{instead or ''}"
    made = hmac.digest(settings.SECRET_KEY.encode(), said.encode(), "sha256")
    return urlsafe_b64encode(made[:TOKEN_BYTES]).decode()
