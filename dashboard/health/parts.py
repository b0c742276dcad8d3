"""How the site is: one function for each part that can fail without anyone noticing.

Each returns None when the part works, else a `Fault`, which says what to do. None of them names a
person, an address or a secret.
"""

import shutil
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cms.pages import plans
from people import sealing
from people.contact import mailing
from web import lockdown
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


@dataclass(frozen=True)
class Fault:
    """What does not work, and what to do: as text, in the language of the reader.

    It is data, so that a worker can write down what a page says later.
    """

    sentence: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(self.sentence) % self.values


Check = Callable[[], Fault | None]


def database() -> Fault | None:
    """Ask the database for one row."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Fault(gettext_noop("The database does not answer: look at its log."))
    return None


def cache_server() -> Fault | None:
    """Write something into the cache and read it again."""
    value = uuid4().hex
    try:
        cache.set("health", value, 60)
        if cache.get("health") is not None:
            return None
    except Exception:  # Each cache has errors of its own.
        pass
    return Fault(
        gettext_noop(
            "The cache (Redis) does not answer: limits on guesses are not counted. Start it again."
        )
    )


def queue() -> Fault | None:
    """Count the tasks that wait."""
    try:
        waiting = _waiting()
    except Exception:  # Each broker has errors of its own.
        return Fault(
            gettext_noop("Redis does not answer: reminders and e-mails wait. Start it again.")
        )
    if waiting > MOST_WAITING:
        return Fault(
            gettext_noop(
                "%(count)s reminders and e-mails wait: the worker is stopped or too slow."
            ),
            {"count": waiting},
        )
    return None


def schedule() -> Fault | None:
    """Read when the worker last did what beat asked for."""
    age = _age(settings.DATA_DIR / LAST_BEAT)
    if age is None:
        return Fault(
            gettext_noop(
                "Worker and beat have done nothing yet: start both. If the site has just started,"
                " wait a minute."
            )
        )
    if age > BEAT_AGE:
        return _since(
            age,
            hours=gettext_noop(
                "Worker or beat have done nothing for %(count)s hours: start both again."
            ),
            minutes=gettext_noop(
                "Worker or beat have done nothing for %(count)s minutes: start both again."
            ),
        )
    return None


def planned() -> Fault | None:
    """Count the pages that should have gone live; in a lockdown they wait."""
    try:
        late = 0 if lockdown.mode() else plans.count_late(timedelta(seconds=BEAT_AGE))
    except DatabaseError:
        return None  # `database` says it.
    if not late:
        return None
    return Fault(
        gettext_noop(
            "%(count)s planned pages have not gone live: see whether worker and beat run, and what"
            " their logs say."
        ),
        {"count": late},
    )


def disk() -> Fault | None:
    """Read how much room is left where the data is."""
    free = room_on_disk().free
    if free < FREE_BYTES:
        return Fault(
            gettext_noop("The disk is nearly full: %(count)s MB are free. Make room."),
            {"count": free // 1_000_000},
        )
    return None


def master_key() -> Fault | None:
    """Open the newest key of each kind; two queries for each model."""
    try:
        newest = [model._base_manager.order_by("-pk").first() for model in sealing.key_models()]
    except DatabaseError:
        return None  # `database` says it; before the first migration there is nothing to open.
    if all(sealing.opens(owner) for owner in newest if owner):
        return None
    return Fault(
        gettext_noop(
            "The master key does not open what is sealed in this database: put back the file that"
            " you keep apart from the copies (secrets/master_keys)."
        )
    )


def copies() -> Fault | None:
    """Read how old the last copy of the data is."""
    age = _age(settings.DATA_DIR / LAST_COPY)
    if settings.DEMO:
        return None
    if age is None:
        return Fault(
            gettext_noop(
                "Nothing says when a copy of the data was made: run bin/backup every night."
            )
        )
    if age > COPY_AGE:
        return Fault(
            gettext_noop(
                "The last copy of the data is %(count)s hours old: run bin/backup and see what it"
                " says."
            ),
            {"count": round(age / HOUR)},
        )
    return None


def mail_server() -> Fault | None:
    """Connect to the mail server and sign in; nothing is sent."""
    if not mailing.is_on() or settings.DEMO:
        return None
    try:
        with mail.get_connection():
            return None
    except (OSError, smtplib.SMTPException):
        return Fault(
            gettext_noop(
                "The mail server does not let us in: check secrets/email_url, then sendtestemail."
            )
        )


ROOM_TROUBLES = {
    RoomTrouble.REFUSED: gettext_noop(
        "The room server refuses our calls: check secrets/bbb_secret and BBB_CHECKSUM."
    ),
    RoomTrouble.DOWN: gettext_noop(
        "The room server could not be reached: see whether it runs, and whether BBB_URL is right."
    ),
    RoomTrouble.SLOW: gettext_noop(
        "The room server took too long to answer: see whether it runs, and whether BBB_URL is"
        " right."
    ),
    RoomTrouble.NONSENSE: gettext_noop(
        "The room server gave an answer that makes no sense: see whether BBB_URL is right."
    ),
}


def room_server() -> Fault | None:
    """Ask the room server about a room that never was."""
    trouble = rooms.trouble()
    if trouble is None:
        return None
    return Fault(ROOM_TROUBLES.get(trouble, ROOM_TROUBLES[RoomTrouble.NONSENSE]))


# What the address for monitors asks, and what `manage.py status` asks besides, because it takes
# seconds and leaves the machine.
QUICK: dict[str, Check] = {
    "database": database,
    "cache": cache_server,
    "queue": queue,
    "schedule": schedule,
    "planned": planned,
    "disk": disk,
    "master key": master_key,
    "copies": copies,
}
SLOW: dict[str, Check] = {"mail": mail_server, "rooms": room_server}


Report = dict[str, Fault | None]


def report(*, slow: bool = False) -> Report:
    """Return what each check says, by its name; with `slow` also those that take seconds."""
    return _asked(QUICK) | (outside() if slow else {})


def outside() -> Report:
    """Return what those checks say that take seconds and leave the machine, by their names."""
    return _asked(SLOW)


def _asked(checks: dict[str, Check]) -> Report:
    return {name: check() for name, check in checks.items()}


@dataclass(frozen=True)
class Room:
    """Room on the disk where the data is, in bytes."""

    total: int
    free: int

    @property
    def used(self) -> int:
        return self.total - self.free


def room_on_disk() -> Room:
    found = shutil.disk_usage(settings.DATA_DIR)
    return Room(total=found.total, free=found.free)


def last_copy() -> datetime | None:
    """Return when the last copy of the data was made, in UTC; None if there is none."""
    age = _age(settings.DATA_DIR / LAST_COPY)
    return None if age is None else timezone.now() - timedelta(seconds=age)


def _waiting() -> int:
    if not settings.REDIS_URL:
        return sum(1 for _ in Path(settings.BROKER_DIR).glob("*.msg"))
    with current_app.connection_for_read() as link:
        return int(
            link.default_channel.queue_declare(current_app.conf.task_default_queue).message_count
        )


def _age(path: Path) -> float | None:
    """Return how many seconds ago `path` was written; None when it is not there, or has a time to
    come: it was written while the clock was ahead, and would count as fresh until then."""
    try:
        age = time.time() - path.stat().st_mtime
    except OSError:
        return None
    return age if age > -MINUTE else None


def _since(seconds: float, *, hours: str, minutes: str) -> Fault:
    if seconds > 2 * HOUR:
        return Fault(hours, {"count": round(seconds / HOUR)})
    return Fault(minutes, {"count": round(seconds / MINUTE)})
