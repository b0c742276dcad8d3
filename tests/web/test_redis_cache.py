"""The cache in Redis says in one way that Redis does not answer, whichever way that is."""

import socket

import pytest
from django.core.cache import cache

from web.errors import CacheAway

ASKED = {
    "get": ("a",),
    "set": ("a", 1),
    "add": ("a", 1),
    "touch": ("a",),
    "delete": ("a",),
    "incr": ("a",),
    "has_key": ("a",),
    "get_many": (["a"],),
    "set_many": ({"a": 1},),
    "delete_many": (["a"],),
    "get_or_set": ("a", 1),
    "clear": (),
}


@pytest.fixture
def listener():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held


@pytest.fixture
def away(listener, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "web.serving.redis_cache.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{listener.getsockname()[1]}/1",
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
    }


@pytest.mark.parametrize("name", ASKED)
def test_each_question_says_it_without_an_address(away, listener, name):
    with pytest.raises(CacheAway) as raised:
        getattr(cache, name)(*ASKED[name])
    assert (str(raised.value), raised.value.__cause__) == ("", None)


def test_page_that_asks_often_waits_once_for_a_redis_that_is_silent(away, listener):
    listener.listen()
    for _ in range(20):
        with pytest.raises(CacheAway):
            cache.get("a")
    listener.setblocking(False)
    asked, _address = listener.accept()
    asked.close()
    with pytest.raises(BlockingIOError):
        listener.accept()
