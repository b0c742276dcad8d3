"""`make demo-reset` empties the demo's folder and nothing else."""

from pathlib import Path

import pytest

from tests.ops.conftest import Run, refusal, running


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    (folder / "files/pictures").mkdir(parents=True)
    (folder / "files/pictures/one.webp").write_text("picture")
    (folder / "db.sqlite3").write_text("demo people")
    (folder / "demo.txt").write_text("the mark")
    return folder


def test_reset_empties_the_folder(run: Run, demo: Path) -> None:
    result = run("bin/demo-reset", DATA_DIR=str(demo))

    assert result.stdout == "The demo's data is gone. Start over: make run\n"
    assert result.returncode == 0
    assert [path.name for path in demo.iterdir()] == ["demo.lock"]


def test_reset_keeps_what_the_tests_left_there(run: Run, demo: Path) -> None:
    (demo / "test").mkdir()
    (demo / "test/test.sqlite3").write_text("tables")

    run("bin/demo-reset", DATA_DIR=str(demo))

    assert (demo / "test/test.sqlite3").read_text() == "tables"


def test_reset_does_not_follow_a_link_out_of_the_folder(
    run: Run, demo: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/kept.txt").write_text("kept")
    (demo / "link").symlink_to(tmp_path / "elsewhere")

    run("bin/demo-reset", DATA_DIR=str(demo))

    assert not (demo / "link").is_symlink()
    assert (tmp_path / "elsewhere/kept.txt").read_text() == "kept"


def test_reset_refuses_while_the_demo_runs(run: Run, demo: Path) -> None:
    with running(demo):
        result = run("bin/demo-reset", DATA_DIR=str(demo))

    assert refusal(result) == (
        f"Ensemble is already running with the data in {demo} (process 4711). "
        "Stop it there with Ctrl-C, or choose another folder with DATA_DIR=/elsewhere.\n"
    )
    assert (demo / "db.sqlite3").read_text() == "demo people"


def test_reset_refuses_a_folder_that_the_demo_did_not_make(run: Run, demo: Path) -> None:
    (demo / "demo.txt").unlink()

    result = run("bin/demo-reset", DATA_DIR=str(demo))

    assert refusal(result) == (
        f"{demo} holds a database that `make run` did not make; it stays as it is.\n"
    )
    assert (demo / "db.sqlite3").read_text() == "demo people"


def test_reset_without_a_demo_says_so(run: Run, tmp_path: Path) -> None:
    result = run("bin/demo-reset", DATA_DIR=str(tmp_path / "nothing"))

    assert result.returncode == 0
    assert result.stdout == "There is no demo to throw away. Start one: make run\n"
