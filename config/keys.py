"""The site's secrets: a demo makes its own keys, a server is given them."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

MASTER_KEY_BYTES = 32


def kept(path: Path, make: Callable[[], str]) -> str:
    """Return the secret that a demo or a test run keeps at `path`, made on first use."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(make())
    return path.read_text()


def master_keys(text: str) -> list[bytes]:
    """Return the keys in `text`: base64 of 32 bytes each, separated by commas, the newest first.

    Raises ImproperlyConfigured, without quoting the text, when one of them is invalid.
    """
    try:
        keys = [b64decode(part.strip(), validate=True) for part in text.split(",")]
    except (NotBase64, ValueError):
        keys = []
    if not keys or any(len(key) != MASTER_KEY_BYTES for key in keys) or len(set(keys)) < len(keys):
        raise ImproperlyConfigured(
            "MASTER_KEYS needs different keys of 32 bytes in base64, separated by commas, "
            "the newest first. `make secrets` makes the first one."
        )
    return keys
