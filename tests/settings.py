"""The house as the suite runs it."""

import os

os.environ["MODE"] = "test"
# Playwright keeps an event loop alive in the thread that runs the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config.settings import *  # noqa: F403

if REDIS_URL:  # noqa: F405
    # Each process of pytest-xdist clears its own cache after every test, and nobody else's.
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = f"{REDIS_URL}/{number + 2}"  # noqa: F405

# A real hash takes a tenth of a second on all processors; tests about them take `real_hashes`.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
