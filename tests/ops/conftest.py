"""A copy of the scripts alone: what a test breaks or builds there stays there."""

import fcntl
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


def refusal(result: subprocess.CompletedProcess[str]) -> str:
    """Return what a script said that refused to go on."""
    assert result.returncode == 1
    return result.stderr


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_alive(pid: str) -> bool:
    """Return whether the process runs; one that waits for its parent's notice does not."""
    status = Path("/proc", pid, "stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@contextmanager
def running(folder: Path) -> Iterator[None]:
    """Hold the data in `folder` as a demo does that runs, as process 4711."""
    with (folder / "demo.lock").open("w") as lock:
        lock.write("4711")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with the scripts and locks, without an environment or data."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "bin", folder / "bin", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def run(checkout: Path) -> Run:
    """Return a function that runs a command there, with a bare environment and the one given."""

    def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": os.environ["PATH"], "HOME": str(checkout), **environment}
        return subprocess.run(
            command, cwd=checkout, env=env, capture_output=True, text=True, timeout=60, check=False
        )

    return run
