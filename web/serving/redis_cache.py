"""Django's cache in Redis, which says in one way that Redis does not answer.

What only saves time goes on without it (`CacheAway` is suppressed there); what counts guesses or
marks a code as used must not, and `web.away` answers for it.
"""

from collections.abc import Callable
from functools import wraps
from time import monotonic
from typing import Any

from django.core.cache.backends import redis as django_redis
from redis.exceptions import RedisError

from web.errors import CacheAway

# Seconds: a thread that has waited for a silent Redis does not wait again at once, so that a page
# that asks five times waits once.
REST = 5


def _saying(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def asked(client: "Client", *args: Any, **kwargs: Any) -> Any:
        if monotonic() < client.rests_until:
            raise CacheAway
        try:
            return method(client, *args, **kwargs)
        except RedisError:
            client.rests_until = monotonic() + REST
            raise CacheAway from None  # its text has the address

    return asked


class Client(django_redis.RedisCacheClient):
    """Each method raises `CacheAway` when Redis does not answer. Each thread has a client."""

    rests_until = 0.0

    for _name, _method in list(vars(django_redis.RedisCacheClient).items()):
        if callable(_method) and not _name.startswith("_") and _name != "get_client":
            locals()[_name] = _saying(_method)


class RedisCache(django_redis.RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client
