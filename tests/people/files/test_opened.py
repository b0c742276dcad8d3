"""What is opened for slow readers takes a bounded part of the memory."""

import gc
from threading import Thread

import pytest

from people.files import opened
from people.files.opened import Opened, TooMuchAtOnce

ONE = opened.MOST_OF_ONE // 4


@pytest.fixture(autouse=True)
def _nothing_held():
    gc.collect()
    assert opened._held == {}
    yield
    gc.collect()
    assert opened._held == {}


def test_one_reader_gets_four_files_at_once_and_another_when_one_is_there():
    files = [Opened(bytes(ONE), reader=1) for _ in range(4)]
    with pytest.raises(TooMuchAtOnce):
        Opened(b"x", reader=1)
    files[0].close()
    files[0].close()
    files.append(Opened(bytes(ONE), reader=1))
    for file in files:
        file.close()


def test_one_reader_does_not_use_up_what_others_get():
    files = [Opened(bytes(ONE), reader=1) for _ in range(4)]
    files.append(Opened(bytes(ONE), reader=2))
    for file in files:
        file.close()


def test_all_readers_together_get_no_more_than_the_process_has(monkeypatch):
    monkeypatch.setattr(opened, "MOST", 3 * ONE)
    files = [Opened(bytes(ONE), reader=number) for number in range(3)]
    with pytest.raises(TooMuchAtOnce):
        Opened(b"x", reader=9)
    for file in files:
        file.close()


def test_a_single_file_goes_out_however_large_it_is():
    Opened(bytes(opened.MOST_OF_ONE + 1), reader=1).close()


def test_what_its_line_forgot_is_given_back():
    file = Opened(bytes(ONE), reader=1)
    assert opened._held == {1: ONE}
    del file


class Collecting(int):
    """A reader in whose look-up, under the lock, the garbage is collected."""

    def __hash__(self) -> int:
        gc.collect()
        return super().__hash__()


@pytest.fixture
def _little_garbage():
    """Late in a long run of tests, to look through all objects takes seconds each time."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("_little_garbage")
def test_what_is_forgotten_may_be_given_back_while_another_file_is_counted():
    file = Opened(bytes(ONE), reader=1)
    file.itself = file
    del file
    assert opened._held == {1: ONE}
    thread = Thread(target=lambda: Opened(bytes(ONE), reader=Collecting(2)).close(), daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
