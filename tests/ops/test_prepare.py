"""A start finds what an interrupted one left behind, and does it again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.ops.conftest import ROOT, is_alive

sys.path.insert(0, str(ROOT / "bin"))

import prepare

MANIFEST = '{"paths": {"css/site.css": "css/site.0123456789ab.css"}, "version": "1.1"}'


@pytest.fixture
def collected(monkeypatch) -> list[str]:
    """The commands that are called; none does anything."""
    called: list[str] = []
    monkeypatch.setattr(
        "django.core.management.call_command", lambda name, **options: called.append(name)
    )
    monkeypatch.setattr(prepare, "static_fingerprint", lambda: "the same")
    return called


@pytest.fixture
def run_prepare():
    def run(folder: Path) -> subprocess.CompletedProcess[str]:
        env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"}
        return subprocess.run(
            [sys.executable, "-B", "bin/prepare.py"],
            cwd=ROOT,
            env=env | {"MODE": "demo", "DATA_DIR": str(folder)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def manifest(folder: Path, content: bytes) -> None:
    (folder / "static").mkdir()
    (folder / "static/staticfiles.json").write_bytes(content)


def test_static_files_are_collected_once(tmp_path: Path, collected: list[str]) -> None:
    manifest(tmp_path, MANIFEST.encode())
    for _ in range(3):
        prepare.collect_static(tmp_path)
    assert collected == ["collectstatic"]


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 90, MANIFEST[:30].encode(), b"[]", b"{}", b'{"paths": {}}', b"\xff"]
)
def test_static_files_with_a_damaged_list_are_collected_again(
    tmp_path: Path, collected: list[str], content: bytes
) -> None:
    (tmp_path / "static.sha256").write_text("the same")
    manifest(tmp_path, content)
    prepare.collect_static(tmp_path)
    assert collected == ["collectstatic"]


@pytest.mark.parametrize("stamp", [b"", b"\0" * 64, b"\xff", b"the"])
def test_damaged_mark_of_the_static_files_stops_nothing(
    tmp_path: Path, collected: list[str], stamp: bytes
) -> None:
    (tmp_path / "static.sha256").write_bytes(stamp)
    manifest(tmp_path, MANIFEST.encode())
    prepare.collect_static(tmp_path)
    assert collected == ["collectstatic"]


def test_damaged_database_is_told_in_a_sentence(tmp_path: Path, run_prepare) -> None:
    (tmp_path / "db.sqlite3").write_bytes(b"no database at all, but long enough to look at" * 100)
    done = run_prepare(tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        "The demo's database is damaged: put a copy of it back, or start over: make demo-reset\n",
    )


def test_database_that_is_a_folder_is_told_in_a_sentence(tmp_path: Path, run_prepare) -> None:
    (tmp_path / "db.sqlite3").mkdir()
    done = run_prepare(tmp_path)
    assert (done.returncode, done.stderr) == (1, f"{prepare.SHUT_AWAY}\n")


@pytest.mark.parametrize("content", [b"\xff\xfe\0\0", b"\0\0\0\n", b"0b8f2c3e-8d3", None])
def test_damaged_list_of_the_erased_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch, settings, content: bytes | None
) -> None:
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    if content is None:
        settings.ERASURE_LIST.mkdir()
    else:
        settings.ERASURE_LIST.write_bytes(content)
    monkeypatch.setattr(prepare, "prepare", prepare.erase_again)
    monkeypatch.setattr(signal, "signal", lambda *given: None)
    assert prepare.main() == prepare.ERASED


def test_nothing_goes_on_after_a_start_that_was_killed(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-B", "bin/prepare.py"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"}
        | {"MODE": "demo", "DATA_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    # The process of the database says how many steps there are.
    assert next(line for line in process.stdout if " steps" in line)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    process.communicate(timeout=20)

    assert len(children) == 1
    until = time.monotonic() + 10
    while is_alive(children[0]) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(children[0])
