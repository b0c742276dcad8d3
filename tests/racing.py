"""People who do the same thing at the same moment; for tests with real transactions."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

# Far more than threads need to come together on a busy machine.
PATIENCE = 60


def at_once(work: Callable, things: Iterable) -> list[Any]:
    """Return what `work` gives for each of `things`, each in a thread and a transaction of its own.

    All begin at the same moment. What one of them raises is raised.
    """
    things = list(things)
    together = Barrier(len(things))

    def alone(thing: Any) -> Any:
        together.wait(timeout=PATIENCE)
        try:
            return work(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(alone, things))


def successes(work: Callable, things: Iterable, *, refused: type[Exception]) -> list[bool]:
    """Do `work` for each of `things` at once; return which were not `refused`."""

    def tried(thing: Any) -> bool:
        try:
            work(thing)
        except refused:
            return False
        return True

    return at_once(tried, things)
