"""The order of a run with several processes: what takes long begins early.

A process that has nothing left takes over the last tests of another. All would wait for a test of a
minute that begins last. So each process begins with some of what takes long: the cells of the
matrix, the browser, and what else is asked of all addresses. Their world and their site are then
also built by one process alone. Within each part, the order stays that of pytest-randomly.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.sources import ROOT

CELLS = ROOT / "tests" / "matrix" / "test_matrix.py"
BROWSER, MATRIX = ROOT / "tests" / "browser", ROOT / "tests" / "matrix"


class LongFirst:
    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        # Only a process that is one of several has this.
        processes = getattr(config, "workerinput", {}).get("workercount", 1)
        if processes > 1:
            items[:] = shared_out(items, processes)


def shared_out(items: Iterable[pytest.Item], processes: int) -> list[pytest.Item]:
    """Return `items` so that each of so many equal parts begins with some that take long."""
    left = list(items)
    each = len(left) // processes
    parts: list[list[pytest.Item]] = [[] for _ in range(processes)]
    for at, place in enumerate((CELLS, BROWSER, MATRIX)):
        parts[at % processes] += [one for one in left if _is_in(place, one)]
        left = [one for one in left if not _is_in(place, one)]
    for part in parts:
        wanted = max(each - len(part), 0)
        part += left[:wanted]
        left = left[wanted:]
    return [one for part in parts for one in part] + left


def _is_in(place: Path, item: pytest.Item) -> bool:
    return place == item.path or place in item.path.parents
