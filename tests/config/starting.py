"""A process that reads the settings of production."""

import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

from tests.sources import ROOT


def start(hosts: str, tmp_path: Path, **more: str) -> subprocess.CompletedProcess:
    env = {
        "PATH": os.environ["PATH"],
        "MODE": "production",
        "SECRET_KEY": "k" * 60,
        "MASTER_KEYS": b64encode(b"m" * 32).decode(),
        "ALLOWED_HOSTS": hosts,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "DATA_DIR": str(tmp_path),
        **more,
    }
    ask = "import config.settings as s; print(s.ALLOWED_HOSTS, s.ALLAUTH_TRUSTED_PROXY_COUNT)"
    command = [sys.executable, "-B", "-c", ask]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
