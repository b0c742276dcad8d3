"""Opened files on their way to slow phones, and how much memory of a web process they take.

A slow reader keeps no thread (`web.serving.worker`), but all that it has not taken yet. What lies
on the disk is read as it goes out; what lies sealed is in memory, whole, until its line ends.
"""

import io
from collections import Counter
from threading import RLock

from django.utils.translation import gettext_lazy as _

from web.errors import TooMany

# Bytes for one reader and for all of them, in each process. One file goes out however large it is.
MOST_OF_ONE, MOST = 8_000_000, 100_000_000

# Re-entrant: the garbage collector may close a forgotten file while this thread holds the lock.
_lock = RLock()
_held: Counter[int] = Counter()


class TooMuchAtOnce(TooMany):
    """This reader, or all readers together, have not taken yet what was opened for them before."""

    sentence = _("Files are still on their way to you. Wait until they are here, then try again.")


def check(size: int, *, reader: int) -> None:
    """Raise `TooMuchAtOnce` where `reader` could not be sent `size` bytes now.

    For what is large, before it is opened.
    """
    with _lock:
        _check(size, reader)


def _check(size: int, reader: int) -> None:
    of_one, of_all = _held[reader], _held.total()
    if (of_one and of_one + size > MOST_OF_ONE) or (of_all and of_all + size > MOST):
        raise TooMuchAtOnce


class Opened(io.BytesIO):
    """`data`, counted for `reader`, a member's primary key, until it is closed.

    Raises `TooMuchAtOnce`.
    """

    def __init__(self, data: bytes, *, reader: int) -> None:
        size = len(data)
        with _lock:
            _check(size, reader)
            _held[reader] += size
        super().__init__(data)
        self.reader, self.size = reader, size

    def close(self) -> None:
        """Give the memory back; also called for what its line forgot."""
        if not self.closed:
            with _lock:
                _held[self.reader] -= self.size
                if not _held[self.reader]:
                    del _held[self.reader]
        super().close()
