"""`make bench`: the cost of pages as ratios to an empty view, from one run.

Prints, signed in as a learner of the demo: requests per second and processor time of an empty view
without any middleware (1.00), of the same behind the site's own, of a lesson, a question, a course
page, the home page and the webinar list, with their ratios; what a course page and the home page
cost as enrolments grow from 1,000 to 100,000 rows; the resident memory of a web and of a worker
process; and what `/healthz` and home take while phones on bad lines hold theirs, straight and
behind Caddy where it is installed. Absolute numbers depend on the machine: compare the ratios.
`make bench ARGS=<commit>` compares with an earlier version (bench/versions.py).
"""

import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from string import Template

from bench import lines, versions
from bench.learner import Learner
from bench.site import CONNECTIONS, NOTHING, Site, compare

ROOT = Path(__file__).resolve().parent.parent
BARE, EMPTY = "bare view", "empty view"


def python(env: dict[str, str], *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@contextmanager
def process(env: dict[str, str], *arguments: str):
    running = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        running.terminate()
        running.wait(20)


def resident_mb(pid: int) -> int:
    """Return the resident memory of `pid`, or of its largest child where that is more, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = [
        int(line.split()[1])
        for process_id in [str(pid), *children]
        for line in Path(f"/proc/{process_id}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    ]
    return max(pages) // 1024


def wait_until_up(port: int) -> None:
    for _ in range(300):
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def show(figures: dict[str, tuple[float, float]]) -> None:
    """Print what each page costs, beside the bare view."""
    for name, (rate, cost) in figures.items():
        share = rate / figures[BARE][0]
        print(f"  {name:12} {rate:7.0f} requests/s   {cost:6.2f} ms of processor   {share:5.3f}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "MODE": "demo",
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PYTHONUNBUFFERED": "1",
        }
        print("Setting up …")
        python(env, "manage.py", "migrate", "--verbosity", "0")
        python(env, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        python(env, "manage.py", "load_demo")
        found = dict(
            line.split("=", 1)
            for line in python(env, "-m", "bench.seed").splitlines()
            if "=" in line
        )
        cookie = f"sessionid={found.pop('session')}"
        sealed = lines.File(found.pop("sealed"), f"sessionid={found.pop('reader')}")
        port = lines.free_port()
        bare = env | {"DJANGO_SETTINGS_MODULE": "bench.bare"}
        bare_port = lines.free_port()
        web = ("gunicorn", "config.wsgi", "--threads", "4", "-b")
        worker = ("celery", "-A", "config", "worker", "--pool", "threads", "-c", "2", "-l", "error")
        with (
            process(env, *web, f"127.0.0.1:{port}") as server,
            process(bare, *web, f"127.0.0.1:{bare_port}") as alone,
            process(env, *worker) as background,
        ):
            wait_until_up(port)
            wait_until_up(bare_port)
            site = Site(server.pid, Learner(port, cookie))
            found["question"] = site.learner.take(found["course"], found["lesson"])
            print(f"One web process, 4 threads, {CONNECTIONS} connections, signed in:")
            pages = {name: (site, path) for name, path in {EMPTY: NOTHING, **found}.items()}
            show(compare({BARE: (Site(alone.pid, Learner(bare_port, cookie)), NOTHING), **pages}))
            print("Resident memory:")
            print(f"  web    {resident_mb(server.pid):5} MB")
            print(f"  worker {resident_mb(background.pid):5} MB")
            print("As enrolments grow (milliseconds a page, one connection):")
            for rows in (1_000, 10_000, 100_000):
                python(env, "-m", "bench.seed", str(rows))
                costs = {
                    name: milliseconds(port, found[name], cookie) for name in ("course", "home")
                }
                print(f"  {rows:7} rows  " + "  ".join(f"{k} {v:5.1f}" for k, v in costs.items()))
        compare_slow_lines(env, found["home"], cookie, sealed)


def compare_slow_lines(env: dict[str, str], home: str, cookie: str, sealed: lines.File) -> None:
    """Print the tables of slow lines: of the Procfile's web process, and of Caddy before it."""
    sound = "files/media/bench.mp3"
    (Path(env["DATA_DIR"]) / sound).parent.mkdir(parents=True, exist_ok=True)
    (Path(env["DATA_DIR"]) / sound).write_bytes(os.urandom(lines.RECORDING))
    files = {"slow readers": lines.File(f"/{sound}", cookie), "of what is sealed": sealed}
    port = lines.free_port()
    line = Template((ROOT / "Procfile").read_text().splitlines()[0]).substitute(PORT=port)
    web = shlex.split(line.removeprefix("web: exec "))
    with process(env, *web) as running, tempfile.TemporaryDirectory() as folder:
        straight = lines.Server(port)
        lines.wait_for(straight, running)
        print("Slow lines (median milliseconds of /healthz and home, 15 new connections):")
        print("  straight")
        print(*lines.table(straight, files, home, cookie), sep="\n")
        if shutil.which(lines.CADDY):
            with lines.behind_caddy(port, Path(folder)) as server:
                print("  behind Caddy")
                print(*lines.table(server, files, home, cookie), sep="\n")
        print(f"  web    {resident_mb(running.pid):5} MB afterwards")


def milliseconds(port: int, path: str, cookie: str) -> float:
    """Return the median time of one page, in milliseconds."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    times = []
    for _ in range(100):
        start = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        connection.getresponse().read()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    if sys.argv[1:]:
        versions.compare_with(sys.argv[1])
    else:
        main()
