"""The queue without a server: a worker never finds half a message."""

import errno
import tempfile
import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue

MESSAGES = 300
LONG = "x" * 50_000


def queue_in(folder: Path) -> Connection:
    places = dict.fromkeys(("data_folder_in", "data_folder_out"), str(folder))
    return Connection("files://localhost/", transport_options=places)


def test_queue_is_nothing_but_its_messages(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    queue = Queue("tasks", Exchange("tasks"), routing_key="tasks")
    with queue_in(tmp_path) as giving, queue_in(tmp_path) as taking:
        giving.Producer().publish(
            {"number": 1}, exchange="tasks", routing_key="tasks", declare=[queue]
        )
        assert len(list(tmp_path.iterdir())) == 1
        message = taking.SimpleQueue(queue).get(timeout=1)
        assert message.payload == {"number": 1}
        message.ack()
    assert list(tmp_path.iterdir()) == []


def test_messages_that_a_power_cut_emptied_are_passed_over(tmp_path):
    with queue_in(tmp_path) as connection:
        channel = connection.channel()
        for number in range(3):
            channel._put("tasks", {"number": number})
        emptied, torn, whole = sorted(tmp_path.glob("*.msg"))
        emptied.write_bytes(b"")
        torn.write_bytes(torn.read_bytes()[:5])
        left = int(whole.read_text()[-2])
        assert channel._get("tasks") == {"number": left}
        with pytest.raises(Empty):
            channel._get("tasks")
    assert list(tmp_path.iterdir()) == []


def test_messages_are_taken_where_they_lie(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "full"))
    queue = tmp_path / "queue"
    queue.mkdir()
    with queue_in(queue) as connection:
        channel = connection.channel()
        channel._put("tasks", {"number": 1})
        channel._put("other.tasks", {"number": 2})
        assert channel._get("tasks") == {"number": 1}
        with pytest.raises(Empty):
            channel._get("tasks")
        assert channel._get("other.tasks") == {"number": 2}
    assert list(queue.iterdir()) == []


def test_message_that_finds_the_disk_full_leaves_nothing_behind(tmp_path, monkeypatch):
    def fill_up(path, data):
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    with queue_in(tmp_path) as connection:
        monkeypatch.setattr(Path, "write_bytes", fill_up)
        with pytest.raises(OSError, match="No space left"):
            connection.channel()._put("tasks", {"number": 1})
    assert list(tmp_path.iterdir()) == []


def test_messages_are_whole_however_early_they_are_taken(tmp_path):
    taken = []
    with queue_in(tmp_path) as connection:
        assert connection.transport.__class__.__module__ == "config.broker"
        give, take = connection.channel(), connection.channel()

        def fill() -> None:
            for number in range(MESSAGES):
                give._put("tasks", {"number": number, "text": LONG})

        filling = threading.Thread(target=fill)
        filling.start()
        while filling.is_alive() or len(taken) < MESSAGES:
            try:
                taken.append(take._get("tasks"))
            except Empty:
                continue
        filling.join()
    assert sorted(message["number"] for message in taken) == list(range(MESSAGES))
    assert {message["text"] for message in taken} == {LONG}
    assert list(tmp_path.glob("*.part")) == []
