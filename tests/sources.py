"""The product's own modules, for tests that read the source."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# From the top of the tower to its ground.
APPS: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "root_packages"
]


def modules() -> list[Path]:
    """Return every Python file of the apps, migrations left out."""
    return sorted(
        path
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    )


def scripts() -> list[Path]:
    """Return every Python file of `bin`, which runs the site and its checks."""
    return sorted((ROOT / "bin").glob("*.py"))


def suite() -> list[Path]:
    """Return every Python file of the suite."""
    return sorted((ROOT / "tests").rglob("*.py"))
