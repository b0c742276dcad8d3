"""When each task last ran, in one small file that may be lost.

Celery's own scheduler keeps it in a shelve file. If this is empty or torn, beat does not start; if
it was written while the clock was ahead, beat runs nothing until that day. The rows in the database
say what is due, so a file that cannot be read is worth nothing, and no reason to stop.
"""

import json
import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from celery.beat import Scheduler

from config.schedule import AT_ONCE
from web.serving import whole_files

log = logging.getLogger(__name__)

# Seconds by which a clock is set back as long as it runs well.
TOLERANCE = 5.0
NEVER = datetime.fromtimestamp(0, UTC)


class CarefulScheduler(Scheduler):
    """Runs what is in `CELERY_BEAT_SCHEDULE`; trusts no last run that lies in the future."""

    def __init__(self, *args: Any, schedule_filename: str, **kwargs: Any) -> None:
        self.path = Path(schedule_filename)
        self.seen = time.time()
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        """Take the schedule from the settings, and the last runs from the file."""
        super().setup_schedule()
        last_runs = dict.fromkeys(AT_ONCE, NEVER) | read(self.path)
        for name, last_run in last_runs.items():
            if name in self.schedule:
                self.schedule[name].last_run_at = last_run

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run one task that is due; return the seconds to wait until the next call."""
        now = time.time()
        if now < self.seen - TOLERANCE:
            # Everything would wait until the clock is where it was.
            for entry in self.schedule.values():
                entry.last_run_at = min(entry.last_run_at, entry.default_now())
            self._heap = None
        self.seen = now
        return super().tick(*args, **kwargs)

    def sync(self) -> None:
        """Keep the last runs; on a full disk beat goes on without."""
        try:
            write(self.path, {name: one.last_run_at for name, one in self.schedule.items()})
        except OSError as error:
            log.warning("The last runs were not kept: %s.", os.strerror(error.errno or 0))

    @property
    def info(self) -> str:
        """What Celery prints at the start."""
        return f"    . last runs -> {self.path}"


def read(path: Path) -> dict[str, datetime]:
    """Return when each task last ran; nothing from a file that makes no sense.

    A time in the future becomes now.
    """
    now = datetime.now(UTC)
    try:
        kept = json.loads(path.read_bytes())
        times = {name: datetime.fromisoformat(text) for name, text in kept.items()}
        return {name: min(when.astimezone(UTC), now) for name, when in times.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        log.warning("The file of last runs cannot be read and is replaced: most tasks wait once.")
        return {}


def write(path: Path, last_runs: dict[str, datetime]) -> None:
    """Keep when each task last ran. Raises OSError."""
    kept = {name: when.isoformat() for name, when in sorted(last_runs.items())}
    whole_files.write(path, json.dumps(kept, indent=1).encode())
