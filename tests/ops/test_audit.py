"""`make audit` is green only when everything was really checked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ops.conftest import Run

NOTHING = "No known vulnerabilities found"
SKIPPED = f"{NOTHING}\nERROR:pip_audit._cli:django: Dependency not found on PyPI"


@pytest.fixture
def tools(checkout: Path) -> Path:
    """Return a checkout in which the packages and the three tools are installed already."""
    (checkout / ".venv/bin").mkdir(parents=True)
    (checkout / ".venv/bin/python").symlink_to(sys.executable)
    locks = (checkout / name for name in ("requirements.lock", "requirements-dev.lock"))
    wanted = _sum(b"".join(path.read_bytes() for path in locks))
    (checkout / ".venv/ensemble-lock").write_text(f"run {wanted}")
    (checkout / ".venv/audit/bin").mkdir(parents=True)
    (checkout / ".venv/audit/lock").write_text(_sum((checkout / "bin/audit.lock").read_bytes()))
    subprocess.run(["git", "init", "--quiet", checkout], check=True)
    return checkout / ".venv/audit/bin"


def _sum(content: bytes) -> str:
    return subprocess.run(["cksum"], input=content, capture_output=True).stdout.decode().strip()


def stand_in(tools: Path, name: str, says: str, code: int, more: str = "") -> None:
    path = tools / name
    path.write_text(f"#!/bin/sh\n{more}\ncat <<'END'\n{says}\nEND\nexit {code}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("faults", "packages", "secrets", "code"),
    [
        ((NOTHING, 0), 0, ("", 0), 0),
        (("Found 2 known vulnerabilities in 1 package", 1), 0, ("", 0), 1),
        ((SKIPPED, 1), 0, ("", 0), 2),
        (("requests.exceptions.ConnectionError", 1), 0, ("", 0), 2),
        (("", 0), 0, ("", 0), 2),
        ((NOTHING, 0), 1, ("", 0), 2),
        ((NOTHING, 0), 0, ("Secret Type: Private Key", 1), 1),
        ((NOTHING, 0), 0, ("Traceback", 1), 2),
        (("Traceback", 1), 0, ("Secret Type: Private Key", 1), 1),
    ],
)
def test_what_was_not_checked_is_never_green(
    run: Run, tools: Path, faults: tuple[str, int], packages: int, secrets: tuple, code: int
) -> None:
    stand_in(tools, "pip-audit", *faults)
    stand_in(tools, "cyclonedx-py", "", packages, "echo {} >var/sbom.json")
    stand_in(tools, "detect-secrets-hook", *secrets)
    done = run("bash", "bin/audit", PATH=os.environ["PATH"])
    assert done.returncode == code, done.stdout
    words = [line[:12].strip() for line in done.stdout.splitlines() if line[12:13] == " "]
    assert ("not checked" in words, "FOUND" in words) == (
        "not checked" in done.stdout,
        code == 1,
    )
    assert (code == 0) == ({*words} == {"ok"})
