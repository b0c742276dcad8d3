"""Ask the web process of this container how it is; exit code 0 when it answers 200."""

import os
import sys
import urllib.request


def main() -> int:
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
    sys.exit(main())
