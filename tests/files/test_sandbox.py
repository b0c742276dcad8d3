"""The process that decodes: what it may do, and what the member reads when it breaks."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import translation

from files import sandbox
from files.uploads import FileRefused
from tests.files import corpus

CANNOT_BE_READ = "This file cannot be read. Save it again, then try again."
# What an attacker would try who has found a hole in a decoder.
TRY = """
import resource, socket, subprocess, sys
from files import cleaners
cleaners._shut()
{}
"""
# The open descriptors are enough for an answer, and for nothing else.
REACHING_OUT = {
    "a file": "open('manage.py')",
    "a file of its own": "open('/dev/shm/left-behind', 'w')",
    "a connection": "socket.socket()",
    "another process": "subprocess.run(['true'], stdout=subprocess.PIPE)",
}


def tried(attempt: str) -> str:
    """Return the last line that the process writes when it tries this."""
    command = [sys.executable, "-B", "-c", TRY.format(attempt)]
    ended = subprocess.run(
        command, cwd=settings.BASE_DIR, env={}, capture_output=True, text=True, check=False
    )
    return (ended.stderr.strip().splitlines() or ["nothing"])[-1]


@pytest.mark.parametrize("attempt", REACHING_OUT)
def test_it_opens_nothing(attempt):
    assert "Too many open files" in tried(REACHING_OUT[attempt])


def test_it_gets_so_much_memory():
    assert tried("bytes(100_000_000)") == "nothing"
    assert tried("bytes(400_000_000)") == "MemoryError"


def test_it_gets_so_much_time():
    limits = "print(resource.getrlimit(resource.RLIMIT_CPU), file=sys.stderr)"
    assert tried(limits) == "(10, 10)"


def test_it_gets_no_secret(monkeypatch):
    """An attacker would read its environment first."""
    seen = {}
    run = subprocess.run

    def watched(*args, **more):
        seen.update(more)
        return run(*args, **more)

    monkeypatch.setattr(subprocess, "run", watched)
    sandbox.cleaned("picture", corpus.saved("PNG"))
    assert seen["env"] == {}


def test_the_sentence_of_a_refusal_is_in_the_language_of_the_moment():
    with translation.override("fr"), pytest.raises(FileRefused) as refusal:
        sandbox.cleaned("mp3", b"no sound")
    assert str(refusal.value) == (
        "Cet enregistrement est illisible. Enregistrez-le de nouveau en MP3, puis réessayez."
    )


def test_every_failure_has_a_sentence(monkeypatch):
    with pytest.raises(FileRefused) as refusal:
        sandbox.cleaned("no such cleaner", b"")
    assert str(refusal.value) == CANNOT_BE_READ
    monkeypatch.setattr(sandbox, "PATIENCE_SECONDS", 0.01)
    with pytest.raises(FileRefused) as refusal:
        sandbox.cleaned("picture", corpus.saved("PNG"))
    assert str(refusal.value) == CANNOT_BE_READ
