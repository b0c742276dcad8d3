"""The files for a server: what is published, where secrets are, what is never logged."""

import re
from base64 import b64decode
from pathlib import Path

import pytest

from tests.ops.conftest import ROOT, Run

COMPOSE = (ROOT / "docker-compose.yml").read_text()
CADDYFILE = (ROOT / "Caddyfile").read_text()


def section(name: str) -> dict[str, str]:
    """Return the entries of a top-level section of the compose file, each with its text."""
    body = re.search(rf"^{name}:\n((?:(?:  .*|\s*)\n)+)", COMPOSE, re.MULTILINE)
    assert body is not None
    # re.split gives what comes before the first entry, then name and text in turn.
    _, *parts = re.split(r"^  ([a-z_-]+):", body.group(1), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_compose_has_the_services_of_the_site() -> None:
    assert set(section("services")) == {
        "migrate", "web", "worker", "beat", "postgres", "redis", "caddy"
    }  # fmt: skip


def test_compose_erases_again_before_anything_starts() -> None:
    services = section("services")
    assert "migrate --noinput && python manage.py replay_erasures && " in services["migrate"]
    assert "migrate: {condition: service_completed_successfully}" in COMPOSE


@pytest.mark.parametrize("name", ["docker-compose.yml", "bin/update", "bin/restore"])
def test_search_knows_the_courses_of_an_older_release_before_the_site_starts(name: str) -> None:
    script = (ROOT / name).read_text()
    migrated = script.index("manage.py migrate --noinput")
    assert migrated < script.index("python manage.py index_courses") < script.rindex("start")


def test_compose_publishes_caddy_alone() -> None:
    publishing = {name for name, text in section("services").items() if "ports:" in text}
    assert publishing == {"caddy"}
    assert COMPOSE.count("ports:") == 1
    assert "network_mode" not in COMPOSE
    assert 'ports: ["80:80", "443:443", "443:443/udp"]' in section("services")["caddy"]


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_compose_keeps_the_stores_on_the_inner_network(name: str) -> None:
    assert "networks: [inside]" in section("services")[name]
    assert "inside: {internal: true}" in COMPOSE


def test_compose_lets_the_application_reach_redis() -> None:
    """Protected, which is Redis's own default, it answers only its health check."""
    assert " --protected-mode no\n" in section("services")["redis"]


def test_image_is_built_from_the_base_image_alone() -> None:
    """A `# syntax` line would fetch one more image at each build."""
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert lines[0].startswith("FROM ")
    assert {line.split()[1] for line in lines if line.startswith("FROM ")} == {
        "python:3.11-slim-bookworm"
    }


def test_compose_bounds_the_memory_of_every_service() -> None:
    """Else the largest takes what the database needs, and the host chooses what to end."""
    app = COMPOSE.partition("\nservices:\n")[0]
    assert "  mem_limit: 640m\n  memswap_limit: 640m\n" in app
    unbounded = [
        name
        for name, text in section("services").items()
        if not re.search(r"mem_limit: (\w+)\n *memswap_limit: \1\n", text)
        and ("<<: *app" not in text or "mem_limit" in text)
    ]
    assert unbounded == []


def test_compose_reads_every_secret_from_a_file() -> None:
    secrets = section("secrets")
    assert set(secrets) == {
        "secret_key", "master_keys", "postgres_password", "database_url", "bbb_secret",
        "email_url",
    }  # fmt: skip
    for name, text in secrets.items():
        assert text.strip() == f"{{file: ./secrets/{name}}}"
    named = re.findall(r"\b\w*(?:SECRET|MASTER_KEYS|PASSWORD|DATABASE_URL)\w*: .*", COMPOSE)
    assert named == [
        "SECRET_KEY_FILE: /run/secrets/secret_key",
        "MASTER_KEYS_FILE: /run/secrets/master_keys",
        "DATABASE_URL_FILE: /run/secrets/database_url",
        "BBB_SECRET_FILE: /run/secrets/bbb_secret",
        "POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password",
    ]


def test_secrets_are_made_once_and_closed_to_others(run: Run, checkout: Path) -> None:
    assert run("bin/secrets").returncode == 0
    folder = checkout / "secrets"
    first = {path.name: path.read_text() for path in folder.iterdir()}
    assert first[".gitignore"] == "*\n"

    assert run("bin/secrets").stdout == ""

    assert {path.name: path.read_text() for path in folder.iterdir()} == first
    assert folder.stat().st_mode & 0o077 == 0
    assert len(first["secret_key"]) == 96
    assert len(b64decode(first["master_keys"], validate=True)) == 32
    assert first["database_url"] == (
        f"postgres://ensemble:{first['postgres_password']}@postgres:5432/ensemble"
    )
    assert first["bbb_secret"] == ""
    assert first["email_url"] == ""


def test_image_runs_as_an_ordinary_user() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^USER .*", dockerfile, re.MULTILINE) == ["USER ensemble"]
    assert "--require-hashes requirements.lock" in dockerfile


def test_image_lets_in_only_what_is_named() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert [line for line in lines if line and line[0] not in "#!"][0:1] == ["*"]
    assert [line for line in lines if "secret" in line or ".env" in line] == []


def test_operations_name_services_and_files_that_there_are() -> None:
    text = (ROOT / "docs/operations.md").read_text()
    named = re.findall(r"docker compose (?:exec|run)(?: --?[\w-]+)* (\w+)", text)
    assert set(named) == {"web"}
    assert "ERASURE_LIST: /erased/list.txt" in COMPOSE
    assert "echo /erased/list.txt;" in (ROOT / "bin/place").read_text()
    for path in re.findall(r"(?<![/\w|])bin/[a-z-]+", text):
        assert (ROOT / path).exists()
    assert "[docs/operations.md](docs/operations.md)" in (ROOT / "README.md").read_text()


def test_operations_name_every_command_of_our_own() -> None:
    text = (ROOT / "docs/operations.md").read_text()
    ours = {path.stem for path in ROOT.glob("*/management/commands/[a-z]*.py")} - {"load_demo"}
    assert {name for name in ours if f"| `manage.py {name}" not in text} == set()


def test_caddy_keeps_no_visitor_address() -> None:
    site = CADDYFILE.split("https://{$HOST} {")[1]
    assert re.findall(r"^\s*log\b.*", CADDYFILE, re.MULTILINE) == ["\tlog default {"]
    assert "\t\texclude http\n" in CADDYFILE
    for header in ("X-Real-IP", "Forwarded"):
        assert f"header_up -{header}\n" in site


def test_caddy_itself_says_where_a_visitor_comes_from() -> None:
    """What a visitor claims is overwritten. Else each guess could come from a new address."""
    assert "header_up X-Forwarded-For {remote_host}\n" in CADDYFILE


def test_caddy_limits_the_time_of_a_request_and_of_no_answer() -> None:
    timeouts = re.search(r"\ttimeouts \{\n((?:\t+\w+ \w+\n)+)\t+\}", CADDYFILE)
    assert timeouts is not None
    assert dict(line.split() for line in timeouts.group(1).splitlines()) == {
        "read_header": "30s",
        "read_body": "10m",
        "idle": "2m",
    }


def test_caddys_own_answers_keep_to_https() -> None:
    """A member who meets "try again" first would otherwise come by plain HTTP the next time."""
    errors = CADDYFILE.split("handle_errors {")[1]
    assert "header Strict-Transport-Security max-age=31536000\n" in errors


def test_an_upgrade_restarts_caddy() -> None:
    """It can only be told of a new Caddyfile by a restart, and compose sees no change in it."""
    assert "\tadmin off\n" in CADDYFILE
    start = (ROOT / "bin/place").read_text().split("start_site() {")[1]
    assert start.index("docker compose up -d") < start.index("docker compose restart caddy")
    assert "    start_site\n" in (ROOT / "bin/update").read_text()


@pytest.mark.parametrize("setting", ["log_connections", "log_disconnections", "log_hostname"])
def test_postgres_logs_no_connection(setting: str) -> None:
    assert f"-c {setting}=off" in section("services")["postgres"]


UNITS = {
    path.stem.removeprefix("ensemble-"): path.read_text()
    for path in sorted((ROOT / "deploy").glob("*.service"))
}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_units_of_systemd_start_what_the_procfile_starts(name: str) -> None:
    lines = dict(
        line.split(": exec ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if line
    )
    folder = "/srv/ensemble/code/.venv/bin/"
    [started] = re.findall(r"^ExecStart=(.*)", UNITS[name], re.MULTILINE)
    assert started == folder + lines[name].replace("$PORT", "8000")


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_units_of_systemd_keep_members_data_off_the_disk_and_run_as_no_one(name: str) -> None:
    for line in ("MemorySwapMax=0", "LimitCORE=0", "User=ensemble", "NoNewPrivileges=yes"):
        assert f"\n{line}\n" in UNITS[name]


def test_the_page_for_debian_names_files_that_there_are() -> None:
    text = (ROOT / "docs/debian.md").read_text()
    for path in re.findall(r"(?<![/\w])(?:bin|deploy)/[a-z-]+(?:\.py)?", text):
        assert list(ROOT.glob(f"{path}*")), path
    assert "[docs/debian.md](docs/debian.md)" in (ROOT / "README.md").read_text()
    assert "sed 's/web:8000/127.0.0.1:8000/' Caddyfile" in text
    assert "reverse_proxy web:8000" in CADDYFILE
