"""Reading the cache, whichever one the suite runs on."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache


def everything_cached(*, outliving: int = 0) -> str:
    """Return all keys and values of the cache as one text, to be searched for what must not be.

    Without what will be forgotten within `outliving` seconds.
    """
    backend = cache._connections["default"]
    if isinstance(backend, LocMemCache):
        ends = {key: at or float("inf") for key, at in backend._expire_info.items()}
        until = time.time() + outliving
        return repr([(key, backend._cache[key]) for key, at in ends.items() if at > until])
    assert isinstance(backend, RedisCache)
    client = backend._cache.get_client()
    left = {key: client.ttl(key) for key in client.scan_iter()}
    kept = [key for key, seconds in left.items() if seconds == -1 or seconds > outliving]
    return repr([(key, client.get(key)) for key in kept])


@contextmanager
def cache_away(settings) -> Iterator[None]:
    """A cache in a Redis that is away: a port at which no one listens."""
    before = settings.CACHES
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        settings.CACHES = {
            "default": {
                "BACKEND": "web.serving.redis_cache.RedisCache",
                "LOCATION": f"redis://127.0.0.1:{held.getsockname()[1]}/1",
                "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
            }
        }
        yield
    settings.CACHES = before
