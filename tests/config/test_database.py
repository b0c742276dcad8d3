"""What was written is still there after a power cut."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FULL = "2"
# In a process of its own: the suite may run on another server.
ASK = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    print(*cursor.execute("PRAGMA synchronous").fetchone())
"""


def test_sqlite_waits_for_the_disk_at_every_commit(tmp_path):
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own = {"DJANGO_SETTINGS_MODULE": "config.settings", "MODE": "test", "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-B", "-c", ASK]
    done = subprocess.run(
        command, env=kept | own, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == FULL
