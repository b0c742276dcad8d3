"""Decode files in a separate process, which has access to nothing and soon ends.

A hole in a decoder affects the process that runs it. That process, `files.cleaners`, gets no secret
and cannot open files or connections once it has started.
"""

import subprocess
import sys
from contextlib import suppress

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from files.uploads import FileRefused

# The exit code of a process that refuses the file.
REFUSED = 3
# Elapsed time. The process limits its own processor time, which passes slowly on a busy machine.
PATIENCE_SECONDS = 40


def cleaned(cleaner: str, data: bytes) -> bytes:
    """Return what the cleaner of that name makes of `data`.

    Raises FileRefused, in the active language, when it refuses, fails or takes too long.
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
