"""The site that bin/compose_check.py lays out in Docker, starts, asks, and removes.

It is a copy of this folder with secrets, ports, volumes and an image of its own: a site that runs
on the same machine is not touched.
"""

import contextlib
import http.client
import http.cookies
import json
import os
import re
import secrets
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
# The first that knows `!override`.
LEAST_COMPOSE = (2, 24, 4)
HOST = "localhost"
BROWSER = "Old-Phone-5.1"
# Seconds. Worker and beat are asked once a minute.
UNTIL_HEALTHY = 300
UNTIL_CADDY = 20
APPLICATION = ("migrate", "web", "worker", "beat")
RUNNING = ("web", "worker", "beat", "postgres", "redis", "caddy")


class NotChecked(Exception):
    """This machine cannot start the site."""


class Answer:
    """What came back: `status`, `headers` (names in lower case), `text`."""

    def __init__(self, raw: http.client.HTTPResponse) -> None:
        self.status = raw.status
        self.headers = {name.lower(): value for name, value in raw.getheaders()}
        self.cookies = raw.headers.get_all("Set-Cookie") or []
        self.text = raw.read().decode(errors="replace")


class Site:
    """The site in `folder`, under a project name that no other site has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"ensemble-check-{secrets.token_hex(4)}"
        # Variables of this shell would win over the file `.env`.
        settings = re.findall(r"(?m)^(\w+)=", (ROOT / ".env.example").read_text())
        unwanted = {"COMPOSE_FILE", "COMPOSE_PROFILES", "COMPOSE_ENV_FILES", *settings}
        outside = {name: value for name, value in os.environ.items() if name not in unwanted}
        self.env = outside | {
            "COMPOSE_PROJECT_NAME": self.name,
            "ENV_FILE": str(folder / "no-such-file"),
            "COPIES": str(folder / "copies"),
            "COPIES_KEY": str(folder / "copies.asc"),
            "GNUPGHOME": str(folder / "gpg"),
        }
        self.trusted: ssl.SSLContext | None = None
        self.jar: dict[str, str] = {}

    def run(self, *command: str, fails: bool = False) -> str:
        """Return what a command prints; raise AssertionError with its last lines when it fails."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.env, capture_output=True, text=True, check=False
        )
        if done.returncode and not fails:
            last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
            raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{last}")
        return done.stdout

    def compose(self, *command: str, fails: bool = False) -> str:
        return self.run("docker", "compose", *command, fails=fails)

    def manage(self, *command: str, fails: bool = False) -> str:
        return self.compose("exec", "-T", "web", "python", "manage.py", *command, fails=fails)

    def container(self, service: str) -> dict:
        """Return what Docker knows about the only container of a service."""
        [name] = self.compose("ps", "--all", "--quiet", service).split()
        [found] = json.loads(self.run("docker", "inspect", name))
        return found

    def port(self, inside: int) -> int:
        """Return where a port of Caddy is reached now; another one after each start."""
        return int(self.compose("port", "caddy", str(inside)).rpartition(":")[2])

    def line(self) -> socket.socket:
        """Return a line to Caddy whose certificate was checked."""
        if self.trusted is None:
            root = self.compose(
                "exec", "-T", "caddy", "cat", "/data/caddy/pki/authorities/local/root.crt"
            )
            self.trusted = ssl.create_default_context(cadata=root)
        plain = socket.create_connection(("127.0.0.1", self.port(443)), timeout=30)
        return self.trusted.wrap_socket(plain, server_hostname=HOST)

    def ask(self, path: str, form: dict[str, str] | None = None, *, as_stranger=False) -> Answer:
        """GET a page, or POST a form, with the cookies of a browser."""
        headers = {"Host": HOST, "User-Agent": BROWSER, "Referer": f"https://{HOST}/"}
        if self.jar and not as_stranger:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        body = None if form is None else urlencode(form)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(HOST)
        connection.sock = self.line()
        with contextlib.closing(connection):
            connection.request("GET" if body is None else "POST", path, body, headers)
            answer = Answer(connection.getresponse())
        for line in [] if as_stranger else answer.cookies:
            self.jar |= {name: one.value for name, one in http.cookies.SimpleCookie(line).items()}
        return answer

    def wait_for_caddy(self) -> None:
        """After a start Docker takes lines before Caddy does, and drops them."""
        began = time.monotonic()
        while time.monotonic() - began < UNTIL_CADDY:
            with contextlib.suppress(AssertionError, OSError), self.line():
                return
            time.sleep(0.5)

    def remove(self) -> None:
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "5", fails=True)
        self.run("docker", "image", "rm", "--force", self.name, fails=True)


def tools() -> None:
    """Raise NotChecked where something is missing that the check needs."""
    for program, package in (("docker", "Docker Engine"), ("gpg", "gnupg"), ("git", "git")):
        if not shutil.which(program):
            raise NotChecked(f"{package} is not installed.")
    for command in (["docker", "info"], ["docker", "compose", "version", "--short"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotChecked(
                f"`{' '.join(command)}` fails: does Docker run, with its compose plugin?"
            )
    found = tuple(int(number) for number in re.findall(r"\d+", done.stdout)[:3])
    if found < LEAST_COMPOSE:
        least = ".".join(str(number) for number in LEAST_COMPOSE)
        raise NotChecked(f"Docker Compose {done.stdout.strip()} is too old: {least} or newer.")


def lay_out(site: Site) -> None:
    """Copy this folder as a release has it, and do what README says before the first start."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).is_file():
            (site.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, site.folder / name)
    example = (site.folder / ".env.example").read_text()
    (site.folder / ".env").write_text(re.sub("(?m)^HOST=.*", f"HOST={HOST}", example))
    own = "\n".join(f"  {name}:\n    image: {site.name}" for name in APPLICATION)
    ports = '!override ["127.0.0.1::80", "127.0.0.1::443"]'
    (site.folder / "docker-compose.override.yml").write_text(
        f"services:\n{own}\n  caddy:\n    ports: {ports}\n"
    )
    site.run("bin/secrets")


def start(site: Site) -> str:
    began = time.monotonic()
    site.compose("build")
    built = time.monotonic()
    site.compose("up", "--detach")
    answers = time.monotonic()
    site.wait_for_caddy()
    while waiting := [name for name in RUNNING if not is_well(site, name)]:
        assert time.monotonic() - built < UNTIL_HEALTHY, f"not healthy: {', '.join(waiting)}"
        time.sleep(2)
    size = int(site.run("docker", "image", "inspect", "--format", "{{.Size}}", site.name))
    return (
        f"built in {built - began:.0f} s, answers after {answers - built:.0f} s, all healthy after "
        f"{time.monotonic() - built:.0f} s, image {size / 1e6:.0f} MB"
    )


def is_well(site: Site, service: str) -> bool:
    state = site.container(service)["State"]
    return state["Running"] and state.get("Health", {}).get("Status", "healthy") == "healthy"


@contextlib.contextmanager
def site() -> Iterator[Site]:
    """Yield a site that is gone afterwards, however the check ends."""
    # gpg's sockets need short addresses.
    with tempfile.TemporaryDirectory(prefix="ensemble-check-", dir="/tmp") as folder:
        made = Site(Path(folder))
        try:
            lay_out(made)
            yield made
        finally:
            made.remove()
            made.run(
                "gpgconf", "--homedir", str(made.folder / "elsewhere"), "--kill", "all", fails=True
            )
