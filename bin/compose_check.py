"""Start the site as an administrator does, look whether it works, and remove it: bin/compose-check.

What docs/operations.md tells an administrator to do is done with the commands that it names.
"""

import contextlib
import http.client
import re
import signal
import sys
import time
from collections.abc import Callable

from compose_site import (
    APPLICATION,
    BROWSER,
    HOST,
    RUNNING,
    UNTIL_HEALTHY,
    Answer,
    NotChecked,
    Site,
    site,
    start,
    tools,
)

# Seconds.
QUICKLY = 2
SLOW_LINES = 24
ADDRESS = re.compile(r"\b(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}\b")


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
    check("slow forms keep no one waiting", lambda: slow_lines(site))
    check("the first coordinator signs in", accounts)
    check("a file is for members only", lambda: file_for_members(site))
    check("a key for copies", lambda: key_for_copies(site))
    check("a copy is made and put back", lambda: copy_and_restore(site, account))
    check("a worker that ends comes back", lambda: worker_comes_back(site))
    check("a changed Caddyfile arrives", lambda: new_caddyfile(site))
    check("status and /healthz/deep name nothing", lambda: well(site))
    check("the logs name no one", lambda: quiet_logs(site, account))
    return failures


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
