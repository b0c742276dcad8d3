"""How the site is: one function for each part that can fail without anyone noticing.

Each returns None when the part works, else a sentence for the person at the terminal, with what to
do. None of them names a person, an address or a secret.
"""

import shutil
import smtplib
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, connection

from people import sealing
from people.contact import mailing
from webinars.rooms import provider as rooms
from webinars.rooms.trouble import RoomTrouble

# Written by the worker every minute, and by `bin/backup`: the time of the file is what counts.
LAST_BEAT, LAST_COPY = "last-beat", "last-copy"
MINUTE, HOUR = 60, 3_600
# Beat sends a task every minute; a release stops worker and beat for a few.
BEAT_AGE = 10 * MINUTE
# A copy a day, and time to notice that one failed.
COPY_AGE = 50 * HOUR
# Below it, PostgreSQL and uploads have little room left.
FREE_BYTES = 500_000_000
# Beat sends about eight tasks in five minutes; members add a few.
MOST_WAITING = 500

Check = Callable[[], str | None]


def database() -> str | None:
    """Ask the database for one row."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "The database does not answer: look at its log."
    return None


def cache_server() -> str | None:
    """Write something into the cache and read it again."""
    value = uuid4().hex
    try:
        cache.set("health", value, 60)
        if cache.get("health") is not None:
            return None
    except Exception:  # Each cache has errors of its own.
        pass
    return "The cache (Redis) does not answer: limits on guesses are not counted. Start it again."


def queue() -> str | None:
    """Count the tasks that wait."""
    try:
        waiting = _waiting()
    except Exception:  # Each broker has errors of its own.
        return "The queue does not answer: reminders and e-mails wait. Start Redis again."
    if waiting > MOST_WAITING:
        return f"{waiting} tasks wait in the queue: the worker is stopped or too slow."
    return None


def schedule() -> str | None:
    """Read when the worker last did what beat asked for."""
    age = _age(settings.DATA_DIR / LAST_BEAT)
    if age is None:
        return "Worker and beat have done nothing yet: start both."
    if age > BEAT_AGE:
        return f"Worker or beat have done nothing for {_long(age)}: start both again."
    return None


def disk() -> str | None:
    """Read how much room is left where the data is."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < FREE_BYTES:
        return f"The disk is nearly full: {free // 1_000_000} MB are free. Make room."
    return None


def master_key() -> str | None:
    """Open the newest key of each kind; two queries for each model."""
    try:
        newest = [model._base_manager.order_by("-pk").first() for model in sealing.key_models()]
    except DatabaseError:
        return None  # `database` says it; before the first migration there is nothing to open.
    if all(sealing.opens(owner) for owner in newest if owner):
        return None
    return (
        "The master key does not open what is sealed in this database: put back the file that you "
        "keep apart from the copies (secrets/master_keys)."
    )


def copies() -> str | None:
    """Read how old the last copy of the data is."""
    age = _age(settings.DATA_DIR / LAST_COPY)
    if settings.DEMO:
        return None
    if age is None:
        return "No copy of the data was ever made: run bin/backup every night."
    if age > COPY_AGE:
        return (
            f"The last copy of the data is {_long(age)} old: run bin/backup and see what it says."
        )
    return None


def mail_server() -> str | None:
    """Connect to the mail server and sign in; nothing is sent."""
    if not mailing.is_on() or settings.DEMO:
        return None
    try:
        with mail.get_connection():
            return None
    except (OSError, smtplib.SMTPException):
        return "The mail server does not let us in: check secrets/email_url, then sendtestemail."


def room_server() -> str | None:
    """Ask the room server about a room that never was."""
    trouble = rooms.trouble()
    if trouble is None:
        return None
    if trouble is RoomTrouble.REFUSED:
        return "The room server refuses our calls: check secrets/bbb_secret and BBB_CHECKSUM."
    return f"The room server {trouble.value}: see whether it runs, and whether BBB_URL is right."


# What the address for monitors asks, and what `manage.py status` asks besides, because it takes
# seconds and leaves the machine.
QUICK: dict[str, Check] = {
    "database": database,
    "cache": cache_server,
    "queue": queue,
    "schedule": schedule,
    "disk": disk,
    "master key": master_key,
    "copies": copies,
}
SLOW: dict[str, Check] = {"mail": mail_server, "rooms": room_server}


def report(*, slow: bool = False) -> dict[str, str | None]:
    """Return what each check says, by its name; with `slow` also those that take seconds."""
    return {name: check() for name, check in (QUICK | (SLOW if slow else {})).items()}


def _waiting() -> int:
    if not settings.REDIS_URL:
        return sum(1 for _ in Path(settings.BROKER_DIR).glob("*.msg"))
    with current_app.connection_for_read() as link:
        return int(
            link.default_channel.queue_declare(current_app.conf.task_default_queue).message_count
        )


def _age(path: Path) -> float | None:
    """Return how many seconds ago `path` was written, None when it is not there."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return None


def _long(seconds: float) -> str:
    return (
        f"{seconds / HOUR:.0f} hours" if seconds > 2 * HOUR else f"{seconds / MINUTE:.0f} minutes"
    )
