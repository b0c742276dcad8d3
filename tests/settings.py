"""The site as the suite runs it."""

import os

os.environ["MODE"] = "test"
# Playwright keeps an event loop alive in the thread that runs the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config.settings import *  # noqa: F403

process = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
if REDIS_URL:  # noqa: F405
    # Each process of pytest-xdist clears its own cache after every test, and no other.
    CACHES["default"]["LOCATION"] = f"{REDIS_URL}/{int(process.removeprefix('gw')) + 2}"  # noqa: F405
else:
    # Nor does one empty the other's queue.
    BROKER_DIR = BROKER_DIR / process  # noqa: F405
    BROKER_DIR.mkdir(exist_ok=True)
    places = CELERY_BROKER_TRANSPORT_OPTIONS  # noqa: F405
    CELERY_BROKER_TRANSPORT_OPTIONS = dict.fromkeys(places, str(BROKER_DIR))

if SQLITE:  # noqa: F405
    # Nothing of a test has to outlast a power cut: `.ci/run` tells PostgreSQL the same.
    options = DATABASES["default"]["OPTIONS"]  # noqa: F405
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")

# A real hash takes a tenth of a second on all processors; tests about them take `real_hashes`.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Wagtail notes after each save what a page uses and which words it has: a seventh of the time of an
# ordinary test. Tests of the studio's search do it by hand.
TASKS = {"default": {"BACKEND": "tests.indexing.WithoutIndexing"}}
