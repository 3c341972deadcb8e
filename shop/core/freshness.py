"""Names for the present state of what shoppers see. What was kept under another name is out of date.

One name stands for everything, and one for the *words*: all of it but figures (prices, stock, what was ordered), which
change every minute.
"""

import uuid
from dataclasses import dataclass

from django.core.cache import cache

# Stored without an end. Names are random, so that one that was lost is never given again.
KEY = "freshness"
WORDS = "freshness.words"


class CacheIsAway(Exception):
    """The new name could not be stored: another process may still go on with the old one."""


@dataclass(frozen=True)
class Names:
    """The present names; "" while the cache is away, when nothing may be kept.

    Read them before what is to be kept is read from the database: a change meanwhile then leaves it under the old name.
    """

    everything: str
    words: str


def names() -> Names:
    """The present ones. One round trip."""
    return names_in(cache.get_many([KEY, WORDS]))


def names_in(found: dict[str, str]) -> Names:
    """The names in what a cache answered; first ones where there are none."""
    return Names(everything=found.get(KEY) or _begin(KEY), words=found.get(WORDS) or _begin(WORDS))


def _begin(key: str) -> str:
    """Give a first name; the one that holds."""
    cache.add(key, uuid.uuid4().hex, None)
    return cache.get(key) or ""


def advance() -> None:
    """Something shoppers see has changed, and the change is committed. ``CacheIsAway`` if it could not be said."""
    _advance(KEY, WORDS)


def advance_figures() -> None:
    """A price, the stock or an order has changed and no word, picture or address with it."""
    _advance(KEY)


def _advance(*keys: str) -> None:
    cache.set_many({key: uuid.uuid4().hex for key in keys}, None)
    # Another name means that somebody else advanced meanwhile, which is as good.
    if len(cache.get_many(keys)) < len(keys):
        raise CacheIsAway
