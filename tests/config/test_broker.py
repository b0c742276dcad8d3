"""The queue without a server: a worker never finds half a message."""

import errno
import json
import os
import tempfile
import threading
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection, Exchange, Queue

MESSAGES = 300
LONG = "x" * 50_000


def message(number: int, **more: Any) -> dict[str, Any]:
    """Return a message as kombu writes it."""
    return {"body": "", "number": number, "properties": {"delivery_tag": str(number)}, **more}


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
            channel._put("tasks", message(number))
        emptied, torn, whole = sorted(tmp_path.glob("*.msg"))
        emptied.write_bytes(b"")
        torn.write_bytes(torn.read_bytes()[:5])
        left = json.loads(whole.read_bytes())
        assert channel._get("tasks") == left
        with pytest.raises(Empty):
            channel._get("tasks")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 400,
        b"\xff\xfe\x80",
        b"{",
        b"null",
        b"5",
        b'"text"',
        b"[]",
        b"{}",
        b'{"body": "x"}',
        b'{"properties": null}',
        b'{"properties": {}}',
        b'{"properties": []}',
        b'{"body": 5, "properties": {"delivery_tag": "1", "body_encoding": "base64"}}',
        b'{"body": "a", "properties": {"delivery_tag": "1", "body_encoding": "base64"}}',
        b'{"body": "x", "properties": {"delivery_tag": "1", "body_encoding": "none such"}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_message_is_passed_over(tmp_path, content):
    with queue_in(tmp_path) as connection:
        channel = connection.channel()
        (tmp_path / "0_damaged.tasks.msg").write_bytes(content)
        (tmp_path / "0_folder.tasks.msg").mkdir()
        channel._put("tasks", message(1))
        assert channel._get("tasks") == message(1)
        with pytest.raises(Empty):
            channel._get("tasks")
    assert [path.name for path in tmp_path.iterdir()] == ["0_folder.tasks.msg"]


def test_messages_are_taken_where_they_lie(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "full"))
    queue = tmp_path / "queue"
    queue.mkdir()
    with queue_in(queue) as connection:
        channel = connection.channel()
        channel._put("tasks", message(1))
        channel._put("other.tasks", message(2))
        assert channel._get("tasks") == message(1)
        with pytest.raises(Empty):
            channel._get("tasks")
        assert channel._get("other.tasks") == message(2)
    assert list(queue.iterdir()) == []


def test_message_that_finds_the_disk_full_leaves_nothing_behind(tmp_path, monkeypatch):
    def fill_up(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with queue_in(tmp_path) as connection:
        monkeypatch.setattr(os, "fsync", fill_up)
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
                give._put("tasks", message(number, text=LONG))

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
