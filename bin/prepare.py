"""Steps 2 and 3 of a start: database, catalogues and static files; demo.

A separate process, so that the memory of these steps is free when the servers start.
"""

import errno
import gc
import hashlib
import io
import json
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from serve import end_with_parent
from start_checks import MARK, ROOT, data_dir

sys.path.insert(0, str(ROOT))

MARK_TEXT = "Everything in this folder belongs to the demo; `make demo-reset` throws it away.\n"
FULL_DISK = "The disk is full: free some room and run it again."
SHUT_AWAY = (
    "The demo's database cannot be opened or written: see who owns db.sqlite3 and its folder, or "
    "start over: make demo-reset"
)
ERASED = (
    "The list of erased members, erased.txt, is damaged: put a copy of it back, or start over: "
    "make demo-reset"
)
DAMAGED = "The demo's database is damaged: put a copy of it back, or start over: make demo-reset"
# By what SQLite says.
SENTENCES = {
    "disk is full": FULL_DISK,
    "unable to open": SHUT_AWAY,
    "readonly": SHUT_AWAY,
    "not a database": DAMAGED,
    "malformed": DAMAGED,
}
KILLED = "The step of the database was ended before it was done. Is the memory full? Run it again."
OLDER_DATA = "The demo's data comes from an older version of the code. Start over: make demo-reset"


class OlderData(Exception):
    """The database has migrations that this code does not have."""


class Progress(io.TextIOBase):
    """A stream that counts the lines with `word` and reports every `every` of them."""

    def __init__(self, word: str, noun: str, every: int) -> None:
        self.word, self.noun, self.every, self.count = word, noun, every, 0

    def write(self, text: str) -> int:
        for _ in range(text.count(self.word)):
            self.count += 1
            if self.count % self.every == 0:
                print(f"    {self.count} {self.noun}", flush=True)
        return len(text)


def migrate() -> None:
    """Bring the database up to date. Raises `OlderData` where the code cannot."""
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    connection.close()
    own = {config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    applied = {key for key in executor.loader.applied_migrations if key[0] in own}
    known = executor.loader.disk_migrations
    # A squashed migration counts as applied only where all that it replaces are.
    replaced = {one for key in applied & known.keys() for one in known[key].replaces}
    if not applied <= known.keys() | replaced:
        raise OlderData
    if pending == 0:
        return
    print(f"    {pending} steps", flush=True)
    call_command("migrate", interactive=False, stdout=Progress("Applying", "done", 50))


def erase_again() -> None:
    """Erase the members that a restored copy of the database brought back."""
    from django.core.management import CommandError

    from people.privacy import erasure

    try:
        count = erasure.replay()
    except (OSError, ValueError) as error:
        raise CommandError(ERASED) from error
    if count:
        print(f"    {count} erased again", flush=True)


def static_fingerprint() -> str:
    """Return a digest of the name, size and time of every static file, and of the lock."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def manifest_is_whole(folder: Path) -> bool:
    """Return whether the list of static files can be read: without it no page is shown."""
    try:
        return bool(json.loads((folder / "static/staticfiles.json").read_bytes())["paths"])
    except (OSError, ValueError, LookupError, TypeError):
        return False


def collect_static(folder: Path) -> None:
    """Collect the static files, when any has changed since the last start."""
    from django.core.management import call_command

    stamp = folder / "static.sha256"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_bytes() == fingerprint.encode() and manifest_is_whole(folder):
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def database() -> None:
    """Bring the database up to date, in a process of its own."""
    from django.core.management import call_command

    # Migrations make many thousands of models, and the cycle collector a fifth of their time.
    gc.set_threshold(50_000, 20, 20)
    migrate()
    erase_again()
    call_command("index_courses", verbosity=0)


def prepare() -> None:
    """Run both steps; on a second start each finds its work done."""
    import catalogues
    import django
    from django.core.management import call_command

    folder = data_dir()
    (folder / MARK).write_text(MARK_TEXT)
    django.setup()
    print("2/4 Database; beside it, translations and static files", flush=True)
    with ProcessPoolExecutor(max_workers=1, initializer=end_with_parent) as beside:
        brought = beside.submit(database)
        catalogues.compile_all()
        collect_static(folder)
        brought.result()
    print("3/4 Demo", flush=True)
    call_command("load_demo")


def main() -> str | None:
    """Return the sentence to stop with, None when everything is ready."""
    # Ctrl-C reaches this process and serve.py at once; only serve.py prints a message.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from django.core.management import CommandError
    from django.db import DatabaseError

    from config import refusals

    refusals.check_settings()
    try:
        prepare()
    except OlderData:
        return OLDER_DATA
    except BrokenProcessPool:
        return KILLED
    except CommandError as error:
        return str(error)
    except DatabaseError as error:
        for said, sentence in SENTENCES.items():
            if said in str(error):
                return sentence
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return FULL_DISK
        raise
    return None


if __name__ == "__main__":
    sys.exit(main())
