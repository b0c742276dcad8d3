"""The queue without a server: a folder of files, each of which appears whole or not at all."""

import os
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem, virtual
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """kombu's own, except that a rename gives and takes each message."""

    # Every process binds the one queue by itself. kombu would keep the bindings in a file of their
    # own, which two processes that start at once, or a power cut, can leave empty for ever.
    supports_fanout = False
    get_table = virtual.Channel.get_table

    # kombu's two base classes name the message differently.
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """kombu opens a message under its name and then writes it; a worker that takes it in
        between reads nothing and dies of it."""
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        written = Path(self.data_folder_out) / f"{name}.part"
        try:
            written.write_bytes(dumps(payload).encode())
            written.rename(written.with_name(name))
        except OSError:
            # On a full disk, every minute would leave another half.
            written.unlink(missing_ok=True)
            raise

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """kombu takes a message by way of the system's folder for temporary files: on another disk
        that is a copy, which two workers may both make, and on a full one nothing is ever taken."""
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            message = Path(self.data_folder_in) / name
            taken = message.with_name(f"{name}.taken")
            try:
                message.rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            body = taken.read_bytes()
            taken.unlink()
            try:
                return loads(body)
            except ValueError:
                continue  # emptied by a power cut; the next sweep does its work
        raise Empty


class Transport(filesystem.Transport):
    """What `files://` in a broker's address means."""

    Channel = Channel


def register() -> None:
    """Let kombu know the transport by its name; call it before a connection is made."""
    TRANSPORT_ALIASES["files"] = f"{__name__}:Transport"
