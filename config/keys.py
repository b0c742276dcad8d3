"""The site's secrets: a demo makes its own keys, a server is given them."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

from web.serving import whole_files

Secret = TypeVar("Secret")

MASTER_KEY_BYTES = 32
# Django's own check asks for as many.
SECRET_KEY_LENGTH = 50
# What an editor puts around a secret without showing it.
INVISIBLE = "\N{BYTE ORDER MARK} \t\r\n"


def from_file(path: Path) -> str:
    """Return the secret in `path`, without the line end or byte order mark of an editor.

    Raises ImproperlyConfigured, without quoting it, when there is no readable text.
    """
    try:
        text = path.read_text(encoding="utf-8").strip(INVISIBLE)
    except UnicodeDecodeError:
        text = "\0"
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "no file has such a name"
        raise ImproperlyConfigured(f"The file {path} cannot be read: {said}.") from None
    if any(not one.isprintable() and one not in INVISIBLE for one in text):
        raise ImproperlyConfigured(
            f"The file {path} is damaged or no plain text: write the secret into it, and nothing "
            "else."
        )
    return text


def kept(path: Path, make: Callable[[], str], read: Callable[[str], Secret]) -> Secret:
    """Return what `read` makes of the secret that a demo or a test run keeps at `path`.

    It is made on first use. Raises ImproperlyConfigured when the file is damaged.
    """
    if not path.exists():
        try:
            whole_files.make(path, make().encode())
        except OSError as error:
            raise ImproperlyConfigured(
                f"The file {path} cannot be written: {error.strerror}."
            ) from None
    text = from_file(path)
    try:
        return read(text)
    except ImproperlyConfigured:
        raise ImproperlyConfigured(
            f"The file {path} is empty or damaged: put a copy of it back, or start over with "
            "`make demo-reset`."
        ) from None


def secret_key(text: str) -> str:
    """Return `text`. Raises ImproperlyConfigured, without quoting it, when it is too short."""
    if len(text) < SECRET_KEY_LENGTH:
        raise ImproperlyConfigured(
            f"SECRET_KEY needs {SECRET_KEY_LENGTH} characters or more. `make secrets` makes one."
        )
    return text


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
