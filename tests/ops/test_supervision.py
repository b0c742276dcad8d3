"""Web, worker and beat stop together, and an unexpected end is named."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ops.conftest import ROOT, free_port, is_alive

sys.path.insert(0, str(ROOT / "bin"))

import serve

PROGRAM = """
import os, sys
sys.path.insert(0, sys.argv[1])
import serve
serve.GRACE = 1.0
lines = {"web": sys.argv[2], "worker": "echo $$; exec sleep 60"}
commands = {name: ["sh", "-c", line] for name, line in lines.items()}
once = {"courses": ["sh", "-c", sys.argv[3]]} if sys.argv[3] else {}
sys.exit(serve.supervise(commands, dict(os.environ), once=once, port=sys.argv[4]))
"""
Supervise = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def supervise() -> Supervise:
    """Return a function that supervises the shell line of a web process, a sleeping worker, and
    what is done once."""

    def start(web: str, once: str = "", port: str = "") -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-B", "-c", PROGRAM, str(ROOT / "bin"), web, once, port],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def test_processes_of_the_procfile_start_without_a_shell(tmp_path: Path) -> None:
    """What looks like a second command is an argument."""
    (tmp_path / "Procfile").write_text(
        "web: exec server --bind 127.0.0.1:$PORT 'two words'; rm x\n"
        "# worker\n"
        "beat: beat --pidfile=\n"
    )

    commands = serve.read_procfile(tmp_path / "Procfile", {"PORT": "8001"})

    assert commands == {
        "web": ["server", "--bind", "127.0.0.1:8001", "two words;", "rm", "x"],
        "beat": ["beat", "--pidfile="],
    }
    assert "shell=True" not in (ROOT / "bin/serve.py").read_text()


def test_procfile_names_web_worker_and_beat() -> None:
    commands = serve.read_procfile(ROOT / "Procfile", {"PORT": "8001"})
    assert {name: command[0] for name, command in commands.items()} == {
        "web": "gunicorn",
        "worker": "celery",
        "beat": "celery",
    }


@pytest.mark.parametrize("code", ["0", "3"])
def test_all_stop_when_one_ends_by_itself(supervise: Supervise, code: str) -> None:
    process = supervise(f"sleep 0.3; exit {code}")

    output, errors = process.communicate(timeout=20)

    assert process.returncode == 1
    assert errors == (
        f"The web process ended by itself (exit code {code}), so everything was stopped.\n"
    )
    assert not is_alive(output.split("| ")[1].strip())


def test_work_that_is_done_once_may_end(supervise: Supervise) -> None:
    process = supervise("sleep 1; exit 3", once="echo done")

    output, errors = process.communicate(timeout=20)

    assert errors.startswith("The web process ended by itself (exit code 3)")
    assert "courses | done\n" in output


def test_work_that_fails_stops_nothing(supervise: Supervise) -> None:
    process = supervise("sleep 1; exit 3", once="echo no; exit 2")

    output, errors = process.communicate(timeout=20)

    assert errors.startswith("The web process ended by itself (exit code 3)")
    assert output.endswith(
        "courses | no\nThe courses process failed (exit code 2). The site goes on.\n"
    )


def test_work_that_is_not_done_stops_with_the_others(supervise: Supervise) -> None:
    process = supervise("sleep 0.3; exit 3", once="echo $$; exec sleep 60")

    output, _errors = process.communicate(timeout=20)

    [pid] = re.findall(r"courses \| (\d+)", output)
    assert not is_alive(pid)


def test_others_wait_until_the_web_process_answers(supervise: Supervise, tmp_path: Path) -> None:
    (tmp_path / "healthz").touch()
    port = str(free_port())
    server = f"exec {sys.executable} -m http.server {port} --bind 127.0.0.1 -d {tmp_path}"
    process = supervise(f"sleep 1; {server} >/dev/null 2>&1", once="echo begun", port=port)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    process.terminate()
    process.communicate(timeout=20)

    assert lines == ["\n", f"Ensemble is ready: http://localhost:{port}/ (Ctrl-C stops it)\n", "\n"]


def test_others_do_not_start_after_a_web_process_that_failed(supervise: Supervise) -> None:
    process = supervise("exit 3", once="echo begun", port=str(free_port()))

    output, errors = process.communicate(timeout=20)

    assert errors.startswith("The web process ended by itself (exit code 3)")
    assert output == ""


def test_what_does_not_stop_is_ended(supervise: Supervise) -> None:
    process = supervise("trap '' TERM; echo $$; exec sleep 60")
    assert process.stdout is not None
    pids = [process.stdout.readline().split("| ")[1].strip() for _ in range(2)]

    process.terminate()
    process.communicate(timeout=20)

    assert process.returncode == 0
    assert [pid for pid in pids if is_alive(pid)] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_all_stop_on_a_signal(supervise: Supervise, number: signal.Signals) -> None:
    process = supervise("exec sleep 60")
    assert process.stdout is not None
    worker = process.stdout.readline().split("| ")[1].strip()
    assert is_alive(worker)

    os.kill(process.pid, number)
    output, errors = process.communicate(timeout=20)

    assert process.returncode == 0
    assert errors == ""
    assert output == "Ensemble has stopped. Its data is kept; start again with: make run\n"
    assert not is_alive(worker)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_nothing_is_left_when_it_is_killed_itself(supervise: Supervise) -> None:
    process = supervise("echo $$; exec sleep 60")
    assert process.stdout is not None
    pids = [process.stdout.readline().split("| ")[1].strip() for _ in range(2)]
    assert all(is_alive(pid) for pid in pids)

    process.kill()
    process.communicate(timeout=20)

    until = time.monotonic() + 10
    while any(is_alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.1)
    assert [pid for pid in pids if is_alive(pid)] == []
