"""Serve the demo: hold the folder, prepare it, then keep web, worker and beat of the Procfile up.

The site answers as soon as it has one course; the others come in beside it, and where they cannot,
it goes on without them.

All three stop together: on Ctrl-C, on SIGTERM, when the terminal closes, or when one of them ends.
Standard library only: honcho 2.0 hangs when it must stop while its processes still start.
"""

import ctypes
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from string import Template

from start_checks import DEFAULT_PORT, ROOT, data_dir, port_problem, running_problem, take

# Brings the other courses, and gives way to the web process.
COURSES = {"courses": ["nice", sys.executable, "-B", "manage.py", "load_starter"]}
READY_WITHIN = 120.0  # seconds; a small old laptop needs about 20
# Seconds from SIGTERM to SIGKILL: requests in work get 3 (Procfile), the worker's poll takes 4.
GRACE = 8.0
PR_SET_PDEATHSIG = 1  # from linux/prctl.h
# Loaded here, because nothing may wait for a lock between fork and exec while threads run.
LIBC = ctypes.CDLL(None)


def end_with_parent() -> None:
    """Let Linux end this process as soon as its parent is gone, for any reason."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A command in its own session; its output is passed on with its name."""

    def __init__(
        self, name: str, command: list[str], env: dict[str, str], keep: tuple[int, ...]
    ) -> None:
        self.name = name
        # Its own session, so that Ctrl-C reaches only this process, which then stops the others.
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            pass_fds=keep,
            preexec_fn=end_with_parent,
        )
        self.relay = threading.Thread(target=self._relay, daemon=True)
        self.relay.start()

    def _relay(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            print(f"{self.name:<7} | {line}", end="", flush=True)

    def has_ended(self) -> bool:
        """Return whether it runs no more."""
        return self.process.poll() is not None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and to all that it started."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


def read_procfile(path: Path, env: dict[str, str]) -> dict[str, list[str]]:
    """Return the command of every process that the Procfile names, with its `$NAMES` from `env`.

    The lines stay valid for a shell, which other runners give them to; ours needs none.
    """
    entries = (line.partition(":") for line in path.read_text().splitlines())
    return {
        name: shlex.split(Template(line.strip().removeprefix("exec ")).substitute(env))
        for name, colon, line in entries
        if colon
    }


def answers(address: str) -> bool:
    """Return whether the web process answers its health check."""
    try:
        with urllib.request.urlopen(f"{address}healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def wait_for_web(port: str, is_over: Callable[[], bool]) -> None:
    """Wait until the web process answers, and say so; at most `READY_WITHIN` seconds, and not
    after it has ended (`is_over`)."""
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if is_over():
            return
        if answers(f"http://127.0.0.1:{port}/"):
            print(f"\nEnsemble is ready: http://localhost:{port}/ (Ctrl-C stops it)\n", flush=True)
            return
        time.sleep(0.2)
    print("\nThe web process has not answered yet; its lines above may say why.\n", flush=True)


def stop(children: list[Child]) -> None:
    """Ask every child to end, and end those that have not after `GRACE` seconds."""
    for child in children:
        child.signal(signal.SIGTERM)
    until = time.monotonic() + GRACE
    for child in children:
        try:
            child.process.wait(timeout=max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.signal(signal.SIGKILL)
        child.relay.join(timeout=1)


def over(child: Child) -> bool:
    """Return whether a child that may end has done so, and say it where it failed."""
    if not child.has_ended():
        return False
    child.relay.join(timeout=1)
    if code := child.process.returncode:
        print(f"The {child.name} process failed (exit code {code}). The site goes on.", flush=True)
    return True


def supervise(
    commands: dict[str, list[str]],
    env: dict[str, str],
    keep: tuple[int, ...] = (),
    once: dict[str, list[str]] | None = None,
    port: str = "",
) -> str | None:
    """Run `commands` (by name) together until one ends or a signal asks to stop, and those of
    `once` beside them, which may end before: when their work is done, or with a sentence.

    The first of them is the web process. Where a `port` is given, the others wait until it answers
    there: beside them its start would take twice as long. The descriptors in `keep` stay open in
    the children. Returns a sentence if a child ended by itself.
    """
    asked: list[int] = []
    # The handler only sets a mark, because it may run between any two steps of a start or a stop.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: asked.append(number))

    (first, line), *others = commands.items()
    children, beside = [Child(first, line, env, keep)], []
    if port:
        wait_for_web(port, is_over=lambda: bool(asked) or children[0].has_ended())
    if not asked and not children[0].has_ended():
        children += [Child(name, line, env, keep) for name, line in others]
        beside = [Child(name, line, env, keep) for name, line in (once or {}).items()]
    ended: list[Child] = []
    while not asked and not ended:
        time.sleep(0.2)
        ended = [child for child in children if child.has_ended()]
        # Another process may get the number of one that ended, and must not get its signals.
        beside = [child for child in beside if not over(child)]
    stop([*children, *beside])
    if asked:
        print("Ensemble has stopped. Its data is kept; start again with: make run", flush=True)
        return None
    name, code = ended[0].name, ended[0].process.returncode
    return f"The {name} process ended by itself (exit code {code}), so everything was stopped."


def environment(port: str, folder: Path) -> dict[str, str]:
    """Return the environment of the demo's processes."""
    return {
        **os.environ,
        "MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(folder),
        "PORT": port,
        "BASE_URL": f"http://localhost:{port}",
        "PATH": f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        # Celery warns when it runs as root, which is normal in a container.
        "PYTHONWARNINGS": "ignore:You're running the worker:UserWarning",
    }


def main() -> str | int | None:
    """Serve until a signal asks to stop; return a sentence or an exit code after a failure."""
    port = os.environ.get("PORT") or DEFAULT_PORT
    folder = data_dir()
    lock = take(folder)
    if lock is None:
        return running_problem(folder)
    env = environment(port, folder)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    prepared = subprocess.run([sys.executable, "-B", ROOT / "bin/prepare.py"], env=env, check=False)
    if prepared.returncode:
        return prepared.returncode
    # Preparing takes a while, and another program may have taken the port meanwhile.
    problem = port_problem(port)
    if problem:
        return problem

    print("4/4 Starting web, worker and beat", flush=True)
    # The children hold the lock too, because they still use the folder if this process is killed.
    commands = read_procfile(ROOT / "Procfile", env)
    return supervise(commands, env, keep=(lock,), once=COURSES, port=port)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nStopped before everything was ready; start again with: make run")
