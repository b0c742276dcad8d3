"""Codes that are read out over the phone and copied from paper."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

from web.reading.spelling import letters_and_digits

# No 0/O, 1/I/L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUP_LENGTH = 4


def digest(code: str) -> str:
    """Return what the database keeps of a code, typed in any form."""
    return hashlib.sha256(letters_and_digits(code).encode()).hexdigest()


def code_for(key: UUID, *, groups: int, salt: bytes = b"") -> str:
    """Return the code that belongs to `key`, the same each time.

    It depends on the secret key, which is not in the database; `salt` keeps codes for different
    purposes apart. Each group of four is worth 20 bits.
    """
    mark = hmac.digest(settings.SECRET_KEY.encode(), salt + key.bytes, hashlib.sha256)
    number = int.from_bytes(mark)
    characters = []
    for _ in range(groups * GROUP_LENGTH):
        number, index = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[index])
    text = "".join(characters)
    return "-".join(text[i : i + GROUP_LENGTH] for i in range(0, len(text), GROUP_LENGTH))
