"""Packages and modules stay small, and none has a name that says nothing.

Who may import whom is import-linter's: see `[tool.importlinter]` in pyproject.toml.
"""

import re
from collections import Counter

import pytest

from tests.sources import ROOT, modules, scripts, suite

LONGEST_MODULE = 400
MOST_MODULES = 14
SAYS_NOTHING = {"utils", "helpers", "services", "common", "misc", "manager", "lib"}
OF_ANOTHER_TEST = re.compile(r"^\s*(?:from|import) [\w.]*\btest_", re.MULTILINE)


@pytest.mark.parametrize(
    "path", modules() + scripts(), ids=lambda path: str(path.relative_to(ROOT))
)
def test_module_is_short_and_named_after_a_noun(path):
    assert len(path.read_text().splitlines()) <= LONGEST_MODULE
    assert not {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} & SAYS_NOTHING


def test_no_package_has_more_modules_than_a_reader_can_survey():
    sizes = Counter(path.parent for path in modules() if path.name != "__init__.py")
    assert {str(folder): size for folder, size in sizes.items() if size > MOST_MODULES} == {}


def test_no_test_imports_from_another():
    """What two of them need is a factory, a fixture, or a module with a name of its own."""
    assert [str(path) for path in suite() if OF_ANOTHER_TEST.search(path.read_text())] == []
