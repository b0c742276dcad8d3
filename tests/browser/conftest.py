"""A whole site for the browser: web server, Celery worker and beat, with the demo in it.

On SQLite it starts as with `make run`; when `DATABASE_URL` and `REDIS_URL` are given, it starts on
that PostgreSQL and on a Redis, with a database of its own: each process of pytest-xdist has its own
site, and must not take the tasks of another one from the queue.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.request import urlopen
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from demo.members import SIGN_INS
from tests.databases import address_of, copy, is_on_postgresql, make
from tests.factories import PASSPHRASE
from web.codes import encode

ROOT = Path(__file__).resolve().parents[2]
# Chromium without its windows: they cost a third of these tests' time.
CHROMIUM = "/usr/bin/chromium-headless-shell"
PHONE = {"width": 360, "height": 640}
# Bytes of HTML on the wire, headers included.
HEAVIEST_PAGE = 12_000
# Pages of the demo must appear within this time on the slowest machine that runs the suite.
PATIENCE_MS = 20_000
# The button that sends a form, not the one that shows a passphrase.
SUBMIT = "main form button:not([type=button])"


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    """A running site: its address and its environment."""

    url: str
    env: dict[str, str]

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        """Run `code` in a process of its own, and return what it prints."""
        printed = Path(self.env["DATA_DIR"]) / "printed"
        assert self._shell.stdin
        assert self._shell.stdout
        self._shell.stdin.write(json.dumps([code, str(printed)]) + "\n")
        self._shell.stdin.flush()
        done = self._shell.stdout.readline().strip()
        said = printed.read_text()
        assert done == "0", said
        return said.strip()

    @cached_property
    def _shell(self) -> subprocess.Popen[str]:
        """What runs pieces of code; it ends with its input, and so with this process."""
        serve = "from tests.browser.forking import serve; serve(dict(globals()))"
        return subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", serve],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def end(self) -> None:
        """End what runs pieces of code, if there were any."""
        if "_shell" in self.__dict__:
            self._shell.communicate()


def _environment(folder: Path) -> dict[str, str]:
    env = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO_PASSPHRASE": PASSPHRASE,
        "MODE": "demo",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    if not is_on_postgresql():
        env.pop("DATABASE_URL", None)
        return env
    env["DATABASE_URL"] = address_of(_database(folder))
    # As in the demo: no wait for newcomers, because the journey reaches a mentor within minutes.
    return env | {"MODE": "test", "NEWCOMER_DAYS": "0"}


def _database(folder: Path) -> str:
    """Return the name of the database that belongs to a folder of data."""
    return f"ensemble_{folder.parent.name}_{folder.name}".replace("-", "_")


@contextmanager
def _own_redis(env: dict[str, str]) -> Iterator[None]:
    """Start a Redis and name it in `env`, when the suite runs on Redis at all."""
    if not env.get("REDIS_URL"):
        yield
        return
    port = _free_port()
    options = {"bind": "127.0.0.1", "port": port, "save": "", "dir": env["DATA_DIR"]}
    words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
    server = subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL)
    try:
        env["REDIS_URL"] = f"redis://127.0.0.1:{port}"
        yield
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            with urlopen(f"{url}/healthz", timeout=2) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The site did not start within a minute.")


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process of pytest-xdist in; the others wait."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(folder: Path, *, migrated: str) -> None:
    """Make a folder of data, and a database, with the demo in it.

    `migrated` is a database to begin from, or "" for none.
    """
    folder.mkdir()
    new_one = _database(folder) if is_on_postgresql() else str(folder / "db.sqlite3")
    if migrated:
        copy(migrated, new_one)
    elif is_on_postgresql():
        make(new_one)
    env = _environment(folder)
    new = Site(url="", env=env)
    with _own_redis(env):
        new.manage("migrate", "--verbosity", "0")
        if env["MODE"] == "demo":
            new.manage("collectstatic", "--no-input", "--verbosity", "0")
        new.manage("load_demo")


@pytest.fixture(scope="session")
def data(request, tmp_path_factory, migrated) -> Path:
    """A folder of data, and on PostgreSQL a database, of this process alone, with the demo.

    Each run of the suite builds it once and copies it: a second instead of twenty.
    """
    if request.config.getvalue("create_db"):
        # Then there is a database to begin from.
        request.getfixturevalue("django_db_setup")
    folder = tmp_path_factory.mktemp("site")
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    built = shared / "built"
    with _one_at_a_time(shared):
        if not built.exists():
            _build(built, migrated=migrated.name)
        shutil.copytree(built, folder, dirs_exist_ok=True)
        if is_on_postgresql():
            make(_database(folder), template=_database(built))
    return folder


@pytest.fixture(scope="session")
def site(data) -> Iterator[Site]:
    env = _environment(data)
    port = _free_port()
    running = Site(url=f"http://127.0.0.1:{port}", env=env)
    with _own_redis(env), (data / "site.log").open("wb") as log:
        processes = [
            subprocess.Popen(
                line,
                shell=True,
                cwd=ROOT,
                env={**env, "PORT": str(port)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            for line in _lines_of_procfile()
        ]
        try:
            _wait_for(running.url)
            yield running
        finally:
            running.end()
            for process in processes:
                os.killpg(process.pid, signal.SIGTERM)
            for process in processes:
                process.wait(30)


def _lines_of_procfile() -> list[str]:
    """Return what `make run` and servers start: web, worker, beat."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    return [line.partition(": ")[2] for line in lines if line]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


def go(page: Page, target: str | Locator) -> None:
    """Click, and wait for the page that follows."""
    with page.expect_navigation():
        (page.locator(target) if isinstance(target, str) else target).click()


# Prints the address of an exercise that the member may write, and enrols them for it.
EXERCISE = """
from demo.members import called
from learning.catalogue import contents, outline
from learning.models import CoursePage
from learning.progress.actions import enrol
for page in CoursePage.objects.live():
    course = outline.course(CoursePage.objects.live(), page.translation_key, "en")
    for lesson in course.lessons:
        for task in contents.of(lesson).exercises:
            enrol(user=called("{who}"), course_key=course.key)
            print("/".join(str(part) for part in (course.key, lesson.key, "exercise", task.id)))
"""


def address_of_an_exercise(site: Site, who: str, language: str = "en") -> str:
    """Enrol `who` in a course that has an exercise; return its address."""
    course, lesson, word, task = site.shell(EXERCISE.format(who=who)).splitlines()[0].split("/")
    course, lesson, task = (encode(UUID(key)) for key in (course, lesson, task))
    return f"/{language}/learn/{course}/{lesson}/{word}/{task}/"


def stand_in_for(page: Page, address: str) -> list[str]:
    """Answer in place of another site, also after a redirect; return the addresses asked for.

    A route of Playwright does not see redirects.
    """
    arrived: list[str] = []
    browser = page.context.new_cdp_session(page)

    def answer(paused: dict) -> None:
        arrived.append(paused["request"]["url"])
        ordinary = {
            "requestId": paused["requestId"],
            "responseCode": 200,
            "responseHeaders": [{"name": "Content-Type", "value": "text/html"}],
            "body": b64encode(b"<title>An ordinary site</title>").decode(),
        }
        browser.send("Fetch.fulfillRequest", ordinary)

    browser.on("Fetch.requestPaused", answer)
    browser.send("Fetch.enable", {"patterns": [{"urlPattern": address}]})
    return arrived


class Phone:
    """One person's browser, at the size of an old phone; remembers what it fetched."""

    def __init__(
        self, chromium: Browser, site: Site, *, javascript: bool = True, dark: bool = False
    ) -> None:
        self.site = site
        self.context: BrowserContext = chromium.new_context(
            viewport=PHONE,
            java_script_enabled=javascript,
            accept_downloads=True,
            color_scheme="dark" if dark else "light",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on(
            "console",
            lambda message: message.type == "error" and self.complaints.append(message.text),
        )

    def close(self) -> None:
        self.context.close()

    def open(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def sign_in(self, name: str, language: str = "en") -> Page:
        self.open(f"/{language}/sign-in/")
        self.enter(name)
        assert self.page.url == f"{self.site.url}/{language}/home/"
        return self.page

    def enter(self, name: str) -> None:
        """Fill in the sign-in page that is open, with a pseudonym or a name of the demo."""
        if is_on_postgresql():
            # That site is not in the mode of the demo, so it knows pseudonyms only.
            name = SIGN_INS.get(name, name)
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", PASSPHRASE)
        go(self.page, SUBMIT)

    @property
    def asked_elsewhere(self) -> list[str]:
        return [url for url in self.asked if not url.startswith((self.site.url, "data:", "blob:"))]


@pytest.fixture
def phone(chromium, site) -> Iterator:
    """Return a function that makes the phone of a new person."""
    phones: list[Phone] = []

    def new(*, javascript: bool = True, dark: bool = False) -> Phone:
        phones.append(Phone(chromium, site, javascript=javascript, dark=dark))
        return phones[-1]

    yield new
    for each in phones:
        each.close()
