"""What prevents a start is said in one sentence, before anything changes."""

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.conftest import ROOT, Run, free_port, refusal, running

# What the scripts need of a system, without any Python.
SYSTEM_TOOLS = ("sh", "env", "dirname", "cat", "cksum", "awk", "df", "mktemp", "rm", "make")


@pytest.fixture
def path_without_python(tmp_path: Path) -> str:
    folder = tmp_path / "tools"
    folder.mkdir()
    for tool in SYSTEM_TOOLS:
        for place in ("/usr/bin", "/bin"):
            if Path(place, tool).exists():
                (folder / tool).symlink_to(Path(place, tool))
                break
    return str(folder)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_run_names_the_port_when_it_is_taken(run: Run, taken_port: int) -> None:
    result = run("bin/run", PORT=str(taken_port))

    assert refusal(result) == (
        f"Port {taken_port} is already in use. "
        f"Stop the other program or choose another: make run PORT={taken_port + 1}\n"
    )
    assert result.stdout == ""


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "80 80", "８０００"])
def test_run_refuses_what_is_not_a_port(run: Run, port: str) -> None:
    result = run("bin/run", PORT=port)

    assert refusal(result) == f"PORT={port} is not a port: use a number from 1024 to 65535.\n"


def test_run_says_when_the_disk_is_too_full(run: Run, tmp_path: Path) -> None:
    result = run("bin/run", PORT=str(free_port()), DATA_DIR=str(tmp_path), MIN_FREE_MB="999999999")

    assert result.returncode == 1
    first, *more = result.stderr.splitlines()
    assert more == []
    assert first.startswith("The disk is too full: ")
    assert first.endswith(
        f" MB are free in {tmp_path}, 999999999 MB are needed. "
        "Free some room, or choose another folder with DATA_DIR=/elsewhere."
    )


def test_run_says_when_the_data_folder_cannot_be_made(run: Run, checkout: Path) -> None:
    result = run("bin/run", PORT=str(free_port()), DATA_DIR=str(checkout / "Makefile"))

    assert refusal(result) == (
        f"The folder {checkout / 'Makefile'} cannot be written: "
        "choose another with DATA_DIR=/elsewhere.\n"
    )


def test_run_leaves_a_database_alone_that_the_demo_did_not_make(run: Run, tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").write_text("members")

    result = run("bin/run", PORT=str(free_port()), DATA_DIR=str(tmp_path))

    assert refusal(result) == (
        f"{tmp_path / 'db.sqlite3'} was not made by `make run`, which would add demo people to it. "
        "Move it away, or choose another folder with DATA_DIR=/elsewhere.\n"
    )
    assert (tmp_path / "db.sqlite3").read_text() == "members"


def test_run_names_the_process_that_already_uses_the_folder(run: Run, tmp_path: Path) -> None:
    with running(tmp_path):
        result = run("bin/run", PORT=str(free_port()), DATA_DIR=str(tmp_path))

    assert refusal(result) == (
        f"Ensemble is already running with the data in {tmp_path} (process 4711). "
        "Stop it there with Ctrl-C, or choose another folder with DATA_DIR=/elsewhere.\n"
    )


@pytest.mark.parametrize("script", ["bin/run", "bin/setup", "bin/demo-reset", "bin/test"])
def test_scripts_say_when_python_is_missing(
    run: Run, path_without_python: str, script: str
) -> None:
    result = run(script, PATH=path_without_python)

    assert refusal(result) == (
        "Python 3.11 was not found: install it, or name it with PYTHON=/path/to/python3.11.\n"
    )


def test_setup_takes_no_other_python_than_the_one_named(run: Run, checkout: Path) -> None:
    result = run("bin/setup", PYTHON="/nonexistent")

    assert refusal(result) == (
        "PYTHON=/nonexistent is not a Python 3.11: name another, or leave PYTHON away.\n"
    )
    assert not (checkout / ".venv").exists()


def test_setup_says_when_the_disk_is_too_full(run: Run, checkout: Path) -> None:
    result = run("bin/setup", MIN_FREE_MB="999999999")

    assert result.returncode == 1
    assert result.stderr.startswith("The disk is too full: the packages need 999999999 MB, and ")
    assert result.stderr.count("\n") == 1
    assert not (checkout / ".venv").exists()


def test_setup_says_when_there_is_no_network(run: Run, checkout: Path) -> None:
    unused = f"http://127.0.0.1:{free_port()}"

    result = run(
        "bin/setup",
        HTTP_PROXY=unused,
        HTTPS_PROXY=unused,
        PIP_RETRIES="0",
        UV_HTTP_RETRIES="0",
        UV_CACHE_DIR=str(checkout / "empty-cache"),
    )

    assert refusal(result) == (
        "The packages could not be downloaded: check the internet connection and try again.\n"
    )
    assert "://" not in result.stdout
    assert not (checkout / ".venv/ensemble-lock").exists()


@pytest.mark.parametrize(
    "applied",
    [
        pytest.param([("people", "0013_much_read_notice")], id="a step that is no more"),
        pytest.param([("mentorship", "0001_initial")], id="some of the steps that one replaces"),
    ],
)
def test_run_refuses_the_data_of_an_older_version(
    tmp_path: Path, applied: list[tuple[str, str]]
) -> None:
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        database.execute(
            "CREATE TABLE django_migrations (id integer, app text, name text, applied)"
        )
        database.executemany("INSERT INTO django_migrations VALUES (1, ?, ?, NULL)", applied)
    database.close()

    result = subprocess.run(
        [sys.executable, "-B", "bin/prepare.py"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"}
        | {"MODE": "demo", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (result.returncode, result.stderr) == (
        1,
        "The demo's data comes from an older version of the code. Start over: make demo-reset\n",
    )


def test_make_alone_lists_the_commands(run: Run) -> None:
    result = run("make")

    assert result.returncode == 0
    commands = [line.split()[1] for line in result.stdout.splitlines()]
    assert commands == [
        *("help", "run", "demo-reset", "test", "fuzz", "mutants", "lint", "audit", "bench"),
        *("compose-check", "lock", "messages", "courses", "links", "worksheets", "recordings"),
        *("sums", "secrets"),
    ]


def test_shell_scripts_parse(run: Run) -> None:
    scripts = [path for path in (ROOT / "bin").iterdir() if path.is_file() and path.suffix == ""]
    assert {path.name for path in scripts} >= {"run", "test", "setup", "lint", "demo-reset"}
    for path in scripts:
        shell = "bash" if path.read_text().startswith("#!/usr/bin/env bash") else "sh"
        assert run(shell, "-n", str(path)).stderr == ""
        assert path.stat().st_mode & 0o111 == 0o111
    assert run("bash", "-n", str(ROOT / ".ci/run")).stderr == ""
