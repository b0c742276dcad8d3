"""The decoding process: `python -m files.cleaners CLEANER LANGUAGE < upload > clean`.

When it refuses a file, it writes the sentence instead and exits with another code. `files.sandbox`
starts it.
"""

import resource
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils import translation
from PIL import Image, ImageCms

from files import mp4, pdfs, pictures, recordings
from files.sandbox import REFUSED
from files.texts import markdown, word
from files.uploads import FileRefused

CLEANERS = {
    "picture": pictures.clean,
    "photo": pictures.clean_photo,
    "pdf": pdfs.clean,
    "mp3": recordings.clean_mp3,
    "ogg": recordings.clean_ogg,
    "m4a": mp4.clean,
    "word": word.clean,
    "markdown": markdown.clean,
}
SECONDS = 10
# Bytes beyond the code; the largest picture takes three quarters of it.
MEMORY = 256_000_000
ROOT = Path(__file__).resolve().parent.parent


def main(cleaner: str, language: str) -> int:
    """Clean the input; return the exit code."""
    settings.configure(LANGUAGE_CODE=language, LOCALE_PATHS=[ROOT / "locale"])
    apps.populate([])
    # Loaded now, because no file can be opened later.
    translation.activate(language)
    translation.gettext("")
    Image.init()
    ImageCms.createProfile("sRGB")
    _shut()
    data = sys.stdin.buffer.read()
    try:
        written, ends = CLEANERS[cleaner](data), 0
    except FileRefused as refusal:
        written, ends = str(refusal).encode(), REFUSED
    sys.stdout.buffer.write(written)
    return ends


def _shut() -> None:
    """Forbid this process to open or write files, and limit its time and memory."""
    for kind, most in (
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_DATA, MEMORY),
    ):
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
