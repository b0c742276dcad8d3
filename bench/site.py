"""What a page costs: answers in a second, and processor time, which depends less on what else the
machine does."""

import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from bench.learner import Learner

CONNECTIONS = 4
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
NOTHING = "/bench/empty"


def busy(pid: int) -> float:
    """Return the seconds of processor time that `pid` and its children have taken."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ticks = 0
    for process_id in [str(pid), *children]:
        fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Site:
    """A server that runs as the process `pid`, and who asks it."""

    pid: int
    learner: Learner

    def measure(self, path: str) -> tuple[float, float]:
        """Return the answers that `CONNECTIONS` keep-alive connections get in a second, and the
        milliseconds of processor time that one takes."""
        counts = [0] * CONNECTIONS
        before = busy(self.pid)

        def ask(number: int) -> None:
            connection, end = self.learner.connect(), time.monotonic() + SECONDS
            while time.monotonic() < end:
                self.learner.get(connection, path)
                counts[number] += 1

        threads = [Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
            # Lines that open at once may all go to one process; soon it is busy with the first.
            time.sleep(0.05)
        for thread in threads:
            thread.join()
        return sum(counts) / SECONDS, 1000 * (busy(self.pid) - before) / max(sum(counts), 1)


def compare(asked: dict[str, tuple[Site, str]]) -> dict[str, tuple[float, float]]:
    """Return the medians of each page: `asked` has its site and its path. Rounds interleaved."""
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
    for site, path in asked.values():
        site.measure(path)
    for _ in range(ROUNDS):
        for name, (site, path) in asked.items():
            figures[name].append(site.measure(path))
    return {
        name: (statistics.median(each[0] for each in all_), statistics.median(e[1] for e in all_))
        for name, all_ in figures.items()
    }
