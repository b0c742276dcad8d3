"""A release that would not start leaves the site as it runs; later it is said that it stops."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ops.conftest import ROOT

MANAGE = """import os, sys
print("manage", *sys.argv[1:], file=open(os.environ["LOG"], "a"))
sys.exit(sys.argv[1:] == os.environ.get("FAILS", "").split())
"""


def git(folder: Path, *command: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "-C", str(folder), *who, *command], check=True, capture_output=True)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the folder of a site whose release only notes what it is asked to do."""
    release, code, path = (tmp_path / name for name in ("release", "code", "path"))
    (release / "bin").mkdir(parents=True)
    for name in ("update", "place"):
        shutil.copy(ROOT / "bin" / name, release / "bin")
    (release / "bin/setup").write_text("#!/bin/sh\n")
    (release / "bin/setup").chmod(0o755)
    (release / "bin/catalogues.py").touch()
    (release / "manage.py").write_text(MANAGE)
    git(release, "init", "--quiet", "--initial-branch", "main")
    git(release, "add", ".")
    git(release, "commit", "--quiet", "--message", "a release")
    git(tmp_path, "clone", "--quiet", str(release), str(code))
    (code / ".venv/bin").mkdir(parents=True)
    (code / ".venv/bin/python").symlink_to(sys.executable)
    (tmp_path / "data").mkdir()
    (tmp_path / "env").write_text(f"DATA_DIR={tmp_path}/data\nDATABASE_URL=sqlite:////x\n")
    path.mkdir()
    (path / "systemctl").write_text(f'#!/bin/sh\necho "systemctl $*" >>{tmp_path}/log\n')
    (path / "systemctl").chmod(0o755)
    return tmp_path


def update(site: Path, *, fails: str = "") -> tuple[int, str, list[str]]:
    """Return the exit code of an update, what it says at its end, and what it did."""
    (site / "log").write_text("")
    done = subprocess.run(
        ["bin/update", "--without-copy"],
        cwd=site / "code",
        env={
            "PATH": f"{site}/path:{os.environ['PATH']}",
            "ENV_FILE": str(site / "env"),
            "LOG": str(site / "log"),
            "FAILS": fails,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    did = [line.split(" --")[0] for line in (site / "log").read_text().splitlines()]
    return done.returncode, (done.stderr or done.stdout).splitlines()[-1], did


MIGRATED = ["manage check", "systemctl stop ensemble.target", "manage migrate"]


def test_site_stops_for_a_release_that_can_start(site):
    code, said, did = update(site)
    last = [
        "manage index_courses",
        "manage collectstatic",
        "manage check",
        "systemctl start ensemble.target",
    ]
    assert (code, did) == (0, MIGRATED + last)
    assert said.startswith("The site runs ")


def test_release_that_would_not_start_stops_nothing(site):
    assert update(site, fails="check --fail-level ERROR") == (
        1,
        "The site runs as before, but would not start again: mend what is said above, then run "
        "bin/update again.",
        ["manage check"],
    )


def test_what_fails_afterwards_says_that_the_site_is_stopped(site):
    assert update(site, fails="migrate --noinput --verbosity 0") == (
        1,
        "The site is stopped: mend what is said above, then run bin/update again.",
        MIGRATED,
    )


def test_code_on_no_branch_is_called_so(site):
    git(site / "code", "checkout", "--quiet", "--detach")
    assert update(site) == (
        1,
        "Nothing was updated: this copy of the code is on no branch. Type: git switch main",
        [],
    )
