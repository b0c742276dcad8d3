"""What pages say of the parts of the site: asked lately, so that no page waits for an answer.

The quick checks are asked at most twice a minute in each process. What leaves the machine is asked
by the worker, which writes the answer into a file.
"""

import json
import time
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard.health import parts
from dashboard.health.parts import Fault, Report, Room
from web.serving import whole_files

# Seconds: monitors ask every minute, and strangers as often as they like.
KEPT = 30
# Written by the worker every ten minutes.
OUTSIDE = "outside"
OUTSIDE_AGE = 40 * parts.MINUTE

LABELS = {
    "database": _("Database"),
    "cache": _("Cache"),
    # Translators: What the site sends later; a part of the site.
    "queue": _("Reminders and e-mails"),
    # Translators: Two processes of the site: one does tasks later, the other says when.
    "schedule": _("Worker and schedule"),
    # Translators: Pages that editors planned to go live at an hour.
    "planned": _("Planned pages"),
    "disk": _("Disk"),
    "master key": _("Master key"),
    "copies": _("Copies of the data"),
    "mail": _("E-mail"),
    "rooms": _("Rooms"),
}


@dataclass(frozen=True)
class Part:
    """One part of the site with its name; `fault` is None as long as it works, or as long as no one
    knows whether it does."""

    label: Promise
    fault: Fault | None
    is_known: bool = True


def quick() -> Report:
    """Return what the quick checks said, at most `KEPT` seconds ago."""
    try:
        said: Report | None = cache.get("health-report")
    except Exception:  # Each cache has errors of its own; the report names it.
        said = None
    if said is None:
        said = parts.report()
        if not said["cache"]:
            cache.set("health-report", said, KEPT)
    return said


def ask_outside() -> None:
    """Ask what leaves the machine, and write it down; takes seconds, so the worker does it."""
    said = {name: fault and asdict(fault) for name, fault in parts.outside().items()}
    whole_files.write(settings.DATA_DIR / OUTSIDE, json.dumps(said).encode())


def outside() -> Report | None:
    """Return what the worker wrote down last; None where that is old, missing or damaged."""
    path = settings.DATA_DIR / OUTSIDE
    try:
        if not 0 <= time.time() - path.stat().st_mtime < OUTSIDE_AGE:
            return None
        said = json.loads(path.read_bytes())
        return {name: said[name] and Fault(**said[name]) for name in parts.SLOW}
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True)
class Status:
    """How the site is, for administrators."""

    parts: list[Part]
    room: Room
    last_copy: datetime | None

    @property
    def broken(self) -> list[Part]:
        return [one for one in self.parts if one.fault]

    @property
    def is_well(self) -> bool:
        return all(one.is_known and not one.fault for one in self.parts)


def status() -> Status:
    """Return the state of all parts in a fixed order, without asking anything that is slow."""
    known, answered = quick(), outside()
    asked = [Part(LABELS[name], fault) for name, fault in (known | (answered or {})).items()]
    if answered is None:
        asked += [Part(LABELS[name], None, is_known=False) for name in parts.SLOW]
    return Status(parts=asked, room=parts.room_on_disk(), last_copy=parts.last_copy())
