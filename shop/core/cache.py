"""The shared cache, as something that may be away: pages, sessions and rate limits do not fail with it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger(__name__)


def _or(answer: Any, method: Callable[..., Any]) -> Callable[..., Any]:
    """``method``, or ``answer`` while nobody answers (an error is raised)."""

    @wraps(method)
    def ask(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except RedisError as error:
            log.warning("cache_is_away", error=str(error))
            if isinstance(answer, Exception):
                raise answer from error
            return answer() if callable(answer) else answer

    return ask


class _Client(RedisCacheClient):
    add = _or(True, RedisCacheClient.add)  # every one is the first
    get_many = _or(dict, RedisCacheClient.get_many)
    set = _or(None, RedisCacheClient.set)
    set_many = _or(None, RedisCacheClient.set_many)
    touch = _or(False, RedisCacheClient.touch)
    delete = _or(False, RedisCacheClient.delete)
    delete_many = _or(None, RedisCacheClient.delete_many)
    has_key = _or(False, RedisCacheClient.has_key)
    incr = _or(ValueError("The key is not there."), RedisCacheClient.incr)
    clear = _or(False, RedisCacheClient.clear)

    def get(self, key: Any, default: Any) -> Any:
        return _or(default, super().get)(key, default)


class ForgivingRedisCache(RedisCache):
    """Django's cache on Redis or Valkey; without a server it is an empty cache instead of an error.

    It asks twice, because a server that was restarted leaves dead connections behind, and never waits long.
    Whoever must know whether a value was stored reads it back.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        patience = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 1)}
        super().__init__(server, {**params, "OPTIONS": {**patience, **params.get("OPTIONS", {})}})
        self._class = _Client
