"""Copies of the data: whole and sealed, or refused in a sentence; and put back."""

import fcntl
import getpass
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from tests import databases
from tests.ops.conftest import ROOT

PUBLIC_KEY = "copies.asc"


def _gpg(home: Path, *arguments: str, **options) -> subprocess.CompletedProcess[bytes]:
    command = ["gpg", "--batch", "--quiet", "--homedir", str(home), *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **options)


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> Iterator[Path]:
    """Yield the folder of gpg of the person who keeps the copies, with its key."""
    # gpg's sockets need short addresses.
    home = Path(subprocess.check_output(["mktemp", "-d", "/tmp/gpg.XXXXXX"], text=True).strip())
    _gpg(home, "--passphrase", "", "--quick-generate-key", "copies", "default", "default", "never")
    (home / PUBLIC_KEY).write_bytes(_gpg(home, "--export", "--armor", "copies").stdout)
    yield home
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False)
    shutil.rmtree(home, ignore_errors=True)


@dataclass
class Server:
    """A site without Docker on SQLite: its data, and its copies."""

    folder: Path
    keys: Path

    @property
    def database(self) -> Path:
        return self.folder / "data/db.sqlite3"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.database}"

    @property
    def copies(self) -> list[Path]:
        return sorted(self.folder.glob("copies/*/"))

    def fill(self, *names: str) -> None:
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute("CREATE TABLE IF NOT EXISTS people_user (pseudonym text)")
            database.executemany("INSERT INTO people_user VALUES (?)", [(name,) for name in names])

    def names(self) -> list[str]:
        with closing(sqlite3.connect(self.database)) as database:
            return [row[0] for row in database.execute("SELECT pseudonym FROM people_user")]

    def run(
        self, *command: str, home: Path | None = None, env: dict[str, str] | None = None, **more
    ) -> subprocess.CompletedProcess:
        own = {
            "PATH": os.environ["PATH"],
            "GNUPGHOME": str(home or self.folder / "gpg"),
            "ENV_FILE": str(self.folder / "env"),
            "COPIES": str(self.folder / "copies"),
            "COPIES_KEY": str(self.folder / PUBLIC_KEY),
            "SERVICES_ARE_STOPPED": "yes",
        }
        return subprocess.run(
            command,
            cwd=ROOT,
            env=own | (env or {}),
            capture_output=True,
            check=False,
            timeout=120,
            **more,
        )

    def decrypted(self, part: str) -> bytes:
        """Return a part of the last copy, as the person with the key reads it."""
        opened = _gpg(self.keys, "--decrypt", str(self.copies[-1] / f"{part}.gpg"))
        assert opened.returncode == 0
        return opened.stdout


class OnPostgresql(Server):
    """The same site with its database on the server that the suite runs on."""

    @property
    def url(self) -> str:
        return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/copies"))

    def query(self, statement: str, database: str = "copies") -> list[str]:
        address = urlunsplit(urlsplit(self.url)._replace(path=f"/{database}"))
        with psycopg.connect(address, autocommit=True) as connection:
            asked = connection.execute(statement)
            return [row[0] for row in asked.fetchall()] if asked.description else []

    def fill(self, *names: str) -> None:
        self.query("CREATE TABLE IF NOT EXISTS people_user (pseudonym text)")
        for name in names:
            self.query(f"INSERT INTO people_user VALUES ('{name}')")

    def names(self) -> list[str]:
        return self.query("SELECT pseudonym FROM people_user")


def _server(folder: Path, keys: Path) -> Server:
    """Return a site on the kind of database that the suite runs on."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return Server(folder, keys)
    made = OnPostgresql(folder, keys)
    made.query("DROP DATABASE IF EXISTS copies WITH (FORCE)", "postgres")
    made.query("CREATE DATABASE copies", "postgres")
    return made


def _furnished(folder: Path, keys: Path) -> Server:
    made = _server(folder, keys)
    (folder / "gpg").mkdir(mode=0o700)
    (folder / "data/files/media").mkdir(parents=True)
    (folder / "data/files/media/a.mp3").write_bytes(b"sound" * 1000)
    (folder / "data/erased.txt").write_text("one code\n")
    (folder / "env").write_text(f"DATA_DIR={folder}/data\nDATABASE_URL={made.url}\n")
    shutil.copy(keys / PUBLIC_KEY, folder)
    made.fill("Acacia", "Baobab")
    return made


@pytest.fixture
def server(tmp_path, keys) -> Server:
    return _furnished(tmp_path, keys)


# Who owns the data in `of_another`: only root can run something as someone else.
RUNNER = getpass.getuser()
OWNER = "nobody" if RUNNER == "root" else RUNNER


@pytest.fixture
def of_another(keys) -> Iterator[Server]:
    """Yield a site whose data belong to `OWNER`: where root runs the tests, to another user."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        # Others get no further than to what they own; pytest's folders let in no one.
        Path(folder).chmod(0o711)
        made = _furnished(Path(folder), keys)
        for path in (Path(folder, "data"), *Path(folder, "data").rglob("*")):
            shutil.chown(path, OWNER)
        yield made


def test_a_copy_is_whole_and_opens_with_the_key_that_is_elsewhere(server, tmp_path):
    made = server.run("bin/backup")
    assert (made.returncode, made.stderr) == (0, b"")
    [copy] = server.copies
    assert sorted(path.name for path in copy.iterdir()) == ["database.gpg", "files.gpg", "sums"]
    assert copy.stat().st_mode & 0o077 == 0
    listed = subprocess.run(["tar", "-t"], input=server.decrypted("files"), capture_output=True)
    assert b"files/media/a.mp3\n" in listed.stdout
    assert (tmp_path / "copies/erased.txt").read_text() == "one code\n"
    assert (tmp_path / "data/last-copy").read_text().strip().isdecimal()


def test_copies_within_a_second_are_beside_each_other(server):
    for _ in range(3):
        assert server.run("bin/backup").returncode == 0
    names = [sorted(path.name for path in copy.iterdir()) for copy in server.copies]
    assert names == [["database.gpg", "files.gpg", "sums"]] * 3


def test_a_folder_of_files_that_was_lost_is_no_empty_copy(server):
    shutil.rmtree(server.folder / "data/files")
    assert server.run("bin/backup").returncode == 0
    shutil.rmtree(server.folder / "data/files")
    made = server.run("bin/backup")
    assert (made.returncode, len(server.copies)) == (1, 1)
    assert b"No copy was made: the files could not be read." in made.stderr


def test_a_copy_that_is_not_there_is_called_so(server):
    put = server.run("bin/restore", "databse")
    assert (put.returncode, put.stderr.decode()) == (
        1,
        "Nothing was changed: there is no folder databse. See bin/restore without anything behind "
        "it.\n",
    )


def test_the_server_cannot_open_its_own_copy(server):
    server.run("bin/backup")
    for path in server.copies[0].glob("*.gpg"):
        assert _gpg(server.folder / "gpg", "--decrypt", str(path)).returncode != 0
        assert b"Acacia" not in path.read_bytes()


@pytest.mark.parametrize("lost", ["the file", "what it says"])
def test_no_code_of_an_erased_member_gets_lost(server, lost):
    own, kept = server.folder / "data/erased.txt", server.folder / "copies/erased.txt"
    server.run("bin/backup")
    if lost == "the file":
        own.unlink()
    else:
        own.write_text("another code\n")
    made = server.run("bin/backup")
    assert made.returncode == 0
    assert b"The site has lost codes of its erasure list. Put them back: " in made.stderr
    codes = "one code\n" if lost == "the file" else "another code\none code\n"
    assert kept.read_text() == codes
    assert kept.stat().st_mode & 0o077 == 0
    assert server.run("bin/restore", "erased", input=kept.read_bytes()).returncode == 0
    assert sorted(own.read_text().splitlines()) == codes.splitlines()
    assert lost != "the file" or own.stat().st_mode & 0o077 == 0
    assert server.run("bin/backup").stderr == b""


def test_the_list_beside_a_copy_is_read_before_the_site_opens(server):
    """`finish` then stops, since the database of this test has no tables."""
    server.run("bin/backup")
    (server.folder / "data/erased.txt").write_text("a later code")
    put = server.run("bin/restore", str(server.copies[0]), home=server.keys)
    assert b"The erasure list is back.\n" in put.stdout
    assert b"The site is open again." not in put.stdout
    assert (server.folder / "data/erased.txt").read_text() == "a later code\none code\n"


def test_the_list_waits_for_an_erasure_that_is_being_written(server):
    listed = server.folder / "data/erased.txt"
    with listed.open("a") as file, ThreadPoolExecutor() as threads:
        fcntl.flock(file, fcntl.LOCK_EX)
        put = threads.submit(server.run, "bin/restore", "erased", input=b"another code\n")
        with pytest.raises(TimeoutError):
            put.result(1)
        file.write("a later code\n")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_UN)
        assert put.result(60).returncode == 0
    assert listed.read_text() == "one code\na later code\nanother code\n"


@pytest.mark.skipif(databases.is_on_postgresql(), reason="the database of the run is in use")
def test_at_the_end_everyone_is_signed_out_and_what_is_lost_is_said(server, db):
    databases.copy(connection.settings_dict["NAME"], str(server.database))
    with closing(sqlite3.connect(server.database)) as database, database:
        database.execute(
            "INSERT INTO people_membersession (session_key, session_data, expire_date, code,"
            " is_shared) VALUES ('a', '', '2999-01-01', '00000000000000000000000000000001', 0)"
        )
        database.execute(
            "INSERT INTO webinars_calendaraddress (code, user_id, digest, made_on) VALUES"
            " ('00000000000000000000000000000002', 1, 'a', '2026-01-01')"
        )
    with (server.folder / "env").open("a") as env:
        env.write("MODE=test\n")
    (server.folder / "data/erased.txt").write_text(f"{UUID(int=1)}\n")
    done = server.run("bin/restore", "finish")
    assert done.returncode == 0
    said = done.stdout.decode()
    assert said.startswith("Erased again: 0.\nEveryone is signed out.\nThe site is open again.")
    for word in ("suspended", "hid", "roles", "passphrase", "calendar"):
        assert word in said
    with closing(sqlite3.connect(server.database)) as database:
        assert not database.execute("SELECT * FROM people_membersession").fetchall()
        left = database.execute("SELECT digest, made_on FROM webinars_calendaraddress").fetchall()
        assert left == [(None, None)]


def _no_database(server: Server) -> None:
    server.database.unlink()


def _empty_database(server: Server) -> None:
    server.database.write_bytes(b"")


def _garbage(server: Server) -> None:
    server.database.write_bytes(b"SQLite format 3\0" + os.urandom(9000))


def _no_server(server: Server) -> None:
    (server.folder / "env").write_text(
        f"DATA_DIR={server.folder}/data\nDATABASE_URL=postgres://a:b@127.0.0.1:1/ensemble\n"
    )


def _no_key(server: Server) -> None:
    (server.folder / PUBLIC_KEY).unlink()


def _empty_key(server: Server) -> None:
    (server.folder / PUBLIC_KEY).write_text("")


def _broken_key(server: Server) -> None:
    (server.folder / PUBLIC_KEY).write_text("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxx\n")


def _key_is_here(server: Server) -> None:
    secret = _gpg(server.keys, "--export-secret-keys", "copies").stdout
    _gpg(server.folder / "gpg", "--import", input=secret)


BREAKS = [
    *(_no_database, _empty_database, _garbage, _no_server),
    *(_no_key, _empty_key, _broken_key, _key_is_here),
]


@pytest.mark.parametrize("breaks", BREAKS, ids=lambda breaks: breaks.__name__.strip("_"))
def test_a_copy_that_fails_says_so_and_keeps_the_older_ones(server, breaks):
    server.run("bin/backup")
    [older] = server.copies
    # Old enough to be deleted, were a newer copy made.
    os.utime(older, (0, 0))
    breaks(server)
    made = server.run("bin/backup")
    assert made.returncode == 1
    assert made.stdout == b""
    says = made.stderr.decode().strip().splitlines()[-1]
    assert says.startswith(("No copy was made: ", f"{server.folder / PUBLIC_KEY} is missing: "))
    assert says.endswith(".")
    assert server.copies == [older]
    assert list(server.folder.glob("copies/.unfinished*")) == []


def test_what_a_power_cut_left_in_plain_is_removed(server):
    left = server.folder / "copies/.unfinished.a1B2c3"
    left.mkdir(parents=True)
    (left / "database").write_text("Acacia")
    # Not even when this copy fails.
    (server.folder / PUBLIC_KEY).write_text("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxx\n")
    assert server.run("bin/backup").returncode == 1
    assert not left.exists()


def test_two_copies_are_not_made_at_the_same_time(server):
    folder = server.folder / "copies"
    (folder / ".unfinished.a1B2c3").mkdir(parents=True)
    running = os.open(folder, os.O_RDONLY)
    fcntl.flock(running, fcntl.LOCK_EX)
    made = server.run("bin/backup")
    assert (made.returncode, made.stderr) == (1, b"No copy was made: another one is being made.\n")
    assert (folder / ".unfinished.a1B2c3").exists()
    os.close(running)
    assert server.run("bin/backup").returncode == 0


def test_only_old_copies_are_deleted_and_only_after_a_new_one(server):
    for name, age in (("2026-01-01T000000Z", 0), ("2026-11-01T000000Z", None), ("kept", 0)):
        folder = server.folder / "copies" / name
        folder.mkdir(parents=True)
        if age is not None:
            os.utime(folder, (age, age))
    assert server.run("bin/backup").returncode == 0
    older, new, other = [copy.name for copy in server.copies]
    assert (older, other) == ("2026-11-01T000000Z", "kept")
    assert new[:2] == "20"


@pytest.mark.servers
def test_a_copy_is_put_back(server):
    server.run("bin/backup")
    database, files = server.decrypted("database"), server.decrypted("files")
    server.fill("Cedar")
    shutil.rmtree(server.folder / "data/files")
    assert server.run("bin/restore", "database", input=database).returncode == 0
    assert server.run("bin/restore", "files", input=files).returncode == 0
    assert server.names() == ["Acacia", "Baobab"]
    assert (server.folder / "data/files/media/a.mp3").read_bytes() == b"sound" * 1000


def test_what_root_puts_back_belongs_to_the_owner_of_the_data(of_another):
    server, data = of_another, of_another.folder / "data"
    for _ in range(2):
        made = server.run("bin/backup")
        assert (made.returncode, made.stderr) == (0, b"")
    shutil.rmtree(data / "files")
    (data / "erased.txt").unlink()
    for part in ("database", "files"):
        assert server.run("bin/restore", part, input=server.decrypted(part)).returncode == 0
    assert server.run("bin/restore", "erased", input=b"one code\n").returncode == 0
    assert server.names() == ["Acacia", "Baobab"]
    found = {path.name: path.owner() for path in data.rglob("*")}
    assert set(found) >= {"files", "media", "a.mp3", "erased.txt", "last-copy"}
    assert set(found.values()) == {OWNER}
    assert server.copies[0].owner() == RUNNER


def test_an_update_runs_django_as_the_owner_of_the_data(of_another):
    """As in `bin/update`, with the settings of the services."""
    says = 'import os, pwd; print(pwd.getpwuid(os.getuid()).pw_name, os.environ["DATA_DIR"])'
    script = f". bin/place && in_web /usr/bin/env python3 -c '{says}'"
    ran = of_another.run("bash", "-c", script)
    assert ran.stdout.decode() == f"{OWNER} {of_another.folder}/data\n"
    calls = [line for line in (ROOT / "bin/update").read_text().splitlines() if "manage.py" in line]
    assert len(calls) == 5
    assert all(line.startswith("    in_web python manage.py ") for line in calls)


def test_the_site_stops_only_for_a_whole_copy(server, tmp_path):
    log, systemctl = tmp_path / "log", tmp_path / "path/systemctl"
    systemctl.parent.mkdir()
    systemctl.write_text(f'#!/bin/sh\necho "$@" >>{log}\n')
    systemctl.chmod(0o755)
    env = {"SERVICES_ARE_STOPPED": "", "PATH": f"{systemctl.parent}:{os.environ['PATH']}"}
    server.run("bin/backup")
    assert server.run("bin/restore", "database", env=env, input=b"garbage").returncode == 1
    assert not log.exists()
    whole = server.decrypted("database")
    assert server.run("bin/restore", "database", env=env, input=whole).returncode == 0
    assert log.read_text() == "stop ensemble.target\n"


@pytest.mark.servers
@pytest.mark.parametrize("sent", ["nothing", "a beginning", "garbage", "half"])
def test_what_is_no_whole_copy_changes_nothing(server, sent):
    server.run("bin/backup")
    whole = server.decrypted("database")
    server.fill("Cedar")
    content = {
        "nothing": b"",
        "a beginning": whole[:5],
        "garbage": b"garbage" * 999,
        "half": whole[: len(whole) // 2],
    }[sent]
    put = server.run("bin/restore", "database", input=content)
    assert put.returncode == 1
    assert put.stderr.decode().splitlines()[-1] == (
        "Nothing was changed: what came in is no whole copy of the database."
    )
    assert server.names() == ["Acacia", "Baobab", "Cedar"]
    assert list(server.database.parent.glob("*.restored*")) == []


def test_a_damaged_copy_is_refused_before_anything_is_changed(server):
    server.run("bin/backup")
    path = server.copies[0] / "database.gpg"
    path.write_bytes(path.read_bytes()[:-1])
    put = server.run("bin/restore", str(server.copies[0]), home=server.keys)
    assert put.returncode == 1
    assert b"Nothing was changed: the copy in " in put.stderr
    assert server.names() == ["Acacia", "Baobab"]
