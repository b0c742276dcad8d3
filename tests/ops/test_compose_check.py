"""`make compose-check` without Docker: what was not checked is never green, and nothing is left."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ops.conftest import ROOT, Run

# It notes what it is asked, and answers like Docker of this version.
DOCKER = """#!/bin/sh
echo "$COMPOSE_PROJECT_NAME $*" >>"{notes}"
case "$*" in
    info) exit {runs} ;;
    "compose version --short") echo {version}; exit {compose} ;;
    "compose build") ls -a >>"{notes}"; echo "no such base image" >&2; exit 1 ;;
esac
"""


@pytest.fixture
def project(checkout: Path) -> Path:
    """Return a checkout with what the check copies, as git knows it."""
    (checkout / ".env.example").write_bytes((ROOT / ".env.example").read_bytes())
    (checkout / ".env").write_text("HOST=learn.example.org\n")
    (checkout / ".gitignore").write_text("/.env\n/tools/\n/notes\n")
    subprocess.run(["git", "init", "--quiet", checkout], check=True)
    return checkout


def check(run: Run, project: Path, *, docker: bool = True, **answers: object):
    tools = project / "tools"
    tools.mkdir()
    for program in ("sh", "dirname", "cat", "ls", "chmod", "mkdir", "od", "tr", "head", "base64"):
        (tools / program).symlink_to(f"/usr/bin/{program}")
    for program in ("git", "gpg", "gpgconf"):
        found = subprocess.check_output(["which", program], text=True).strip()
        (tools / program).symlink_to(found)
    if docker:
        told = {"notes": project / "notes", "runs": 0, "version": "2.29.7", "compose": 0}
        (tools / "docker").write_text(DOCKER.format(**told | answers))
        (tools / "docker").chmod(0o755)
    return run("bin/compose-check", PATH=str(tools), PYTHON=sys.executable)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"docker": False}, "Docker Engine is not installed."),
        ({"runs": 1}, "`docker info` fails: does Docker run, with its compose plugin?"),
        (
            {"compose": 1},
            "`docker compose version --short` fails: does Docker run, with its compose plugin?",
        ),
        ({"version": "2.24.3"}, "Docker Compose 2.24.3 is too old: 2.24.4 or newer."),
        ({"version": "1.29.2"}, "Docker Compose 1.29.2 is too old: 2.24.4 or newer."),
    ],
)
def test_what_cannot_be_checked_is_never_green(
    run: Run, project: Path, answers: dict, says: str
) -> None:
    done = check(run, project, **answers)
    assert (done.stdout, done.returncode) == (f"not checked  {says}\n", 2)


def test_a_failure_is_told_and_everything_is_removed(run: Run, project: Path) -> None:
    before = set(Path("/tmp").glob("ensemble-check-*"))
    done = check(run, project)
    assert done.returncode == 1, done.stderr
    assert "FAILED  the image is built and every service is healthy" in done.stdout
    assert "no such base image" in done.stdout
    assert done.stdout.endswith("Something does not work.\n")
    assert set(Path("/tmp").glob("ensemble-check-*")) <= before

    asked = (project / "notes").read_text().splitlines()
    # The site that runs here has the name `ensemble`; the check has one of its own.
    [name] = {line.split()[0] for line in asked if line.startswith("ensemble")}
    assert name != "ensemble"
    *_, down, image = asked
    assert down == f"{name} compose down --volumes --remove-orphans --timeout 5"
    assert image == f"{name} image rm --force {name}"
    # It has its own settings and secrets, and nothing of those here.
    assert {".env", "secrets", "docker-compose.override.yml"} <= set(asked)
    assert not {"tools", "notes"} & set(asked)
    assert (project / ".env").read_text() == "HOST=learn.example.org\n"


def test_is_no_part_of_what_runs_before_each_change() -> None:
    assert "compose-check" not in (ROOT / ".ci/run").read_text()
    assert os.access(ROOT / "bin/compose-check", os.X_OK)
