"""Processes that read the settings of production."""

import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

from tests.sources import ROOT


def production(folder: Path) -> dict[str, str]:
    """Return the environment of a server that keeps its data in `folder`."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MODE": "production",
        "SECRET_KEY": "k" * 60,
        "MASTER_KEYS": b64encode(b"m" * 32).decode(),
        "ALLOWED_HOSTS": "learn.example.org",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DATA_DIR": str(folder),
    }


def run(env: dict[str, str], *command: str, seconds: int = 120) -> subprocess.CompletedProcess:
    """Run Python with these arguments from the project's folder."""
    return subprocess.run(
        [sys.executable, "-B", *command],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def start(hosts: str, tmp_path: Path, **more: str) -> subprocess.CompletedProcess:
    """Start a process that prints two settings."""
    ask = "import config.settings as s; print(s.ALLOWED_HOSTS, s.ALLAUTH_TRUSTED_PROXY_COUNT)"
    return run(production(tmp_path) | {"ALLOWED_HOSTS": hosts, **more}, "-c", ask)
