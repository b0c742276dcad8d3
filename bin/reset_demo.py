"""Empty the demo's data folder; standard library only."""

import os
import shutil
import sys
from pathlib import Path

from start_checks import LOCK, MARK, data_dir, running_problem, take

# Where `make test` keeps its own files, when the demo lives in the default folder.
KEPT = {LOCK, "test"}


def empty(folder: Path) -> None:
    """Remove everything in `folder` but what `KEPT` names; the mark goes last."""
    # While the mark is there, a reset that was interrupted can be run again.
    for path in sorted(folder.iterdir(), key=lambda path: path.name == MARK):
        if path.name in KEPT:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def main() -> str | None:
    """Empty the folder and say what to do next; return the reason when it stays as it is."""
    folder = data_dir()
    if not (folder / MARK).exists():
        if (folder / "db.sqlite3").exists():
            return f"{folder} holds a database that `make run` did not make; it stays as it is."
        print("There is no demo to throw away. Start one: make run")
        return None
    lock = take(folder)
    if lock is None:
        return running_problem(folder)
    empty(folder)
    os.close(lock)
    print("The demo's data is gone. Start over: make run")
    return None


if __name__ == "__main__":
    sys.exit(main())
