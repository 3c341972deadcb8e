"""Whole public pages, kept as long as they are true (ADR 6).

A kept page is shown only while two things hold: nothing that shoppers see was changed since it began to be drawn
(``shop.core.freshness``), and the moment until which it can be true is not reached. What is one visitor's own is not
in it: their places are left open (``Holes``) and filled for each visitor.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache as once
from functools import lru_cache, wraps
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_protect

from shop.core import clock, door, freshness
from shop.core.languages import language_of, language_of_path, speaking
from shop.orders.queries import cart_count
from shop.storefront import pieces
from shop.storefront.customer import current_customer
from shop.storefront.news import news_badge

View = Callable[..., HttpResponse]
Horizon = Callable[..., datetime | None]

# Whatever nobody thought of is late by no more than this.
LONGEST = timedelta(seconds=60)
# Beyond this page of a list nobody reads; kept pages stay few whatever addresses are tried.
_MAX_LIST_PAGE = 50

_horizons: list[Horizon] = []


def connect_horizons(*horizons: Horizon) -> None:
    """Say what flips by time alone: each is asked ``horizon(at=…)`` for its next moment after ``at``, or None."""
    _horizons.extend(horizon for horizon in horizons if horizon not in _horizons)


def public_page(*query: str) -> Callable[[View], View]:
    """Keep what the view answers to visitors.

    ``query`` names what the view reads from the address: "page", or "sku" (such a page is drawn each time). All else
    in the query string is hidden from the view, so that no visitor's address stands in a page that others get.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asked = _canonical(request, query) if _may_share(request) else None
            if asked is None:
                pieces.begin(request, freshness.names())
                response = door.closed_page(request) or view(request, *args, **kwargs)
                response.headers.setdefault("Cache-Control", "private, no-cache")
                return response
            key = _key(request, asked)
            found = cache.get_many([freshness.KEY, freshness.WORDS, key])
            kept: Kept | None = found.get(key)
            if kept and kept.holds(found.get(freshness.KEY)):
                return kept.answer(request)
            # In this order: what changes after this line makes what is drawn now out of date.
            names = freshness.names_in(found)
            generation = names.everything
            pieces.begin(request, names)
            if (closed := door.closed_page(request)) is not None:
                return closed
            begun_at = timezone.now()
            holes = Holes()
            response = _draw(request, asked, holes, view, *args, **kwargs)
            if not _is_public(request, response):
                response.content = holes.fill(response.content, request)
                return response
            kept = Kept.of(response, holes=holes, generation=generation, valid_until=_valid_until(begun_at))
            left = kept.valid_until - timezone.now().timestamp()
            if generation and left > 0:
                cache.set(key, kept, ceil(left))
            return kept.answer(request)

        return shown

    return decorate


class Holes:
    """Marks in a page where each visitor's own things go. Random for each drawing: no text can contain them."""

    def __init__(self) -> None:
        self._mark = secrets.token_hex(8)

    def __call__(self, name: str) -> str:
        """The mark of ``csrf`` (a form's token), ``cart`` or ``news`` (the badges)."""
        return f"{name}-{self._mark}"

    def split(self, content: bytes) -> list[bytes]:
        """The page in pieces; every second one is a hole's name."""
        return re.split(rb"(csrf|cart|news)-" + self._mark.encode(), content)

    def fill(self, content: bytes, request: HttpRequest) -> bytes:
        """The page as this visitor gets it."""
        return _fill(self.split(content), request)


def holes_of(request: Any) -> Holes | None:
    """The marks to draw, while a page is drawn that others will get too."""
    return getattr(request, "_holes", None)


def leave_holes(request: HttpRequest) -> dict[str, Any]:
    """Context processor: a mark instead of the visitor's token."""
    holes = holes_of(request)
    return {"csrf_token": holes("csrf")} if holes else {}


def cart_badge(request: Any) -> str:
    """Units in the visitor's cart, as the head of the page shows them; no query for somebody who has none."""
    return _cart_badge(cart_count(current_customer(request)) if hasattr(request, "session") else 0)


@lru_cache(maxsize=200)
def _cart_badge(units: int) -> str:
    return render_to_string("includes/cart_badge.html", {"units": units})


def _fill(pieces: list[bytes], request: HttpRequest) -> bytes:
    # Each once, however many forms there are.
    own = {
        b"csrf": once(lambda: get_token(request)),
        b"cart": once(lambda: cart_badge(request)),
        b"news": once(lambda: news_badge(request)),
    }
    return b"".join(own[piece]().encode() if place % 2 else piece for place, piece in enumerate(pieces))


@dataclass(frozen=True)
class Kept:
    """A page with its holes, and what must hold for it to be shown."""

    generation: str
    valid_until: float
    headers: dict[str, str]
    pieces: list[bytes]
    digest: str

    @classmethod
    def of(cls, response: HttpResponse, *, holes: Holes, generation: str, valid_until: datetime) -> "Kept":
        pieces = holes.split(response.content)
        return cls(
            generation=generation,
            valid_until=valid_until.timestamp(),
            headers=dict(response.items()),
            pieces=pieces,
            digest=hashlib.sha256(b"\0".join(pieces)).hexdigest(),
        )

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page for this visitor, or 304 if they have exactly it: same page, same cart, same token behind it."""
        badge = cart_badge(request) if b"cart" in self.pieces[1::2] else ""
        news = news_badge(request) if b"news" in self.pieces[1::2] else ""
        if b"csrf" in self.pieces[1::2]:
            get_token(request)
        own = f"{self.digest} {badge} {news} {request.META.get('CSRF_COOKIE', '')}"
        etag = f'"{hashlib.sha256(own.encode()).hexdigest()[:32]}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = HttpResponse(_fill(self.pieces, request), headers=self.headers)
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie"])
        response._kept = self  # type: ignore[attr-defined]
        return response

    def holds(self, generation: str | None) -> bool:
        """Whether it is still true: nothing has changed since, and nothing has flipped by time."""
        return self.generation == generation and timezone.now().timestamp() < self.valid_until


def _may_share(request: HttpRequest) -> bool:
    """Whether this visitor may get a kept page: nobody who is logged in, nobody to whom something is to be said."""
    return (
        settings.PAGE_CACHE
        and not clock.is_set()
        and request.method in {"GET", "HEAD"}
        and SESSION_KEY not in request.session
        and not len(get_messages(request))
    )


def _canonical(request: HttpRequest, names: tuple[str, ...]) -> str | None:
    """The query string that the view may read; None for an address whose page is not kept."""
    if "sku" in names and request.GET.get("sku"):
        return None
    number = request.GET.get("page", "") if "page" in names else ""
    if not (number.isascii() and number.isdigit()) or int(number[:9]) == 1:
        return ""
    return f"page={int(number)}" if 1 < int(number[:9]) <= _MAX_LIST_PAGE and len(number) < 9 else None


def _key(request: HttpRequest, asked: str) -> str:
    address = f"{request.scheme}://{request.get_host()}{request.path}?{asked} {get_language()}"
    return f"page.{hashlib.sha256(address.encode()).hexdigest()}"


def _draw(request: HttpRequest, asked: str, holes: Holes, view: View, *args: Any, **kwargs: Any) -> HttpResponse:
    """Call the view and draw its template, with holes, and with nothing of the address but what it may read."""
    whole = request.GET, request.META.get("QUERY_STRING", "")
    request.GET, request.META["QUERY_STRING"] = QueryDict(asked), asked  # type: ignore[misc,assignment]
    request._holes = holes  # type: ignore[attr-defined]
    try:
        response = view(request, *args, **kwargs)
        return response.render() if hasattr(response, "render") else response
    finally:
        request.GET, request.META["QUERY_STRING"] = whole  # type: ignore[misc]
        del request._holes  # type: ignore[attr-defined]


def _is_public(request: HttpRequest, response: HttpResponse) -> bool:
    """Only whole pages that set nothing on the visitor, and that nobody has marked as not to be kept."""
    return (
        response.status_code == 200
        and not response.cookies
        and not request.session.modified
        and "no-store" not in response.headers.get("Cache-Control", "")
    )


def _valid_until(at: datetime) -> datetime:
    moments = [horizon(at=at) for horizon in _horizons]
    return min([at + LONGEST, *(moment for moment in moments if moment)])


# Cookies that say nothing of a visitor but the language and the token of a form.
_HARMLESS = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
_MOST_IN_MEMORY = 300


class KeptPages:
    """Middleware: somebody who has nothing here yet gets a kept page before session, account and addresses are asked.

    The page is in this process's memory, with the headers that the middleware below gave it; whether it still holds is
    asked of the shared cache each time. Everybody else goes the whole way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._memory: dict[str, Kept] = {}
        self._answer = csrf_protect(self._kept)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _has_nothing(request):
            return self.get_response(request)
        language = language_of(request)
        address = f"{request.scheme}://{request.META.get('HTTP_HOST')}{request.path} {language}"
        kept = self._memory.get(address)
        if kept and kept.holds(cache.get(freshness.KEY)):
            with speaking(language_of_path(request.path_info) or settings.LANGUAGE_CODE, interface=language):
                return self._answer(request, kept)
        response = self.get_response(request)
        self._remember(address, response)
        return response

    @staticmethod
    def _kept(request: HttpRequest, kept: Kept) -> HttpResponse:
        return kept.answer(request)

    def _remember(self, address: str, response: HttpResponse) -> None:
        kept: Kept | None = getattr(response, "_kept", None)
        if kept is None or response.status_code != 200:
            return
        if len(self._memory) >= _MOST_IN_MEMORY:
            self._memory.clear()
        self._memory[address] = replace(kept, headers=dict(response.items()))


def _has_nothing(request: HttpRequest) -> bool:
    """Whether the answer depends on nothing but address, host and language."""
    return (
        settings.PAGE_CACHE
        and request.method in {"GET", "HEAD"}
        and not request.META.get("QUERY_STRING")
        and _HARMLESS.issuperset(request.COOKIES)
        and "HTTP_HX_REQUEST" not in request.META
    )
