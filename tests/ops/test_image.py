"""The image has every file that its processes read, and no file that it was not given."""

from pathlib import Path

import pytest

from tests.config.starting import production, run
from tests.ops.conftest import ROOT

# Python runs this file by itself at the start of a process: it notes which files are opened.
NOTES = f"""
import os, sys
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.path.abspath(os.fsdecode(arguments[0]))
        reads = isinstance(arguments[2], int) and not arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if reads and path.startswith({str(ROOT)!r} + os.sep):
            with open_notes() as notes:
                notes.write(path + chr(10))
def open_notes():
    return open(os.environ["NOTES"], "a")
sys.addaudithook(note)
"""
WEB = """
import sys
from gunicorn.app.wsgiapp import WSGIApplication
application = WSGIApplication()
print(application.cfg.worker_class_str, application.cfg.logger_class.__name__)
application.wsgi()
"""
BACKGROUND = """
from config.celery import app
app.loader.import_default_modules()
from celery.beat import Service
print(type(Service(app, scheduler_cls=app.conf.beat_scheduler).scheduler).__name__)
"""
PROCESSES = {
    "web": ["-c", WEB, "config.wsgi", "--bind", "127.0.0.1:0"],
    "worker and beat": ["-c", BACKGROUND],
    "migrate": ["manage.py", "check"],
    "static files": ["manage.py", "collectstatic", "--dry-run", "--noinput", "--verbosity", "0"],
    "health": ["bin/healthcheck.py"],
    "build": ["bin/catalogues.py", "compile"],
}
SAID = {
    "web": "web.serving.worker.WebWorker QuietLogger\n",
    "worker and beat": "CarefulScheduler\n",
}


def image() -> list[str]:
    """Return what `.dockerignore` lets in: files and folders, as in the repository."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return [line[1:] for line in lines if line.startswith("!")]


def is_in_image(path: Path) -> bool:
    return any(path.is_relative_to(entry) for entry in image())


def source(path: Path) -> Path:
    """Return the file from which Python compiled `path`."""
    if path.parent.name != "__pycache__":
        return path
    return path.parent.parent / f"{path.name.partition('.cpython')[0]}.py"


@pytest.mark.parametrize("process", PROCESSES)
def test_what_a_process_reads_is_in_the_image(tmp_path: Path, process: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(NOTES)
    (tmp_path / "notes").touch()
    noting = {"PYTHONPATH": str(tmp_path), "NOTES": str(tmp_path / "notes")}
    done = run(production(tmp_path) | noting, *PROCESSES[process])
    assert process == "health" or done.returncode == 0, done.stderr
    if process in SAID:
        assert done.stdout == SAID[process]
    read = {Path(line).relative_to(ROOT) for line in (tmp_path / "notes").read_text().splitlines()}
    own = {source(path) for path in read if ".venv" not in path.parts}
    assert own
    assert sorted(str(path) for path in own if not is_in_image(path)) == []


def test_image_names_only_what_there_is() -> None:
    assert [entry for entry in image() if not (ROOT / entry).exists()] == []


@pytest.mark.parametrize(
    "name",
    [
        "tests",
        "docs",
        "secrets",
        ".env",
        ".git",
        "var",
        "bench",
        "worksheets",
        "bin/serve.py",
        "Caddyfile",
    ],
)
def test_image_has_nothing_that_it_does_not_need(name: str) -> None:
    assert not is_in_image(Path(name))
