"""A wrong setting is said in one sentence, whichever process reads it."""

import sys
from pathlib import Path

import pytest

from tests.config.starting import production, run

PROCESSES = {
    "web": ["-m", "gunicorn", "config.wsgi", "--bind", "127.0.0.1:0"],
    "worker": ["-m", "celery", "-A", "config", "worker", "--pool", "threads"],
    "beat": ["-m", "celery", "-A", "config", "beat", "--pidfile="],
    "command": ["manage.py", "migrate"],
    "check": ["manage.py", "check", "--deploy"],
    "prepare": ["bin/prepare.py"],
}
READ = ["-c", "import config.settings"]


def start(tmp_path: Path, command: list[str], **changed: str | None):
    env = production(tmp_path) | changed
    given = {name: value for name, value in env.items() if value is not None}
    return run(given, *command, seconds=60)


@pytest.mark.parametrize("process", PROCESSES)
def test_every_process_says_the_sentence_alone(tmp_path, process):
    done = start(tmp_path, PROCESSES[process], ALLOWED_HOSTS="*.example.org")
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "Ensemble does not start: ALLOWED_HOSTS needs exact names, such as learn.example.org.\n",
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", None, 'Environment variable "SECRET_KEY" not set'),
        ("SECRET_KEY", "short", "SECRET_KEY needs 50 characters or more. "),
        ("SECRET_KEY_FILE", "/nonexistent", "The file /nonexistent cannot be read: "),
        ("SECRET_KEY_FILE", "/tmp", "The file /tmp cannot be read: Is a directory."),
        ("BBB_SECRET_FILE", sys.executable, f"The file {sys.executable} is damaged or no plain "),
        ("MASTER_KEYS", "", "MASTER_KEYS needs different keys of 32 bytes in base64"),
        ("MASTER_KEYS", "bad", "MASTER_KEYS needs different keys of 32 bytes in base64"),
        ("DATABASE_URL", "", 'Environment variable "DATABASE_URL" invalid: '),
        ("DATABASE_URL", "here", 'Environment variable "DATABASE_URL" invalid: '),
        ("DATABASE_URL", "mysql://a:b@c/d", "DATABASE_URL must begin with postgres:// or sqlite"),
        ("DATA_DIR", "/proc/none", "The folder /proc/none cannot be made: "),
        ("DATA_DIR", "/etc/passwd/data", "The folder /etc/passwd/data cannot be made: "),
        ("MODE", "live", 'Environment variable "MODE" invalid: '),
        ("NEWCOMER_DAYS", "many", 'Environment variable "NEWCOMER_DAYS" invalid: '),
        ("EXIT_URL", "example.org", "EXIT_URL must be a full address"),
        ("EXIT_URL", "http://[", "EXIT_URL must be a full address"),
        ("BASE_URL", "learn.example.org", "BASE_URL must be a full address"),
        ("BBB_URL", "https://[", "BBB_URL must be a full address"),
        ("REDIS_URL", "redis", "REDIS_URL names a server, without a database"),
        ("REDIS_URL", "redis://host:port", "REDIS_URL names a server, without a database"),
        ("EMAIL_URL", "smtp+tls://a:b@c", "EMAIL_URL and EMAIL_FROM go together"),
    ],
)
def test_every_wrong_setting_has_its_sentence(tmp_path, name, value, said):
    done = start(tmp_path, READ, **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"Ensemble does not start: {said}")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("value", ["smtp://a:b@mail.example.org", "smtp+tls://a:b@host:port", "x"])
def test_passphrase_of_the_mail_server_is_not_quoted(tmp_path, value):
    done = start(tmp_path, READ, EMAIL_URL=value, EMAIL_FROM="post@example.org")
    assert done.stderr == (
        "Ensemble does not start: EMAIL_URL must be like "
        "smtp+tls://name:passphrase@mail.example.org:587.\n"
    )


@pytest.mark.parametrize("name", ["secret-key", "master-keys"])
@pytest.mark.parametrize("process", ["prepare", "web", "beat"])
def test_demo_says_which_of_its_files_is_damaged(tmp_path, process, name):
    (tmp_path / name).touch()
    own = dict.fromkeys(("SECRET_KEY", "MASTER_KEYS", "ALLOWED_HOSTS", "DATABASE_URL"))
    done = start(tmp_path, PROCESSES[process], MODE="demo", **own)
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        f"Ensemble does not start: The file {tmp_path / name} is empty or damaged: put a copy of "
        "it back, or start over with `make demo-reset`.\n",
    )


def test_error_in_the_code_keeps_its_lines(tmp_path):
    code = (
        "import config.settings; from django.core.exceptions import ImproperlyConfigured; "
        "raise ImproperlyConfigured('elsewhere')"
    )
    done = start(tmp_path, ["-c", code])
    assert done.stderr.startswith("Traceback")
