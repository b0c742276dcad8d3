"""A copy of the scripts alone: what a test breaks or builds there stays there."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


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
