"""A queue without a server: a folder of files that are never visible half-written."""

import os
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem, virtual
from kombu.utils.json import dumps, loads

from web.serving import whole_files


class Channel(filesystem.Channel):
    """kombu's channel, but each message is put and taken by renaming a file."""

    # Every process binds the one queue itself. kombu would keep the bindings in a file, which two
    # processes that start at once, or a power cut, can leave empty for ever.
    supports_fanout = False
    get_table = virtual.Channel.get_table

    # kombu's two base classes name the message differently.
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Write the message, then rename it. kombu opens it under its final name first, and a
        worker that takes it too early reads nothing and crashes."""
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        whole_files.write(Path(self.data_folder_out) / name, dumps(payload).encode())

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take a message by renaming it. kombu moves it to the system's temporary folder. On
        another disk that is a copy, which two workers may both make; on a full one it fails."""
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            path = Path(self.data_folder_in) / name
            if not path.is_file():
                continue  # a folder, or another worker was faster
            taken = path.with_name(f"{name}.taken")
            try:
                path.rename(taken)
                content = taken.read_bytes()
                taken.unlink()
            except OSError:
                continue  # another worker was faster, or no one may read it
            message = self._message_in(content)
            # One that a power cut emptied, or that is none; the next sweep does its work.
            if message is not None:
                return message
        raise Empty

    def _message_in(self, content: bytes) -> dict[str, Any] | None:
        """Return the message, None where it is not one: kombu would end the worker."""
        try:
            message = loads(content)
            self.Message(message, channel=self)
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
            return None
        return message


class Transport(filesystem.Transport):
    """The transport for broker addresses that start with `files://`."""

    Channel = Channel


def register() -> None:
    """Register the transport with kombu; call it before a connection is made."""
    TRANSPORT_ALIASES["files"] = f"{__name__}:Transport"
