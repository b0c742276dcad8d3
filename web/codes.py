"""Opaque codes, used in addresses instead of titles, names and numbers.

A code is a UUID written in 22 characters of URL-safe base64 (RFC 4648, section 5), so that an
address reveals nothing to a stranger, not even how many rows there are.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID


def encode(value: UUID) -> str:
    """Return `value` in the 22 characters that an address has."""
    return urlsafe_b64encode(value.bytes).rstrip(b"=").decode()


def decode(code: str) -> UUID:
    """Return the UUID behind `code`; raise ValueError unless it is the one valid spelling."""
    value = UUID(bytes=urlsafe_b64decode(f"{code}=="))
    if encode(value) != code:
        raise ValueError("Not a canonical code.")
    return value


class CodeConverter:
    """`<code:course>` in a URL pattern: gives the view a UUID."""

    regex = r"[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> UUID:
        return decode(value)

    def to_url(self, value: UUID | str) -> str:
        return value if isinstance(value, str) else encode(value)
