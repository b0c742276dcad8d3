"""`make bench ARGS=<commit>`: today's pages against those of an earlier commit.

Both versions load their own demo, and the same learner asks both for the same pages, in turns: as
`make run` serves them, one process with eight threads on SQLite, or, where `BENCH_POSTGRES` names a
server (`postgres://me@localhost`), as in production, two processes with four threads each. Prints
each page's requests per second, then and now, and the ratio; and the same for processor time, which
depends less on what else the machine does.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from bench import lines
from bench.learner import Learner
from bench.site import NOTHING, Site, compare

ROOT = Path(__file__).resolve().parent.parent

POSTGRES = os.environ.get("BENCH_POSTGRES", "").rstrip("/")


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """Give the files of `commit` for as long as they are measured."""
    git = ("git", "-C", str(ROOT), "worktree")
    subprocess.run([*git, "add", "--quiet", "--detach", str(folder), commit], check=True)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)


@contextmanager
def database(name: str) -> Iterator[str]:
    """Give the address of an empty database; an empty text stands for the version's own file."""
    if not POSTGRES:
        yield ""
        return
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{POSTGRES}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def served(tree: Path, folder: Path, url: str) -> Iterator[tuple[Site, dict[str, str]]]:
    """Start the version in `tree` with a demo of its own; give it, and the pages to ask for."""
    env = {
        **os.environ,
        "DATA_DIR": str(folder),
        "MODE": "test" if url else "demo",
        "NEWCOMER_DAYS": "0",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    } | ({"DATABASE_URL": url} if url else {})
    folder.mkdir()

    def python(*arguments: str) -> str:
        command = [sys.executable, "-B", *arguments]
        done = subprocess.run(command, cwd=tree, env=env, check=True, stdout=subprocess.PIPE)
        return done.stdout.decode()

    python("manage.py", "migrate", "--verbosity", "0")
    python("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    python("manage.py", "load_demo")
    if url:
        # The demo loads into a test's database only, and is served as in production.
        env |= {
            "MODE": "production",
            "ALLOWED_HOSTS": "localhost",
            "BASE_URL": "https://localhost",
            "SECRET_KEY": (folder / "secret-key").read_text().strip(),
            "MASTER_KEYS": (folder / "master-keys").read_text().strip(),
        }
        python("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    seeded = python("-m", "bench.seed").splitlines()
    pages = dict(line.split("=", 1) for line in seeded if "=" in line)
    name = "__Host-session" if url else "sessionid"
    port = lines.free_port()
    share = ("-w", "2", "--threads", "4") if url else ("-w", "1", "--threads", "8")
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "-b", f"127.0.0.1:{port}", *share]
    with (folder / "web.log").open("wb") as log:
        running = subprocess.Popen(web, cwd=tree, env=env, stdout=log, stderr=log)
    try:
        lines.wait_for(lines.Server(port), running)
        learner = Learner(port, f"{name}={pages.pop('session')}", https=bool(url))
        question = learner.take(pages["course"], pages["lesson"])
        yield Site(running.pid, learner), {"empty": NOTHING, **pages, "question": question}
    finally:
        running.terminate()
        running.wait(30)


def compare_with(commit: str) -> None:
    """Print what each page cost in `commit`, and what it costs now."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        trees = {
            "then": held.enter_context(checked_out(commit, folder / "tree")),
            "now": ROOT,
        }
        asked = {}
        for version, tree in trees.items():
            url = held.enter_context(database(f"bench_{version}"))
            site, pages = held.enter_context(served(tree, folder / version, url))
            asked |= {f"{page} {version}": (site, path) for page, path in pages.items()}
        # The two versions of a page follow each other.
        figures = compare(dict(sorted(asked.items())))
    for page in sorted({name.split()[0] for name in figures}):
        (rate, cost), (old_rate, old_cost) = figures[f"{page} now"], figures[f"{page} then"]
        print(
            f"  {page:10} {old_rate:5.0f} → {rate:5.0f} requests/s, {rate / old_rate:4.2f}"
            f"   {old_cost:5.2f} → {cost:5.2f} ms of processor, {old_cost / cost:4.2f}"
        )
