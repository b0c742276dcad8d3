"""Files are decoded in a process of their own, which can reach nothing and soon ends.

A hole in a decoder is a hole in whatever process decodes. `files.cleaners`, which is that process,
is given no secret, and opens no file and no connection once it has begun.
"""

import subprocess
import sys
from contextlib import suppress

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from files.uploads import FileRefused

# How the process ends that has a sentence to say instead.
REFUSED = 3
# By the clock: the process itself counts its own seconds, and a busy machine gives it few.
PATIENCE_SECONDS = 40


def cleaned(cleaner: str, data: bytes) -> bytes:
    """Return what the cleaner of that name makes of `data`.

    Raises FileRefused, in the language of the moment, when it refuses, breaks or takes too long.
    """
    command = [sys.executable, "-B", "-m", "files.cleaners", cleaner, get_language() or "en"]
    with suppress(subprocess.TimeoutExpired):
        ended = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={},
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        if ended.returncode == 0:
            return ended.stdout
        if ended.returncode == REFUSED:
            raise FileRefused(ended.stdout.decode())
    raise FileRefused(_("This file cannot be read. Save it again, then try again."))
