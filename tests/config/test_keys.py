"""Secrets: read as an editor left them, made whole, and never guessed when damaged."""

import errno
import os
import threading
from base64 import b64encode

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import keys
from config.settings.environment import Environment

SECRET = "s" * 86
MASTER = b64encode(b"m" * 32).decode()


@pytest.mark.parametrize(
    "around",
    ["{}", "{}\n", "{}\r\n", "{}\n\n", "\ufeff{}", "\ufeff{}\r\n", " {} ", "\t{}\t\r\n"],
)
@pytest.mark.parametrize(
    "name",
    ["SECRET_KEY", "MASTER_KEYS", "DATABASE_URL", "BBB_SECRET", "EMAIL_URL", "DEMO_PASSPHRASE"],
)
def test_secret_in_a_file_is_read_without_what_an_editor_adds(tmp_path, monkeypatch, around, name):
    path = tmp_path / "secret"
    path.write_bytes(around.format("abc déf").encode())
    monkeypatch.setenv(f"{name}_FILE", str(path))
    assert Environment().str(name) == "abc déf"


@pytest.mark.parametrize(
    "content", [b"\0" * 64, b"abc\0def", b"\xff\xfea\0b\0", b"\x80", b"\x1b[0m", b"\x7fELF"]
)
def test_secret_that_is_no_text_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "secret"
    path.write_bytes(content)
    with pytest.raises(ImproperlyConfigured) as refusal:
        keys.from_file(path)
    assert str(refusal.value) == (
        f"The file {path} is damaged or no plain text: write the secret into it, and nothing else."
    )


def test_secret_that_cannot_be_read_is_refused_in_a_sentence(tmp_path, monkeypatch):
    missing = tmp_path / "missing"
    for path, why in ((missing, "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(ImproperlyConfigured) as refusal:
            keys.from_file(path)
        assert str(refusal.value) == f"The file {path} cannot be read: {why}."

    def closed(*args, **kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_text", closed)
    with pytest.raises(ImproperlyConfigured, match="cannot be read: Permission denied"):
        keys.from_file(missing)


NO_SECRET = (b"", b"\n", b"\0" * 86, b"short", b"\xff" * 86, SECRET[:40].encode())
NO_MASTER = (b"", b"\n", MASTER[:20].encode(), b"x" * 44, f"{MASTER},".encode(), b"\0" * 44)


@pytest.mark.parametrize(
    ("made", "read", "content"),
    [
        *((SECRET, keys.secret_key, content) for content in NO_SECRET),
        *((MASTER, keys.master_keys, content) for content in NO_MASTER),
    ],
)
def test_damaged_key_is_not_made_anew(tmp_path, made, read, content):
    """Sessions and invitations would end, or what is sealed would be lost, without a word."""
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=f"The file {path} is "):
        keys.kept(path, lambda: made, read)
    assert path.read_bytes() == content


def test_kept_secret_is_made_once_and_closed_to_others(tmp_path):
    path = tmp_path / "secret-key"
    assert keys.kept(path, lambda: SECRET, keys.secret_key) == SECRET
    assert keys.kept(path, lambda: "t" * 86, keys.secret_key) == SECRET
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_secret_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    """A power cut, or a full disk, in the middle of writing leaves no file."""
    path = tmp_path / "secret-key"

    def cut(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", cut)
        with pytest.raises(ImproperlyConfigured, match="cannot be written: No space left"):
            keys.kept(path, lambda: SECRET, keys.secret_key)
    assert list(tmp_path.iterdir()) == []
    assert keys.kept(path, lambda: SECRET, keys.secret_key) == SECRET


def test_processes_that_start_at_once_agree_on_one_secret(tmp_path):
    path, together, got = tmp_path / "secret-key", threading.Barrier(8), []

    def start(number: int) -> None:
        together.wait()
        got.append(keys.kept(path, lambda: str(number) * 86, keys.secret_key))

    threads = [threading.Thread(target=start, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 1
    assert list(tmp_path.iterdir()) == [path]
