"""The floors of the house import downwards only; modules stay small and are named after nouns."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["cms", "people", "learning", "webinars", "mentorship", "capacity", "config"]
LONGEST_MODULE = 400
SAYS_NOTHING = {"utils", "helpers", "services", "common", "misc", "manager"}
SOURCES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))


def imported_floors(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names & set(FLOORS)


def too_high(floor: str, source: str) -> set[str]:
    below = FLOORS[: FLOORS.index(floor) + 1]
    return imported_floors(source) - set(below)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_downwards_only(path):
    assert too_high(path.relative_to(ROOT).parts[0], path.read_text()) == set()


def test_an_import_upwards_is_noticed():
    assert too_high("people", "from learning.models import Enrolment") == {"learning"}
    assert too_high("people", "def f():\n    import webinars.rooms") == {"webinars"}
    assert too_high("learning", "from people.models import User") == set()


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if "migrations" not in path.parts],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_module_is_short_and_named_after_a_noun(path):
    assert len(path.read_text().splitlines()) <= LONGEST_MODULE
    assert not {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} & SAYS_NOTHING
