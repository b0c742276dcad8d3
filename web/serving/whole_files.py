"""Small files that hold what the site must remember: written whole or not at all."""

import os
from pathlib import Path
from uuid import uuid4


def write(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, readable by this user alone.

    After a power cut or on a full disk, `path` has its old content or the new one. Raises OSError.
    """
    new = _beside(path, content)
    try:
        new.replace(path)
    except OSError:
        new.unlink()
        raise
    _keep_names(path.parent)


def make(path: Path, content: bytes) -> None:
    """Make `path` with `content`, unless it exists: of two processes at once, the first wins.

    Raises OSError.
    """
    new = _beside(path, content)
    try:
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        new.unlink()
    _keep_names(path.parent)


def _beside(path: Path, content: bytes) -> Path:
    """Return a new file in the same folder, with `content` safe on the disk."""
    new = path.with_name(f"{path.name}.{uuid4().hex}.part")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        new.unlink()
        raise
    return new


def _keep_names(folder: Path) -> None:
    """Bring the names in `folder` to the disk; renaming alone does not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
