"""Drawn pieces of pages, in the memory of each process: a page that is drawn anew draws anew only what can differ.

A piece may show words, pictures and addresses of what is published: no price, no stock, nothing that time changes and
nothing of a visitor. It may also be a thing that was asked for, such as the page; each drawing gets a copy of its own.
It is found again under the present name of all words (``freshness.Names.words``), which the shared cache tells with
every request; whatever nobody thought of is late by as much as in a kept page (ADR 6).
"""

from collections.abc import Callable
from hashlib import md5
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.translation import get_language

from shop.core import clock
from shop.core.freshness import Names
from shop.core.languages import spoken

T = TypeVar("T")

_SECONDS = 60


class Pieces:
    """The pieces of one request's language and host."""

    def __init__(self, words: str, request: HttpRequest) -> None:
        self._place = f"{words}.{get_language()}.{spoken()}.{request.scheme}.{request.get_host()}"
        self._cache = caches["pieces"]

    def find(self, *name: Any) -> Any:
        """What was kept under that name, or None."""
        return self._cache.get(self._key(name))

    def keep(self, value: Any, *name: Any) -> None:
        """Keep it."""
        self._cache.set(self._key(name), value, _SECONDS)

    def _key(self, name: tuple[Any, ...]) -> str:
        return md5(f"{self._place} {name!r}".encode(), usedforsecurity=False).hexdigest()


def begin(request: HttpRequest, names: Names) -> None:
    """Let pieces be used for this request. ``names`` were read before anything that it shows."""
    if settings.KEEP_PIECES and names.words and not clock.is_set():
        request._pieces = Pieces(names.words, request)  # type: ignore[attr-defined]


def pieces_of(request: Any) -> Pieces | None:
    """The pieces that may be used; None in previews, and wherever a page is not drawn for the public."""
    return getattr(request, "_pieces", None)


def is_kept(request: Any, *name: Any) -> bool:
    """Whether the piece of that name need not be drawn."""
    pieces = pieces_of(request)
    return pieces is not None and pieces.find(*name) is not None


def piece(request: Any, name: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What is kept under that name, or what ``make`` makes now; never None."""
    pieces = pieces_of(request)
    if pieces is None:
        return make()
    found: T | None = pieces.find(*name)
    if found is None:
        found = make()
        pieces.keep(found, *name)
    return found
