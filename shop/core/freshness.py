"""One name for the present state of everything shoppers see. What was kept under another name is out of date."""

import uuid

from django.core.cache import cache

# Stored without an end. Names are random, so that one that was lost is never given again.
KEY = "freshness"


class CacheIsAway(Exception):
    """The new name could not be stored: another process may still go on with the old one."""


def generation() -> str:
    """The present name; "" while the cache is away, when nothing may be kept.

    Read it before what is to be kept is read from the database: a change meanwhile then leaves it under the old name.
    """
    found: str = cache.get(KEY) or begin()
    return found


def begin() -> str:
    """Give a first name where there is none; the one that holds."""
    cache.add(KEY, uuid.uuid4().hex, None)
    return cache.get(KEY) or ""


def advance() -> None:
    """Something shoppers see has changed, and the change is committed. ``CacheIsAway`` if it could not be said."""
    name = uuid.uuid4().hex
    cache.set(KEY, name, None)
    # Another name means that somebody else advanced meanwhile, which is as good.
    if cache.get(KEY) is None:
        raise CacheIsAway
