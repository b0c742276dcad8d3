"""Production starts with exact host names only."""

import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


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


@pytest.mark.parametrize("hosts", ["*", ".example.org", "learn.example.org,*", "", "*.example.org"])
def test_start_with_an_open_list_of_hosts_is_refused(hosts, tmp_path):
    done = start(hosts, tmp_path)
    assert done.returncode == 1
    assert "ALLOWED_HOSTS" in done.stderr.splitlines()[-1]


def test_start_behind_the_one_proxy_with_exact_names_is_fine(tmp_path):
    done = start("learn.example.org, www.example.org", tmp_path)
    assert done.stdout == "['learn.example.org', 'www.example.org'] 1\n"


def test_start_makes_a_folder_that_others_on_the_machine_cannot_enter(tmp_path):
    folder = tmp_path / "data"
    assert start("learn.example.org", tmp_path, DATA_DIR=str(folder)).returncode == 0
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
