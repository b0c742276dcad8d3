"""A run with several processes begins with what takes long, and leaves out no test."""

from collections import Counter
from types import SimpleNamespace

import pytest

from tests.order import BROWSER, CELLS, MATRIX, shared_out
from tests.sources import ROOT

OTHER = ROOT / "tests" / "web" / "test_days.py"
SUITE = [
    *[OTHER] * 50,
    *[CELLS] * 10,
    *[BROWSER / "test_journey.py"] * 5,
    *[OTHER] * 20,
    *[MATRIX / "test_typed.py"] * 5,
]


@pytest.mark.parametrize("processes", [2, 3, 4])
def test_each_process_begins_with_what_takes_long(processes):
    items = [SimpleNamespace(path=path, number=at) for at, path in enumerate(SUITE)]
    found = shared_out(items, processes)
    assert Counter(one.number for one in found) == Counter(range(len(SUITE)))
    each = len(SUITE) // processes
    firsts = [found[at * each].path.parent for at in range(processes)]
    assert firsts == [MATRIX, BROWSER, MATRIX, OTHER.parent][:processes]
    assert found[0].path == CELLS
