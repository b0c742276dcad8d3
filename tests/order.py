"""The order of a run with several processes: what takes long begins early.

A process that has nothing left takes over the last tests of another. All would wait for a test of a
minute that begins last. So the first process begins with the tests of all addresses, and the second
with those in a browser. Their world and their site are then also built by one process alone. Within
each part, the order stays the one that pytest-randomly drew.
"""

import pytest

from tests.sources import ROOT

MATRIX, BROWSER = ROOT / "tests" / "matrix", ROOT / "tests" / "browser"


class LongFirst:
    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        # Only a process that is one of several has this.
        processes = getattr(config, "workerinput", {}).get("workercount", 1)
        if processes < 2:
            return
        matrix = [item for item in items if MATRIX in item.path.parents]
        browser = [item for item in items if BROWSER in item.path.parents]
        long = {id(item) for item in (*matrix, *browser)}
        others = [item for item in items if id(item) not in long]
        # Each process gets as many tests, in their order.
        share = max(len(items) // processes - len(matrix), 0)
        items[:] = [*matrix, *others[:share], *browser, *others[share:]]
