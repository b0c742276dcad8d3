"""The base of all settings: the environment, the folder for data, the languages."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import FileAwareEnv, validate

from config import keys

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class Environment(FileAwareEnv):
    """Reads `X`, or the file that `X_FILE` names, as every secret is read (`config.keys`)."""

    def _get_value(self, env_key: str, default: Any) -> Any:
        path = os.environ.get(f"{env_key}{self.file_suffix}")
        return keys.from_file(Path(path)) if path else super()._get_value(env_key, default)


env = Environment()


def folder(path: Path) -> None:
    """Make a folder of data for this user alone. Raises ImproperlyConfigured."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {path} cannot be made: {error.strerror}. DATA_DIR names another."
        ) from None


def address(name: str) -> str:
    """Return the setting `name`: a full address of a web page or server, or nothing.

    Raises ImproperlyConfigured.
    """
    given = env.str(name, "").strip()
    try:
        parts = urlsplit(given)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if given and not whole:
        raise ImproperlyConfigured(f"{name} must be a full address, such as https://example.org/.")
    return given


MODE = env.str("MODE", "production", validate=validate.OneOf(["production", "demo", "test"]))
DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
DEBUG = False

DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
# Other users of the machine must not read the database, the queue and the files.
folder(DATA_DIR)

INTERFACE_LANGUAGES = [("en", "English"), ("fr", "Français")]
