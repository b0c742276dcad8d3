"""A real Celery worker on the database of the test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import quote
from uuid import uuid4

from celery import Task
from django.conf import settings
from django.db import connection

# A worker on a busy machine with two cores takes some ten seconds to start.
PATIENCE = 90


def work(task: Task, *, until: Callable[[], object]) -> None:
    """Send `task` over the broker to a worker of its own, which ends once `until` is so."""
    # A queue of its own, because the broker may be shared with other runs.
    queue = f"test-{uuid4().hex}"
    task.apply_async(queue=queue, expires=PATIENCE)
    worker = subprocess.Popen(
        [
            *(sys.executable, "-m", "celery", "-A", "config", "worker", "--pool=solo"),
            *("--queues", queue, "--without-gossip", "--without-mingle"),
        ],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": _address_of_the_test_database()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not until() and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        worker.kill()
        worker.wait()
        for left in settings.BROKER_DIR.rglob(f"*{queue}*"):
            left.unlink()


def _address_of_the_test_database() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    login = quote(database["USER"], safe="")
    if database["PASSWORD"]:
        login += f":{quote(database['PASSWORD'], safe='')}"
    place = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
    return f"postgres://{login}@{place}/{database['NAME']}"
