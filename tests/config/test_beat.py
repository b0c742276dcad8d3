"""Beat starts with any file of last runs, and works when the clock was wrong."""

import errno
import json
import logging
import os
import shelve
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from config import schedule
from config.beat import CarefulScheduler, read
from config.celery import app

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
MINUTELY = "webinars.tasks.send_due_reminders"
DAILY = "safety.tasks.forget_concerns"


class Sent(CarefulScheduler):
    """Notes what would be sent."""

    def apply_entry(self, entry, producer=None) -> None:
        self.sent = [*getattr(self, "sent", []), entry.name]

    producer = None

    def run(self, seconds: float, clock) -> list[str]:
        """Let `seconds` pass as beat does; return the tasks sent meanwhile."""
        self.sent, left = [], seconds
        while left > 0:
            wait = self.tick()
            step = min(max(wait, 0.01), left)
            clock.shift(step)
            left -= step
        return self.sent


def beat(folder) -> Sent:
    return Sent(app, schedule_filename=str(folder / "beat-schedule.json"))


def last_runs(started: Sent) -> dict[str, datetime]:
    """Return all that a scheduler knows from the file with which it began."""
    return {name: one.last_run_at for name, one in started.schedule.items()}


def test_last_runs_are_kept_over_a_restart(tmp_path):
    with time_machine.travel(NOW, tick=False) as clock:
        first = beat(tmp_path)
        assert MINUTELY in first.run(90, clock)
        first.sync()
        clock.shift(86_400)
        again = beat(tmp_path)
        assert set(again.run(1, clock)) == set(schedule.SECONDS_BETWEEN)
    assert [path.name for path in tmp_path.iterdir()] == ["beat-schedule.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 300,
        b"\xff\xfe",
        b"{",
        b"null",
        b"5",
        b"[]",
        b'{"' + DAILY.encode() + b'": null}',
        b'{"' + DAILY.encode() + b'": 5}',
        b'{"' + DAILY.encode() + b'": "yesterday"}',
        b'{"' + DAILY.encode() + b'": "0001-01-01T00:00:00+14:00"}',
        b"[" * 100_000,
        b"\x80\x04}",
    ],
)
def test_file_that_makes_no_sense_counts_as_none(tmp_path, content, caplog):
    (tmp_path / "beat-schedule.json").write_bytes(content)
    with time_machine.travel(NOW, tick=False) as clock:
        started, without = beat(tmp_path), beat(tmp_path / "empty")
        assert last_runs(started) == last_runs(without)
        assert MINUTELY in started.run(61, clock)
        started.sync()
        assert set(read(started.path)) == set(schedule.SECONDS_BETWEEN)
    assert [one.levelno for one in caplog.records] == [logging.WARNING]


def test_without_a_file_a_day_is_as_long_as_ever(tmp_path):
    with time_machine.travel(NOW, tick=False) as clock:
        started = beat(tmp_path)
        assert MINUTELY in started.run(61, clock)
        assert DAILY in started.run(86_400, clock)


def test_how_the_site_is_does_not_wait_for_a_first_minute(tmp_path):
    with time_machine.travel(NOW, tick=False) as clock:
        first = beat(tmp_path)
        assert set(first.run(1, clock)) == schedule.AT_ONCE
        first.sync()
        clock.shift(9)
        assert beat(tmp_path).run(1, clock) == []


def test_folder_in_place_of_the_file_stops_nothing(tmp_path):
    (tmp_path / "beat-schedule.json").mkdir()
    with time_machine.travel(NOW, tick=False) as clock:
        started = beat(tmp_path)
        assert MINUTELY in started.run(61, clock)
        started.sync()
    assert [path.name for path in tmp_path.iterdir()] == ["beat-schedule.json"]


def test_file_of_an_older_version_is_of_no_matter(tmp_path):
    with shelve.open(str(tmp_path / "beat-schedule")) as old:
        old["entries"] = {}
    for path in tmp_path.iterdir():
        path.write_bytes(b"")
    with time_machine.travel(NOW, tick=False) as clock:
        assert MINUTELY in beat(tmp_path).run(61, clock)


@pytest.mark.parametrize("ahead", [timedelta(minutes=10), timedelta(days=2), timedelta(days=4000)])
def test_last_run_in_the_future_counts_as_now(tmp_path, ahead):
    last_runs = {name: (NOW + ahead).isoformat() for name in schedule.SECONDS_BETWEEN}
    (tmp_path / "beat-schedule.json").write_text(json.dumps(last_runs))
    with time_machine.travel(NOW, tick=False) as clock:
        started = beat(tmp_path)
        assert MINUTELY in started.run(61, clock)
        assert DAILY in started.run(86_400, clock)


def test_clock_that_is_set_back_while_beat_runs_silences_nothing(tmp_path):
    with time_machine.travel(NOW + timedelta(days=2), tick=False) as clock:
        running = beat(tmp_path)
        assert MINUTELY in running.run(120, clock)
        clock.move_to(NOW)
        sent = running.run(301, clock)
        assert {name for name, period in schedule.SECONDS_BETWEEN.items() if period <= 300} <= set(
            sent
        )
        assert 3 <= sent.count(MINUTELY) <= 6
        assert DAILY in running.run(86_400, clock)


def test_task_that_was_taken_out_of_the_schedule_is_forgotten(tmp_path):
    (tmp_path / "beat-schedule.json").write_text(json.dumps({"gone": NOW.isoformat()}))
    started = beat(tmp_path)
    started.sync()
    assert set(read(started.path)) == set(schedule.SECONDS_BETWEEN)


def test_full_disk_does_not_stop_beat(tmp_path, monkeypatch, caplog):
    started = beat(tmp_path)
    started.sync()
    kept = started.path.read_bytes()

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    started.sync()
    assert started.path.read_bytes() == kept
    assert len(caplog.records) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["beat-schedule.json"]


def test_beat_uses_it():
    assert app.conf.beat_scheduler == "config.beat:CarefulScheduler"
