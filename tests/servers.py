"""Which tests repeat on PostgreSQL and Redis, and what keeps the choice honest.

`make test` runs every test on SQLite. The second half of `.ci/run` runs those with the marker
`servers` once more on PostgreSQL and Redis: whatever these do otherwise than SQLite and the memory
of one process. docs/testing.md has the rule in words. Three checks hold it:

- A test with real transactions, and only such a test can race, gets the marker by itself.
- A function that locks rows is run by a test with the marker: at the end of a whole run on a
  database that has row locks, those that no such test has run fail the run.
- A package that compares, searches or calculates in a way that databases do not share has a test
  with the marker in the tests of that package, or of its app (`tests/config/test_servers.py`).
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import QuerySet

from tests.sources import APPS, ROOT, modules

NAME = "servers"
LOCK = "select_for_update"
PRODUCT = tuple(f"{ROOT / app}/" for app in APPS)
Place = tuple[str, str]


def races(item: pytest.Item) -> bool:
    """Whether the transactions of a test are real, so that others can see and wait for them."""
    marker = item.get_closest_marker("django_db")
    asked = getattr(item, "fixturenames", ())
    is_asked = "transactional_db" in asked or "live_server" in asked
    return is_asked or bool(marker and marker.kwargs.get("transaction"))


def locking(source: str) -> set[str]:
    """Return the functions of a module that lock rows."""
    found = set()

    def search(node: ast.AST, names: tuple[str, ...], is_in_function: bool) -> None:
        if isinstance(node, ast.Attribute) and node.attr == LOCK:
            found.add(".".join(names))
        for child in ast.iter_child_nodes(node):
            is_function = isinstance(child, ast.FunctionDef)
            # A function within another one counts as that one.
            is_named = isinstance(child, ast.ClassDef | ast.FunctionDef) and not is_in_function
            more = (child.name,) if is_named else ()
            search(child, names + more, is_in_function or is_function)

    search(ast.parse(source), (), False)
    return found


def all_locking() -> set[Place]:
    """Return every function of the product that locks rows, as (file, name)."""
    return {
        (str(path.relative_to(ROOT)), name)
        for path in modules()
        for name in locking(path.read_text())
    }


class Locks:
    """Remembers which functions of the product lock rows while a test with the marker runs."""

    def __init__(self) -> None:
        self.taken: set[Place] = set()
        self.missing: set[Place] = set()
        self._is_noting = False
        really = QuerySet.select_for_update

        def noted(rows: QuerySet, *args, **kwargs) -> QuerySet:
            if self._is_noting:
                self._note()
            return really(rows, *args, **kwargs)

        QuerySet.select_for_update = noted

    def _note(self) -> None:
        frame = sys._getframe(2)
        while frame and not frame.f_code.co_filename.startswith(PRODUCT):
            frame = frame.f_back
        if frame:
            path = Path(frame.f_code.co_filename).relative_to(ROOT)
            name = frame.f_code.co_qualname.partition(".<locals>")[0]
            self.taken.add((str(path), name))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._is_noting = bool(item.get_closest_marker(NAME))
        try:
            return (yield)
        finally:
            self._is_noting = False

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node) -> None:
        """Take over what a process of pytest-xdist has seen."""
        self.taken |= {
            (path, name) for path, name in getattr(node, "workeroutput", {}).get(NAME, ())
        }

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[NAME] = sorted(self.taken)
        elif self._is_whole(session):
            self.missing = all_locking() - self.taken
            if self.missing:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _is_whole(self, session: pytest.Session) -> bool:
        """Whether every test with the marker has run, where locks are real."""
        config = session.config
        return (
            config.args_source is config.ArgsSource.TESTPATHS
            and config.option.markexpr in ("", NAME)
            and not (config.option.keyword or config.option.deselect or session.testsfailed)
            and not config.option.collectonly
            and connection.features.has_select_for_update
        )

    def pytest_terminal_summary(self, terminalreporter) -> None:
        for path, name in sorted(self.missing):
            terminalreporter.write_line(
                f"{path}: {name} locks rows, and no test with the marker `{NAME}` runs it.",
                red=True,
            )
