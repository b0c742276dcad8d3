"""Start the site as an administrator does, look whether it works, and remove it: bin/compose-check.

The site is a copy of this folder with secrets, ports, volumes and an image of its own: a site that
runs on the same machine is not touched. What docs/operations.md tells an administrator to do is
done with the commands that it names.
"""

import contextlib
import http.client
import http.cookies
import json
import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
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
QUICKLY = 2
SLOW_LINES = 24
APPLICATION = ("migrate", "web", "worker", "beat")
RUNNING = ("web", "worker", "beat", "postgres", "redis", "caddy")
ADDRESS = re.compile(r"\b(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}\b")


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


def closed_containers(site: Site) -> None:
    assert site.container("migrate")["State"]["ExitCode"] == 0
    for name in RUNNING:
        found = site.container(name)
        host = found["HostConfig"]
        assert host["ReadonlyRootfs"], f"{name} may write into its image"
        assert host["Memory"], f"{name} has no limit of memory"
        assert host["MemorySwap"] == host["Memory"], f"{name} may be swapped to disk"
        assert name == "caddy" or not host["PortBindings"], f"{name} is reachable from outside"
        assert name not in APPLICATION or found["Config"]["User"] == "ensemble", f"{name} is root"
    out = "import socket; socket.create_connection(('{}', 5432), 2)"
    reaches = ("exec", "-T", "web", "python", "-c", out.format("postgres"))
    site.compose(*reaches)
    networks = site.container("postgres")["NetworkSettings"]["Networks"]
    assert list(networks) == [f"{site.name}_inside"], "PostgreSQL has a way out"


def plain_http(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port(80), timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", "/en/", headers={"Host": HOST, "User-Agent": BROWSER})
        answer = Answer(connection.getresponse())
    assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}/en/")


def pages(site: Site) -> None:
    assert site.ask("/healthz").text.strip() == "ok"
    landing = site.ask("/en/")
    assert landing.status == 200
    assert landing.headers["strict-transport-security"] == "max-age=31536000"
    assert "default-src 'none'" in landing.headers["content-security-policy"]
    assert landing.headers["referrer-policy"] == "no-referrer"
    told = {"server", "via", "x-powered-by"} & set(landing.headers)
    assert not told, f"tells what it runs on: {told}"
    styles = re.findall(r'href="(/static/[^"]+\.css)"', landing.text)
    assert styles
    for path in styles:
        style = site.ask(path)
        assert style.status == 200
        assert "immutable" in style.headers["cache-control"]
    assert site.ask("/en/no-such-page/").status == 404


def slow_lines(site: Site) -> str:
    """A client that sends a form slowly keeps no one else waiting (docs/operations.md)."""
    slow = f"POST /en/sign-in/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n\r\na=1"
    with contextlib.ExitStack() as stack:
        for _ in range(SLOW_LINES):
            stack.enter_context(site.line()).sendall(slow.encode())
        began = time.monotonic()
        assert site.ask("/healthz").status == 200
        took = time.monotonic() - began
    assert took < QUICKLY, f"/healthz took {took:.1f} s"
    return f"/healthz took {took:.2f} s beside {SLOW_LINES} slow forms"


def first_coordinator(site: Site) -> tuple[str, str]:
    """Return pseudonym and passphrase of a new account."""
    asked = {"--region": "Africa", "--country": "BJ", "--time-zone": "Africa/Porto-Novo"}
    said = site.manage(
        "first_coordinator",
        *(part for pair in asked.items() for part in pair),
        *("--organisation", "Organisation of the check"),
    )
    pseudonym, passphrase = re.findall(r"(?:pseudonym|passphrase): +(.+)", said)
    return pseudonym, passphrase


def sign_in(site: Site, account: tuple[str, str]) -> None:
    site.jar.clear()
    form = site.ask("/en/sign-in/")
    [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text))
    fields = {"csrfmiddlewaretoken": token, "login": account[0], "password": account[1]}
    wrong = site.ask("/en/sign-in/", fields | {"password": "not this"})
    assert wrong.status == 200, f"a wrong passphrase got {wrong.status}"
    entered = site.ask("/en/sign-in/", fields)
    assert entered.status == 302, f"the right passphrase got {entered.status}"
    within = site.ask(entered.headers["location"])
    assert within.status == 200, f"{entered.headers['location']} got {within.status}"
    assert "/en/sign-in/" not in within.text, "no session began"


def file_for_members(site: Site) -> None:
    site.compose("exec", "-T", "web", "sh", "-c", "printf 0123456789 >/data/files/check.mp3")
    assert site.ask("/files/check.mp3", as_stranger=True).status == 404
    served = site.ask("/files/check.mp3")
    assert (served.status, served.text) == (200, "0123456789")


def well(site: Site) -> None:
    """Everything works as soon as there is a copy."""
    said = site.manage("status")
    assert site.ask("/healthz/deep").text.strip() == "ok", said


def key_for_copies(site: Site) -> None:
    """Make a key whose secret half only the restore gets to see."""
    home = site.folder / "elsewhere"
    home.mkdir(mode=0o700)
    (site.folder / "gpg").mkdir(mode=0o700)
    gpg = ("gpg", "--batch", "--quiet", "--homedir", str(home))
    site.run(
        *gpg, "--passphrase", "", "--quick-generate-key", "copies", "default", "default", "never"
    )
    site.run(*gpg, "--armor", "--output", "copies.asc", "--export", "copies")


def query(site: Site, statement: str) -> str:
    """Return what the database answers."""
    psql = ("psql", "-qAt", "-U", "ensemble", "-d", "ensemble", "-c", statement)
    return site.compose("exec", "-T", "postgres", *psql).strip()


def copy_and_restore(site: Site, account: tuple[str, str]) -> str:
    began = time.monotonic()
    site.run("bin/backup")
    copied = time.monotonic()
    [copy] = (site.folder / "copies").glob("20*")
    # What comes afterwards is not in the copy, and what is lost afterwards is.
    query(site, "CREATE TABLE later ()")
    site.compose("exec", "-T", "web", "rm", "/data/files/check.mp3")
    here = site.env["GNUPGHOME"]
    site.env["GNUPGHOME"] = str(site.folder / "elsewhere")
    restoring = time.monotonic()
    try:
        site.run("bin/restore", str(copy))
    finally:
        site.env["GNUPGHOME"] = here
    ended = time.monotonic()
    site.wait_for_caddy()
    sign_in(site, account)
    assert site.ask("/files/check.mp3").text == "0123456789", "a file did not come back"
    assert not query(site, "SELECT to_regclass('later')"), "the database is not that of the copy"
    return f"copied in {copied - began:.0f} s, restored in {ended - restoring:.0f} s"


def worker_comes_back(site: Site) -> str:
    began = time.monotonic()
    before = site.container("worker")["State"]["StartedAt"]
    stop = f"import os, signal; os.kill(1, {int(signal.SIGQUIT)})"
    site.compose("exec", "-T", "worker", "python", "-c", stop)
    while site.container("worker")["State"]["StartedAt"] == before:
        assert time.monotonic() - began < 90, "it stays away"
        time.sleep(1)
    took = time.monotonic() - began
    site.compose("exec", "-T", "web", "rm", "-f", "/data/last-beat")
    while not site.compose("exec", "-T", "web", "find", "/data/last-beat", fails=True):
        assert time.monotonic() - began < UNTIL_HEALTHY, "it is back and does nothing"
        time.sleep(2)
    return f"back after {took:.0f} s, at work after {time.monotonic() - began:.0f} s"


def new_caddyfile(site: Site) -> None:
    """`bin/update` replaces the file; without its restart Caddy would keep the old one."""
    path = site.folder / "Caddyfile"
    text = path.read_text()
    path.unlink()
    path.write_text(text.replace("-Via\n", "-Via\n\t\tX-Check new\n"))
    site.run("bash", "-c", ". bin/place && start_site")
    site.wait_for_caddy()
    assert site.ask("/healthz").headers.get("x-check") == "new"


def quiet_logs(site: Site, known: tuple[str, str]) -> str:
    lines = site.compose("logs", "--no-color", "--no-log-prefix").splitlines()
    assert lines
    told = [line for line in lines if ADDRESS.search(line)]
    assert not told, f"an address of someone: {told[0]}"
    for word in (BROWSER, *known):
        assert not any(word in line for line in lines), f"“{word}” is in a log"
    return f"{len(lines)} lines"


def walk(site: Site) -> int:
    """Check one thing after the other; return how many do not work."""
    failures = 0
    account = ("", "")

    def check(title: str, look: Callable[[], str | None]) -> bool:
        nonlocal failures
        try:
            said = look()
        except (AssertionError, OSError, ValueError, KeyError, http.client.HTTPException) as error:
            failures += 1
            print(f"FAILED  {title}: {error or type(error).__name__}", flush=True)
            return False
        print(f"ok      {title}{f': {said}' if said else ''}", flush=True)
        return True

    def accounts() -> None:
        nonlocal account
        site.manage("load_starter")
        account = first_coordinator(site)
        sign_in(site, account)

    if not check("the image is built and every service is healthy", lambda: start(site)):
        print(site.compose("ps", "--all", fails=True))
        print(site.compose("logs", "--no-color", "--tail", "15", fails=True))
        return failures
    check("the containers are closed", lambda: closed_containers(site))
    check("plain HTTP leads to HTTPS", lambda: plain_http(site))
    check("pages, styles and headers through Caddy", lambda: pages(site))
    check("slow forms keep nobody waiting", lambda: slow_lines(site))
    check("the first coordinator signs in", accounts)
    check("a file is for members only", lambda: file_for_members(site))
    check("a key for copies", lambda: key_for_copies(site))
    check("a copy is made and put back", lambda: copy_and_restore(site, account))
    check("a worker that ends comes back", lambda: worker_comes_back(site))
    check("a changed Caddyfile arrives", lambda: new_caddyfile(site))
    check("status and /healthz/deep name nothing", lambda: well(site))
    check("the logs name nobody", lambda: quiet_logs(site, account))
    return failures


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


def main() -> int:
    """Return the exit code of bin/compose-check."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        tools()
    except NotChecked as reason:
        print(f"not checked  {reason}")
        return 2
    with site() as made:
        failures = walk(made)
    print("Something does not work." if failures else "Everything works.")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
