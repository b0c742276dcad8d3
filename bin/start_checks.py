"""What must hold before anything starts; standard library only, so that it runs before setup.

Each check returns one sentence for the person at the keyboard, or None when all is well.
"""

import errno
import fcntl
import os
import shutil
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = "8000"
# A demo takes about 100 MB; the rest is room for uploads and for the write-ahead log.
DEFAULT_FREE_MB = "300"
MARK = "demo.txt"
LOCK = "demo.lock"


def data_dir() -> Path:
    """Return the folder of the demo's data, the same one that `config.settings` reads."""
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()


def port_problem(port: str) -> str | None:
    """Say why the web server could not listen on `port` of this machine."""
    if not (port.isascii() and port.isdecimal()) or not 0 < int(port) < 65536:
        return f"PORT={port} is not a port: use a number from 1024 to 65535."
    with socket.socket() as probe:
        # As gunicorn does, so that connections that still linger from the last run do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
            probe.listen()
        except OSError as error:
            if error.errno == errno.EACCES:
                return f"Port {port} is reserved for the system: make run PORT=8001"
            return (
                f"Port {port} is already in use. "
                f"Stop the other program or choose another: make run PORT={int(port) % 65535 + 1}"
            )
    return None


def disk_problem(folder: Path, needed_mb: str) -> str | None:
    """Make `folder` and say whether it cannot be written or has less than `needed_mb` free."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError
    except OSError:
        return f"The folder {folder} cannot be written: choose another with DATA_DIR=/elsewhere."
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < int(needed_mb):
        return (
            f"The disk is too full: {free_mb} MB are free in {folder}, {needed_mb} MB are needed. "
            "Free some room, or choose another folder with DATA_DIR=/elsewhere."
        )
    return None


def ownership_problem(folder: Path) -> str | None:
    """Say whether `folder` holds a database that the demo did not make.

    The demo's people have a published passphrase and must never enter a database of real members.
    """
    if (folder / "db.sqlite3").exists() and not (folder / MARK).exists():
        return (
            f"{folder / 'db.sqlite3'} was not made by `make run`, which would add demo people "
            "to it. Move it away, or choose another folder with DATA_DIR=/elsewhere."
        )
    return None


def take(folder: Path) -> int | None:
    """Lock `folder` for this process and its children.

    Returns the descriptor that holds the lock for as long as it is open, None when another process
    holds it. The system releases the lock when its holders end, for any reason.
    """
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return descriptor


def running_problem(folder: Path) -> str:
    """Return the sentence for a folder that another process has locked."""
    holder = (folder / LOCK).read_text() or "unknown"
    return (
        f"Ensemble is already running with the data in {folder} (process {holder}). "
        "Stop it there with Ctrl-C, or choose another folder with DATA_DIR=/elsewhere."
    )


def main() -> str | None:
    """Return the first thing that prevents a start."""
    folder = data_dir()
    needed_mb = os.environ.get("MIN_FREE_MB") or DEFAULT_FREE_MB
    problem = disk_problem(folder, needed_mb) or ownership_problem(folder)
    if problem:
        return problem
    lock = take(folder)
    if lock is None:
        return running_problem(folder)
    os.close(lock)
    return port_problem(os.environ.get("PORT") or DEFAULT_PORT)


if __name__ == "__main__":
    sys.exit(main())
