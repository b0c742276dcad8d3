"""Say by the exit code how the processes of this container are: `healthcheck.py [web|work]`.

`web` asks the web process, `work` reads when the worker last did what beat asked for.
"""

import os
import sys
import time
import urllib.request
from pathlib import Path

# Seconds, as in `dashboard.health.parts`, which this script does not load: it runs every minute.
BEAT_AGE = 600


def work() -> int:
    """Return 0 when the worker and beat did something lately; a time to come says nothing."""
    try:
        age = time.time() - Path(os.environ["DATA_DIR"], "last-beat").stat().st_mtime
    except OSError:
        return 1
    return int(not -60 < age <= BEAT_AGE)


def web() -> int:
    """Send the site's own host name, as the proxy does: any other host gets 400."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0]
    request = urllib.request.Request(
        "http://127.0.0.1:8000/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status != 200)
    except OSError as error:
        sys.exit(f"The web process does not answer well: {error}")


if __name__ == "__main__":
    sys.exit(work() if sys.argv[1:] == ["work"] else web())
